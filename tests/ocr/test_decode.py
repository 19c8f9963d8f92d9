"""From the words of Tesseract to values: by kind, with repairs counted."""

import pytest

from forms.definition import Field
from forms.registry import load_catalogue
from ocr.decode import decoded
from ocr.lookalikes import digits_for, fitting, measures, name_letters

PRISONER = r"[A-Z]\d{4}[A-Z]{2}|[A-Z]{2}\d{4,6}"


def asked(key: str) -> Field:
    return load_catalogue().find("alert-form").field(key)


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
    assert decoded(asked("date_completed"), written).value == value


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
    found = decoded(asked("prisoner_number"), written)
    assert (found.value, found.repairs) == (value, repairs)


def test_one_shape_read_as_two_characters() -> None:
    assert fitting("A1l1B", r"[A-Z]\d{2}B", 4) == (("A11B", 1),)
    assert fitting("AO09B", r"[A-Z]\d{2}B", 4) == (("A09B", 1),)


def test_only_one_reading_fits_the_pattern() -> None:
    assert decoded(asked("prisoner_number"), "AB12345").value == "AB12345"
    assert len(fitting("A1234BB", PRISONER, 8)) == 1


def test_telephone_numbers() -> None:
    assert decoded(asked("prison_spoc_phone"), "O2O 7946 0l23").value == "020 7946 0123"
    assert decoded(asked("prison_spoc_phone"), "1234").value == "1234"


def test_digits_are_counted_as_repaired() -> None:
    assert digits_for("l2O") == ("120", 2)


def test_no_text_in_any_repr() -> None:
    assert "Laura" not in repr(decoded(asked("client_name"), "Laura Khan"))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("from 60 mi to 45 m1, daily", "from 60 ml to 45 ml, daily"),
        ("30 minutes, 2 mixed bags", "30 minutes, 2 mixed bags"),
        ("now 4Oml at l0am", "now 40ml at 10am"),
        ("down to 25m/ by June", "down to 25ml by June"),
    ],
)
def test_doses_are_in_millilitres(written: str, value: str) -> None:
    assert decoded(asked("other_detail"), written).value == value


def test_units_leave_words_alone() -> None:
    assert measures("Sam is all 5 am, SOS am") == "Sam is all 5 am, SOS am"


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("lan Allen", "Ian Allen"),
        ("0'Neill", "O'Neill"),
        ("WiIson", "Wilson"),
        ("Le la Roux", "Le la Roux"),
        ("ALAN HALL", "ALAN HALL"),
        ("Will", "Will"),
    ],
)
def test_letters_of_names(written: str, right: str) -> None:
    assert name_letters(written) == right
