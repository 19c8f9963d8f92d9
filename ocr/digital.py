"""Reads forms that were filled in on screen, exactly and without recognition: PDF and DOCX."""

import time
from collections.abc import Collection, Iterator
from dataclasses import replace

from forms.docx import read_docx
from forms.docx.hazards import docx_hazards
from forms.docx.package import is_docx, is_locked_office_file
from forms.errors import DamagedFileError, EncryptedFileError, UnknownFormError
from forms.pdf.hazards import pdf_hazards
from forms.pdf.returned import read_acroform
from forms.pdf.returned_flat import read_flattened
from forms.registry import Catalogue
from forms.returned import Note, ReturnedForm, ReturnedPage
from ocr.digital_readings import readings_of
from ocr.reading import Channel, Layout, Method, PageReading, PageStatus, Problem, Reading
from ocr.reference import field_boxes, page_zones
from ocr.sheets import is_pdf

_MESSAGES = {
    Note.ANNOTATED: "Text or drawing was added over the form, outside its fields.",
    Note.COPY_UNCLEAR: "The file names two copies, or a copy of another form.",
    Note.ACTIVE: "The file carries a program (a script, a macro or a template from elsewhere), "
    "which was not run: what its sender saw may have differed.",
    Note.FILES_INSIDE: "Other files are packed into this one. They were not opened: ask for them "
    "by themselves if they matter.",
}
_NOT_OURS = Problem(code="not-our-form", message="The document is none of the forms in use.")


def _problems(notes: Collection[Note]) -> tuple[Problem, ...]:
    return tuple(Problem(code=str(note), message=_MESSAGES[note]) for note in sorted(notes))


def file_problems(data: bytes) -> tuple[Problem, ...]:
    """Tell what a file carries beside its pages, for a person to know.

    Raises:
        XfaFormError: a PDF whose pages only a program inside it can draw.
        PortfolioError: a PDF that is only a wrapper around others.
        DamagedFileError, EncryptedFileError: a document that cannot be opened.
    """
    if is_docx(data):
        return _problems(docx_hazards(data))
    return _problems(pdf_hazards(data)) if is_pdf(data) else ()


def _unknown(name: str, number: int, error: UnknownFormError) -> PageReading:
    problem = Problem(code=error.code, message=error.message)
    return PageReading(
        file=name,
        page=number,
        status=PageStatus.UNIDENTIFIED,
        layout=Layout.DIGITAL,
        channel=Channel.DIGITAL,
        problems=(problem,),
    )


def _status(fields: dict[str, Reading], problems: tuple[Problem, ...]) -> PageStatus:
    settled = not problems and all(reading.accepted for reading in fields.values())
    return PageStatus.READ if settled else PageStatus.REVIEW


def _page_reading(name: str, number: int, found: ReturnedPage, method: Method) -> PageReading:
    form = found.form
    boxes = field_boxes(page_zones(form, found.form_page))
    asked = {key: form.field(key) for key in boxes}
    fields = readings_of(asked, found.answers, method, boxes)
    problems = _problems(found.notes)
    return PageReading(
        file=name,
        page=number,
        status=_status(fields, problems),
        form=form.id,
        version=form.version,
        form_page=found.form_page,
        layout=Layout.DIGITAL,
        copy=found.copy,
        channel=Channel.DIGITAL,
        problems=problems,
        fields=fields,
    )


def _document_reading(name: str, found: ReturnedForm) -> PageReading:
    """Give a document as one page: it has no pages of its own, only those of whoever prints it."""
    form = found.form
    fields = readings_of({f.key: f for f in form.fields()}, found.answers, Method.DOCX, {})
    problems = _problems(found.notes)
    return PageReading(
        file=name,
        page=1,
        status=_status(fields, problems),
        form=form.id,
        version=form.version,
        layout=Layout.DIGITAL,
        copy=found.copy,
        channel=Channel.DIGITAL,
        problems=problems,
        fields=fields,
    )


def _read_document(name: str, data: bytes, catalogue: Catalogue) -> PageReading:
    try:
        found = read_docx(data, catalogue)
    except UnknownFormError as error:
        return _unknown(name, 1, error)
    if found is not None:
        return _document_reading(name, found)
    return PageReading(
        file=name,
        page=1,
        status=PageStatus.UNIDENTIFIED,
        layout=Layout.DIGITAL,
        channel=Channel.DIGITAL,
        problems=(_NOT_OURS,),
    )


def _read_pdf(name: str, data: bytes, catalogue: Catalogue) -> Iterator[PageReading | None]:
    with_fields = read_acroform(data, catalogue)
    others = [number for number, page in enumerate(with_fields, 1) if page is None]
    flattened = read_flattened(data, catalogue, others) if others else {}
    for number, page in enumerate(with_fields, 1):
        found = page or flattened.get(number)
        if found is None:
            yield None
        elif isinstance(found, UnknownFormError):
            yield _unknown(name, number, found)
        else:
            method = Method.ACROFORM if page is found else Method.TEXT_LAYER
            yield _page_reading(name, number, found, method)


def _may_have_fields(data: bytes) -> bool:
    """Tell whether a PDF that cannot be opened may hold fields, in the open or packed away."""
    return b"/AcroForm" in data or b"/ObjStm" in data


def _pdf_pages(name: str, data: bytes, catalogue: Catalogue) -> list[PageReading | None]:
    try:
        return list(_read_pdf(name, data, catalogue))
    except DamagedFileError:
        # A damaged scan may still show; a damaged form would show its fields empty.
        if _may_have_fields(data):
            raise
        return []


def read_digital(name: str, data: bytes, catalogue: Catalogue) -> list[PageReading | None] | None:
    """Read a file that was filled in on screen; the type is told by the content.

    Args:
        name: of the file, as given.
        data: its bytes.
        catalogue: the forms in use.

    Returns:
        One entry a page, a document counting as one; None for a page that has to be looked at as a
        picture. None alone where that is every page, or the file is no PDF and no document.

    Raises:
        DamagedFileError: it is broken, and what was filled in would be lost.
        EncryptedFileError: it needs a password.
    """
    started = time.perf_counter()
    if is_locked_office_file(data):
        raise EncryptedFileError("the document is locked with a password")
    pages: list[PageReading | None] = []
    if is_docx(data):
        pages = [_read_document(name, data, catalogue)]
    elif is_pdf(data):
        pages = _pdf_pages(name, data, catalogue)
    if not any(pages):
        return None
    seconds = (time.perf_counter() - started) / len(pages)
    return [page and replace(page, seconds=seconds) for page in pages]
