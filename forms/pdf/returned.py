"""Reads fillable PDFs that came back: which form each page is, and what its fields hold."""

import io
import struct
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, DeprecationError, PyPdfError

from forms.definition import Form, Signature
from forms.errors import DamagedFileError, EncryptedFileError, UnknownFormError
from forms.geometry import BoxMm
from forms.identity import Claim, agreed_copy, claim_in_foot, claimed_form
from forms.limits import check_pages
from forms.pdf.returned_fields import read_field, text_of, widgets_by_key
from forms.pdf.template import pdf_template
from forms.pdf.zones import page_widgets, shown_box
from forms.registry import Catalogue
from forms.returned import Note, ReturnedPage, WrittenAnswer
from forms.zones import Zone

_PYPDF_ERRORS = (
    *(PyPdfError, DependencyError, DeprecationError, zlib.error, struct.error),
    *(ValueError, LookupError, TypeError, AttributeError, OSError, EOFError),
    *(RuntimeError, ArithmeticError, AssertionError),
)
"""What pypdf lets through on files that break its assumptions."""
_ENOUGH_FIELDS = 0.6
"""Share of the fields of a page by which it is known."""
_HARMLESS = {"/Widget", "/Link", "/Popup"}
_END, _OBJECT = b"%%EOF", b" obj"


def is_cut_short(data: bytes) -> bool:
    """Tell whether the end of a file is missing (ISO 32000-1, 7.5.5).

    Readers then fall back on an earlier version of it, which for a form is the blank one.
    """
    end = data.rfind(_END)
    return end < 0 or _OBJECT in data[end:]


@contextmanager
def opened_pdf(data: bytes) -> Iterator[PdfReader]:
    """Open a stranger's PDF; what goes wrong inside is told as a file error.

    Raises:
        DamagedFileError: broken, or cut short.
        EncryptedFileError: needs a password.
        TooManyPagesError: more pages than are read.
    """
    if is_cut_short(data):
        raise DamagedFileError("the PDF is cut short")
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise EncryptedFileError("the PDF is protected by a password")
        check_pages(len(reader.pages))
        yield reader
    except _PYPDF_ERRORS as error:
        raise DamagedFileError("the PDF is damaged or cut short") from error


def _claim_of(reader: PdfReader) -> Claim | None:
    about: Mapping[str, object] = reader.metadata or {}
    form, version, copy = (
        text_of(about.get(f"/{key}")) for key in ("FormId", "FormVersion", "CopyId")
    )
    return Claim(form=form, version=version or None, copy=copy or None) if form else None


def _page_zones(form: Form, number: int) -> list[Zone]:
    return [zone for zone in pdf_template(form).zones if zone.page == number]


def _likeness(form: Form, number: int, keys: Collection[str]) -> float:
    own = {zone.key for zone in _page_zones(form, number)}
    return len(own.intersection(keys)) / len(own.union(keys)) if own else 0.0


def _best_page(form: Form, keys: Collection[str]) -> tuple[float, int]:
    return max((_likeness(form, n, keys), -n) for n in range(1, form.pages + 1))


def _identify(
    keys: Collection[str], claims: Collection[Claim], catalogue: Catalogue
) -> tuple[Form, int] | None:
    """Find the form and the page that has these fields; what the file claims is tried first.

    Raises:
        UnknownFormError: it claims to be a form or version that is not in the catalogue, and its
            fields are of no form that is.
    """
    unknown: UnknownFormError | None = None
    for claim in claims:
        try:
            form = claimed_form(claim, catalogue)
        except UnknownFormError as error:
            unknown = error
            continue
        share, page = _best_page(form, keys)
        if share >= _ENOUGH_FIELDS:
            return form, -page
    if unknown is not None:
        raise unknown
    shares = [(*_best_page(form, keys), n, form) for n, form in enumerate(catalogue)]
    share, page, _, form = max(shares, key=lambda found: found[:3])
    return (form, -page) if share >= _ENOUGH_FIELDS else None


def _drawn_over(page: PageObject) -> list[BoxMm]:
    """Give the places of annotations that a person added over the form."""
    boxes = []
    for reference in page.get("/Annots", ()):
        annotation = reference.get_object()
        if annotation.get("/Subtype") not in _HARMLESS and "/Rect" in annotation:
            boxes.append(shown_box(page, [float(edge) for edge in annotation["/Rect"]]))
    return boxes


def _sign(
    answers: dict[str, WrittenAnswer], form: Form, zones: Collection[Zone], drawn: Collection[BoxMm]
) -> frozenset[Note]:
    """Take what was drawn in a signature's space as the signature; note what stands elsewhere."""
    spaces = [zone for zone in zones if isinstance(form.field(zone.key).kind, Signature)]
    elsewhere = False
    for box in drawn:
        signed = [zone.key for zone in spaces if zone.box.overlaps(box)]
        answers.update({key: WrittenAnswer(text="x") for key in signed})
        elsewhere = elsewhere or not signed
    return frozenset({Note.ANNOTATED}) if elsewhere else frozenset()


def _read_page(page: PageObject, said: Claim | None, catalogue: Catalogue) -> ReturnedPage | None:
    fields = widgets_by_key(page_widgets(page))
    if not fields:
        return None
    printed = claim_in_foot(page.extract_text())
    claims = [claim for claim in (printed, said) if claim is not None]
    found = _identify(fields, claims, catalogue)
    if found is None:
        return None
    form, number = found
    zones = _page_zones(form, number)
    answers = {
        key: read_field(form.field(key), fields[key])
        for key in dict.fromkeys(zone.key for zone in zones)
        if key in fields
    }
    copy, unclear = agreed_copy(claims, form)
    notes = _sign(answers, form, zones, _drawn_over(page))
    notes |= {Note.COPY_UNCLEAR} if unclear else set()
    return ReturnedPage(form=form, form_page=number, copy=copy, answers=answers, notes=notes)


def _page_or_error(
    page: PageObject, said: Claim | None, catalogue: Catalogue
) -> ReturnedPage | UnknownFormError | None:
    try:
        return _read_page(page, said, catalogue)
    except UnknownFormError as error:
        return error


def read_acroform(
    data: bytes, catalogue: Catalogue
) -> tuple[ReturnedPage | UnknownFormError | None, ...]:
    """Read the pages of a PDF that have our fields, exactly, from the fields themselves.

    Returns:
        One entry a page of the file; None for a page without fields of ours, an error for one
        that says it is of a form or version that is not in the catalogue.

    Raises:
        DamagedFileError: broken, or cut short.
        EncryptedFileError: needs a password.
    """
    with opened_pdf(data) as reader:
        said = _claim_of(reader)
        return tuple(_page_or_error(page, said, catalogue) for page in reader.pages)
