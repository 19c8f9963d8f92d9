"""Sheets of paper to send: a form's print with its answers, its signatures, and codes to cover."""

import math
import random

import cv2
import numpy as np

from forms.copies import CopyId, derived_copy_id
from forms.definition import Signature
from forms.geometry import BoxMm, foot_symbol, head_symbol
from forms.pdf.flat import print_pdf
from forms.pdf.template import PdfTemplate
from ocr.pdf_pages import render_print
from ocr.proving.samples import Sample
from ocr.proving.ways import PAPER_PER_MM
from ocr.sheet import Grey

CODES = {"head": head_symbol(), "foot": foot_symbol()}
"""The two symbols of each page."""
_PEN_MM = 0.45
_QUIET_MM = 1.5


def copy_of(template: PdfTemplate, sample: Sample) -> CopyId:
    """Give the copy id that a sample is printed with."""
    return derived_copy_id(template.form.code, sample.values)


def printed_pages(template: PdfTemplate, sample: Sample) -> list[Grey]:
    """Print a filled form and sign it where the sample says so; one sheet a page."""
    data = print_pdf(template, sample.values, copy_of(template, sample))
    sheets = [render_print(data, page, PAPER_PER_MM) for page in range(1, template.form.pages + 1)]
    for zone in template.zones:
        is_signed = isinstance(template.form.field(zone.key).kind, Signature)
        if is_signed and zone.key in sample.signed:
            _sign(sheets[zone.page - 1], zone.box)
    return sheets


def _sign(sheet: Grey, box: BoxMm) -> None:
    """Write a signature: loops that run to the right."""
    rng = random.Random(f"{box}")  # noqa: S311 - the same strokes each time
    turns, steps = rng.uniform(5, 8), 120
    width, height = 0.6 * min(box.width, 70.0), 0.6 * min(box.height, 9.0)
    left, middle = box.left + 0.15 * box.width, box.centre[1]
    points = []
    for step in range(steps):
        along = step / (steps - 1)
        angle = 2 * math.pi * turns * along
        x = left + width * along + 0.2 * height * math.sin(angle)
        y = middle + height / 2 * math.cos(angle) * (1 - 0.6 * along)
        points.append((round(x * PAPER_PER_MM), round(y * PAPER_PER_MM)))
    drawn = [np.array(points, np.int32)]
    cv2.polylines(sheet, drawn, False, (20,), round(_PEN_MM * PAPER_PER_MM), cv2.LINE_AA)


def covered(sheet: Grey, box: BoxMm) -> Grey:
    """Cover a part of a sheet with white."""
    clean = sheet.copy()
    left, right = ((x * PAPER_PER_MM) for x in (box.left - _QUIET_MM, box.right + _QUIET_MM))
    top, bottom = ((y * PAPER_PER_MM) for y in (box.top - _QUIET_MM, box.bottom + _QUIET_MM))
    clean[int(top) : int(bottom), int(left) : int(right)] = 255
    return clean
