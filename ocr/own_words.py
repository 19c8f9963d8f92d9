"""Tell an answer from the form's own words: on a strange layout a label may be cut out as one."""

from collections.abc import Iterable

from rapidfuzz import fuzz

from forms.definition import Field

_ALIKE = 88.0
"""Of 100, with a letter or two misread."""
_LONG = 9
"""Shorter labels ("Name", "Other") may well be words of an answer."""


def labels_of(asked: Iterable[Field]) -> tuple[str, ...]:
    """Give what forms print for these questions, in small letters."""
    found = (text for one in asked for text in (one.label, *one.synonyms))
    return tuple(dict.fromkeys(text.casefold() for text in found))


def holds_label(text: str, labels: Iterable[str]) -> bool:
    """Tell whether a text is one of the labels, or has a long one in it."""
    said = text.casefold().strip(" .:")
    return any(
        fuzz.ratio(said, label) >= _ALIKE
        or (_LONG <= len(label) <= len(said) and fuzz.partial_ratio(label, said) >= _ALIKE)
        for label in labels
    )
