"""Straighten a sheet: the order of the stages, and little else.

Draft (5 px/mm), paper, quarter turn, level, cut at 300 dpi, light, way up. The page is resampled
once, by one homography.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM
from ocr.page.direction import WayUp, runs_down, way_up
from ocr.page.light import PAPER, deepened, edge_shade, evened
from ocr.page.paper import Paper, find_paper
from ocr.page.projective import (
    Homography,
    cut,
    inverse,
    project,
    quadrilateral,
    rotation,
    scaling,
    turned,
    turning,
)
from ocr.page.slopes import PER_MM, coarse_turn, ink, levelling
from ocr.page.specks import is_two_level, without_specks
from ocr.reading import Channel
from ocr.sheet import Grey, Sheet

STRAIGHT_PER_MM = 300 / 25.4
"""Pixels per millimetre of a straightened page."""
_SMOOTH_PX = 1.2
"""Measured on faxes (docs/adr/0008-reading.md): what the readers like best at 300 dpi."""
_PHOTO_DRAFT_PX = 1500
_WHOLE = 0.97
"""A sheet that fills more of the picture than this is the picture."""
_SQUARE = 0.012
"""Difference of opposite sides, in lengths, up to which a sheet was scanned, not photographed."""
_FOCAL = 0.8
"""Focal length of a phone's camera in longer sides of its picture (26 mm on 36 x 24)."""
_CAMERA_SHAPES = (4 / 3, 16 / 9, 3 / 2)
_READS_BADLY, _NO_LEAD = 0.45, 0.12
_SPAN_MM = 172.0
"""Width of what stands on a form of A4; generated forms have 165 to 182."""
_HALF_TURN = 180
_MOST_TIMES = 1.3
"""A phone held to see a whole sheet shows no more than so much desk."""


@dataclass(frozen=True, slots=True, eq=False)
class Straight:
    """One page upright, with square pixels; `repr` shows no pixel."""

    sheet: Sheet
    grey: Grey
    """The whole page at `STRAIGHT_PER_MM`; paper near 250, ink dark, specks gone."""
    rotation: int
    """Degrees clockwise by which the sheet had to be turned: 0, 90, 180 or 270."""
    to_sheet: Homography
    """From pixels of `grey` to pixels of the sheet; pixel centres are whole numbers."""
    channel: Channel
    way_up: WayUp
    """How sure it is that the page is not on its head."""

    def __repr__(self) -> str:
        return f"Straight(page={self.sheet.number}, rotation={self.rotation}, {self.channel})"


@dataclass(frozen=True, slots=True, eq=False)
class _Canvas:
    """Where the page lies on the sheet, before it is turned and made level."""

    to_sheet: Homography
    """From millimetres of the canvas."""
    width_mm: float
    height_mm: float
    channel: Channel
    perspective: bool
    has_paper: bool = True
    """Whether the page is the canvas; otherwise it lies somewhere on it, and its size is open."""


def _per_mm(scale: float) -> Homography:
    """Map pixels, `scale` to a millimetre, to millimetres."""
    return np.array([[1 / scale, 0, 0.5 / scale], [0, 1 / scale, 0.5 / scale], [0, 0, 1]])


def _has_camera_shape(sheet: Sheet) -> bool:
    """Tell whether a grey picture has a camera's sides, 4 to 3 or 16 to 9, and not a sheet's."""
    if is_two_level(sheet.grey):
        return False
    sides = sorted(sheet.grey.shape)
    return any(abs(sides[1] / sides[0] / shape - 1) < 0.004 for shape in _CAMERA_SHAPES)


def _as_it_is(sheet: Sheet) -> _Canvas:
    """Take the whole sheet for the page, at the size that its pixels say."""
    x, y = sheet.density.x, sheet.density.y
    height, width = sheet.grey.shape
    to_sheet = np.array([[x, 0, -0.5], [0, y, -0.5], [0, 0, 1.0]])
    channel = Channel.PHOTO if _has_camera_shape(sheet) else sheet.channel
    photo = channel is Channel.PHOTO
    return _Canvas(to_sheet, width / x, height / y, channel, perspective=photo, has_paper=not photo)


def _aspect(corners: np.ndarray, size: tuple[int, int]) -> float:
    """Estimate height over width of the paper itself, as a phone's camera would see it.

    After Zhang and He, "Whiteboard scanning and image enhancement" (2007), with the focal length
    given.
    """
    focal = _FOCAL * max(size)
    unit = quadrilateral(corners, 1, 1) @ np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1.0]])
    centred = np.array([[1, 0, -size[0] / 2], [0, 1, -size[1] / 2], [0, 0, focal]]) @ unit
    return float(np.linalg.norm(centred[:, 1]) / np.linalg.norm(centred[:, 0]))


