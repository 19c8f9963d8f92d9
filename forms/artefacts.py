"""The documents that a form can be made into, behind one function."""

from enum import StrEnum
from typing import assert_never

from forms.answers import Answers
from forms.copies import CopyId
from forms.definition import Form
from forms.docx import fill_docx
from forms.pdf.fill import fill
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template


class ArtefactFormat(StrEnum):
    """What a document is for."""

    PDF = "pdf"
    """Fillable on screen."""
    PRINT = "print"
    """Flat, for paper."""
    DOCX = "docx"
    """Fillable in a word processor."""

    @property
    def suffix(self) -> str:
        """The end of a file's name."""
        return ".docx" if self is ArtefactFormat.DOCX else ".pdf"

    @property
    def media_type(self) -> str:
        """The media type for a download."""
        if self is ArtefactFormat.DOCX:
            return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        return "application/pdf"


def make_document(kind: ArtefactFormat, form: Form, values: Answers, copy: CopyId) -> bytes:
    """Make one copy of a form, pre-filled with canonical values.

    Raises:
        FieldOverflowError: a value does not fit its box.
        ValuesError: a value is of the wrong kind or has a character that cannot be printed.
    """
    match kind:
        case ArtefactFormat.PDF:
            return fill(pdf_template(form), values, copy)
        case ArtefactFormat.PRINT:
            return print_pdf(pdf_template(form), values, copy)
        case ArtefactFormat.DOCX:
            return fill_docx(form, values, copy)
        case _:
            assert_never(kind)
