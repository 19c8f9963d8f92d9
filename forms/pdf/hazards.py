"""Finds what in a stranger's PDF would act or open if a viewer let it: nothing here ever does."""

import re
from collections.abc import Mapping

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from forms.errors import DamagedFileError, EncryptedFileError, PortfolioError, XfaFormError
from forms.pdf.returned import opened_pdf
from forms.returned import Note

_WORTH_A_LOOK = re.compile(
    rb"/(?:JS|JavaScript|Launch|EmbeddedFile|Collection|XFA|NeedsRendering|ObjStm|RichMedia)"
    rb"|/[A-Za-z]*#[0-9A-Fa-f]{2}"
)
"""Names in the open; where objects are packed away, or names are written in code, all is opened."""
_PROGRAMS = {"/JavaScript", "/Launch"}
"""Types of actions that run something (ISO 32000-1, 12.6.4)."""


def pdf_hazards(data: bytes) -> frozenset[Note]:
    """Tell what a PDF carries beside its pages; one that cannot be opened so far carries nothing.

    Raises:
        XfaFormError: its pages are made by a program in it (ISO 32000-1, 12.7.8).
        PortfolioError: its pages are only a cover for other files (12.3.5).
    """
    if not _WORTH_A_LOOK.search(data):
        return frozenset()
    try:
        with opened_pdf(data) as reader:
            return frozenset(_hazards(reader))
    except (DamagedFileError, EncryptedFileError):
        return frozenset()


def _hazards(reader: PdfReader) -> set[Note]:
    root = reader.root_object
    names = _inside(root, "/Names")
    if "/Collection" in root and "/EmbeddedFiles" in names:
        raise PortfolioError("the PDF is a portfolio of other files")
    form = _inside(root, "/AcroForm")
    if "/XFA" in form and not form.get("/Fields"):
        raise XfaFormError("the PDF holds a form that only Adobe's own programs can draw")
    notes = set()
    if "/JavaScript" in names or _acts(root) or any(_acts(page) for page in reader.pages):
        notes.add(Note.ACTIVE)
    if "/EmbeddedFiles" in names:
        notes.add(Note.FILES_INSIDE)
    return notes


def _inside(holder: DictionaryObject, key: str) -> Mapping[str, object]:
    found = holder.get(key)
    found = found.get_object() if found is not None else None
    return found if isinstance(found, DictionaryObject) else {}


def _acts(holder: DictionaryObject) -> bool:
    """Tell whether a document or a page runs something when it is opened or left."""
    actions = [_inside(holder, "/OpenAction"), *_triggered(holder)]
    return any(action.get("/S") in _PROGRAMS for action in actions)


def _triggered(holder: DictionaryObject) -> list[Mapping[str, object]]:
    triggers = holder.get("/AA")
    triggers = triggers.get_object() if triggers is not None else None
    if not isinstance(triggers, DictionaryObject):
        return []
    return [_inside(triggers, key) for key in triggers]
