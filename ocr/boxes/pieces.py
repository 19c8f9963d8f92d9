"""Find small pieces of the reference's print on a page that lies over it, or nearly."""

import cv2
import numpy as np

from ocr.boxes.definition import BoxPx
from ocr.sheet import Grey, Points

_PIECES, _PIECE_PX, _APART_PX = 600, 20, 24.0
"""Pieces of print that are found again, half their side and how far they are apart."""
_WIDE_PX = 14
_ALIKE = 0.6
_LEAST_PRINT = 4.0
"""Spread of grey below which a piece is bare paper."""


def _window(box: BoxPx, shape: tuple[int, ...]) -> tuple[slice, slice]:
    top, bottom = max(0, round(box.top)), min(shape[0], round(box.bottom))
    left, right = max(0, round(box.left)), min(shape[1], round(box.right))
    return slice(top, bottom), slice(left, right)


def found_again(
    reference: Grey, page: Grey, box: BoxPx, reach: int
) -> tuple[tuple[float, float], float]:
    """Find a piece of the reference on the page: by how much it is off, and the correlation."""
    rows, columns = _window(box, reference.shape)
    template = reference[rows, columns]
    top, left = rows.start - reach, columns.start - reach
    searched = page[max(0, top) : rows.stop + reach, max(0, left) : columns.stop + reach]
    wanted = (template.shape[0] + 2 * reach, template.shape[1] + 2 * reach)
    if searched.shape != wanted or float(template.std()) < _LEAST_PRINT:
        return (0.0, 0.0), 0.0
    score = np.asarray(cv2.matchTemplate(searched, template, cv2.TM_CCOEFF_NORMED))
    # The nearer of two equal places: a grid repeats itself.
    ways = np.arange(-reach, reach + 1) / reach
    near = score - 0.04 * np.hypot(ways[:, None], ways[None])
    row, column = np.unravel_index(int(near.argmax()), score.shape)
    return (float(column - reach), float(row - reach)), float(score[row, column])


def alike_at(reference: Grey, page: Grey, box: BoxPx, shift: tuple[float, float]) -> float:
    """Correlate a piece of the reference with what the page has at its place, off by a shift."""
    rows, columns = _window(box, reference.shape)
    across, down = round(shift[0]), round(shift[1])
    top, left = rows.start + down, columns.start + across
    template = reference[rows, columns]
    other = page[max(0, top) : rows.stop + down, max(0, left) : columns.stop + across]
    if other.shape != template.shape or float(template.std()) < _LEAST_PRINT:
        return 0.0
    return float(cv2.matchTemplate(other, template, cv2.TM_CCOEFF_NORMED)[0, 0])


def residual(reference: Grey, page: Grey) -> tuple[Points, Points]:
    """Find pieces of the reference's print again: their places, and how far off they are."""
    corners = cv2.goodFeaturesToTrack(reference, _PIECES, 0.02, _APART_PX, blockSize=7)
    if corners is None:
        return np.empty((0, 2)), np.empty((0, 2))
    places, offs = [], []
    for x, y in np.asarray(corners, dtype=np.float64).reshape(-1, 2):
        piece = BoxPx(x - _PIECE_PX, y - _PIECE_PX, x + _PIECE_PX, y + _PIECE_PX)
        shift, alike = found_again(reference, page, piece, _WIDE_PX)
        if alike > _ALIKE and max(map(abs, shift)) < _WIDE_PX:
            places.append((x, y))
            offs.append(shift)
    return np.array(places).reshape(-1, 2), np.array(offs).reshape(-1, 2)
