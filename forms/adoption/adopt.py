"""Adopts a fillable PDF: its fields, its print, room for our codes, and their definition."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from forms.adoption.acroform import RawForm, read_acroform_fields
from forms.adoption.kept import kept_print
from forms.adoption.keys import plain
from forms.adoption.labels import printed_words
from forms.adoption.questions import Question, questions
from forms.adoption.room import Mask, find_room, on_our_sheet, with_boxes
from forms.adoption.writing import definition_text
from forms.copies import ALPHABET
from forms.definition import AdoptedPage
from forms.errors import AdoptionError
from forms.registry import Catalogue

PrintMask = Callable[[bytes, int], Mask]
"""Shows where a page of a PDF, counted from 1, has print."""
_MOST_PAGES = 31


@dataclass(frozen=True, slots=True)
class Adoption:
    """A definition, the print that it is kept with, and what a person should know."""

    form_id: str
    definition: str
    print_name: str
    print_pdf: bytes = field(repr=False)
    questions: tuple[Question, ...]
    notes: tuple[str, ...]


def _free_code(catalogue: Catalogue, form_id: str) -> str:
    """Choose two characters that no form has, the same for the same id."""
    start = int.from_bytes(hashlib.sha256(form_id.encode()).digest()[:4])
    for step in range(len(ALPHABET) ** 2):
        high, low = divmod((start + step) % len(ALPHABET) ** 2, len(ALPHABET))
        code = ALPHABET[high] + ALPHABET[low]
        if catalogue.by_code(code) is None:
            return code
    raise AdoptionError("every form code is taken")


def _id(name: str) -> str:
    words = plain(name.rpartition(".")[0] or name).split()
    made = "-".join(words)[:40].strip("-")
    return made if made[:1].isalpha() else f"form-{made}".rstrip("-")


def _placed(question: Question, pages: Sequence[AdoptedPage]) -> Question:
    places = tuple(
        replace(place, box=on_our_sheet(place.box, pages[place.page - 1]))
        for place in question.asked.places
    )
    return replace(question, asked=replace(question.asked, places=places))


def _paired(question: Question, keys: set[str]) -> Question:
    """Drop the tie to the other part of a list's entry where their form does not ask for it."""
    use = question.asked.reference
    if use is None or use.pairs_with is None or use.pairs_with in keys:
        return question
    return replace(question, asked=replace(question.asked, reference=replace(use, pairs_with=None)))


def _pages(raw: RawForm, print_pdf: bytes, mask: PrintMask) -> tuple[AdoptedPage, ...]:
    pages = []
    for number in range(1, raw.pages + 1):
        boxes = [p.box for asked in raw.fields for p in asked.places if p.page == number]
        pages.append(find_room(with_boxes(mask(print_pdf, number), boxes), number))
    return tuple(pages)


def adopt(data: bytes, name: str, catalogue: Catalogue, mask: PrintMask) -> Adoption:
    """Make a definition from another agency's fillable PDF.

    Args:
        data: the PDF.
        name: of its file.
        catalogue: the forms in use, for a code that is free.
        mask: shows where a page has print (needs a renderer, which is not in this room).

    Raises:
        AdoptionError: it has no plain fields, too many pages, or no room for our codes.
        EncryptedFileError: it is protected.
        DamagedFileError: it cannot be read.
    """
    raw = read_acroform_fields(data)
    if raw.pages > _MOST_PAGES:
        raise AdoptionError(f"the PDF has {raw.pages} pages; a form has at most {_MOST_PAGES}")
    print_pdf, form_id = kept_print(data), _id(name)
    printed = printed_words(print_pdf)
    pages = _pages(raw, print_pdf, mask)
    asked = [_placed(question, pages) for question in questions(raw, printed)]
    keys = {question.asked.key for question in asked}
    asked = [_paired(question, keys) for question in asked]
    print_name = f"{form_id}-1.pdf"
    text = definition_text(
        form_id=form_id,
        code=_free_code(catalogue, form_id),
        title=raw.title.strip() or printed.title or form_id,
        source=f"Adopted from {name}",
        file=print_name,
        digest=hashlib.sha256(print_pdf).hexdigest(),
        pages=pages,
        asked=asked,
    )
    return Adoption(form_id, text, print_name, print_pdf, tuple(asked), _notes(raw, pages))


def _notes(raw: RawForm, pages: Sequence[AdoptedPage]) -> tuple[str, ...]:
    notes = list(raw.notes)
    for number, page in enumerate(pages, 1):
        if page.scale < 1:
            share = f"{page.scale:.0%}"
            notes.append(f"Page {number} is printed at {share}, to make room for the codes.")
    return tuple(notes)
