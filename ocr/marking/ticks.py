"""Which tick boxes of a page are marked, each measured against the page's own boxes.

A mark reaches well into its box, has some length and covers a part of it. Dots lack length, the
ends of a neighbour's strokes lack depth, dirt is everywhere and is taken off.
"""

from collections.abc import Mapping

import numpy as np

from forms.geometry import BoxMm
from ocr.findings import Finding, blank, unreadable
from ocr.marking.insides import Inside, inside
from ocr.marking.patches import border_px, patches
from ocr.reading import FieldState, Method
from ocr.sheet import Grey

_SHARE, _SURE_SHARE = 0.05, 0.075
"""Inked share of the inside. Of 655 empty boxes of 72 pages the worst had 0.045, of 126 marked
ones the faintest 0.112."""
_EXTENT_MM, _SURE_EXTENT_MM = 1.1, 1.5
_DEPTH_MM, _SURE_DEPTH_MM = 0.42, 0.5
"""Of the same boxes: empty ones up to 0.17 mm deep, marked ones 0.76 mm and more."""
_FAR_MM, _FAR_DEPTH_MM = 1.8, 0.7
"""A mark as long and as deep as this is one however thin."""
_BLACK = 0.25
"""With so much ink neither length nor depth is asked."""
_EMPTY_SHARE, _DOT_SHARE, _DOT_MM = 0.02, 0.045, 0.9
_DIRT = 0.02
_STREAKED = 1.4
"""What is left of a mark under a streak must be so much more."""
_LEFT_OVER, _NARROW_MM = 0.01, 2.2
"""A streak may hide a mark where it leaves something, and in a narrow box."""
_SCRIBBLED, _SPILT = 0.4, 0.3

SURE, UNSURE = 0.999, 0.8
FAINT = "There is a little ink in this box: a light mark, a dot or dirt."
CANCELLED = "This box looks ticked and then crossed out."
RINGED = "Something is drawn round this box."
STREAKED = "A line of the fax or copier runs through this box."
SEVERAL = "More than one box is marked."


def _is_marked(ink: Inside, share: float) -> bool:
    deep = min(_DEPTH_MM, ink.inner_mm / 4)
    if share >= _BLACK:
        return ink.reaching(deep) > 0
    if ink.reaching(_FAR_DEPTH_MM) >= _FAR_MM and share >= _EMPTY_SHARE:
        return True
    return (share >= _SHARE and ink.reaching(deep) >= _EXTENT_MM) or ink.faint_mm >= _FAR_MM


def _marked_doubt(ink: Inside, share: float) -> str | None:
    if ink.crossed_out or (share >= _SCRIBBLED and ink.spilt >= _SPILT):
        return CANCELLED
    long = ink.reaching(_SURE_DEPTH_MM) >= _SURE_EXTENT_MM
    enough = share >= _SURE_SHARE * (_STREAKED if ink.streaked else 1.0)
    return None if enough and (long or share >= _BLACK) else FAINT


def _doubt(ink: Inside, share: float) -> str | None:
    """Say what a person should look at, if anything."""
    if _is_marked(ink, share):
        return _marked_doubt(ink, share)
    if ink.streaked and (share >= _LEFT_OVER or ink.inner_mm < _NARROW_MM):
        return STREAKED
    dot = share < _DOT_SHARE and ink.reaching(0.0) < _DOT_MM
    if not (dot or share < _EMPTY_SHARE) or ink.faint_mm >= _EXTENT_MM:
        return FAINT
    return RINGED if ink.ringed else None


def _finding(ink: Inside, dirt: float) -> Finding:
    share = max(0.0, ink.share - dirt)
    doubt = _doubt(ink, share)
    # Strokes through and through take a mark back; a scribble may be one made with zeal.
    marked = _is_marked(ink, share) and not ink.crossed_out
    return Finding(
        value=marked,
        confidence=SURE if doubt is None else UNSURE,
        accepted=doubt is None,
        state=FieldState.BLANK if doubt is None and not marked else FieldState.READ,
        method=Method.MARK,
        doubt=doubt,
    )


def _dirt(inks: Mapping[str, Inside]) -> float:
    """Give what even the cleaner boxes of the page show: where most are marked, next to nothing."""
    if len(inks) < 4:
        return 0.0
    return min(_DIRT, float(np.quantile([ink.share for ink in inks.values()], 0.25)))


def tick_findings(grey: Grey, boxes: Mapping[str, BoxMm]) -> dict[str, Finding]:
    """Decide for each box whether it is marked.

    Args:
        grey: an upright page at 300 dpi.
        boxes: in millimetres from its top left corner, to within a millimetre; all boxes of the
            page together, for they are measured against one another.

    Returns:
        True or False for each, with the doubt where a person should look.
    """
    found = patches(grey, boxes)
    border = border_px(found)
    inks = {key: inside(patch, border) for key, patch in found.items()}
    dirt = _dirt(inks)
    return {key: _finding(ink, dirt) for key, ink in inks.items()}


def choice_finding(ticks: Mapping[str, Finding]) -> Finding:
    """Decide which one of several options is ticked, from what was found in their boxes."""
    marked = [option for option, tick in ticks.items() if tick.value]
    doubt = next((tick.doubt for tick in ticks.values() if tick.doubt), None)
    if len(marked) > 1:
        return unreadable(Method.MARK, doubt=SEVERAL)
    if not marked:
        return blank(Method.MARK) if doubt is None else unreadable(Method.MARK, doubt=doubt)
    return Finding(
        value=marked[0],
        confidence=min(tick.confidence for tick in ticks.values()),
        accepted=doubt is None,
        state=FieldState.READ,
        method=Method.MARK,
        doubt=doubt,
    )
