"""A form as a word-processor document: filled for issue, and read when it comes back."""

from forms.docx.filling import fill_docx
from forms.docx.reading import read_docx

__all__ = ["fill_docx", "read_docx"]