def _sides_mm(paper: Paper, corners: np.ndarray, size: tuple[int, int]) -> tuple[float, float]:
    """Give width and height of the paper: A4, whichever way it lies, or what is seen of it."""
    aspect = _aspect(corners, size)
    tall = aspect >= 1
    sides = (PAGE_WIDTH_MM, PAGE_HEIGHT_MM) if tall else (PAGE_HEIGHT_MM, PAGE_WIDTH_MM)
    if all(paper.real):
        return sides
    ends_cut = not (paper.real[0] and paper.real[2])
    if ends_cut and paper.real[1] and paper.real[3]:
        return sides[0], min(sides[1], sides[0] * aspect)
    if paper.real[0] and paper.real[2]:
        return min(sides[0], sides[1] / aspect), sides[1]
    return sides


def _is_scanned(corners: np.ndarray) -> bool:
    """Tell whether a sheet's outline is a rectangle, as only a scanner shows it."""
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    diagonals = np.hypot(*(corners[:2] - corners[2:]).T)
    uneven = [abs(a / b - 1) for a, b in (sides[::2], sides[1::2], diagonals)]
    return bool(max(uneven) < _SQUARE)


def _covers(corners: np.ndarray, size: tuple[int, int]) -> float:
    return float(cv2.contourArea(corners.astype(np.float32))) / (size[0] * size[1])


