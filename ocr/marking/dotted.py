"""Tick boxes drawn in dots or dashes, or too pale for print: their gaps are closed and looked at.

Closing gaps joins letters to boxes too, so only many alike count, and only where a page shows no
boxes drawn in full is it worth looking.
"""

import cv2
import numpy as np

from ocr.marking.boxes import BoxFound, find_boxes
from ocr.marking.lines import px
from ocr.sheet import Grey

_DARKER = 25
"""Grey levels below the paper."""
_GAPS_MM = (0.75, 1.25)
"""Of dots, and of dashes."""
_SURE, _FEWEST = 0.9, 4
_ALIKE_MM = 0.45


def dotted_boxes(grey: Grey) -> list[BoxFound]:
    """Find boxes with broken or pale sides on an upright page of 300 dpi; none where few are alike.

    The sides of each are where the dots are; letters that were joined are of another size.
    """
    paper = float(np.median(grey[::4, ::4]))
    dark = np.asarray(grey < paper - _DARKER, np.uint8)
    return next((boxes for gap in _GAPS_MM if (boxes := _with_gaps_closed(dark, gap))), [])


def _with_gaps_closed(dark: Grey, gap_mm: float) -> list[BoxFound]:
    along, down = (
        cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones(shape, np.uint8))
        for shape in ((1, px(gap_mm)), (px(gap_mm), 1))
    )
    found = find_boxes(np.where(cv2.bitwise_or(along, down), np.uint8(0), np.uint8(255)))
    sure = [one for one in found if one.certainty >= _SURE]
    alike = [[other for other in sure if _is_alike(one, other)] for one in sure]
    most = max(alike, key=len, default=[])
    if len(most) < _FEWEST:
        return []
    return [one for one in found if _is_alike(one, most[0])]


def _is_alike(one: BoxFound, other: BoxFound) -> bool:
    width, height = one.box.width - other.box.width, one.box.height - other.box.height
    return abs(width) < _ALIKE_MM and abs(height) < _ALIKE_MM
