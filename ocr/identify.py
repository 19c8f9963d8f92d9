"""Whose page it is and how it lies: marks, symbols and, where both fail, the print itself."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from forms.copies import CopyId
from forms.definition import Form
from forms.geometry import registration_marks
from forms.registry import Catalogue
from ocr.placement import Placement, apply, fit_similarity
from ocr.reading import Problem
from ocr.reference import Reference, blank_reference
from ocr.registration import Blob, find_blobs, placements, to_pixels
from ocr.sheet import Grey, Points, Sheet
from ocr.symbols import Seen, read_marks, search_page

_NEAR_MM = 7.0
_COARSE = 8
"""Reduction at which a page is compared with all forms: one pixel a millimetre."""
_ALIKE = 0.5
_MORE_ALIKE = 0.08


@dataclass(frozen=True, slots=True, eq=False)
class Identified:
    """A page of one of our forms and how it lies on the sheet."""

    placement: Placement
    form: Form
    form_page: int
    copy: CopyId | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Unidentified:
    """A page that is none of ours, or of which too little is left to tell."""

    problems: tuple[Problem, ...]


def _matched(placement: Placement, blobs: Iterable[Blob]) -> tuple[Points, Points]:
    """Pair marks of the form with dark squares near where a rough placement expects them."""
    density = placement.sheet.density
    found = np.array([(blob.x, blob.y) for blob in blobs]).reshape(-1, 2)
    places = np.array([mark.centre for mark in registration_marks()])
    expected = placement.points_px(places) / (density.x, density.y)
    pairs = [
        (place, found[distances.argmin()])
        for place, point in zip(places, expected, strict=True)
        if len(found) and (distances := np.linalg.norm(found - point, axis=1)).min() < _NEAR_MM
    ]
    on_form = np.array([place for place, _ in pairs]).reshape(-1, 2)
    on_sheet = np.array([point for _, point in pairs]).reshape(-1, 2)
    return on_form, on_sheet


def _steadied(rough: Placement) -> Placement:
    """Improve a placement by symbols alone with the one or two marks that are left."""
    on_form, on_sheet = _matched(rough, find_blobs(rough.sheet))
    if not len(on_form):
        return rough
    density = rough.sheet.density
    anchors = np.array([(180.0, 25.0), (28.0, 281.0), (180.0, 33.0), (36.0, 281.0)])
    seen = apply(rough.to_px, anchors) / (density.x, density.y)
    fitted = fit_similarity(np.vstack([on_form, anchors]), np.vstack([on_sheet, seen]))
    return replace(rough, to_px=to_pixels(rough.sheet, fitted))


def _placed(sheet: Sheet) -> tuple[Placement | None, Seen]:
    found = placements(sheet)
    for placement in found:
        seen = read_marks(placement)
        if seen.marks:
            return placement, seen
    seen, rough = search_page(sheet)
    if found:
        return found[0], seen
    return (_steadied(rough) if rough else None), seen


def _coarse(grey: Grey) -> Grey:
    height, width = grey.shape
    size = (width // _COARSE, height // _COARSE)
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _likeness(page: Grey, reference: Reference) -> float:
    """Correlate page and print, coarse enough that a millimetre does not matter."""
    print_ = cv2.GaussianBlur(_coarse(reference.grey), (0, 0), 1.0)
    both = np.corrcoef(cv2.GaussianBlur(page, (0, 0), 1.0).ravel(), print_.ravel())
    return float(np.nan_to_num(both[0, 1]))


def _by_print(placement: Placement, catalogue: Catalogue) -> tuple[Form, int] | None:
    """Tell the form by its looks; None where no form, or more than one, looks like the page."""
    page = _coarse(placement.flat)
    ranked = sorted(
        (
            (_likeness(page, blank_reference(form, number)), form, number)
            for form in catalogue
            for number in range(1, form.pages + 1)
        ),
        key=lambda item: -item[0],
    )
    best, second = ranked[0], ranked[1] if len(ranked) > 1 else (0.0, None, 0)
    if best[0] < _ALIKE or best[0] - second[0] < _MORE_ALIKE:
        return None
    return best[1], best[2]


def _unmarked(placement: Placement, catalogue: Catalogue) -> Identified | Unidentified:
    found = _by_print(placement, catalogue)
    if found is None:
        message = "The page has this service's marks, but its symbols cannot be read."
        return Unidentified((Problem(code="symbols-unreadable", message=message),))
    message = "The symbols cannot be read: which copy this is must be told by its foot line."
    problem = Problem(code="copy-unknown", message=message)
    return Identified(placement, found[0], found[1], None, (problem,))


def identify(sheet: Sheet, catalogue: Catalogue) -> Identified | Unidentified:
    """Find out which page of which copy a sheet is."""
    placement, seen = _placed(sheet)
    if placement is None:
        message = "No mark and no symbol of this service was found on the page."
        return Unidentified((Problem(code="not-ours", message=message),))
    if not seen.marks:
        return _unmarked(placement, catalogue)
    mark = seen.marks[0]
    form = catalogue.by_code(mark.copy.form_code)
    if form is None or mark.page > form.pages:
        message = "The symbol names a form or a page that this service does not know."
        return Unidentified((Problem(code="unknown-form", message=message),))
    if seen.mark is not None:
        return Identified(placement, form, mark.page, mark.copy)
    message = "The two symbols of the page name different copies: a person must decide."
    problem = Problem(code="symbols-disagree", message=message)
    return Identified(placement, form, mark.page, mark.copy, (problem,))
