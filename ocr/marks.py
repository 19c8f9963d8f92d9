"""Ticks, marked boxes and signatures: ink against the print, no letters.

Measured on faxes (docs/adr/0008-reading.md): inside an empty box new ink covers under 0.02, inside
a ticked one over 0.10. What lies between goes to a person, and so does a box more than three
quarters full: it may be filled, or ticked and cancelled.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from forms.geometry import BoxMm
from ocr.findings import Finding, blank, unreadable
from ocr.ink import Compared, grown, parts, share
from ocr.reading import FieldState, Method

_EDGE_MM = 0.45
"""A box's own rule, drawn or crossed by a neighbour's stroke, reaches this far in."""
_EMPTY, _DOUBT, _MARKED, _FULL = 0.02, 0.045, 0.08, 0.75
_LEAST_EXTENT_MM = 1.1
"""A dot or the end of a neighbour's stroke is shorter than the smallest tick."""
_SIGNATURE_AREA_MM2 = 3.0
_SIGNATURE_WIDTH_MM = 8.0
_INITIALS_AREA_MM2 = 1.0


@dataclass(frozen=True, slots=True)
class BoxInk:
    """The new ink inside one box."""

    share: float
    extent_mm: float
    """Longest side of the largest piece."""

    @property
    def is_marked(self) -> bool:
        """Tell what the box most probably is."""
        return self.share > _DOUBT and self.extent_mm >= _LEAST_EXTENT_MM

    @property
    def is_sure(self) -> bool:
        """Tell whether no person needs to look."""
        if self.is_marked:
            return _MARKED <= self.share <= _FULL
        return self.share < _EMPTY or (self.share < _DOUBT and self.extent_mm < 0.7)

    @property
    def confidence(self) -> float:
        """Give the probability that the box is what `is_marked` says."""
        return 0.999 if self.is_sure else 0.8


def box_ink(compared: Compared, box: BoxMm) -> BoxInk:
    """Measure the new ink inside a box."""
    inner = grown(box, -_EDGE_MM)
    pieces = parts(compared.new, inner, least_mm2=0.05)
    extent = max((max(p.box.width, p.box.height) for p in pieces), default=0.0)
    return BoxInk(share(compared.new, inner), extent)


def calibrated(inks: Mapping[str, BoxInk]) -> dict[str, BoxInk]:
    """Take off what the page's own empty boxes show: dirt that is everywhere is no tick."""
    if len(inks) < 4:
        return dict(inks)
    dirt = float(np.quantile([ink.share for ink in inks.values()], 0.25))
    dirt = min(dirt, _EMPTY)
    return {key: BoxInk(ink.share - dirt, ink.extent_mm) for key, ink in inks.items()}


def tick_finding(ink: BoxInk) -> Finding:
    """Decide one tick box."""
    return Finding(
        value=ink.is_marked,
        confidence=ink.confidence,
        accepted=ink.is_sure,
        state=FieldState.READ if ink.is_marked or not ink.is_sure else FieldState.BLANK,
        method=Method.MARK,
    )


def choice_finding(inks: Mapping[str, BoxInk]) -> Finding:
    """Decide which one of several boxes is marked; keys are the options'."""
    marked = [option for option, ink in inks.items() if ink.is_marked]
    sure = all(ink.is_sure for ink in inks.values())
    if len(marked) > 1:
        return unreadable(Method.MARK)
    if not marked:
        return blank(Method.MARK) if sure else unreadable(Method.MARK)
    return Finding(
        value=marked[0],
        confidence=min(ink.confidence for ink in inks.values()),
        accepted=sure,
        state=FieldState.READ,
        method=Method.MARK,
    )


def signature_finding(compared: Compared, box: BoxMm) -> Finding:
    """Tell whether a signature is there, by the amount and extent of ink; never whose it is."""
    pieces = parts(compared.new, grown(box, -0.3))
    area = sum(piece.area_mm2 for piece in pieces)
    width = max((p.box.right for p in pieces), default=0) - min(
        (p.box.left for p in pieces), default=0
    )
    if area < _INITIALS_AREA_MM2:
        return blank(Method.MARK)
    sure = area >= _SIGNATURE_AREA_MM2 and width >= _SIGNATURE_WIDTH_MM
    return Finding(
        value=True,
        confidence=0.998 if sure else 0.8,
        accepted=sure,
        state=FieldState.READ,
        method=Method.MARK,
    )
