"""Values that a register proposes, held against the writing."""

from datetime import date

import pytest

from forms.definition import Field
from forms.registry import load_catalogue
from ocr.candidates import day_ways, known_value, name_ways, score_candidates, score_values
from ocr.judged import Evidence, Judged
from tests.ocr.outputs import output_of, seen_of

READ = Judged(value="Lanra Khom", raw="Lanra Khom")
PEOPLE = ("Laura Khan", "Lauren Kane", "Dean Whitlock")


def asked(key: str) -> Field:
    return load_catalogue().find("alert-form").field(key)


def test_people_are_scored_against_the_image() -> None:
    doubts = {2: {"u": 0.1}, 8: {"a": 0.1}, 9: {"n": 0.1}}
    ranked = score_candidates(
        [
            output_of(
                "LANRA KHOM", {k: {c.upper(): p for c, p in v.items()} for k, v in doubts.items()}
            )
        ],
        PEOPLE,
    )
    assert ranked[0].entry == "Laura Khan"
    assert ranked[0].below_free < 0.8 < ranked[1].below_free


@pytest.mark.parametrize("written", ["Laura Khan", "KHAN, LAURA", "Khan Laura", "L Khan"])
def test_names_in_any_order(written: str) -> None:
    assert score_values(asked("client_name"), [output_of(written)], PEOPLE)[0].entry == "Laura Khan"


@pytest.mark.parametrize("written", ["2/3/71", "02.03.1971", "2 March 1971", "02 MAR 71", "020371"])
def test_days_in_any_style(written: str) -> None:
    days = ["1971-03-02", "1971-02-03", "1977-03-02"]
    assert score_values(asked("date_of_birth"), [output_of(written)], days)[0].entry == days[0]


def test_numbers_need_no_spaces() -> None:
    ranked = score_values(asked("prisoner_number"), [output_of("a1234 bc")], ["A1284BC", "A1234BC"])
    assert ranked[0].entry == "A1234BC"


def test_known_person_is_taken_with_the_evidence() -> None:
    seen = seen_of("Lanra Khan", {2: {"u": 0.2}}, words="")
    found = known_value(asked("client_name"), seen, PEOPLE, READ)
    assert found is not None
    assert (found.value, found.evidence) == ("Laura Khan", Evidence.KNOWN)


def test_who_is_not_known_is_not_taken() -> None:
    assert known_value(asked("client_name"), seen_of("Priya Osman"), PEOPLE, READ) is None


def test_ways_of_writing() -> None:
    assert {"2/3/71", "02/03/1971", "2 Mar 1971", "02031971"} <= set(day_ways(date(1971, 3, 2)))
    assert name_ways("Cher") == ("Cher",)
    assert "Khan, Laura Jane" in name_ways("Laura Jane Khan")
