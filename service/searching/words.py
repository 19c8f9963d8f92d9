"""The words that a client is found by, as the index of words keeps them."""

import unicodedata
from collections.abc import Iterator

INSIDE = "~"
"""Stands before what is left of a word where a search begins further in."""
LONGEST = 60
"""Signs of a word that are kept."""
_LEAST_OF_NAME, _LEAST_OF_NUMBER = 3, 4
"""Signs that are left of a word at least."""
_DAY = len("27031974")


def fold(text: str) -> str:
    """Give what a search compares: capitals without accents or punctuation."""
    plain = unicodedata.normalize("NFKD", text.upper())
    return " ".join(
        "".join(char if char.isalnum() else " " if char in " -;/" else "" for char in plain).split()
    )


def entries_of(search_key: str) -> frozenset[str]:
    """Give the entries of the index for a client's words: each word, and its ends after `~`."""
    return frozenset(entry for word in search_key.split() for entry in _entries(word[:LONGEST]))


def _entries(word: str) -> Iterator[str]:
    yield word
    if not is_day(word):
        least = _LEAST_OF_NUMBER if has_digit(word) else _LEAST_OF_NAME
        yield from (INSIDE + word[start:] for start in range(1, len(word) - least + 1))


def has_digit(word: str) -> bool:
    """Tell whether a word is of a number rather than of a name."""
    # Nearly all are names, of letters alone.
    return not word.isalpha() and any(map(str.isdigit, word))


def is_day(word: str) -> bool:
    """Tell whether a word is a day, such as 27031974: no part of one is looked for."""
    return len(word) == _DAY and word.isdigit()
