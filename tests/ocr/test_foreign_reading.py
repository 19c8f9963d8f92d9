"""Choices that are the detail of a tick."""

import pytest

from forms.geometry import BoxMm
from forms.registry import load_catalogue
from ocr.findings import Finding, blank, unreadable
from ocr.foreign.reading import _with_its_tick, _with_pairs, _with_ticks
from ocr.foreign.ticking import out_of_column
from ocr.marking.strikes import CIRCLED, UNCLEAR
from ocr.reading import FieldState, Method

TICK = "change_release_status"
DETAIL = load_catalogue().find("alert-form").field(f"{TICK}_detail")
UNSURE = unreadable(Method.STRIKE, doubt=UNCLEAR)


def tick(value: bool, accepted: bool = True) -> dict[str, Finding]:
    return {
        TICK: Finding(
            value=value,
            confidence=0.999,
            accepted=accepted,
            state=FieldState.READ if value else FieldState.BLANK,
            method=Method.MARK,
        )
    }


def test_unclear_strokes_mean_nothing_where_nothing_was_due() -> None:
    found = _with_its_tick(DETAIL, UNSURE, tick(value=False))
    assert (found.state, found.value, found.accepted) == (FieldState.BLANK, None, True)


@pytest.mark.parametrize(
    "ticks",
    [tick(value=True), tick(value=False, accepted=False), {}],
    ids=["due", "unsure", "none"],
)
def test_unclear_strokes_are_for_a_person_where_something_may_be_due(
    ticks: dict[str, Finding],
) -> None:
    assert not _with_its_tick(DETAIL, UNSURE, ticks).accepted
    assert not _with_its_tick(DETAIL, blank(Method.STRIKE), ticks).accepted


def test_a_circled_option_is_for_a_person_whatever_the_tick() -> None:
    circled = Finding(
        value="released",
        confidence=0.85,
        accepted=False,
        state=FieldState.READ,
        method=Method.STRIKE,
        doubt=CIRCLED,
    )
    assert not _with_its_tick(DETAIL, circled, tick(value=False)).accepted


@pytest.mark.parametrize(("ticked", "accepted"), [(True, False), (False, True)])
def test_details_of_a_tick_that_look_blank_are_for_a_person(ticked: bool, accepted: bool) -> None:
    detail = load_catalogue().find("alert-form").field("change_worker_detail")
    key = str(detail.detail_of)
    findings = {detail.key: blank(Method.OCR), key: tick(ticked)[TICK]}
    found = _with_ticks({detail.key: detail}, findings)
    assert found[detail.key].accepted is accepted


def column(count: int, odd: float = 150.0) -> dict[str, BoxMm]:
    """Give boxes one below the other, and one that stands apart."""
    boxes = {f"t{n}": BoxMm(130, 10.0 * n, 134, 10.0 * n + 4) for n in range(count)}
    return boxes | {"odd": BoxMm(odd, 95, odd + 4, 99)}


def test_a_box_out_of_the_column_of_all_others_may_be_that_for_no() -> None:
    assert out_of_column(column(8)) == {"odd"}
    assert out_of_column(column(8, odd=130.5)) == frozenset()
    ragged = {f"t{n}": BoxMm(60 + 9 * n, 10, 64 + 9 * n, 14) for n in range(8)}
    assert out_of_column(ragged) == frozenset()


def test_a_blank_beside_its_own_code_is_for_a_person() -> None:
    form = load_catalogue().find("alert-form")
    asked = {key: form.field(key) for key in ("prison_name", "prison_code")}
    written = Finding(
        value="LEI", confidence=0.999, accepted=True, state=FieldState.READ, method=Method.OCR
    )
    found = _with_pairs(asked, {"prison_name": blank(Method.OCR), "prison_code": written})
    assert (found["prison_name"].accepted, found["prison_code"].accepted) == (False, True)
    both = dict.fromkeys(asked, blank(Method.OCR))
    assert all(one.accepted for one in _with_pairs(asked, both).values())
