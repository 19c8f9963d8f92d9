"""Which way the writing runs: the quarter turn by its letters, the half turn by reading it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ocr.connected import connected
from ocr.engine.ctc import greedy
from ocr.engine.recogniser import Recogniser, recogniser
from ocr.page.slopes import PER_MM, ink, text_pieces, without_rules
from ocr.sheet import Grey

_LETTER_MM = (0.7, 7.0)
_MOST_LETTERS = 500
_WORD_GAP_MM = 1.6
_WORD_HEIGHTS_MM = (1.6, 6.5)
_WORD_WIDTHS_MM = (9.0, 75.0)
_MOST_WIDE = 6.0
"""Widths of a sample in heights: longer ones cost time and say no more."""
_FIRST, _MOST = 3, 12
_SURE = 0.25
"""Difference of mean scores at which no more samples are read."""


def runs_down(mask: Grey) -> bool:
    """Tell whether lines of text run down the page rather than across it.

    A letter's nearest neighbour is in its own word: the gap between lines is wider.

    Args:
        mask: ink of a draft.
    """
    found = connected(mask)
    stats, centres = found.stats, found.centres
    low, high = (size * PER_MM for size in _LETTER_MM)
    sides = stats[1:, 2:4].max(axis=1)
    letters = np.flatnonzero((sides > low) & (sides < high) & (stats[1:, 4] > 5)) + 1
    if len(letters) > _MOST_LETTERS:
        # A band of the page, not every other letter: neighbours must stay.
        order = letters[np.argsort(centres[letters, 1])]
        start = (len(order) - _MOST_LETTERS) // 2
        letters = order[start : start + _MOST_LETTERS]
    if len(letters) < 8:
        return False
    centre, half = centres[letters], stats[letters, 2:4] / 2
    apart = np.abs(centre[:, None] - centre[None]) - half[:, None] - half[None]
    gap = np.hypot(*np.moveaxis(np.maximum(apart, 0), 2, 0)) + 0.05 * np.abs(
        centre[:, None] - centre[None]
    ).sum(axis=2)
    np.fill_diagonal(gap, np.inf)
    nearest = gap.argmin(axis=1)
    near = gap[np.arange(len(letters)), nearest] < 2.5 * PER_MM
    away = np.abs(centre[nearest] - centre)[near]
    return bool((away[:, 1] > away[:, 0]).mean() > 0.5)


@dataclass(frozen=True, slots=True)
class _Sample:
    left: int
    top: int
    width: int
    height: int


def _samples(draft: Grey) -> list[_Sample]:
    """Choose pieces of text that look printed: of the page's usual height, many letters long."""
    plain = without_rules(ink(draft))
    _, stats = text_pieces(plain, _WORD_GAP_MM)
    low, high = (height * PER_MM for height in _WORD_HEIGHTS_MM)
    narrow, wide = (width * PER_MM for width in _WORD_WIDTHS_MM)
    found = []
    for left, top, width, height, area in stats[1:].tolist():
        if low <= height <= high and narrow <= width <= wide and 3 < width / height < 40:
            share = float((plain[top : top + height, left : left + width] > 0).mean())
            if 0.08 < share < 0.6 and area > 0.3 * width * height:
                found.append(_Sample(left, top, width, height))
    if not found:
        return []
    usual = float(np.median([sample.height for sample in found]))
    return sorted(found, key=lambda s: abs(np.log(s.height / usual)) - 0.02 * s.width / s.height)


def _crop(page: Grey, sample: _Sample, scale: float) -> Grey:
    """Cut a sample with some paper around it out of the whole page."""
    pad = 0.22 * sample.height
    width = min(sample.width, _MOST_WIDE * sample.height)
    left, right = sample.left - pad, sample.left + width + pad
    top, bottom = sample.top - pad, sample.top + sample.height + pad
    edges = [max(0, round(edge * scale)) for edge in (top, bottom, left, right)]
    return page[edges[0] : edges[1], edges[2] : edges[3]]


def _score(engine: Recogniser, crops: Sequence[Grey]) -> float:
    """Give how much the crops look like print that is the right way up, about 0 to 1."""
    scores = []
    for output in engine.read(crops):
        read = greedy(output)
        letters = [char.probability for char in read.chars if char.text.isalnum()]
        scores.append(float(np.mean(np.square(letters))) if len(letters) > 2 else 0.0)
    return float(np.mean(scores))


@dataclass(frozen=True, slots=True)
class WayUp:
    """Whether a page stands on its head."""

    upside_down: bool
    score: float
    """How well the writing reads this way, 0 to 1."""
    lead: float
    """By how much it reads better than the other way round."""


def way_up(page: Grey, draft: Grey) -> WayUp:
    """Tell whether a page stands on its head, by reading a few words both ways.

    Args:
        page: the whole page, level, text running across it.
        draft: the same at `PER_MM`, evenly lit.
    """
    scale = page.shape[1] / draft.shape[1]
    samples = _samples(draft)
    engine = recogniser()
    totals, count = np.zeros(2), 0
    for first in range(0, min(len(samples), _MOST), _FIRST):
        some = [_crop(page, sample, scale) for sample in samples[first : first + _FIRST]]
        other = [np.ascontiguousarray(crop[::-1, ::-1]) for crop in some]
        totals += np.array([_score(engine, some), _score(engine, other)]) * len(some)
        count += len(some)
        if abs(totals[0] - totals[1]) / count > _SURE:
            break
    if not count:
        return WayUp(upside_down=False, score=0.0, lead=0.0)
    means = totals / count
    return WayUp(bool(means[1] > means[0]), float(means.max()), float(abs(means[0] - means[1])))
