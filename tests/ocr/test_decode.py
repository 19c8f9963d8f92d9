"""From words to values: by kind, with repairs counted and lists asked."""

import pytest

from forms.definition import Field
from forms.reference import Entry, ReferenceLists
from forms.registry import load_catalogue
from ocr.agreement import agreed
from ocr.decode import Decoded, Evidence, best_of, decoded
from ocr.lookalikes import digits_for, fitting
from ocr.tesseract import Line, Word

PRISONER = r"[A-Z]\d{4}[A-Z]{2}|[A-Z]{2}\d{4,6}"
LISTS = ReferenceLists(
    {
        "prisons": (
            Entry(name="HMP Testford", code="TFI", other_codes=("TF",)),
            Entry(name="HMP Samplegate", code="SGI"),
        ),
        "courts": (
            Entry(name="Testford Crown Court", code="TESTCC"),
            Entry(name="Newbridge (I.O.W.) Youth Court", code="NEWBYC"),
        ),
        "dats": (Entry(name="Westshire", code="A12B"),),
    }
)


def asked(key: str) -> Field:
    return load_catalogue().find("alert-form").field(key)


def read(text: str, confidence: float = 95.0) -> tuple[Line, ...]:
    return tuple(tuple(Word(w, confidence) for w in line.split()) for line in text.split("\n"))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("14/06/2009", "2009-06-14"),
        ("14062009", "2009-06-14"),
        ("1 4 0 6 2 0 0 9", "2009-06-14"),
        ("l4/O6/2OO9", "2009-06-14"),
        ("14106/2009", "2009-06-14"),
        ("14 June 2009", "2009-06-14"),
        ("31/02/2009", None),
        ("nonsense", None),
    ],
)
def test_days(written: str, value: str | None) -> None:
    assert decoded(asked("date_completed"), read(written)).value == value


@pytest.mark.parametrize(
    ("written", "value", "repairs"),
    [
        ("A1234BC", "A1234BC", 0),
        ("a1234bc", "A1234BC", 0),
        ("AI234BC", "A1234BC", 1),
        ("A12348C", "A1234BC", 1),
        ("4B123456", "AB123456", 1),
        ("A1234BCD", None, 0),
    ],
)
def test_prisoner_numbers(written: str, value: str | None, repairs: int) -> None:
    found = decoded(asked("prisoner_number"), read(written))
    assert (found.value, found.repairs) == (value, repairs)


def test_one_shape_read_as_two_characters() -> None:
    assert fitting("A1l1B", r"[A-Z]\d{2}B", 4) == (("A11B", 1),)
    assert fitting("AO09B", r"[A-Z]\d{2}B", 4) == (("A09B", 1),)


def test_readings_that_fit_equally_well_are_ambiguous() -> None:
    found = decoded(asked("prisoner_number"), read("AB12345"))
    assert found.value == "AB12345"
    assert not found.ambiguous
    assert len(fitting("A1234BB", PRISONER, 8)) == 1


def test_telephone_numbers() -> None:
    found = decoded(asked("prison_spoc_phone"), read("O2O 7946 0l23"))
    assert (found.value, found.evidence) == ("020 7946 0123", Evidence.SHAPE)
    odd = decoded(asked("prison_spoc_phone"), read("1234"))
    assert odd.evidence is Evidence.FREE


def test_digits_are_counted_as_repaired() -> None:
    assert digits_for("l2O") == ("120", 2)


def test_text_keeps_its_lines_and_loses_rests_of_rules() -> None:
    found = decoded(asked("other_detail"), read("| Moved to Leeds,\nno phone. _"))
    assert found.value == "Moved to Leeds, no phone."


def test_least_sure_word_counts() -> None:
    line = (Word("Laura", 96.0), Word("Khan", 41.0))
    assert decoded(asked("client_name"), (line,)).least == 41.0


def weighed(**texts: str) -> dict[str, Decoded]:
    fields = {key: asked(key) for key in texts}
    return agreed(fields, {k: decoded(fields[k], read(t)) for k, t in texts.items()}, LISTS)


def test_name_on_the_list_stays_as_written() -> None:
    found = weighed(prison_name="Hmp Testford")["prison_name"]
    assert (found.value, found.evidence) == ("Hmp Testford", Evidence.LISTED)


def test_name_a_letter_off_is_put_right() -> None:
    found = weighed(prison_name="HMP Samplegats")["prison_name"]
    assert (found.value, found.evidence) == ("HMP Samplegate", Evidence.NEAR)


def test_name_far_from_all_is_left_alone() -> None:
    found = weighed(prison_name="HMP Elsewhere")["prison_name"]
    assert (found.value, found.evidence) == ("HMP Elsewhere", Evidence.FREE)


def test_name_and_code_that_agree_are_strong() -> None:
    found = weighed(prison_name="HMP Testford", prison_code="TFI")
    assert {value.evidence for value in found.values()} == {Evidence.PAIRED}


def test_name_and_code_that_differ_are_doubted() -> None:
    found = weighed(prison_name="HMP Testford", prison_code="SGI")
    assert all(value.ambiguous for value in found.values())


def test_code_is_put_right_by_the_name() -> None:
    found = weighed(prison_name="HMP Samplegate", prison_code="SGIL")["prison_code"]
    assert (found.value, found.evidence) == ("SGI", Evidence.NEAR)


def test_views_that_agree_leave_no_doubt() -> None:
    one = decoded(asked("date_completed"), read("14/06/2009"))
    other = decoded(asked("date_completed"), read("14/08/2009"))
    nothing = decoded(asked("date_completed"), read("14/0|6/2009"))
    assert not best_of([one, one]).crossed
    assert best_of([one, other]).crossed
    assert best_of([nothing, one]).value == "2009-06-14"


def test_no_text_in_any_repr() -> None:
    assert "Laura" not in repr(decoded(asked("client_name"), read("Laura Khan")))
    assert "Laura" not in repr(Word("Laura", 90.0))


@pytest.mark.parametrize(
    ("written", "value", "evidence"),
    [
        ("Testford Crówn Court.", "Testford Crown Court", Evidence.LISTED),
        ("Testford C rown Court", "Testford Crown Court", Evidence.NEAR),
        ("Newbridge (1.0.W.) Youth Court", "Newbridge (I.O.W.) Youth Court", Evidence.NEAR),
    ],
)
def test_a_listed_name_is_spelt_as_listed(written: str, value: str, evidence: Evidence) -> None:
    court = weighed(court_name=written)["court_name"]
    assert (court.value, court.evidence) == (value, evidence)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("from 60 mi to 45 m1, daily", "from 60 ml to 45 ml, daily"),
        ("30 minutes, 2 mixed bags", "30 minutes, 2 mixed bags"),
    ],
)
def test_doses_are_in_millilitres(written: str, value: str) -> None:
    assert decoded(asked("other_detail"), read(written)).value == value
