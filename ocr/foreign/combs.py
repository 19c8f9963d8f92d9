"""Combs: rows of cells for one character each, found by their upright sides."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.marking.lines import px

_PITCH_MM = (3.2, 9.5)
_COMB_CELLS = 3
_OFF_PITCH_MM = 0.7
_SIDE_SEEN = 0.65
"""Share of a side that a fax leaves at least."""
_END_OFF = 0.2
"""Of a cell: so far from a side that was lost may the lines above and below end."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line of the page: `at` across it, from `start` to `stop` along it; pixels."""

    at: float
    start: float
    stop: float

    @property
    def length(self) -> float:
        """Give its length in pixels."""
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class Comb:
    """A row of cells for one character each; pixels."""

    left: float
    top: float
    right: float
    bottom: float
    cells: int


def _lined(run: Sequence[Rule], crossing: NDArray[np.float64], end: int) -> bool:
    """Tell whether a rule runs along the heads (0) or feet (1) of upright lines."""
    left, right = run[0].at, run[-1].at
    at = float(np.median([(rule.start, rule.stop)[end] for rule in run]))
    near = crossing[np.abs(crossing[:, 0] - at) < px(0.9)]
    shared = np.minimum(near[:, 2], right) - np.maximum(near[:, 1], left)
    return bool(np.maximum(shared, 0).sum() > 0.6 * (right - left))


def find_combs(
    uprights: Sequence[Rule], crossing: NDArray[np.float64]
) -> tuple[list[Comb], set[Rule]]:
    """Find rows of short upright lines at one distance; gives the lines that are their sides too.

    Args:
        uprights: upright lines of a page.
        crossing: its horizontal lines: at, start and stop of each.
    """
    short = sorted((r for r in uprights if r.length < px(11)), key=lambda rule: rule.at)
    even = [run for rule in short if len(run := _even_run(rule, short)) > _COMB_CELLS]
    worn = [run for rule in short if len(run := _worn_run(rule, short)) > _COMB_CELLS]
    runs = [run for run in even if _lined(run, crossing, 1)]
    # Strokes of letters on a line stand in rows by chance: what a fax has worn has lines on both.
    runs += [run for run in worn if _lined(run, crossing, 1) and _lined(run, crossing, 0)]
    found: list[Comb] = []
    used: set[Rule] = set()
    for run in sorted(runs, key=len, reverse=True):
        if used.isdisjoint(run):
            found.append(_comb(run, crossing))
            used.update(run)
    return found, used


def _even_run(first: Rule, rules: Sequence[Rule]) -> list[Rule]:
    """Give the row of sides that begins with one, all of them whole."""
    run = [first]
    while (following := _next_side(run, rules)) is not None:
        run.append(following)
    return run


def _next_side(run: Sequence[Rule], rules: Sequence[Rule]) -> Rule | None:
    """Find the upright line that follows those of a comb, of lines from left to right."""
    last = run[-1]
    near = (
        rule
        for rule in _between(rules, last.at + px(_PITCH_MM[0]), last.at + px(_PITCH_MM[1]))
        if abs(rule.stop - last.stop) < px(0.8)
        and abs(rule.length - last.length) < px(2.0)
        and (len(run) < 2 or abs(rule.at - last.at - (last.at - run[-2].at)) < px(_OFF_PITCH_MM))
    )
    return next(near, None)


def _worn_run(first: Rule, rules: Sequence[Rule]) -> list[Rule]:
    """Give the row of sides that begins with one, though some are short or lost."""
    return _with_middles(_run(first, rules), rules)


def _comb(run: Sequence[Rule], crossing: NDArray[np.float64]) -> Comb:
    """Give the cells between sides, with one more where both lines run on so far."""
    top, bottom = min(r.start for r in run), max(r.stop for r in run)
    left, right, pitch = run[0].at, run[-1].at, _pitch(run)
    lines = [crossing[np.abs(crossing[:, 0] - at) < px(0.9)] for at in (top, bottom)]
    off = _END_OFF * pitch
    if all((np.abs(flat[:, 1] - (left - pitch)) < off).any() for flat in lines):
        left -= pitch
    if all((np.abs(flat[:, 2] - (right + pitch)) < off).any() for flat in lines):
        right += pitch
    return Comb(left, top, right, bottom, round((right - left) / pitch))


def _with_middles(run: list[Rule], rules: Sequence[Rule]) -> list[Rule]:
    """Add the sides that stand half way between others, where most have one."""
    if len(run) <= _COMB_CELLS or _pitch(run) < 2 * px(_PITCH_MM[0]):
        return run
    middles = [
        rule
        for one, other in pairwise(run)
        for rule in _sides_at((one.at + other.at) / 2, run, rules)
    ]
    if 2 * len(middles) < len(run) - 1:
        return run
    return sorted([*run, *middles], key=lambda rule: rule.at)


def _pitch(run: Sequence[Rule]) -> float:
    return float(np.median([b.at - a.at for a, b in pairwise(run)]))


def _run(first: Rule, rules: Sequence[Rule]) -> list[Rule]:
    """Give the longest row of sides that begins with one: a 1 within a cell begins a short one."""
    seconds = [
        rule
        for rule in _between(rules, first.at + px(_PITCH_MM[0]), first.at + px(_PITCH_MM[1]))
        if _is_beside(rule, [first])
    ]
    return max((_on([first, second], rules) for second in seconds), key=len, default=[first])


def _on(run: list[Rule], rules: Sequence[Rule]) -> list[Rule]:
    """Follow the sides of cells to the right; a fax may have lost one between two others."""
    while True:
        pitch, last = _pitch(run), run[-1]
        steps = (1, 2) if len(run) > _COMB_CELLS - 1 else (1,)
        near = (
            min(level, key=lambda rule: abs(rule.at - at))
            for at in (last.at + step * pitch for step in steps)
            if (level := _sides_at(at, run, rules))
        )
        following = next(near, None)
        if following is None:
            return run
        run.append(following)


def _sides_at(at: float, run: Sequence[Rule], rules: Sequence[Rule]) -> list[Rule]:
    """Give the lines about a place where a side is due."""
    off = px(_OFF_PITCH_MM)
    return [rule for rule in _between(rules, at - off, at + off) if _is_beside(rule, run)]


def _between(rules: Sequence[Rule], low: float, high: float) -> Sequence[Rule]:
    """Give the lines between two places, of lines from left to right."""
    first, behind = (bisect_left(rules, end, key=lambda rule: rule.at) for end in (low, high))
    return rules[first:behind]


def _is_beside(rule: Rule, run: Sequence[Rule]) -> bool:
    """Tell whether a line where a side is due may be one, though a fax took some of its ends."""
    start, stop = (
        float(np.median(ends)) for ends in zip(*((r.start, r.stop) for r in run), strict=True)
    )
    shared = min(rule.stop, stop) - max(rule.start, start)
    return shared > _SIDE_SEEN * (stop - start) and rule.length < (2 - _SIDE_SEEN) * (stop - start)


def in_comb(rule: Rule, combs: Sequence[Comb]) -> bool:
    """Tell whether an upright line stands amid the cells of a comb: it is written there."""
    middle = (rule.start + rule.stop) / 2
    return any(c.left < rule.at < c.right and c.top < middle < c.bottom for c in combs)
