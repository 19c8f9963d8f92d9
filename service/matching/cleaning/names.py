"""Names as they are compared: given, middle and family name out of what is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from service.matching.cleaning.blanks import says_nothing
from service.matching.cleaning.letters import as_letters, capitals
from service.matching.cleaning.particles import (
    with_first_particle,
    with_particles,
    without_particles,
)

TITLES = frozenset(
    ("MR", "MRS", "MS", "MISS", "MX", "MASTER", "MSTR", "DR", "SIR", "REV", "PROF", "CLLR")
)
SUFFIXES = frozenset(("JNR", "SNR", "JR", "SR", "ESQ", "II", "III", "MBE", "OBE"))
_BETWEEN_NAMES = frozenset(("AKA", "ALIAS", "NEE", "FORMERLY", "OTHERWISE", "KNOWN", "AS"))
_NO_NAMES = TITLES | SUFFIXES | _BETWEEN_NAMES
ALSO_SURNAMES = frozenset(("MASTER", "SIR")) | _BETWEEN_NAMES
"""Where nothing else is written."""
_NO_SURNAMES = _NO_NAMES - ALSO_SURNAMES
_AKA = re.compile(r"\bA\W*K\W*A\b")
_ORDINAL = re.compile(r"^\d+(?:ST|ND|RD|TH)?$")
_TWO_INITIALS = re.compile(r"^(?!MD|WM|ST|FR)[B-DF-HJ-NP-TV-XZ]{2}$")
"""Two letters that no name is made of, less those that are short for one."""
_NO_SIGN = re.compile(r"[^A-Z0-9|!$]+")
_NO_LETTER = re.compile(r"[^A-Z]+")
LONGEST = 60
"""Signs of a name that are looked at."""
_REMEMBERED = 100_000
"""Names whose cleaning is not done again: those of a million people are far fewer."""


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A name taken apart, in plain capitals; empty where nothing is written."""

    given: str = field(repr=False)
    """The first given name."""
    middle: str = field(repr=False)
    """The other given names, with spaces between."""
    surname: str = field(repr=False)
    """The family name in one: `SMITHJONES`, `ONEILL`, `MCDONALD`."""
    parts: frozenset[str] = field(repr=False)
    """The halves of a double family name and the whole, and what is left without `VAN DER`."""


def words(text: str) -> list[str]:
    """Take a name apart into capitals; a digit is read as the letter that it resembles.

    Titles and `Jnr` are no part of a name, nor is a number after it.
    """
    written = _words_and_titles(text)
    return [word for word in written if word not in _NO_NAMES]


def _words_and_titles(text: str) -> list[str]:
    found = _NO_SIGN.sub(" ", _AKA.sub("AKA", capitals(text)[:LONGEST])).split()
    named = (word for word in found if word == "0" or not _ORDINAL.match(word))
    plain = _NO_LETTER.sub(" ", as_letters(" ".join(named)))
    return [] if says_nothing(plain) else plain.split()


def clean_name(given_names: str, surname: str) -> WrittenName:
    """Clean a name whose given names and family name stand apart."""
    if says_nothing(f"{given_names[:LONGEST]} {surname[:LONGEST]}"):
        return WrittenName("", "", "", frozenset())
    given, middle = _given(given_names)
    family, parts = _family(surname)
    return WrittenName(given=given, middle=middle, surname=family, parts=parts)


@lru_cache(maxsize=_REMEMBERED)
def _given(written: str) -> tuple[str, str]:
    """Give the first given name, and the others."""
    found = _initials_apart(with_first_particle(words(written)))
    return found[0] if found else "", " ".join(found[1:])


@lru_cache(maxsize=_REMEMBERED)
def _family(written: str) -> tuple[str, frozenset[str]]:
    """Give the family name in one, and its parts."""
    found = _family_words(written)
    return "".join(with_particles(found)), _parts(found)


def _family_words(surname: str) -> list[str]:
    """Give the words of a family name; that of Ann Master is no title."""
    found = words(surname) or [w for w in _words_and_titles(surname) if w in ALSO_SURNAMES]
    whole = "".join(with_particles(found))
    return [] if whole in _NO_SURNAMES or says_nothing(whole) else found


def _parts(family: Sequence[str]) -> frozenset[str]:
    joined = with_particles(family)
    halves = {part for part in (*joined, *without_particles(family)) if len(part) > 1}
    return frozenset(halves | {"".join(joined)} - {""})


def _initials_apart(given: Sequence[str]) -> list[str]:
    """Take `JP` for J and P."""
    if given and _TWO_INITIALS.match(given[0]):
        return [*given[0], *given[1:]]
    return list(given)
