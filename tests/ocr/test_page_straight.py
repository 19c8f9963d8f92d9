"""Straightening: the right way up, level and whole, whatever a page went through."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from forms.registry import load_catalogue
from ocr.page.paper import find_paper
from ocr.page.projective import project, turned
from ocr.page.straight import STRAIGHT_PER_MM, straightened
from ocr.reading import Channel
from ocr.sheet import FAX_PELS_PER_MM, Density, Grey, Sheet
from tests.ocr.pages import PER_MM, printed, two_level

CORNERS = np.array([(30.0, 40.0), (180.0, 40.0), (180.0, 260.0), (30.0, 260.0)])


@pytest.fixture(scope="module")
def page() -> Grey:
    """An empty form of ours stands for any printed page; nothing here knows its marks."""
    return printed(load_catalogue().find("alert-form"))[0]


def warped(page: Grey, matrix: np.ndarray, size: tuple[int, int], ground: float = 255) -> Grey:
    return np.asarray(cv2.warpPerspective(page, matrix, size, borderValue=(ground,)), np.uint8)


def off_mm(found: np.ndarray, sheet_from_page: np.ndarray) -> float:
    """Tell how far, at worst, places of the page are from where they ought to be, shift apart."""
    on_sheet = project(sheet_from_page, CORNERS * PER_MM)
    straight = project(np.linalg.inv(found), on_sheet) / STRAIGHT_PER_MM
    off = straight - CORNERS
    return float(np.abs(off - off.mean(axis=0)).max())


def skewed(page: Grey, degrees: float) -> tuple[Grey, np.ndarray]:
    size = page.shape[::-1]
    matrix = np.vstack([cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), degrees, 1), (0, 0, 1)])
    return warped(page, matrix, size), matrix


@pytest.mark.parametrize(("quarters", "lines"), [(1, 3.85), (2, 3.85), (3, 7.7)])
def test_a_fax_turned_any_way_stands_upright(page: Grey, quarters: int, lines: float) -> None:
    tilted, _ = skewed(page, 2.5)
    size = (1728, round(297 * lines))
    fax = two_level(np.asarray(cv2.resize(tilted, size, interpolation=cv2.INTER_AREA), np.uint8))
    rng = np.random.default_rng(1)
    fax[rng.random(fax.shape) < 0.002] = 0
    density = Density(FAX_PELS_PER_MM, lines)
    if quarters % 2:
        density = Density(density.y, density.x)
    found = straightened(Sheet(1, turned(fax, quarters), density, Channel.FAX))
    assert found.rotation == (360 - 90 * quarters) % 360
    assert found.way_up.lead > 0.15
    assert abs(found.grey.shape[0] / found.grey.shape[1] - 297 / 210) < 0.06


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_person_who_turns_a_page_has_the_last_word(page: Grey, turn: int) -> None:
    sheet = Sheet(1, turned(page, 1), Density(PER_MM, PER_MM), Channel.SCAN)
    by_itself = straightened(sheet)
    found = straightened(replace(sheet, turn=turn))
    assert found.rotation == (by_itself.rotation + turn) % 360
    wanted = turned(by_itself.grey, turn // 90)
    size = (wanted.shape[1], wanted.shape[0])
    as_large = np.asarray(cv2.resize(found.grey, size), np.float64)
    assert np.corrcoef(as_large.ravel(), wanted.astype(np.float64).ravel())[0, 1] > 0.9


def test_skew_is_taken_out_whatever_streaks_say(page: Grey) -> None:
    tilted, matrix = skewed(page, -4.5)
    tilted[:, 900:903] = tilted[:, -40:] = 0
    found = straightened(Sheet(1, tilted, Density(PER_MM, PER_MM), Channel.SCAN))
    assert off_mm(found.to_sheet, matrix) < 0.6
    assert float(np.median(found.grey)) > 240


def desk(kind: str, size: tuple[int, int]) -> Grey:
    rng = np.random.default_rng(5)
    base = {"dark": 60.0, "light": 205.0}[kind]
    rough = cv2.resize(rng.normal(0, 12, (size[1] // 9, size[0] // 9)), size)
    return np.clip(base + rough, 0, 255).astype(np.uint8)


def photo(page: Grey, corners: list[tuple[float, float]], ground: str) -> tuple[Grey, np.ndarray]:
    size = (1200, 1600)
    height, width = page.shape
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, np.array(corners, np.float32) * 0.8)
    laid = warped(page, matrix, size) * 0.9
    sheet = warped(np.full_like(page, 255), matrix, size, 0) / 255.0
    light = np.linspace(1.0, 0.65, size[0])[None] * np.linspace(0.9, 1.0, size[1])[:, None]
    scene = (laid * sheet + desk(ground, size) * (1 - sheet)) * light
    noisy = cv2.GaussianBlur(scene, (0, 0), 0.8)
    noisy += np.random.default_rng(2).normal(0, 4, scene.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8), matrix


PHOTOS = {
    "aslant": [(210, 180), (1310, 120), (1420, 1840), (90, 1760)],
    "cut at the foot": [(150, 250), (1380, 290), (1420, 2120), (80, 2080)],
}


@pytest.mark.parametrize(
    ("way", "ground"),
    [("aslant", "light"), ("cut at the foot", "dark")],
)
def test_a_photograph_is_laid_flat(page: Grey, way: str, ground: str) -> None:
    picture, matrix = photo(page, PHOTOS[way], ground)
    sheet = Sheet(1, picture, Density(7.0, 7.0), Channel.PHOTO)
    found = straightened(sheet)
    assert found.rotation == 0
    assert off_mm(found.to_sheet, matrix) < 1.5
    paper = cv2.resize(found.grey, (70, 99), interpolation=cv2.INTER_AREA)[4:-4, 4:-4]
    assert float(np.median(paper)) > 228


def test_a_sheet_that_fills_its_scan_is_not_cut(page: Grey) -> None:
    assert find_paper(page) is None


def bars(page: Grey) -> Grey:
    """Give a page with headings in filled bars, as wide as the text."""
    page = page.copy()
    for top in (300, 900, 1150):
        page[top : top + 50, 130:-130] = 20
    return page


def test_a_heading_in_a_bar_is_no_edge_of_the_paper() -> None:
    scan = bars(np.full((2376, 1680), 250, np.uint8))
    scan[:, -30:] = 90
    found = find_paper(scan)
    assert found is None or sum(found.real) < 3


def on_stone(paper: float) -> tuple[Grey, np.ndarray]:
    """Lay a sheet with bars on speckled stone that is as light as the paper."""
    rng = np.random.default_rng(4)
    corners = np.array([(90.0, 80.0), (830.0, 100.0), (800.0, 1130.0), (70.0, 1110.0)])
    scene = cv2.resize(rng.normal(200, 25, (120, 90)), (900, 1200), interpolation=cv2.INTER_CUBIC)
    cv2.fillConvexPoly(scene, corners.astype(np.int32), (paper,))
    scene[400:420, 150:500] = 20
    return np.clip(scene + rng.normal(0, 2, scene.shape), 0, 255).astype(np.uint8), corners


@pytest.mark.parametrize(("paper", "off_px"), [(240, 15), (200, 45)])
def test_paper_is_found_on_a_light_textured_desk(paper: float, off_px: float) -> None:
    picture, corners = on_stone(paper)
    found = find_paper(picture)
    assert found is not None
    assert float(np.abs(found.corners - corners).max()) < off_px


@pytest.mark.parametrize("soft_px", [4, 14])
@pytest.mark.parametrize(("begins", "ends"), [(800, 200), (850, 60)])
def test_the_edge_of_a_shadow_is_no_edge_of_the_paper(begins: int, ends: int, soft_px: int) -> None:
    scene = np.full((1200, 900), 95.0)
    corners = np.array([(110.0, 35.0), (870.0, 105.0), (768.0, 1190.0), (26.0, 1110.0)])
    cv2.fillConvexPoly(scene, corners.astype(np.int32), (225.0,))
    shade = np.ones_like(scene)
    cv2.fillConvexPoly(shade, np.array([(900, begins), (900, 1200), (ends, 1200)]), (0.5,))
    lit = scene * cv2.GaussianBlur(shade, (0, 0), soft_px)
    found = find_paper(np.clip(lit, 0, 255).astype(np.uint8))
    assert found is not None
    assert float(np.abs(found.corners - corners).max()) < 12


def test_a_page_whose_edges_do_not_show_has_its_size_from_its_writing(page: Grey) -> None:
    picture = np.full((1600, 1200), 255, np.uint8)
    small = cv2.resize(page, (924, 1307), interpolation=cv2.INTER_AREA)
    picture[140:1447, 138:1062] = small
    found = straightened(Sheet(1, picture, Density(5.7, 5.7), Channel.PHOTO))
    times = 1307 / page.shape[0]
    matrix = np.array([[times, 0, 138], [0, times, 140], [0, 0, 1]])
    assert off_mm(found.to_sheet, matrix) < 7


def test_a_black_edge_becomes_white(page: Grey) -> None:
    dark = page.copy()
    dark[:, -60:] = 15
    dark[:50] = 20
    found = straightened(Sheet(1, dark, Density(PER_MM, PER_MM), Channel.SCAN))
    assert float((found.grey[:, -60:] > 200).mean()) > 0.95


def test_a_blank_page_comes_back_as_it_lies() -> None:
    blank = np.full((2376, 1680), 255, np.uint8)
    found = straightened(Sheet(1, blank, Density(8, 8), Channel.SCAN))
    assert found.rotation == 0
    assert int(found.grey.min()) > 240
