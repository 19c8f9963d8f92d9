"""Whether somebody signed, by the amount and the reach of ink; never whose signature it is."""

import cv2
import numpy as np

from forms.geometry import BoxMm
from ocr.findings import Finding, blank
from ocr.marking.lines import PER_MM, ink_level, px
from ocr.reading import FieldState, Method
from ocr.sheet import Grey

_EDGE_MM = 0.4
_LEAST_PIECE_MM2 = 0.25
"""Smaller pieces are dots of a line to sign on, specks and rests of rules."""
_RULE_MM, _RULE_HIGH_MM = 12.0, 0.9
_INITIALS_MM2, _SURE_MM2 = 1.0, 3.0
_SURE_WIDTH_MM, _SURE_HEIGHT_MM = 8.0, 3.0

LITTLE = "There is only a little ink where the signature belongs."


def _without_rules(ink: Grey) -> Grey:
    """Take away the lines to sign on: straight, level, long and thin."""
    bar = np.ones((1, px(_RULE_MM)), np.uint8)
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    rules = cv2.morphologyEx(thick, cv2.MORPH_OPEN, bar)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(rules, connectivity=8)
    thin = np.nonzero(stats[:, cv2.CC_STAT_HEIGHT] <= px(_RULE_HIGH_MM))[0]
    return np.asarray(ink * ~np.isin(labels, thin[thin > 0]), dtype=np.uint8)


def signature_finding(grey: Grey, area: BoxMm) -> Finding:
    """Tell whether there is a signature in its own place.

    Args:
        grey: an upright page at 300 dpi.
        area: where the signature belongs, in millimetres; no other field's area, for a date
            beside a signature must not pass for one.

    Returns:
        True where somebody signed, blank otherwise; a doubt where there is but little ink.
    """
    edge = px(_EDGE_MM)
    rows = slice(max(0, px(area.top) + edge), max(0, px(area.bottom) - edge))
    columns = slice(max(0, px(area.left) + edge), max(0, px(area.right) - edge))
    ink = np.asarray(grey[rows, columns] < ink_level(grey), dtype=np.uint8)
    if not ink.any():
        return blank(Method.MARK)
    _, _, stats, _ = cv2.connectedComponentsWithStats(_without_rules(ink), connectivity=8)
    large = stats[1:][stats[1:, cv2.CC_STAT_AREA] >= _LEAST_PIECE_MM2 * PER_MM**2]
    inked_mm2 = float(large[:, cv2.CC_STAT_AREA].sum() / PER_MM**2)
    if inked_mm2 < _INITIALS_MM2:
        return blank(Method.MARK)
    right = (large[:, cv2.CC_STAT_LEFT] + large[:, cv2.CC_STAT_WIDTH]).max()
    width = float(right - large[:, cv2.CC_STAT_LEFT].min()) / PER_MM
    height = float(large[:, cv2.CC_STAT_HEIGHT].max()) / PER_MM
    sure = inked_mm2 >= _SURE_MM2 and width >= _SURE_WIDTH_MM and height >= _SURE_HEIGHT_MM
    return Finding(
        value=True,
        confidence=0.998 if sure else 0.8,
        accepted=sure,
        state=FieldState.READ,
        method=Method.MARK,
        doubt=None if sure else LITTLE,
    )
