"""The drawing of a page: rules, leaders, combs and what is left of the ink without them.

Everything here is measured in pixels of an upright page at 300 dpi.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.marking.lines import ink_mask, px
from ocr.sheet import Grey

_RULE_THICK_MM = 1.0
_RULE_GAP_MM = 0.9
"""Faxes and photocopies break rules; closing so far also closes words, which are thicker."""
_RULE_LONG_MM = 9.0
_UPRIGHT_LONG_MM = 2.9
_CELL_SIDE_MM = 4.5
_DOT_HIGH_MM, _DOT_WIDE_MM = 0.8, 3.0
_DOT_GAP_MM = 1.7
_LEADER_LONG_MM = 7.0
_JOINED_MM = 6.0
"""Two pieces of a rule on one height belong together over such a gap: writing crosses rules."""
_SAME_HEIGHT_MM = 0.55
_BAND_MM = 4.0
_BAND_INKED = 0.8
_SLOPE = 0.1
_STREAK_SHARE = 0.75
_PITCH_MM = (3.2, 9.5)
_COMB_CELLS = 3


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


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """The drawing of a page; masks are 1 where something is."""

    ink: Grey
    drawn: Grey
    """Rules, leaders, combs and streaks."""
    streaks: Grey
    horizontal: tuple[Rule, ...]
    """Solid rules, and the sides of cells."""
    leaders: tuple[Rule, ...]
    """Dotted and dashed lines to write upon."""
    upright: tuple[Rule, ...]
    """Sides of cells."""
    combs: tuple[Comb, ...]

    @property
    def text(self) -> Grey:
        """Give the ink without the drawing."""
        return np.asarray(self.ink & (1 - self.drawn), dtype=np.uint8)


def _bar(length_px: int, *, upright: bool) -> Grey:
    return np.ones((length_px, 1) if upright else (1, length_px), np.uint8)


def _thin_lines(ink: Grey, gap_mm: float, long_mm: float, *, upright: bool) -> Grey:
    """Give the ink that lies on long thin lines, gaps filled in."""
    # A page that is not quite straight leaves its row: neighbours count as one.
    wide = cv2.dilate(ink, _bar(3, upright=not upright))
    closed = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, _bar(px(gap_mm), upright=upright))
    across = _bar(px(_RULE_THICK_MM) + 2, upright=not upright)
    thin = closed & (1 - cv2.morphologyEx(closed, cv2.MORPH_OPEN, across))
    opened = cv2.morphologyEx(thin, cv2.MORPH_OPEN, _bar(px(long_mm), upright=upright))
    return np.asarray(opened, dtype=np.uint8)


def _dots(ink: Grey) -> Grey:
    """Keep the pieces of ink that are small enough for a dot or dash."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    flat = stats[:, cv2.CC_STAT_HEIGHT] <= px(_DOT_HIGH_MM)
    small = flat & (stats[:, cv2.CC_STAT_WIDTH] <= px(_DOT_WIDE_MM))
    small[0] = False
    return small.astype(np.uint8)[labels]


def _rules(mask: Grey, *, upright: bool) -> list[Rule]:
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found = []
    for left, top, width, height, _ in stats[1:].astype(float):
        if upright:
            found.append(Rule(left + width / 2, top, top + height))
        else:
            found.append(Rule(top + height / 2, left, left + width))
    return found


def _joined(rules: Sequence[Rule], gap_mm: float) -> list[Rule]:
    """Join pieces that lie on one line."""
    found: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.start):
        for number, other in enumerate(found):
            near = abs(rule.at - other.at) < px(_SAME_HEIGHT_MM)
            if near and rule.start - other.stop < px(gap_mm):
                longer = max(other.length, 1.0)
                at = (other.at * longer + rule.at * rule.length) / (longer + rule.length)
                found[number] = Rule(at, other.start, max(other.stop, rule.stop))
                break
        else:
            found.append(rule)
    return found


def _streaks(ink: Grey) -> Grey:
    """Mask the lines that a fax or copier drew down the whole page, however the page was turned.

    The page is cut in bands so low that a slanted line is upright in each; bands are then shifted
    against one another until lines stand over one another.
    """
    high = px(_BAND_MM)
    bands = len(ink) // high
    wide = cv2.dilate(ink, np.ones((1, 3), np.uint8))
    rows = wide[: bands * high].reshape(bands, high, -1)
    full = np.asarray(rows.mean(axis=1) > _BAND_INKED, dtype=np.uint8)
    mask = np.zeros_like(ink)
    for slope in np.arange(-_SLOPE, _SLOPE + 1e-9, 0.002):
        shifts = np.round(slope * high * (np.arange(bands) + 0.5)).astype(int)
        straight = np.stack([np.roll(full[i], -shifts[i]) for i in range(bands)])
        at_edge = straight[:2].any(axis=0) | straight[-2:].any(axis=0)
        lines = (straight.mean(axis=0) > _STREAK_SHARE) & at_edge
        for column in np.flatnonzero(lines):
            for band in range(bands):
                x = column + shifts[band]
                mask[band * high : (band + 1) * high + 1, max(0, x - 2) : x + 3] = 1
    return mask & wide


