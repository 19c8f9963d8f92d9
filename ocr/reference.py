"""The print as it left us: what a page is compared with."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from forms.answers import Answers
from forms.copies import CopyId, derived_copy_id
from forms.definition import Form
from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM, BoxMm, foot_symbol, head_symbol
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template
from forms.zones import Zone
from ocr.pdf_pages import render_print
from ocr.placement import FLAT_PER_MM, flat_slice
from ocr.sheet import Grey

_INK = 150
"""Greyer than this is ink: thin rules of a rendering stay ink at the page's resolution."""


@dataclass(frozen=True, eq=False)
class Reference:
    """One page of one print at `FLAT_PER_MM`."""

    grey: Grey

    @cached_property
    def ink(self) -> Grey:
        """1 where something is printed, 0 on paper."""
        return np.asarray(self.grey < _INK, dtype=np.uint8)


def _without_symbols(grey: Grey) -> Grey:
    """Take the symbols out: they differ from copy to copy."""
    clean = grey.copy()
    for box in (head_symbol(), foot_symbol()):
        clean[flat_slice(box)] = 255
    return clean


def _rendered(data: bytes, page: int) -> Reference:
    # PDFium rounds the size of the page up; a part of a pixel is no part of the flat page.
    height, width = (round(side * FLAT_PER_MM) for side in (PAGE_HEIGHT_MM, PAGE_WIDTH_MM))
    return Reference(_without_symbols(render_print(data, page, FLAT_PER_MM)[:height, :width]))


@lru_cache(maxsize=64)
def blank_reference(form: Form, page: int) -> Reference:
    """Render a page of the empty print; kept, a form is read many times."""
    return _rendered(print_pdf(pdf_template(form), {}, derived_copy_id(form.code, {})), page)


def issued_reference(form: Form, values: Answers, copy: CopyId, page: int) -> Reference:
    """Render a page of a copy as it was issued, with what was pre-filled."""
    return _rendered(print_pdf(pdf_template(form), values, copy), page)


def page_zones(form: Form, page: int) -> tuple[Zone, ...]:
    """Give the zones of one page of the form."""
    return tuple(zone for zone in pdf_template(form).zones if zone.page == page)


def field_boxes(zones: tuple[Zone, ...]) -> dict[str, BoxMm]:
    """Give the rectangle around all zones of each field."""
    boxes: dict[str, BoxMm] = {}
    for zone in zones:
        known, box = boxes.get(zone.key), zone.box
        boxes[zone.key] = box if known is None else around(known, box)
    return boxes


def around(one: BoxMm, other: BoxMm) -> BoxMm:
    """Give the smallest rectangle that holds both."""
    return BoxMm(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )
