"""The drawing of a page: rules, leaders, combs, bars, and what is left of the ink without them.

Rules are given in pixels of an upright page at 300 dpi; they are looked for at half of that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.connected import connected
from ocr.foreign.combs import Comb, Rule, find_combs, in_comb
from ocr.foreign.streaks import Streak, streaks
from ocr.marking.lines import PER_MM, darker, ink_level, px
from ocr.sheet import Grey

_HALF = 2
BARS_PER_MM = PER_MM / _HALF
"""Pixels a millimetre of the mask of bars."""
_PALE = 0.5
"""Rules are thinner than strokes and come out paler: so much of the way from ink to paper."""
_RULE_THICK_MM, _SIDE_THICK_MM, _SOLID_THICK_MM = 1.0, 1.8, 1.9
_RULE_GAP_MM = 0.5
"""Faxes and photocopies break rules; closing so far also closes words, which are thicker."""
_FAINT, _FAINTEST = 0.5, 0.66
"""Writing that is pale throughout: where it is darkest, and at its edges, as `_PALE`."""
_CROSSING_MM = 1.3
"""Where lines cross they are thick."""
_SOLID_GAP_MM = 0.35
_RULE_LONG_MM, _SOLID_LONG_MM = 9.0, 18.0
"""A copied rule may be as thick as small letters are high, but it has no gaps."""
_UPRIGHT_LONG_MM = 2.9
_CELL_SIDE_MM = 3.2
_SIDE_LACKS_MM = 1.25
"""By which the side of a cell is seen shorter than the cell is high at most."""
_DOT_HIGH_MM, _DOT_WIDE_MM = 0.8, 3.0
_DOT_GAP_MM = 1.7
_LEADER_LONG_MM = 7.0
_JOINED_MM = 6.0
"""Two pieces of a rule on one height belong together over such a gap: writing crosses rules."""
_SAME_HEIGHT_MM = 0.55
_THROUGH_MM = 1.1
"""Strokes that stand on both sides of a line so near to one another run through it."""
_BAR_MM = (18.0, 3.4)
_BAR_INKED = 0.64
"""Share of ink in a black bar with white words; bold print stays under 0.5."""


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """The drawing of a page; masks are 1 where something is."""

    ink: Grey
    drawn: Grey
    """Rules, leaders, combs, bars and streaks."""
    bars: Grey
    """Black bars with or without white words, at `BARS_PER_MM`."""
    text: Grey
    """The ink without the drawing; strokes that cross it are whole."""
    horizontal: tuple[Rule, ...]
    """Solid rules, and the sides of cells."""
    leaders: tuple[Rule, ...]
    """Dotted and dashed lines to write upon."""
    upright: tuple[Rule, ...]
    """Sides of cells."""
    combs: tuple[Comb, ...]
    streaks: tuple[Streak, ...]


def _half(millimetres: float) -> int:
    return max(1, round(millimetres * PER_MM / _HALF))


def _bar(length_px: int, *, upright: bool) -> Grey:
    return np.ones((length_px, 1) if upright else (1, length_px), np.uint8)


def _closed(mask: Grey, kernel: Grey) -> Grey:
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel), dtype=np.uint8)


def _opened(mask: Grey, kernel: Grey) -> Grey:
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel), dtype=np.uint8)


def _grown(mask: Grey, kernel: Grey) -> Grey:
    return np.asarray(cv2.dilate(mask, kernel), dtype=np.uint8)


def _thin_lines(
    ink: Grey, gap_mm: float, long_mm: float, thick_mm: float, *, upright: bool
) -> Grey:
    """Give the ink that lies on long thin lines, gaps filled in."""
    closed = _closed(ink, _bar(_half(gap_mm), upright=upright))
    # A page that is not quite straight leaves its row: neighbours count as one.
    closed = _grown(closed, _bar(2, upright=not upright))
    thick = _opened(closed, _bar(_half(thick_mm) + 2, upright=not upright))
    thin = closed & (1 - thick)
    crossed = _closed(thin, _bar(_half(_CROSSING_MM), upright=upright)) & closed
    return _opened(crossed, _bar(_half(long_mm), upright=upright))


def _dots(ink: Grey) -> Grey:
    """Keep the pieces of ink that are small enough for a dot or dash."""
    pieces = connected(ink)
    stats = pieces.stats
    flat = stats[:, cv2.CC_STAT_HEIGHT] <= _half(_DOT_HIGH_MM)
    small = flat & (stats[:, cv2.CC_STAT_WIDTH] <= _half(_DOT_WIDE_MM))
    small[0] = False
    return np.asarray(small.astype(np.uint8)[pieces.numbers], dtype=np.uint8)


def _bars(ink: Grey) -> Grey:
    """Mask the black bars on which headings stand in white."""
    few = cv2.resize(ink * 255, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    size = (px(_BAR_MM[0]) // 8, px(_BAR_MM[1]) // 8)
    dense = cv2.blur(few, size) > _BAR_INKED * 255
    whole = cv2.dilate(dense.astype(np.uint8), np.ones(size[::-1], np.uint8))
    half = (-(-ink.shape[1] // _HALF), -(-ink.shape[0] // _HALF))
    return np.asarray(cv2.resize(whole, half, interpolation=cv2.INTER_NEAREST), np.uint8)


def _rules(mask: Grey, *, upright: bool) -> list[Rule]:
    stats = connected(mask).stats
    found = []
    for left, top, width, height, _ in (stats[1:] * float(_HALF)).tolist():
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


def _ends_on(rule: Rule, crossing: NDArray[np.float64]) -> bool:
    """Tell whether an upright line runs from one horizontal rule to another, as no 1 does."""
    near = px(1.2)
    passing = (crossing[:, 1] - near <= rule.at) & (rule.at <= crossing[:, 2] + near)
    rules = crossing[passing, 0]
    if not len(rules):
        return False
    above, below = (rules[np.abs(rules - end).argmin()] for end in (rule.start, rule.stop))
    is_near = max(abs(above - rule.start), abs(below - rule.stop)) < near
    return bool(is_near and below - above - rule.length < px(_SIDE_LACKS_MM))


def _is_side(rule: Rule, crossing: NDArray[np.float64]) -> bool:
    if rule.length < px(_CELL_SIDE_MM):
        return False
    return rule.length > px(14) or _ends_on(rule, crossing)


def _only(mask: Grey, rules: Sequence[Rule]) -> Grey:
    """Keep of a mask of upright lines those named."""
    kept = np.zeros_like(mask)
    for rule in rules:
        rows = slice(int(rule.start / _HALF), int(rule.stop / _HALF) + 1)
        middle, reach = round(rule.at / _HALF), _half(0.9)
        columns = slice(max(0, middle - reach), middle + reach)
        kept[rows, columns] = mask[rows, columns]
    return kept


def _whole(mask: Grey, ink: Grey) -> Grey:
    """Bring a mask of drawing to full size: its ink, and a rim."""
    size = ink.shape[::-1]
    large = np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST), dtype=np.uint8)
    return _grown(large & ink, np.ones((3, 3), np.uint8))


def _with_faint(whole: Grey, grey: Grey, level: float) -> Grey:
    """Add writing that is pale throughout: carbon copies, pencil, an empty toner."""
    faintest = level + _FAINTEST * (255 - level)
    small = np.ascontiguousarray(grey[::_HALF, ::_HALF])
    few = darker(small, faintest)
    pieces = connected(few)
    stats = pieces.stats
    at = np.flatnonzero(few)
    numbers, greys = pieces.numbers.ravel()[at], small.ravel()[at]
    least = stats[:, cv2.CC_STAT_AREA] >= _half(0.3) ** 2
    strong = np.bincount(numbers[greys < level], minlength=len(stats)) > 0
    seen = np.bincount(numbers[greys < level + _FAINT * (255 - level)], minlength=len(stats))
    clear = seen > 0.15 * stats[:, cv2.CC_STAT_AREA]
    kept = least & ~strong & clear
    kept[0] = False
    if not kept.any():
        return whole
    large = np.asarray(
        cv2.resize(
            kept.astype(np.uint8)[pieces.numbers],
            whole.shape[::-1],
            interpolation=cv2.INTER_NEAREST,
        ),
        dtype=np.uint8,
    )
    return np.asarray(whole | (large & darker(grey, faintest)), dtype=np.uint8)


def _text(ink: Grey, drawn: Grey) -> Grey:
    """Take the drawing out of the ink, but for where a stroke runs through it."""
    text = np.asarray(ink & (1 - drawn), dtype=np.uint8)
    reach = px(_THROUGH_MM)
    through = np.zeros_like(ink)
    for upright in (True, False):
        bar = _bar(reach + 1, upright=upright)
        ends = ((0, 0), (0, reach)) if upright else ((0, 0), (reach, 0))
        one, other = (
            np.asarray(cv2.dilate(text, bar, anchor=anchor), dtype=np.uint8) for anchor in ends
        )
        through |= one & other
    return np.asarray(text | (through & drawn & ink), dtype=np.uint8)


def structure(grey: Grey) -> Structure:
    """Find the drawing of an upright page.

    Args:
        grey: the page at 300 dpi.
    """
    level = ink_level(grey)
    whole = darker(grey, level)
    pale = darker(grey, level + _PALE * (255 - level))
    both = cv2.dilate(pale, np.ones((2, 2), np.uint8), anchor=(0, 0))
    ink = np.asarray(both, dtype=np.uint8)[::_HALF, ::_HALF]
    streaked, lines = streaks(ink, PER_MM / _HALF)
    bars = _bars(whole)
    crossed = np.asarray(ink & (1 - bars), dtype=np.uint8)
    ink = crossed & (1 - streaked)
    flat = _thin_lines(crossed, _RULE_GAP_MM, _RULE_LONG_MM, _RULE_THICK_MM, upright=False)
    flat |= _thin_lines(crossed, _SOLID_GAP_MM, _SOLID_LONG_MM, _SOLID_THICK_MM, upright=False)
    tall = _thin_lines(ink, _RULE_GAP_MM, _UPRIGHT_LONG_MM, _SIDE_THICK_MM, upright=True)
    dotted = _thin_lines(_dots(ink), _DOT_GAP_MM, _LEADER_LONG_MM, _RULE_THICK_MM, upright=False)
    horizontal = _joined(_rules(flat, upright=False), _JOINED_MM)
    crossing = np.array([(r.at, r.start, r.stop) for r in horizontal]).reshape(-1, 3)
    pieces = _joined(_rules(tall, upright=True), 2.0)
    found, teeth = find_combs(pieces, crossing)
    others = [rule for rule in pieces if rule not in teeth and not in_comb(rule, found)]
    sides = [rule for rule in others if _is_side(rule, crossing)]
    drawn = flat | dotted | streaked | bars | _only(tall, [*sides, *teeth])
    thick = _whole(np.asarray(drawn, dtype=np.uint8), pale)
    whole = _with_faint(whole, grey, level)
    return Structure(
        ink=whole,
        drawn=thick,
        bars=bars,
        text=_text(whole, thick),
        horizontal=tuple(horizontal),
        leaders=tuple(_joined(_rules(dotted, upright=False), _JOINED_MM)),
        upright=tuple(sides),
        combs=tuple(found),
        streaks=tuple(line.scaled(_HALF) for line in lines),
    )
