"""Where another agency's page goes on our sheet, so that the squares and codes have room beside it.

Their print keeps its size where its margins allow; else it is made a little smaller. Below three
quarters of its size small print would not survive a fax, and the page is refused.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from forms.definition import AdoptedPage
from forms.errors import AdoptionError
from forms.geometry import (
    CONTENT_BOTTOM_MM,
    FOOT_SYMBOL_MODULE_MM,
    HEAD_SYMBOL_MODULE_MM,
    HEADER_FREE_MM,
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    QUIET_MODULES,
    BoxMm,
    foot_symbol,
    head_symbol,
    registration_marks,
)

Mask = NDArray[np.bool_]
"""True where something is printed or answered; rows from the top of the page."""

PER_MM = 1.0
"""Cells of a mask to the millimetre."""
_SMALLEST, _STEP = 0.75, 0.01
_EDGE_MM = 5.0
"""Printers leave the edge of a sheet white."""
_MARK_CLEAR_MM = 2.0
_MOVE_MM = 1.0


def _grown(box: BoxMm, by: float) -> BoxMm:
    return BoxMm(box.left - by, box.top - by, box.right + by, box.bottom + by)


def _cells(box: BoxMm) -> tuple[slice, slice]:
    left, top = (max(0, int(edge * PER_MM)) for edge in (box.left, box.top))
    right, bottom = (int(np.ceil(edge * PER_MM)) for edge in (box.right, box.bottom))
    return slice(top, bottom), slice(left, right)


def _ours() -> Iterator[BoxMm]:
    """Yield what must stay free: squares, codes with their white rims, the line at the foot."""
    for mark in registration_marks():
        yield _grown(mark, _MARK_CLEAR_MM)
    yield _grown(head_symbol(), QUIET_MODULES * HEAD_SYMBOL_MODULE_MM)
    yield _grown(foot_symbol(), QUIET_MODULES * FOOT_SYMBOL_MODULE_MM)
    yield BoxMm(foot_symbol().left, CONTENT_BOTTOM_MM, 192.0, PAGE_HEIGHT_MM)
    yield BoxMm(0, 0, PAGE_WIDTH_MM, HEADER_FREE_MM)
    yield BoxMm(0, 0, _EDGE_MM, PAGE_HEIGHT_MM)
    yield BoxMm(PAGE_WIDTH_MM - _EDGE_MM, 0, PAGE_WIDTH_MM, PAGE_HEIGHT_MM)
    yield BoxMm(0, PAGE_HEIGHT_MM - _EDGE_MM, PAGE_WIDTH_MM, PAGE_HEIGHT_MM)


def _blocked() -> Mask:
    shape = (round(PAGE_HEIGHT_MM * PER_MM), round(PAGE_WIDTH_MM * PER_MM))
    blocked = np.zeros(shape, dtype=np.bool_)
    for box in _ours():
        blocked[_cells(box)] = True
    return blocked


def _scaled(used: Mask, scale: float) -> Mask:
    """Make a mask smaller; what is used stays used."""
    rows, columns = np.nonzero(used)
    shape = (int(used.shape[0] * scale) + 2, int(used.shape[1] * scale) + 2)
    smaller = np.zeros(shape, dtype=np.bool_)
    for offset in (0.0, 1.0):
        smaller[((rows + offset) * scale).astype(int), ((columns + offset) * scale).astype(int)] = (
            True
        )
    return smaller


def _moves(size: int, room: int, wanted: float) -> list[int]:
    """Give the places that a thing may move to along one side, the nearest to the wanted first."""
    step = round(_MOVE_MM * PER_MM)
    return sorted(range(0, max(1, room - size + 1), step), key=lambda at: abs(at - wanted))


def _fitted(used: Mask, blocked: Mask, scale: float) -> AdoptedPage | None:
    smaller = _scaled(used, scale)
    rows, columns = np.nonzero(smaller)
    top, left = int(rows.min()), int(columns.min())
    ink = smaller[top : int(rows.max()) + 1, left : int(columns.max()) + 1]
    height, width = ink.shape
    if height > blocked.shape[0] or width > blocked.shape[1]:
        return None
    # As near as may be to where it stands on their sheet, and on its own sheet's middle.
    for down in _moves(height, blocked.shape[0], top):
        for across in _moves(width, blocked.shape[1], (blocked.shape[1] - width) / 2):
            if not (blocked[down : down + height, across : across + width] & ink).any():
                return AdoptedPage(
                    scale=round(scale, 3),
                    left=round((across - left) / PER_MM, 2),
                    top=round((down - top) / PER_MM, 2),
                )
    return None


def find_room(used: Mask, page: int) -> AdoptedPage:
    """Find where a page goes, as large and as near to the top as may be.

    Args:
        used: what is printed or answered on it, `PER_MM` cells to the millimetre.
        page: its number, for the message.

    Raises:
        AdoptionError: it leaves no room.
    """
    blocked = _blocked()
    if not used.any():
        return AdoptedPage(scale=1.0, left=0.0, top=0.0)
    for scale in np.arange(1.0, _SMALLEST - _STEP / 2, -_STEP):
        if found := _fitted(used, blocked, float(scale)):
            return found
    raise AdoptionError(
        f"page {page} leaves no room for the squares and codes by which it is read back: "
        f"its print would have to be made smaller than {_SMALLEST:.0%}",
        hint="Ask the agency for a version with wider margins, or make a definition of your own.",
    )


def on_our_sheet(box: BoxMm, page: AdoptedPage) -> BoxMm:
    """Give a box of their page as it lies on our sheet."""
    return BoxMm(
        page.left + box.left * page.scale,
        page.top + box.top * page.scale,
        page.left + box.right * page.scale,
        page.top + box.bottom * page.scale,
    )


def with_boxes(printed: Mask, boxes: Iterable[BoxMm]) -> Mask:
    """Add the places of answers to what is printed."""
    used = printed.copy()
    for box in boxes:
        used[_cells(box)] = True
    return used
