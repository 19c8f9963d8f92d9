"""No suppressed number can be worked out from what is shown: by an enumeration of its own."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.monitoring.counted import Counted, parted, together
from service.monitoring.suppressing import Display, Figure, Shown, shown, suppressed

_MOST = 120
"""As far as the enumeration counts: above the numbers that the tests draw, and what hides them."""
_ALL_SMALL = {1, 2, 3, 4}


def _alone(one: Shown) -> set[int]:
    """What a number shown so can be, by the words of the rule."""
    match one.display:
        case Display.FEWER:
            return set(_ALL_SMALL)
        case Display.HIDDEN:
            return set(range(one.number, _MOST + 1))
        case Display.NUMBER:
            return {n for n in range(_MOST + 1) if shown(n) == one}


def _sums(sets: list[set[int]]) -> set[int]:
    found = {0}
    for one in sets:
        found = {a + b for a in found for b in one if a + b <= _MOST}
    return found


def _possible(figure: Figure) -> set[int]:
    """What a number can be by itself and by its parts."""
    found = _alone(figure.shown)
    for table in figure.tables.values():
        found &= _sums([_possible(part) for part in table.values()])
    return found


def _check(figure: Figure, allowed: set[int]) -> None:
    """Hold every suppressed number against all that it can be, given what is around it."""
    here = _possible(figure) & allowed
    if figure.shown.display is Display.FEWER:
        assert here == _ALL_SMALL
    for table in figure.tables.values():
        parts = {key: _possible(part) for key, part in table.items()}
        for key, part in table.items():
            rest = _sums([one for other, one in parts.items() if other != key])
            _check(part, {n for n in parts[key] if any(n + other in here for other in rest)})


_small = st.one_of(st.integers(0, 6), st.integers(0, 20))
_rows = st.lists(_small, min_size=1, max_size=4)
_few = st.lists(st.one_of(st.integers(0, 6), st.integers(0, 12)), min_size=1, max_size=3)


def _named(numbers: list[int]) -> list[tuple[str, int]]:
    return [(f"row {place}", number) for place, number in enumerate(numbers)]


@st.composite
def _several_tables(draw: st.DrawFn) -> Counted:
    """Some tables that part one count in different ways."""
    first = draw(_rows)
    tables = {"first": _named(first)}
    for name in ("second", "third"):
        cuts = sorted(draw(st.lists(st.integers(0, sum(first)), max_size=3)))
        edges = [0, *cuts, sum(first)]
        widths = [after - before for before, after in pairwise(edges)]
        tables[name] = _named(widths)
    return parted(**tables)


@given(_several_tables())
@settings(max_examples=150, deadline=None)
@pytest.mark.guidance("A.13")
def test_no_suppressed_number_can_be_worked_out_from_tables_of_one_count(counted: Counted) -> None:
    figure = suppressed(counted)
    _check(figure, _possible(figure))


@given(st.lists(st.tuples(_few, st.booleans()), min_size=1, max_size=3))
@settings(max_examples=100, deadline=None)
def test_nor_from_tables_within_tables(several: list[tuple[list[int], bool]]) -> None:
    parts = {
        f"part {place}": parted(
            one=_named(numbers), **({"other": _named(numbers[::-1])} if twice else {})
        )
        for place, (numbers, twice) in enumerate(several)
    }
    figure = suppressed(together("parts", parts))
    _check(figure, _possible(figure))


@given(st.integers(0, 10_000))
def test_a_number_is_shown_to_the_nearest_five_and_its_bounds_hold_it(number: int) -> None:
    one = shown(number)
    least, most = one.bounds
    assert least <= number <= most
    if one.value is None:
        assert number in _ALL_SMALL
    else:
        assert one.value % 5 == 0
        assert abs(one.value - number) <= 2


@pytest.mark.parametrize(
    ("numbers", "why"),
    [
        ([4, 4], "a total of 10 makes both of them 4"),
        ([1, 1, 1, 1], "a total of fewer than 5 makes each of them 1"),
        ([1, 5], "a total of 5 leaves 1 and 2"),
        ([4, 4, 0], "the same beside a nought"),
    ],
)
def test_where_sums_would_tell_the_table_is_not_shown(numbers: list[int], why: str) -> None:
    table = suppressed(parted(rows=_named(numbers))).tables["rows"].values()
    assert {part.shown.display for part in table} == {Display.HIDDEN}, why


def test_what_tells_nothing_is_shown() -> None:
    figure = suppressed(parted(rows=_named([3, 12, 0, 41])))
    displays = [part.shown for part in figure.tables["rows"].values()]
    assert displays == [
        Shown(Display.FEWER),
        Shown(Display.NUMBER, 10),
        Shown(Display.NUMBER, 0),
        Shown(Display.NUMBER, 40),
    ]
    assert figure.shown == Shown(Display.NUMBER, 55)


def test_another_table_of_the_same_count_does_not_tell_either() -> None:
    """Eight by sex would make two prisons of "fewer than 5" both 4."""
    figure = suppressed(parted(prison=[("LEI", 4), ("HHI", 4)], sex=[("male", 8)]))
    prisons = figure.tables["prison"].values()
    assert {part.shown.display for part in prisons} == {Display.HIDDEN}
    assert figure.tables["sex"]["male"].shown == Shown(Display.NUMBER, 10)
