"""Read a file: the order of the stages, and no pixel."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

import cv2

from forms.errors import FileError
from forms.registry import Catalogue
from ocr.alignment import aligned
from ocr.cleaning import cleaned
from ocr.collate import collated
from ocr.digital import file_problems, read_digital
from ocr.fields import FieldsRead, leave_unread, read_difference, read_fields
from ocr.foreign.page import ForeignPage
from ocr.foreign.reading import read_foreign
from ocr.identify import Identified, Unidentified
from ocr.ink import Compared
from ocr.issued import IssuedCopy, IssuedLookup
from ocr.learned.layout import LearnedLayout
from ocr.reading import BLANK_PAGE, Layout, PageReading, PageStatus, Problem
from ocr.reference import blank_reference, issued_reference, page_zones
from ocr.sheet import Sheet
from ocr.sheets import page_count, sheets
from ocr.whose import Ours, whose

_LEAST_PRINT_FOUND = 0.95
"""Below this the print under the answers is another: a Word form on paper shows 0.35."""

__all__ = [
    "IssuedCopy",
    "IssuedLookup",
    "OpenFile",
    "open_file",
    "read_file",
    "read_opened",
    "read_pages",
]


def _failed(name: str, number: int, error: FileError) -> PageReading:
    problem = Problem(code=error.code, message=error.advice)
    return PageReading(file=name, page=number, status=PageStatus.FAILED, problems=(problem,))


def _blank_page(name: str, sheet: Sheet) -> PageReading:
    message = "The page is blank: perhaps it was sent face down."
    return PageReading(
        file=name,
        page=sheet.number,
        status=PageStatus.UNIDENTIFIED,
        channel=sheet.channel,
        problems=(Problem(code=BLANK_PAGE, message=message),),
    )


def _unidentified(name: str, sheet: Sheet, found: Unidentified) -> PageReading:
    return PageReading(
        file=name,
        page=sheet.number,
        status=PageStatus.UNIDENTIFIED,
        channel=sheet.channel,
        problems=found.problems,
    )


def over_print(found: Identified) -> Compared:
    """Clean the sheet and lay it exactly over the empty print of its form."""
    reference = blank_reference(found.form, found.form_page)
    placement = replace(found.placement, sheet=cleaned(found.placement.sheet))
    return Compared(aligned(placement, reference), reference)


def _lookup(found: Identified, issued: IssuedLookup | None) -> IssuedCopy | None:
    """Find what was issued, unless the symbols leave doubt about the copy."""
    if issued is None or found.copy is None or found.problems:
        return None
    known = issued(found.copy)
    return known if known is not None and known.form == found.form else None


def _fields(found: Identified, issued: IssuedLookup | None) -> FieldsRead:
    form, number = found.form, found.form_page
    compared = over_print(found)
    zones = page_zones(form, number)
    if compared.print_found < _LEAST_PRINT_FOUND:
        return leave_unread(zones)
    known = _lookup(found, issued)
    if known is None or found.copy is None or not any(known.values.values()):
        return read_fields(form, compared, zones)
    printed = issued_reference(form, known.values, found.copy, number)
    return read_difference(known, compared, compared.against(printed), zones)


def _status(read: FieldsRead, problems: tuple[Problem, ...]) -> PageStatus:
    settled = not problems and all(reading.accepted for reading in read.readings.values())
    return PageStatus.READ if settled else PageStatus.REVIEW


def _ours(name: str, sheet: Sheet, page: Ours, issued: IssuedLookup | None) -> PageReading:
    found = page.found
    read = _fields(found, issued)
    problems = (*found.problems, *read.problems)
    return PageReading(
        file=name,
        page=sheet.number,
        status=_status(read, problems),
        form=found.form.id,
        version=found.form.version,
        form_page=found.form_page,
        layout=Layout.ISSUED,
        copy=found.copy,
        rotation=page.rotation,
        channel=page.channel,
        problems=problems,
        fields=read.readings,
    )


def _foreign(name: str, sheet: Sheet, page: ForeignPage) -> PageReading:
    read = read_foreign(page)
    return PageReading(
        file=name,
        page=sheet.number,
        status=_status(read, read.problems),
        form=page.form.id,
        version=page.form.version,
        form_page=page.form_page,
        layout=Layout.FOREIGN,
        rotation=page.straight.rotation,
        channel=page.straight.channel,
        problems=read.problems,
        fields=read.readings,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What is known before a page is looked at."""

    catalogue: Catalogue
    issued: IssuedLookup | None
    layouts: Sequence[LearnedLayout]


