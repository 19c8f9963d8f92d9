"""The surroundings of one tick box: its ink, its own border, and what lies inside."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from forms.geometry import BoxMm
from ocr.marking.lines import PER_MM, ink_level, px
from ocr.marking.outline import Edges, snapped
from ocr.sheet import Grey

AROUND_MM = 6.0
_SNAP_MM = 1.0
_DRAWN = 0.55
"""Share of its sides that must be inked for a border to be there at all."""
_DEEPEST_MM = 0.75
_LINE_ENDS = 0.12
_SLACK_MM, _LEAST_INSET_MM = 0.13, 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A box and 6 mm around it."""

    ink: Grey
    """1 where there is ink."""
    edges: Edges
    """Of the box within the patch, in pixels: the middles of its lines."""
    drawn: float
    """Share of the four sides that is inked."""

    def inside(self, inset_px: int) -> Grey:
        """Cut out what lies within the border."""
        left, top, right, bottom = (round(edge) for edge in self.edges)
        return self.ink[
            top + inset_px : bottom + 1 - inset_px, left + inset_px : right + 1 - inset_px
        ]


def _ink(grey: Grey, level: float, page_paper: float) -> Grey:
    """Tell ink from paper that may be darker here than on the rest of the page."""
    paper = float(np.quantile(grey, 0.8)) if grey.size else page_paper
    shade = max(0.0, page_paper - paper)
    return np.asarray(grey < level - shade, dtype=np.uint8)


def _patch(grey: Grey, box: BoxMm, level: float, page_paper: float) -> Patch:
    around = px(AROUND_MM)
    left, top = (round(edge * PER_MM) - around for edge in (box.left, box.top))
    right, bottom = (round(edge * PER_MM) + around + 1 for edge in (box.right, box.bottom))
    cut = grey[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    ink = cv2.copyMakeBorder(
        _ink(cut, level, page_paper),
        max(0, -top),
        max(0, bottom - max(grey.shape[0], top)),
        max(0, -left),
        max(0, right - max(grey.shape[1], left)),
        cv2.BORDER_CONSTANT,
    )
    at = tuple(
        edge * PER_MM - off
        for edge, off in zip(
            (box.left, box.top, box.right, box.bottom), (left, top, left, top), strict=True
        )
    )
    edges = (float(at[0]), float(at[1]), float(at[2]), float(at[3]))
    moved, drawn = snapped(np.asarray(ink, np.uint8), edges, _SNAP_MM)
    return Patch(np.asarray(ink, np.uint8), moved if drawn >= _DRAWN else edges, drawn)


def patches(grey: Grey, boxes: Mapping[str, BoxMm]) -> dict[str, Patch]:
    """Cut out all boxes, each moved to where its border is."""
    level, paper = ink_level(grey), float(np.median(grey[::4, ::4]))
    return {key: _patch(grey, box, level, paper) for key, box in boxes.items()}


def _inward(patch: Patch) -> NDArray[np.float64]:
    """Give the inked share of each side, row by row inwards: four rows of figures."""
    left, top, right, bottom = (round(edge) for edge in patch.edges)
    deep = px(_DEEPEST_MM)
    cut_x, cut_y = (right - left) // 5, (bottom - top) // 5
    ink = patch.ink
    level = ink[:, left + cut_x : right - cut_x + 1].mean(axis=1)
    upright = ink[top + cut_y : bottom - cut_y + 1].mean(axis=0)
    return np.stack(
        [
            level[top : top + deep],
            level[bottom - deep + 1 : bottom + 1][::-1],
            upright[left : left + deep],
            upright[right - deep + 1 : right + 1][::-1],
        ]
    )


def border_px(found: Mapping[str, Patch]) -> int:
    """Measure on all boxes of a page how far their own border reaches in, with some slack."""
    drawn = [patch for patch in found.values() if patch.drawn >= _DRAWN]
    if not drawn:
        return px(_LEAST_INSET_MM)
    shares = np.quantile(np.concatenate([_inward(patch) for patch in drawn]), 0.6, axis=0)
    clear = np.nonzero(shares <= _LINE_ENDS)[0]
    ends = int(clear[0]) if clear.size else px(_LEAST_INSET_MM)
    return max(px(_LEAST_INSET_MM), ends + px(_SLACK_MM))
