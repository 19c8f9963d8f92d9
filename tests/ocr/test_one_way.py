"""Days of one page are written in one way: what breaks with it is doubted, or read another way."""

import pytest

from forms.reference import shipped_lists
from forms.registry import load_catalogue
from ocr.engine.habits import day_prior, is_half_padded, is_padded, may_lack_a_year
from ocr.judged import Judged
from ocr.seen import Seen
from ocr.values import _judge, _Views
from tests.ocr.outputs import seen_of

# A narrow 11, of which one stroke is all but lost: the recogniser finds a single 1 likelier.
NARROW = seen_of("30/11/1972", {4: {"": 0.9}}, words="")


def judge(**seen: Seen) -> dict[str, Judged]:
    form = load_catalogue().find("alert-form")
    fields = {key: _Views(form.field(key), (), one, None) for key, one in seen.items()}
    return _judge(fields, shipped_lists(), {})


def test_a_month_of_one_digit_among_padded_ones_may_be_eleven() -> None:
    alone = judge(date_of_birth=NARROW)["date_of_birth"]
    assert alone.value == "1972-01-30"
    beside = judge(date_of_birth=NARROW, date_completed=seen_of("04/05/2009"))["date_of_birth"]
    assert beside.value == "1972-11-30"


@pytest.mark.parametrize("other", ["4/5/2009", "14/12/2009"], ids=["unpadded", "tells nothing"])
def test_it_stays_where_no_other_day_speaks_against_it(other: str) -> None:
    found = judge(date_of_birth=NARROW, date_completed=seen_of(other))["date_of_birth"]
    assert found.value == "1972-01-30"


def test_a_clear_digit_is_not_made_two() -> None:
    days = judge(date_of_birth=seen_of("30/1/1972"), date_completed=seen_of("04/05/2009"))
    assert days["date_of_birth"].value == "1972-01-30"


def test_two_days_against_one_show_no_single_way() -> None:
    days = judge(
        date_of_birth=NARROW,
        date_completed=seen_of("04/05/2009"),
        initial_release_date=seen_of("4/12/2009"),
    )
    assert days["date_of_birth"].value == "1972-01-30"


@pytest.mark.parametrize(
    ("text", "padded"),
    [
        ("04/05/2009", True),
        ("14-05-09", True),
        ("4/12/2009", False),
        ("4.05.2009", False),
        ("14/12/2009", None),
        ("14 June 2009", None),
    ],
)
def test_what_a_day_tells_of_its_hand(text: str, padded: bool | None) -> None:
    assert is_padded(text) is padded


def test_one_digit_is_unlikely_in_a_padding_hand() -> None:
    assert day_prior("4/12/2009", cells=False, padded=True) < day_prior("4/12/2009", cells=False)
    assert day_prior("14/12/2009", cells=False, padded=True) == 0


@pytest.mark.parametrize(
    ("text", "is_half"),
    [
        ("3/04/2020", True),
        ("13/04/2020", False),
        ("3/4/2020", False),
        ("03/4/2020", True),
        ("3/11/2020", False),
        ("130411", False),
        ("3 April 2020", False),
    ],
)
def test_a_day_and_a_month_are_padded_alike_or_a_digit_is_lost(text: str, is_half: bool) -> None:
    assert is_half_padded(text) is is_half
    assert judge(date_of_birth=seen_of(text))["date_of_birth"].cut is is_half


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [("Bodmin Crown Court", False), ("Bodmin Crown", True), ("Bodmin Crown Courf", False)],
)
def test_a_court_without_that_word_was_cut(text: str, is_cut: bool) -> None:
    assert judge(court_name=seen_of(text))["court_name"].cut is is_cut


@pytest.mark.parametrize(
    ("text", "may_lack"),
    [("3006 20", True), ("300619", True), ("300611", False), ("30062011", False)],
)
def test_six_digits_that_end_as_a_year_begins_are_doubted(text: str, may_lack: bool) -> None:
    assert may_lack_a_year(text) is may_lack
