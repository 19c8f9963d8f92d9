"""Values held against what the recogniser saw, with neither the page nor the recogniser."""

import sys
from datetime import date
from subprocess import run

import pytest

from forms.definition import Field
from forms.registry import load_catalogue
from ocr.held import hold, hold_against
from ocr.kept_lines import pack
from ocr.ways import day_ways, name_ways
from tests.ocr.outputs import output_of

PEOPLE = ("Laura Khan", "Lauren Kane", "Laura Kham", "Dean Whitlock")
DAYS = ("1971-03-02", "1971-02-03", "1977-03-02")


def asked(key: str) -> Field:
    return load_catalogue().find("alert-form").field(key)


def first(key: str, written: str, values: tuple[str, ...]) -> str:
    return hold(asked(key), (output_of(written),), values)[0].value


@pytest.mark.parametrize(
    "written",
    [
        "Laura Khan",
        "KHAN, LAURA",
        "khan laura",
        "LauRA KhAn",
        "Laura  Khan.",
        "L. Khan",
        "Khan L",
        "LâuraKhân",
    ],
)
def test_names_as_forms_show_them(written: str) -> None:
    assert first("client_name", written, PEOPLE) == "Laura Khan"


@pytest.mark.parametrize("written", ["Laura Khan", "LJ Khan", "Khan, Laura J.", "KHAN LAURA JANE"])
def test_middle_names_may_be_left_out(written: str) -> None:
    assert first("client_name", written, ("Laura Jane Khan", "Lena Jane Khan")) == "Laura Jane Khan"


def test_a_surname_may_have_gaps() -> None:
    people = ("van der Berg, Anneke", "van der Borg, Anneke")
    assert first("client_name", "Van der Berg A", people) == people[0]
    assert first("client_name", "ODonoghue Mary", ("O'Donoghue, Mary", "O'Donahue, Mary")) == (
        "O'Donoghue, Mary"
    )


@pytest.mark.parametrize(
    "written",
    ["2/3/71", "02.03.1971", "2 March 1971", "02 MAR 71", "020371", "2nd Mar. 1971", "2-MAR-71"],
)
def test_days_as_forms_show_them(written: str) -> None:
    assert first("date_of_birth", written, DAYS) == DAYS[0]


def test_the_parts_of_a_day_stay_apart() -> None:
    assert first("date_of_birth", "1/12/71", ("1971-02-11", "1971-12-01")) == "1971-12-01"


@pytest.mark.parametrize("written", ["A1234BC", "a 1234 bc", "A12348C", "AI234BC"])
def test_numbers_need_neither_gaps_nor_capitals(written: str) -> None:
    assert first("prisoner_number", written, ("A1284BC", "A1234BC")) == "A1234BC"


def test_who_is_written_is_near_and_who_is_not_is_far() -> None:
    doubts = {2: {"u": 0.1}, 9: {"n": 0.1}}
    best, *others = hold(asked("client_name"), (output_of("Lanra Kham", doubts),), PEOPLE[:2])
    assert best.value == "Laura Khan"
    assert best.below_free < 0.8 < others[0].below_free
    assert best.free >= best.log_likelihood


def test_either_of_two_views_may_be_the_true_one() -> None:
    views = (output_of("04/03/1971"), output_of("01/03/1971"))
    days = ("1971-03-04", "1971-03-01", "1971-03-07")
    held = {one.value: one.below_free for one in hold(asked("date_of_birth"), views, days)}
    assert held[days[0]] == pytest.approx(held[days[1]], abs=0.01)
    assert held[days[2]] > held[days[0]] + 0.5


def test_what_was_kept_says_the_same() -> None:
    line = output_of("Lanra Khan", {2: {"u": 0.2}})
    now = hold(asked("client_name"), (line,), PEOPLE)
    later = hold_against(asked("client_name"), pack((line,)), PEOPLE)
    assert [one.value for one in later] == [one.value for one in now]
    assert later[0].below_free == pytest.approx(now[0].below_free, abs=0.01)


@pytest.mark.parametrize("written", ["and forenames LAURA KHAN", "Laura Khan (Leeds)"])
def test_other_words_may_stand_about_a_name(written: str) -> None:
    people = ("Lena Jane Khan", "Laura Kham", "Andrea Forman", "Laura Khan")
    best, second, *_ = hold(asked("client_name"), (output_of(written),), people)
    assert best.value == "Laura Khan"
    assert best.below_free == pytest.approx(8 / 9, abs=0.3)
    assert second.below_free > best.below_free


def test_a_name_is_not_taken_for_the_longer_one_that_it_is_in() -> None:
    best, second = hold(
        asked("client_name"), (output_of("Joann Lees"),), ("Ann Lees", "Joann Lees")
    )
    assert best.value == "Joann Lees"
    assert best.log_likelihood > second.log_likelihood + 7


def test_no_value_is_infinitely_far() -> None:
    (held,) = hold(asked("client_name"), (output_of("x"),), ("Bartholomew Featherstonehaugh",))
    assert held.free - held.log_likelihood == pytest.approx(100)


def test_nobody_is_held_against_nothing() -> None:
    line = output_of("Laura Khan")
    assert hold(asked("client_name"), (line,), ()) == []
    assert hold(asked("client_name"), (line,), ("", " - ")) == []


def test_what_is_shown_of_it_is_not_personal() -> None:
    (held,) = hold(asked("client_name"), (output_of("Laura Khan"),), ("Laura Khan",))
    assert "khan" not in repr(held).casefold()


def test_holding_loads_neither_recogniser_nor_pictures() -> None:
    code = "import ocr.held, sys; assert not {'onnxruntime', 'cv2'} & set(sys.modules)"
    run([sys.executable, "-c", code], check=True, timeout=60)


def test_ways_of_writing() -> None:
    assert {"2/3/71", "02/03/1971", "2MAR71", "02031971"} <= set(day_ways(date(1971, 3, 2)))
    assert name_ways("Cher") == ("CHER",)
    assert "KHANLAURAJANE" in name_ways("Laura Jane Khan")
