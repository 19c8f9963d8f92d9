"""Even light: paper near 250 everywhere, ink dark, black edges of copies and beds white."""

import cv2
import numpy as np

from ocr.sheet import Grey

PAPER = 250
_PER_MM = 0.5
_AROUND_MM = 11
"""Within this far there is bare paper, even beside a filled tick box or a thick heading."""
_DARKEST_PAPER = 28
_INK = 45
_MOST_GAIN = 2.4
_EDGE_MM = 5.0
"""Black this wide at a page's edge is the copier's lid or the desk; no rule or stroke is."""


def _paper(grey: Grey, per_mm: float) -> Grey:
    """Give the brightness of the bare paper around each cell of 2 mm."""
    height, width = grey.shape
    size = (max(4, round(width / per_mm * _PER_MM)), max(4, round(height / per_mm * _PER_MM)))
    # First a small closing: ink gone, and cells beside it not darkened by it.
    half = cv2.resize(grey, (size[0] * 4, size[1] * 4), interpolation=cv2.INTER_AREA)
    bare = cv2.morphologyEx(half, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    small = cv2.resize(bare, size, interpolation=cv2.INTER_AREA)
    around = max(3, round(_AROUND_MM * _PER_MM) | 1)
    widest = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((around, around), np.uint8))
    smooth = cv2.GaussianBlur(cv2.medianBlur(widest, 3), (0, 0), 1.0)
    return np.asarray(smooth, dtype=np.uint8)


def evened(grey: Grey, per_mm: float) -> Grey:
    """Divide by the brightness of the paper around each pixel.

    Args:
        grey: any page, square pixels.
        per_mm: pixels per millimetre.
    """
    height, width = grey.shape
    paper = cv2.resize(_paper(grey, per_mm), (width, height), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(grey, np.maximum(paper, _DARKEST_PAPER), scale=PAPER)
    return np.asarray(even, dtype=np.uint8)


def deepened(grey: Grey) -> Grey:
    """Stretch an evenly lit page so that its printed ink is dark."""
    sample = grey[::7, ::7]
    dark = sample[sample < 170]
    if dark.size < 200:
        return grey
    gain = (PAPER - _INK) / (PAPER - float(np.percentile(dark, 25)))
    gain = min(max(gain, 1.0), _MOST_GAIN)
    steps = np.clip(PAPER - (PAPER - np.arange(256.0)) * gain, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(grey, steps), dtype=np.uint8)


def edge_shade(grey: Grey, per_mm: float) -> Grey | None:
    """Find what is black or dark from the edge of the picture inwards and is no ink.

    Returns:
        255 where it is, at the size of `grey`; None where there is nothing of the kind.
    """
    small = cv2.resize(grey, None, fx=1 / per_mm, fy=1 / per_mm, interpolation=cv2.INTER_AREA)
    paper = float(np.percentile(small, 80))
    dark = np.where(small < 0.55 * paper, 255, 0).astype(np.uint8)
    wide = round(_EDGE_MM)
    framed = cv2.copyMakeBorder(dark, wide, wide, wide, wide, cv2.BORDER_CONSTANT, value=(255,))
    solid = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((wide, wide), np.uint8))
    _, labels = cv2.connectedComponents(solid, connectivity=4)
    edge = np.where(labels == labels[0, 0], 255, 0).astype(np.uint8)
    inner = edge[wide:-wide, wide:-wide]
    if not inner.any():
        return None
    wider = cv2.dilate(inner, np.ones((3, 3), np.uint8))
    full = cv2.resize(wider, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.where(full > 96, 255, 0), dtype=np.uint8)
