"""The geometry of charts: lengths in percent, round ends of scales, kinds that are grouped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web.charts import FILLS, across, bar_row, largest_first, ticks_of_counts, upper_end


@given(st.floats(min_value=1e-4, max_value=1e7))
def test_a_scale_ends_at_or_above_what_is_shown_and_not_far_above(largest: float) -> None:
    end = upper_end(largest)
    assert largest <= end * (1 + 1e-9)
    assert end <= largest * 1.7


def test_a_scale_of_nothing_has_an_end() -> None:
    assert upper_end(0) == 1


@given(st.lists(st.integers(0, 500), min_size=1, max_size=6))
def test_the_parts_of_a_bar_lie_one_behind_the_other(parts: list[int]) -> None:
    end = upper_end(sum(parts))
    bars = bar_row(0, "7 Sep", parts, "", end=end).bars
    assert [bar.fill for bar in bars] == [at for at, part in enumerate(parts) if part]
    at = across(0, end)
    for bar in bars:
        assert bar.x == pytest.approx(at, abs=0.02)
        at = bar.x + bar.width
    assert at == pytest.approx(across(sum(parts), end), abs=0.05)


def test_there_is_no_half_of_a_form() -> None:
    assert [tick.label for tick in ticks_of_counts(3)] == ["0", "3"]
    assert [tick.label for tick in ticks_of_counts(1200)] == ["0", "600", "1,200"]


def test_the_smallest_kinds_share_the_last_fill() -> None:
    counts = {f"form-{at}": 10 - at for at in range(8)}
    groups = largest_first(counts)
    assert len(groups) == FILLS
    assert groups[0] == ("form-0", ("form-0",))
    assert groups[-1] == ("", ("form-5", "form-6", "form-7"))
    assert largest_first({"b": 1, "a": 1}) == [("a", ("a",)), ("b", ("b",))]