def _ends_on(rule: Rule, crossing: NDArray[np.float64]) -> bool:
    """Tell whether an upright line runs from one horizontal rule to another."""
    if not len(crossing):
        return False
    near = px(0.9)
    passing = (crossing[:, 1] - near <= rule.at) & (rule.at <= crossing[:, 2] + near)
    ends = [np.abs(crossing[passing, 0] - end).min(initial=1e9) for end in (rule.start, rule.stop)]
    return max(ends) < near


def _combs(uprights: Sequence[Rule]) -> tuple[list[Comb], set[Rule]]:
    """Find rows of short upright lines at one distance."""
    short = [rule for rule in uprights if rule.length < px(11)]
    short.sort(key=lambda rule: (round(rule.stop / px(1.5)), rule.at))
    found: list[Comb] = []
    used: set[Rule] = set()
    run: list[Rule] = []
    for rule in [*short, Rule(-1e6, 0, 0)]:
        if run and _continues(run, rule):
            run.append(rule)
            continue
        if len(run) > _COMB_CELLS:
            top, bottom = min(r.start for r in run), max(r.stop for r in run)
            found.append(Comb(run[0].at, top, run[-1].at, bottom, len(run) - 1))
            used.update(run)
        run = [rule]
    return found, used


def _continues(run: Sequence[Rule], rule: Rule) -> bool:
    last = run[-1]
    step = rule.at - last.at
    if not px(_PITCH_MM[0]) <= step <= px(_PITCH_MM[1]):
        return False
    if abs(rule.stop - last.stop) > px(0.8) or abs(rule.length - last.length) > px(2.0):
        return False
    return len(run) < 2 or abs(step - (last.at - run[-2].at)) < px(0.7)


def structure(grey: Grey) -> Structure:
    """Find the drawing of an upright page.

    Args:
        grey: the page at 300 dpi.
    """
    whole = ink_mask(grey)
    streaks = _streaks(whole)
    ink = np.asarray(whole & (1 - streaks), dtype=np.uint8)
    flat = _thin_lines(ink, _RULE_GAP_MM, _RULE_LONG_MM, upright=False)
    tall = _thin_lines(ink, _RULE_GAP_MM / 2, _UPRIGHT_LONG_MM, upright=True)
    dotted = _thin_lines(_dots(ink), _DOT_GAP_MM, _LEADER_LONG_MM, upright=False)
    horizontal = _joined(_rules(flat, upright=False), _JOINED_MM)
    crossing = np.array([(r.at, r.start, r.stop) for r in horizontal]).reshape(-1, 3)
    pieces = _joined(_rules(tall, upright=True), 2.0)
    combs, cells = _combs(pieces)
    sides = [rule for rule in pieces if rule not in cells]
    upright = [rule for rule in sides if _is_side(rule, crossing)]
    drawn = flat | dotted | streaks | _only(tall, [*upright, *cells])
    return Structure(
        ink=whole,
        streaks=streaks,
        drawn=np.asarray(cv2.dilate(drawn, np.ones((3, 3), np.uint8)), dtype=np.uint8),
        horizontal=tuple(horizontal),
        leaders=tuple(_joined(_rules(dotted, upright=False), _JOINED_MM)),
        upright=tuple(upright),
        combs=tuple(combs),
    )


def _is_side(rule: Rule, crossing: NDArray[np.float64]) -> bool:
    if rule.length < px(_CELL_SIDE_MM):
        return False
    return rule.length > px(14) or _ends_on(rule, crossing)


def _only(mask: Grey, rules: Sequence[Rule]) -> Grey:
    """Keep of a mask of upright lines those named."""
    kept = np.zeros_like(mask)
    for rule in rules:
        rows = slice(int(rule.start), int(rule.stop) + 1)
        columns = slice(max(0, int(rule.at) - px(0.8)), int(rule.at) + px(0.8))
        kept[rows, columns] = mask[rows, columns]
    return kept
