"""Tell an answer from the form's own words: on a strange layout a label may be cut out as one."""

import re
from collections.abc import Collection, Iterable

from rapidfuzz import fuzz

from forms.definition import Field, ReferencePart
from forms.reference import ReferenceLists
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
_BEFORE, _SAME = 3, 0.99
_OF_PLACES = frozenset(("hmp", "hmyoi", "yoi", "the"))
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


def without_label(text: str, asked: Field) -> str:
    """Take the words of a question's own label off the beginning of a name; "" if nothing else is.

    On a strange layout the last words of a label may have been cut out with its answer. What people
    and places are called by stays: "Case" is a surname.
    """
    own = {word for label in labels_of([asked]) for word in _WORD.findall(label)}
    words = text.split()
    while words and _is_of_label(words[0], own):
        del words[0]
    return " ".join(words)


def place_in(text: str, asked: Field, lists: ReferenceLists) -> str:
    """Give the place of the field's list that a text ends with behind a few other words.

    "" where its field takes its values from no list, or the text ends with none.
    """
    use = asked.reference
    if use is None or use.part is not ReferencePart.NAME:
        return ""
    words = text.split()
    rests = (" ".join(words[n:]) for n in range(1, min(_BEFORE, len(words) - 1) + 1))
    return next((rest for rest in rests if _is_listed(lists, use.list_name, rest)), "")


def _is_listed(lists: ReferenceLists, list_name: str, text: str) -> bool:
    found = lists.find(list_name, text, limit=1)
    return bool(found) and found[0].score >= _SAME


def _is_of_label(word: str, own: Collection[str]) -> bool:
    said = word.casefold().strip(".,:;'-")
    alike = any(fuzz.ratio(said, one) >= _ALIKE for one in own)
    return alike and not names().has(said) and said not in _OF_PLACES


def holds_label(text: str, labels: Iterable[str]) -> bool:
    """Tell whether a text is one of the labels, or has a long one in it."""
    said = text.casefold().strip(" .:")
    return any(
        fuzz.ratio(said, label) >= _ALIKE
        or (_LONG <= len(label) <= len(said) and fuzz.partial_ratio(label, said) >= _ALIKE)
        for label in labels
    )
