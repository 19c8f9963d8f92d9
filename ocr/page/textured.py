"""Find paper on a desk that is as light as paper: the paper is smooth, the desk is not."""

import cv2
import numpy as np

from ocr.sheet import Floats, Grey, Points

_DETAIL_PX = 4.0
_ROUGH_PX = 11
"""Window over which roughness is averaged."""
_SMOOTH = 1.0
"""Mean difference in grey up to which a place is smooth: noise gives 0.3, stone 3, wood 2."""
_GAPS_PX = 25
_LEAST_AREA = 0.3
_FILLED = 0.93
"""Share of its smallest rectangle that a smooth place fills if it is a sheet."""
_OUT_PX = 10.0
_EDGE_PX = 4.0


def _roughness(bare: Grey) -> Floats:
    soft = np.asarray(cv2.GaussianBlur(bare, (0, 0), _DETAIL_PX), dtype=np.uint8)
    rough = cv2.absdiff(bare, soft).astype(np.float32)
    return np.asarray(cv2.blur(rough, (_ROUGH_PX, _ROUGH_PX)))


def _is_rough_around(rough: Floats, corners: Points) -> bool:
    """Tell whether all four sides lie in the picture and have desk, not paper, beyond them."""
    height, width = rough.shape
    middle = corners.mean(axis=0)
    for one, other in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        out = (one + other) / 2 - middle
        out *= _OUT_PX / max(float(np.hypot(*out)), 1.0)
        points = one + np.linspace(0.06, 0.94, 40)[:, None] * (other - one) + out
        points = np.clip(points, 0, (width - 1, height - 1))
        x, y = points.round().astype(int).T
        if float(np.median(rough[y, x])) < _SMOOTH:
            return False
    limits = np.array([width, height]) - 1 - _EDGE_PX
    return bool(((corners > _EDGE_PX) & (corners < limits)).sum() >= 6)


def smooth_sheet(bare: Grey) -> Points | None:
    """Find a smooth rectangle on a textured ground.

    Args:
        bare: a picture some 560 pixels long whose ink has been closed away.

    Returns:
        Its four corners, clockwise; perspective is left to what is printed on it.
    """
    rough = _roughness(bare)
    mask = np.where(rough < _SMOOTH, 255, 0).astype(np.uint8)
    # Stamps and bars on the paper are rough too: fill what they leave.
    closed = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((_GAPS_PX, _GAPS_PX), np.uint8))
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    hull = cv2.convexHull(max(outlines, key=cv2.contourArea))
    rectangle = cv2.minAreaRect(hull)
    (x, y), (across, down), turn = rectangle
    if cv2.contourArea(hull) < _FILLED * across * down:
        return None
    whole = ((x, y), (across + _ROUGH_PX - 1, down + _ROUGH_PX - 1), turn)
    corners = np.asarray(cv2.boxPoints(whole), dtype=np.float64)
    if across * down < _LEAST_AREA * bare.size or not _is_rough_around(rough, corners):
        return None
    return corners
