"""Tell an answer from the form's own words: on a strange layout a label may be cut out as one."""

import re
from collections.abc import Collection, Iterable

from rapidfuzz import fuzz

from forms.definition import Field
from ocr.engine.wording import names

_ALIKE = 88.0
"""Of 100, with a letter or two misread."""
_LONG = 9
"""Shorter labels ("Name", "Other") may well be words of an answer."""


_FORM_WORDS = frozenset(
    (
        *("insert", "enter", "give", "details", "detail", "part", "section", "personal", "use"),
        *("information", "contact", "contacts", "staff", "agency", "agencies", "office", "only"),
        *("please", "tick", "delete", "appropriate", "page"),
    )
)
"""What forms say besides their questions."""
_WORD = re.compile(r"[^\W\d_]+")
_TELLING = 4
"""A shorter word of the form's ("Key", "Dat") may well be a name."""


def labels_of(asked: Iterable[Field]) -> tuple[str, ...]:
    """Give what forms print for these questions, in small letters."""
    found = (text for one in asked for text in (one.label, *one.synonyms))
    return tuple(dict.fromkeys(text.casefold() for text in found))


def form_words(labels: Iterable[str]) -> frozenset[str]:
    """Give the single words that a form prints."""
    return _FORM_WORDS.union(*(_WORD.findall(label) for label in labels))


def is_of_form(text: str, words: Collection[str], *, name: bool) -> bool:
    """Tell whether a text is made of the form's words; of a name, whether it has one of them.

    Args:
        text: as it was read.
        words: that the form prints.
        name: it should be a person's name.
    """
    said = _WORD.findall(text.casefold())
    if name:
        return any(len(w) >= _TELLING and w in words and not names().has(w) for w in said)
    return bool(said) and all(word in words for word in said)


def holds_label(text: str, labels: Iterable[str]) -> bool:
    """Tell whether a text is one of the labels, or has a long one in it."""
    said = text.casefold().strip(" .:")
    return any(
        fuzz.ratio(said, label) >= _ALIKE
        or (_LONG <= len(label) <= len(said) and fuzz.partial_ratio(label, said) >= _ALIKE)
        for label in labels
    )
