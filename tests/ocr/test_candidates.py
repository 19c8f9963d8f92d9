"""Values that a register proposes for a page, judged with the rest of it."""

from forms.definition import Field
from forms.registry import load_catalogue
from ocr.candidates import known_value
from ocr.judged import Evidence, Judged
from tests.ocr.outputs import seen_of

READ = Judged(value="Lanra Khom", raw="Lanra Khom")
PEOPLE = ("Laura Khan", "Lauren Kane", "Dean Whitlock")


def name_field() -> Field:
    return load_catalogue().find("alert-form").field("client_name")


def test_known_person_is_taken_with_the_evidence() -> None:
    seen = seen_of("Lanra Khan", {2: {"u": 0.2}}, words="")
    found = known_value(name_field(), seen, PEOPLE, READ)
    assert found is not None
    assert (found.value, found.evidence) == ("Laura Khan", Evidence.KNOWN)


def test_who_is_not_known_is_not_taken() -> None:
    assert known_value(name_field(), seen_of("Priya Osman"), PEOPLE, READ) is None


def test_two_who_are_as_likely_are_left_alone() -> None:
    seen = seen_of("Laura Khan", {4: {"": 0.5}}, words="")
    assert known_value(name_field(), seen, ("Laura Khan", "Laur Khan"), READ) is None
