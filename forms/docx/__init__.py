"""A form as a word-processor document: filled for issue, and read when it comes back."""

from forms.docx.filling import fill_docx

__all__ = ["fill_docx"]