def _canvas(sheet: Sheet) -> _Canvas:
    """Find the page on the sheet: its border where there is one, or the whole."""
    if is_two_level(sheet.grey):
        return _as_it_is(sheet)
    height, width = sheet.grey.shape
    scale = min(1.0, _PHOTO_DRAFT_PX / max(width, height))
    size = (round(width * scale), round(height * scale))
    small = np.asarray(cv2.resize(sheet.grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    paper = find_paper(small)
    if paper is None or sum(paper.real) < 3 or _covers(paper.corners, size) > _WHOLE:
        return _as_it_is(sheet)
    corners = project(scaling(width / size[0], height / size[1]), paper.corners)
    by_camera = sheet.channel is Channel.PHOTO or _has_camera_shape(sheet)
    scanned = _is_scanned(corners) and not by_camera
    across, down = _sides_mm(paper, corners, (width, height))
    to_sheet = quadrilateral(corners, 1, 1) @ np.array(
        [[1 / across, 0, -0.5], [0, 1 / down, -0.5], [0, 0, 1.0]]
    )
    channel = Channel.SCAN if scanned else Channel.PHOTO
    return _Canvas(to_sheet, across, down, channel, perspective=not scanned)


def _resized(canvas: _Canvas, draft: Grey, quarters: int) -> _Canvas:
    """Give a page without edges the size that its writing has, which spans a usual page's width."""
    mask = ink(turned(draft, quarters))
    height, width = mask.shape
    level = cut(mask, inverse(rotation(coarse_turn(mask), (width, height))), (width, height))
    share = np.cumsum((level == 255).sum(axis=0))
    if share[-1] == 0:
        return canvas
    left, right = np.searchsorted(share, (0.01 * share[-1], 0.99 * share[-1]))
    times = min(max(_SPAN_MM * PER_MM / max(1.0, float(right - left)), 1.0), _MOST_TIMES)
    to_sheet = canvas.to_sheet @ np.diag([1 / times, 1 / times, 1.0])
    sides = canvas.width_mm * times, canvas.height_mm * times
    return replace(canvas, to_sheet=to_sheet, width_mm=sides[0], height_mm=sides[1])


def _draft(sheet: Sheet, canvas: _Canvas) -> Grey:
    """Cut the canvas at the draft's size, evenly lit."""
    size = (round(canvas.width_mm * PER_MM), round(canvas.height_mm * PER_MM))
    matrix = canvas.to_sheet @ _per_mm(PER_MM)
    # Area sampling first, or the fine grid's noise comes through.
    middle = project(matrix, np.array([(size[0] / 2, size[1] / 2)]))[0]
    corner = project(matrix, np.array([(size[0] / 2 + 1, size[1] / 2 + 1)]))[0] - middle
    shrink = [max(1.0, abs(float(step))) for step in corner]
    small = (
        round(sheet.grey.shape[1] / shrink[0]),
        round(sheet.grey.shape[0] / shrink[1]),
    )
    source = cv2.resize(sheet.grey, small, interpolation=cv2.INTER_AREA)
    to_small = scaling(small[0] / sheet.grey.shape[1], small[1] / sheet.grey.shape[0])
    drafted = cut(np.asarray(source, dtype=np.uint8), to_small @ matrix, size)
    return _lit(drafted, PER_MM)


def _lit(grey: Grey, per_mm: float) -> Grey:
    shade = edge_shade(grey, per_mm)
    if shade is not None:
        grey = np.asarray(cv2.bitwise_or(grey, shade), dtype=np.uint8)
    return evened(grey, per_mm)


def _source(sheet: Sheet) -> Grey:
    return without_specks(sheet.grey) if is_two_level(sheet.grey) else sheet.grey


def _enlarged(source: Grey, matrix: Homography, size: tuple[int, int]) -> Grey:
    """Cut at full size: enlarged by cubics on its own grid first, which costs half of one step."""
    ends = np.array([(0, 0), (size[0], 0), (0, size[1]), size], dtype=np.float64)
    on_source = project(matrix, ends)
    steps = np.hypot(*(on_source[1:3] - on_source[0]).T) / size
    turned_over = abs(matrix[1, 0]) > abs(matrix[0, 0])
    x, y = (max(1.0, 1 / step) for step in (steps[::-1] if turned_over else steps))
    height, width = source.shape
    fine = (round(width * x), round(height * y))
    larger = cv2.resize(source, fine, interpolation=cv2.INTER_CUBIC) if max(x, y) > 1 else source
    to_larger = scaling(fine[0] / width, fine[1] / height)
    return cut(np.asarray(larger, dtype=np.uint8), to_larger @ matrix, size)


def _page(sheet: Sheet, matrix: Homography, size: tuple[int, int]) -> Grey:
    """Cut the whole page at full size and finish it."""
    grey = _enlarged(_source(sheet), matrix, size)
    if is_two_level(sheet.grey):
        smooth = cv2.GaussianBlur(grey, (0, 0), _SMOOTH_PX)
        return np.asarray(np.minimum(smooth, PAPER), dtype=np.uint8)
    return deepened(np.asarray(np.minimum(_lit(grey, STRAIGHT_PER_MM), PAPER), dtype=np.uint8))


def _standing(
    sheet: Sheet, canvas: _Canvas, draft: Grey, quarters: int, *, is_over: bool | None = None
) -> Straight:
    """Straighten with the writing running across after this many quarter turns.

    Args:
        sheet: as it came.
        canvas: where the page lies on it.
        draft: of the canvas.
        quarters: clockwise, none or one.
        is_over: whether it then stands on its head; None: that is told by reading it.
    """
    height, width = draft.shape
    turn = turning(quarters, width, height)
    across = turned(draft, quarters)
    level = levelling(across, perspective=canvas.perspective) @ turn
    size_mm = (canvas.width_mm, canvas.height_mm)[:: -1 if quarters % 2 else 1]
    size = (round(size_mm[0] * STRAIGHT_PER_MM), round(size_mm[1] * STRAIGHT_PER_MM))
    finer = scaling(PER_MM / STRAIGHT_PER_MM, PER_MM / STRAIGHT_PER_MM)
    to_canvas = inverse(level) @ finer
    to_sheet = canvas.to_sheet @ _per_mm(PER_MM) @ to_canvas
    page = _page(sheet, to_sheet, size)
    small = cv2.resize(page, across.shape[::-1], interpolation=cv2.INTER_AREA)
    found = way_up(page, np.asarray(small, dtype=np.uint8))
    if is_over is not None:
        found = replace(found, upside_down=is_over)
    if found.upside_down:
        page = turned(page, 2)
        to_sheet = to_sheet @ turning(2, *size)
    degrees = (quarters + 2 * found.upside_down) % 4 * 90
    to_sheet = np.asarray(to_sheet / to_sheet[2, 2], dtype=np.float64)
    upright = replace(found, upside_down=False)
    return Straight(sheet, page, degrees, to_sheet, canvas.channel, upright)


def straightened(sheet: Sheet) -> Straight:
    """Turn a page upright and make it level, flat and evenly lit, at 300 dpi.

    Args:
        sheet: of any channel, turned any way; a blank one comes back as it lies.
    """
    canvas = _canvas(sheet)
    draft = _draft(sheet, canvas)
    quarters = int(runs_down(ink(draft)))
    if not canvas.has_paper:
        canvas = _resized(canvas, draft, quarters)
        draft = _draft(sheet, canvas)
    found = _best_way(sheet, canvas, draft, quarters)
    if not sheet.turn:
        return found
    upright = (found.rotation + sheet.turn) % 360
    return _standing(sheet, canvas, draft, upright // 90 % 2, is_over=upright >= _HALF_TURN)


def _best_way(sheet: Sheet, canvas: _Canvas, draft: Grey, quarters: int) -> Straight:
    """Straighten as the writing seems to run; where it reads badly so, try the other way."""
    found = _standing(sheet, canvas, draft, quarters)
    if found.way_up.score < _READS_BADLY and found.way_up.lead < _NO_LEAD:
        other = _standing(sheet, canvas, draft, 1 - quarters)
        if other.way_up.score > found.way_up.score + _NO_LEAD:
            return other
    return found
