"""Marks: found whichever way the page lies, with marks missing, skewed and stretched."""

import cv2
import numpy as np
import pytest

from forms.definition import Form
from forms.geometry import registration_marks
from forms.registry import load_catalogue
from ocr.alignment import aligned
from ocr.identify import Identified, identify
from ocr.placement import Placement, apply, fit_affine, fit_similarity
from ocr.reference import blank_reference
from ocr.registration import placements
from ocr.sheet import Grey
from ocr.symbols import read_marks
from tests.ocr.pages import PER_MM, as_sheet, mark_of, printed


@pytest.fixture(scope="module")
def form() -> Form:
    return load_catalogue().find("alert-form")


def distorted(
    grey: Grey, degrees: float, scale_x: float, scale_y: float
) -> tuple[Grey, np.ndarray]:
    height, width = grey.shape
    turn = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), np.float64)
    matrix = turn * (scale_x, scale_y, 1.0)
    moved = cv2.warpAffine(grey, matrix, (width, height), borderValue=(255,))
    return np.asarray(moved, dtype=np.uint8), matrix


def without(grey: Grey, marks: tuple[int, ...]) -> Grey:
    clean = grey.copy()
    for mark in marks:
        box = registration_marks()[mark]
        edges = [
            round(e * PER_MM) for e in (box.top - 1, box.bottom + 1, box.left - 1, box.right + 1)
        ]
        clean[edges[0] : edges[1], edges[2] : edges[3]] = 255
    return clean


def places() -> np.ndarray:
    return np.array([(x, y) for x in (25.0, 105.0, 185.0) for y in (40.0, 150.0, 265.0)])


@pytest.mark.parametrize("quarter", [0, 1, 2, 3])
def test_any_of_four_ways_round(form: Form, quarter: int) -> None:
    grey, copy = printed(form)
    found = placements(as_sheet(np.ascontiguousarray(np.rot90(grey, -quarter))))
    assert found[0].rotation == (360 - 90 * quarter) % 360
    assert read_marks(found[0]).mark == mark_of(copy)


@pytest.mark.parametrize("degrees", [-3.0, -1.0, 2.0, 3.0])
@pytest.mark.parametrize("scale", [(0.96, 1.02), (1.03, 0.97)])
def test_skew_and_stretch(form: Form, degrees: float, scale: tuple[float, float]) -> None:
    grey, matrix = distorted(printed(form)[0], degrees, *scale)
    found = placements(as_sheet(grey))[0]
    expected = apply(matrix, places() * PER_MM)
    error = np.linalg.norm(found.points_px(places()) - expected, axis=1) / PER_MM
    assert error.max() < 0.3


@pytest.mark.parametrize("missing", [(0,), (5,), (1, 4), (0, 1, 2), (2, 3, 5)])
def test_any_three_marks_are_enough(form: Form, missing: tuple[int, ...]) -> None:
    grey, copy = printed(form)
    found = identify(as_sheet(without(grey, missing)), load_catalogue())
    assert isinstance(found, Identified)
    assert found.copy == copy
    error = np.linalg.norm(found.placement.points_px(places()) - places() * PER_MM, axis=1)
    assert error.max() / PER_MM < 0.6


def test_symbols_stand_in_for_lost_marks(form: Form) -> None:
    grey, copy = printed(form)
    lost = without(np.ascontiguousarray(grey), (0, 2, 3, 4, 5))
    found = identify(as_sheet(np.ascontiguousarray(np.rot90(lost, 2))), load_catalogue())
    assert isinstance(found, Identified)
    assert found.copy == copy
    assert found.placement.rotation == 180
    error = found.placement.points_px(places()) - (np.array(grey.shape[::-1]) - places() * PER_MM)
    assert np.linalg.norm(error, axis=1).max() / PER_MM < 1.5


def test_paper_feed_slip_is_taken_out(form: Form) -> None:
    grey, _ = printed(form)
    slipped = np.vstack([grey[:900], grey[908:1500], np.repeat(grey[1500:1504], 2, 0), grey[1504:]])
    placement = placements(as_sheet(np.ascontiguousarray(slipped)))[0]
    fine = aligned(placement, blank_reference(form, 1))
    rows = np.array([(60.0, y) for y in (60.0, 90.0, 135.0, 160.0, 215.0, 250.0)])
    expected = rows[:, 1] * PER_MM - np.where(rows[:, 1] * PER_MM > 908, 8, 0)
    expected += np.where(rows[:, 1] * PER_MM > 1504, 4, 0)
    error = np.abs(fine.points_px(rows)[:, 1] - expected) / PER_MM
    assert error.max() < 0.25


def test_fits_give_back_what_made_them() -> None:
    matrix = np.array([[1.1, 0.2, 5.0], [-0.1, 0.9, -3.0]])
    turned = np.array([[0.8, -0.6, 2.0], [0.6, 0.8, 1.0]])
    assert np.allclose(fit_affine(places(), apply(matrix, places())), matrix)
    assert np.allclose(fit_similarity(places(), apply(turned, places())), turned)


def test_no_marks_no_placement() -> None:
    assert placements(as_sheet(np.full((2376, 1680), 255, np.uint8))) == ()


def test_crop_is_upright_and_in_place(form: Form) -> None:
    grey, _ = printed(form)
    upside_down = Placement(
        as_sheet(np.ascontiguousarray(np.rot90(grey, 2))),
        np.array([[-PER_MM, 0, grey.shape[1]], [0, -PER_MM, grey.shape[0]]]),
    )
    mark = registration_marks()[0]
    crop = upside_down.crop(mark, 4.0)
    assert crop.shape == (24, 24)
    assert crop[2:-2, 2:-2].max() < 60
