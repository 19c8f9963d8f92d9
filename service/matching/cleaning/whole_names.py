"""Whole names, taken apart into given names and family name: `Ann Lee`, `LEE, Ann`."""

import re
from collections.abc import Sequence
from itertools import takewhile

from service.matching.cleaning.blanks import says_nothing
from service.matching.cleaning.letters import capitals
from service.matching.cleaning.names import ALSO_SURNAMES, LONGEST, SUFFIXES, TITLES, words
from service.matching.cleaning.particles import is_particle

_HYPHEN = re.compile(r"\s*[-\u2010-\u2015]\s*")
_ALSO = re.compile(r"\s[(\s]*(?:a\W?k\W?a|alias|formerly|n[e\u00e9]e)\b\W*(?=\w)", re.IGNORECASE)
_BEFORE = TITLES - ALSO_SURNAMES
_AFTER = SUFFIXES | _BEFORE


def split_name(written: str) -> tuple[str, str]:
    """Take a whole name apart into given names and family name.

    Particles stay with the family name; of two words with a hyphen, both are family name. Without
    a comma the family name stands last, unless it alone is in capitals or only initials follow it.
    Of another name that is written after it, `née Lee`, a family name alone is kept.
    """
    if says_nothing(written):
        return "", ""
    text, *others = _ALSO.split(written[:LONGEST], maxsplit=1)
    given, family = _split(text)
    other = _named(others[0]) if others else []
    return given, f"{family} aka {other[0]}" if len(other) == 1 else family


def _split(text: str) -> tuple[str, str]:
    before, _, after = text.partition(",")
    family, given = _named(before), _named(after)
    if family and given:
        return " ".join(given), " ".join(family)
    found = family or given
    if turned := _end_of_leading_family(found):
        return " ".join(found[turned:]), " ".join(found[:turned])
    first = _first_of_family(found)
    return " ".join(found[:first]), " ".join(found[first:])


def _named(text: str) -> list[str]:
    """Give the words of a name without a title before it, and without `Jnr` or `2` after it."""
    found = [word for word in _HYPHEN.sub("-", text).split() if _plain(word)]
    while found and (_plain(found[0]) in _BEFORE or (_plain(found[0]) in TITLES and found[1:])):
        found = found[1:]
    while found and (_plain(found[-1]) in _AFTER or _plain(found[-1]).isdigit()):
        found = found[:-1]
    return found


def _plain(word: str) -> str:
    return "".join(char for char in capitals(word) if char.isalnum())


def _first_of_family(found: Sequence[str]) -> int:
    first = max(len(found) - 1, 0)
    while first > 0 and _begins_family(found[first - 1], first=first == 1):
        first -= 1
    return first


def _begins_family(word: str, *, first: bool) -> bool:
    return is_particle("".join(words(word)), first=first, small=word.islower())


def _end_of_leading_family(found: Sequence[str]) -> int:
    """Count the words of a family name before given names: `LEE Ann`, `Lee A J`; 0 if none."""
    if len(found) > 1 and all(len(_plain(word)) == 1 for word in found[1:]):
        return 1 if len(_plain(found[0])) > 1 else 0
    leading = list(takewhile(_in_capitals, found))
    rest = found[len(leading) :]
    # Short words in capitals may be initials, before a family name or after it.
    is_family = any(map(_is_long, leading)) and rest and not any(map(_in_long_capitals, rest))
    return len(leading) if is_family else 0


def _in_capitals(word: str) -> bool:
    return word.removeprefix("Mc").removeprefix("Mac").isupper()


def _is_long(word: str) -> bool:
    return len(_plain(word)) > 2


def _in_long_capitals(word: str) -> bool:
    return _in_capitals(word) and _is_long(word)
