"""Whole names, taken apart into given names and family name: `Ann Lee`, `LEE, Ann`."""

import re
from collections.abc import Sequence
from itertools import takewhile

from service.matching.cleaning.blanks import says_nothing
from service.matching.cleaning.names import LONGEST, SUFFIXES, TITLES, words
from service.matching.cleaning.particles import is_particle

_HYPHEN = re.compile(r"\s*[-\u2010-\u2015]\s*")


def split_name(written: str) -> tuple[str, str]:
    """Take a whole name apart into given names and family name.

    Particles stay with the family name; of two words with a hyphen, both are family name. Without
    a comma the family name stands last, unless it alone is in capitals or only initials follow it.
    """
    if says_nothing(written):
        return "", ""
    before, _, after = written[:LONGEST].partition(",")
    family, given = _named(before), _named(after)
    if family and given:
        return " ".join(given), " ".join(family)
    found = family or given
    first = _first_of_family(found)
    turned = _end_of_leading_family(found)
    if turned:
        return " ".join(found[turned:]), " ".join(found[:turned])
    return " ".join(found[:first]), " ".join(found[first:])


def _named(text: str) -> list[str]:
    """Give the words of a name without a title before it and `Jnr` after it."""
    found = _HYPHEN.sub("-", text).split()
    while found and _plain(found[0]) in TITLES:
        found = found[1:]
    while found and _plain(found[-1]) in SUFFIXES:
        found = found[:-1]
    return found


def _plain(word: str) -> str:
    return "".join(char for char in word.upper() if char.isalnum())


def _first_of_family(found: Sequence[str]) -> int:
    first = max(len(found) - 1, 0)
    while first > 1 and is_particle("".join(words(found[first - 1]))):
        first -= 1
    return first


def _end_of_leading_family(found: Sequence[str]) -> int:
    """Count the words of a family name before given names: `LEE Ann`, `Lee A J`; 0 if none."""
    if len(found) > 1 and all(len(_plain(word)) == 1 for word in found[1:]):
        return 1 if len(_plain(found[0])) > 1 else 0
    leading = list(takewhile(str.isupper, found))
    is_family = any(len(_plain(word)) > 2 for word in leading) and len(leading) < len(found)
    # A name or initials in capitals between others: JOHN Lee may be anything, LEE Ann J too.
    return len(leading) if is_family else 0