def _read_sheet(name: str, sheet: Sheet, known: _Known) -> PageReading:
    if sheet.is_blank:
        return _blank_page(name, sheet)
    found = whose(sheet, known.catalogue, known.layouts)
    match found:
        case Ours():
            return _ours(name, sheet, found, known.issued)
        case ForeignPage():
            return _foreign(name, sheet, found)
        case Unidentified():
            return _unidentified(name, sheet, found)
        case _:
            assert_never(found)


def _read_page(name: str, number: int, sheet: Sheet | FileError, known: _Known) -> PageReading:
    """Read one page; what goes wrong on it stays with it."""
    if isinstance(sheet, FileError):
        return _failed(name, number, sheet)
    started = time.perf_counter()
    try:
        reading = _read_sheet(name, sheet, known)
    except FileError as error:
        reading = _failed(name, number, error)
    except cv2.error:
        reading = _failed(name, number, FileError("the page cannot be processed"))
    return replace(reading, seconds=time.perf_counter() - started)


@dataclass(frozen=True, slots=True, eq=False)
class OpenFile:
    """A file whose type and number of pages are known; `repr` shows nothing of what is in it."""

    name: str = field(repr=False)
    data: bytes = field(repr=False)
    digital: tuple[PageReading | None, ...] = field(repr=False)
    """Pages filled in on screen, read already; None for one to be looked at as a picture."""
    pages: int
    problems: tuple[Problem, ...] = ()
    """Of the file as a whole; they go with every page of it."""


def open_file(name: str, data: bytes, catalogue: Catalogue) -> OpenFile:
    """Find out what a file is, read what was filled in on screen, and count its pages.

    Raises:
        FileError: nothing of the file can be read.
    """
    digital = tuple(read_digital(name, data, catalogue) or ())
    complete = bool(digital) and None not in digital
    pages = len(digital) if complete else page_count(data)
    return OpenFile(name, data, digital, pages, file_problems(data))


def _told(page: PageReading, problems: tuple[Problem, ...]) -> PageReading:
    """Add what is the matter with the whole file: a page that seemed settled goes to a person."""
    if not problems:
        return page
    status = PageStatus.REVIEW if page.status is PageStatus.READ else page.status
    return replace(page, status=status, problems=(*page.problems, *problems))


def read_opened(
    file: OpenFile,
    catalogue: Catalogue,
    issued: IssuedLookup | None = None,
    *,
    first: int = 1,
    layouts: Sequence[LearnedLayout] = (),
    turns: Mapping[int, int] | None = None,
) -> Iterator[PageReading]:
    """Read the pages of a file one by one, in order, each when it is asked for.

    Args:
        file: as `open_file` gave it.
        catalogue: the forms in use.
        issued: finds what was pre-filled on a copy, where a register keeps it.
        first: page to begin with, counted from 1; nothing before it is decoded.
        layouts: those of other agencies that were learned.
        turns: by page, degrees clockwise by which a person turned it from how it would be read.

    Raises:
        FileError: no further page can be had.
        NotInstalledError: Tesseract is missing.
    """
    # One page keeps one processor busy: threads inside OpenCV only wait for one another.
    cv2.setNumThreads(1)
    if file.digital and None not in file.digital:
        digital = (page for page in file.digital[first - 1 :] if page is not None)
        yield from (_told(page, file.problems) for page in digital)
        return
    known = _Known(catalogue, issued, layouts)
    for number, sheet in enumerate(sheets(file.data, first), first):
        turn = (turns or {}).get(number, 0)
        if turn and isinstance(sheet, Sheet):
            sheet = replace(sheet, turn=turn)  # noqa: PLW2901 - the same page, turned
        read = file.digital[number - 1] if number <= len(file.digital) else None
        yield _told(read or _read_page(file.name, number, sheet, known), file.problems)


def read_pages(
    name: str, data: bytes, catalogue: Catalogue, issued: IssuedLookup | None = None
) -> list[PageReading]:
    """Read every page of a file by itself.

    Args:
        name: of the file, as given.
        data: its bytes; the type is told by them.
        catalogue: the forms in use.
        issued: finds what was pre-filled on a copy, where a register keeps it.

    Raises:
        FileError: nothing of the file can be read.
        NotInstalledError: Tesseract is missing.
    """
    return list(read_opened(open_file(name, data, catalogue), catalogue, issued))


def read_file(
    name: str, data: bytes, catalogue: Catalogue, issued: IssuedLookup | None = None
) -> list[PageReading]:
    """Read every page of a file and report missing and repeated pages of its copies.

    Raises:
        FileError: nothing of the file can be read.
        NotInstalledError: Tesseract is missing.
    """
    return collated(read_pages(name, data, catalogue, issued), catalogue)
