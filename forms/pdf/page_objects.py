"""What stands on a page, as objects with their boxes. The one adapter to pdfplumber.

Lengths in points, origin at the top left corner of the page as shown.
"""

import io
import logging
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import extract_text, extract_words

from forms.errors import DamagedFileError

_PDFMINER_ERRORS = (
    *(PdfminerException, PDFException, PSException),
    *(ValueError, LookupError, TypeError, AttributeError, OSError, EOFError),
    *(RuntimeError, ArithmeticError, AssertionError, zlib.error, struct.error),
)
_WORD_GAP_PT = 1.5
_LINE_GAP_PT = 3.0
_SCAN_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Thing:
    """A letter, a line, a shape or a picture on a page."""

    left: float
    top: float
    right: float
    bottom: float
    letter: str = field(default="", repr=False)
    """Empty for anything that is not a letter."""

    @property
    def x(self) -> float:
        """Across the middle."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """Down the middle."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class PageObjects:
    """All that stands on one page."""

    width: float
    height: float
    letters: tuple[Thing, ...] = field(repr=False)
    drawings: tuple[Thing, ...] = field(repr=False)
    """Lines, shapes and pictures."""
    scanned: bool
    """Pictures cover most of the page: its text, if any, comes from a machine's reading."""


def _things(items: Sequence[dict[str, Any]]) -> Iterator[Thing]:
    for item in items:
        left, top, right, bottom = (float(item[edge]) for edge in ("x0", "top", "x1", "bottom"))
        yield Thing(left, top, right, bottom, str(item.get("text", "")))


def _objects(page: Page) -> PageObjects:
    area = float(page.width) * float(page.height)
    pictures = list(_things(page.images))
    covered = sum((p.right - p.left) * (p.bottom - p.top) for p in pictures)
    shapes = [*page.lines, *page.rects, *page.curves]
    return PageObjects(
        width=float(page.width),
        height=float(page.height),
        letters=tuple(_things(page.chars)),
        drawings=(*_things(shapes), *pictures),
        scanned=covered > _SCAN_SHARE * area,
    )


@contextmanager
def opened_pages(data: bytes) -> Iterator[Sequence[Page]]:
    """Open a PDF for `page_objects`; what goes wrong inside is told as a file error.

    Raises:
        DamagedFileError: broken, or cut short.
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            yield document.pages
    except _PDFMINER_ERRORS as error:
        raise DamagedFileError("the PDF is damaged or cut short") from error


def page_objects(page: Page) -> PageObjects:
    """Take one page of `opened_pages` apart."""
    try:
        return _objects(page)
    finally:
        page.close()


def _items(letters: Sequence[Thing]) -> list[dict[str, Any]]:
    """Give letters back as pdfplumber wants them."""
    return [
        {
            "text": letter.letter,
            "x0": letter.left,
            "x1": letter.right,
            "top": letter.top,
            "bottom": letter.bottom,
            "doctop": letter.top,
            "width": letter.right - letter.left,
            "height": letter.bottom - letter.top,
            "upright": True,
        }
        for letter in letters
    ]


def placed_words(letters: Sequence[Thing]) -> list[Thing]:
    """Join letters into words by where they stand."""
    words = extract_words(_items(letters), x_tolerance=_WORD_GAP_PT, y_tolerance=_LINE_GAP_PT)
    return list(_things(words))


def set_text(letters: Sequence[Thing]) -> str:
    """Set letters into lines and words by where they stand."""
    items = _items(letters)
    return str(extract_text(items, x_tolerance=_WORD_GAP_PT, y_tolerance=_LINE_GAP_PT))
