"""Take printed rules out of a line of writing and mend the strokes that they crossed.

A machine sets characters where its pitch puts them, not where the cells of a comb are. Rules are narrowed
to the columns that are really dark, then bridged; where a rule hid an upright stroke, the stroke is drawn
again. Whatever was mended so is a guess, and the caller is told.
"""

import cv2
import numpy as np

from ocr.sheet import Grey

_RULE_PX = 14
"""Upright print longer than this, 1.2 mm at 300 dpi, is a rule of a comb."""
_DARK = 170
_TOUCHES_PX = 4
_SEEN_PX = 5
_STEM = 0.35
"""Share of the writing's height that the bows of a hidden stem are apart."""
_BOWS = 0.65
"""Share of its height at most where the bows reach the rule; a visible stem would reach it all along."""


def _across_gaps(grey: Grey, gaps: Grey) -> Grey:
    """Draw each row straight through its gaps, from the pixel before to the pixel behind."""
    if not gaps.any():
        return grey
    padded = np.pad(grey, ((0, 0), (1, 1)), constant_values=255)
    known = np.pad(gaps == 0, ((0, 0), (1, 1)), constant_values=True)
    height, width = padded.shape
    places = np.arange(width, dtype=np.int32)
    before = np.maximum.accumulate(np.where(known, places, 0), axis=1)
    after = np.minimum.accumulate(np.where(known, places, width)[:, ::-1], axis=1)[:, ::-1]
    rows = np.arange(height)[:, None]
    share = (places - before) / np.maximum(after - before, 1)
    mended = padded[rows, before] * (1 - share) + padded[rows, after] * share
    return np.where(known, padded, mended)[:, 1:-1].astype(np.uint8)


def _touched(crop: Grey, printed: Grey, upright: Grey, rows: slice) -> Grey:
    """Keep, of the mask of upright rules, those that writing touches from either side."""
    ink = np.asarray((crop < _DARK) & (printed == 0), dtype=np.uint8)
    ink[: rows.start] = ink[rows.stop :] = 0
    beside = cv2.dilate(ink, np.ones((1, 5), np.uint8)) & upright
    _, labels = cv2.connectedComponents(upright, connectivity=8)
    counts = np.bincount(labels[beside > 0], minlength=int(labels.max()) + 1)
    counts[0] = 0
    return np.asarray((counts >= _TOUCHES_PX)[labels], dtype=np.uint8)


def _tightened(crop: Grey, upright: Grey, touched: Grey, rows: slice) -> Grey:
    """Narrow the mask of a rule, where writing touches it, to the columns that really are dark.

    Above and below the writing a rule stands alone and shows where it is.
    """
    alone = upright.copy()
    alone[rows] = 0
    counted = alone.sum(axis=0)
    dark = ((crop < _DARK) & (alone > 0)).sum(axis=0) >= 0.4 * np.maximum(counted, 1)
    columns = cv2.dilate(dark.astype(np.uint8)[None], np.ones((1, 3), np.uint8))
    narrow = touched & (counted >= _SEEN_PX)[None] & (1 - columns)
    narrow[: rows.start] = narrow[rows.stop :] = 0
    return np.asarray(upright & (1 - narrow), dtype=np.uint8)


def _is_hidden_stem(near: Grey, far: Grey) -> bool:
    """Tell from the rows where ink reaches a rule on either side whether it hides a stem."""
    reached = np.flatnonzero(near)
    if len(reached) < _TOUCHES_PX or far.sum() > 1:
        return False
    span = int(reached[-1] - reached[0]) + 1
    return span >= _STEM * len(near) and len(reached) <= _BOWS * span


def _redraw_stems(crop: Grey, tight: Grey, rows: slice) -> None:
    """Draw again, in place, the stems that rules hid: bows end at the rule on one side only."""
    inside = tight[rows].mean(axis=0) > 0.8
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8)))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if first < 3 or last > crop.shape[1] - 3:
            continue
        left, right = (
            np.asarray(crop[rows, part].min(axis=1) < _DARK, dtype=np.uint8)
            for part in (slice(first - 2, first), slice(last, last + 2))
        )
        for near, far in ((left, right), (right, left)):
            if _is_hidden_stem(near, far):
                reached = np.flatnonzero(near) + rows.start
                middle = (first + last) // 2
                crop[reached[0] : reached[-1] + 1, max(first, middle - 2) : middle + 2] = 0


def without_print(crop: Grey, printed: Grey, rows: slice) -> tuple[Grey, bool]:
    """Take print out of a crop at 300 dpi.

    Args:
        crop: upright and straight.
        printed: 1 where print may stand.
        rows: where the writing is.

    Returns:
        The crop, and whether a rule ran through the writing.
    """
    rule = np.ones((_RULE_PX, 1), np.uint8)
    upright = np.asarray(cv2.morphologyEx(printed, cv2.MORPH_OPEN, rule), dtype=np.uint8)
    touched = _touched(crop, printed, upright, rows)
    tight = _tightened(crop, upright, touched, rows)
    mended = _across_gaps(crop, tight)
    if touched.any():
        mended = mended.copy()
        _redraw_stems(mended, tight, rows)
    others = np.asarray(printed & (1 - upright), dtype=np.uint8)
    down = _across_gaps(np.ascontiguousarray(mended.T), np.ascontiguousarray(others.T))
    return np.ascontiguousarray(down.T), bool(touched.any())
