"""Pages out of a file, whatever it is called: its type is told by its content."""

from collections.abc import Iterator
from enum import Enum, auto

from forms.errors import EmptyFileError, FileError, UnknownTypeError
from ocr.file_types import is_heic, type_in_words
from ocr.pdf_pages import pdf_page_count, pdf_sheets
from ocr.pictures import picture_count, picture_sheets
from ocr.sheet import Sheet

_PICTURES = (b"II*\x00", b"MM\x00*", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_PDF_WITHIN = 1024
"""Readers accept bytes before a PDF's header, mail gateways add them (ISO 32000-2, Annex I)."""


class _Kind(Enum):
    PICTURE = auto()
    PDF = auto()


def is_pdf(data: bytes) -> bool:
    """Tell whether the content is a PDF."""
    return b"%PDF-" in data[:_PDF_WITHIN]


def page_count(data: bytes) -> int:
    """Count the pages of a PDF, TIFF, JPEG, PNG or HEIC, without decoding any.

    Raises:
        TooManyPagesError: more than are read.
        FileError: as `sheets`.
    """
    return picture_count(data) if _kind(data) is _Kind.PICTURE else pdf_page_count(data)


def sheets(data: bytes, first: int = 1) -> Iterator[Sheet | FileError]:
    """Yield the pages of a PDF, TIFF, JPEG, PNG or HEIC in order; a damaged page as its error.

    Args:
        data: the file.
        first: page to begin with, counted from 1; those before it are not decoded.

    Raises:
        EmptyFileError: no bytes.
        UnknownTypeError: none of these types.
        DamagedFileError: nothing of the file can be read.
        EncryptedFileError: a password is needed.
    """
    if _kind(data) is _Kind.PICTURE:
        return picture_sheets(data, first)
    return pdf_sheets(data, first)


def _kind(data: bytes) -> _Kind:
    if not data:
        raise EmptyFileError("the file is empty")
    if data.startswith(_PICTURES) or is_heic(data):
        return _Kind.PICTURE
    if is_pdf(data):
        return _Kind.PDF
    what = type_in_words(data)
    raise UnknownTypeError(f"the file is {what}" if what else "the file is of no type that is read")
