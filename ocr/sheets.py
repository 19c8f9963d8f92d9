"""Pages out of a file, whatever it is called: its type is told by its content."""

from collections.abc import Iterator

from forms.errors import EmptyFileError, FileError, UnknownTypeError
from ocr.pdf_pages import pdf_sheets
from ocr.pictures import picture_sheets
from ocr.sheet import Sheet

_PICTURES = (b"II*\x00", b"MM\x00*", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_PDF_WITHIN = 1024
"""Readers accept bytes before a PDF's header, mail gateways add them (ISO 32000-2, Annex I)."""


def is_pdf(data: bytes) -> bool:
    """Tell whether the content is a PDF."""
    return b"%PDF-" in data[:_PDF_WITHIN]


def sheets(data: bytes) -> Iterator[Sheet | FileError]:
    """Yield the pages of a PDF, TIFF, JPEG or PNG in order; a damaged page as its error.

    Raises:
        EmptyFileError: no bytes.
        UnknownTypeError: none of these types.
        DamagedFileError: nothing of the file can be read.
        EncryptedFileError: a password is needed.
    """
    if not data:
        raise EmptyFileError("the file is empty")
    if data.startswith(_PICTURES):
        return picture_sheets(data)
    if is_pdf(data):
        return pdf_sheets(data)
    raise UnknownTypeError("the file is no PDF, TIFF, JPEG, PNG or DOCX")
