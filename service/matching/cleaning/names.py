"""Names as they are compared: given, middle and family name out of what is written."""

import re
from dataclasses import dataclass, field

from service.matching.cleaning.letters import as_letters, capitals

_NOT_A_NAME = frozenset(
    (
        *("UNKNOWN", "NOT KNOWN", "NOT ENTERED", "NOT GIVEN", "NONE", "NIL", "NA", "TBC", "BLANK"),
        *("SELF HARM", "SEE FILE", "REFUSED", "MIGERROR", "DUPLICATE", "NO SHOW", "TEST"),
    )
)
_TITLES = frozenset(
    ("MR", "MRS", "MS", "MISS", "MX", "MASTER", "DR", "SIR", "JNR", "SNR", "JR", "SR", "ESQ")
)
_JOINED = frozenset(("MC", "MAC", "O", "FITZ", "ST", "DE", "DA", "DI", "DU", "LE", "LA", "VAN"))
_JOINED_ALSO = frozenset(("DER", "DEN", "VON", "EL", "AL", "AP", "AB", "BEN", "BIN", "DOS", "DEL"))
_APOSTROPHES = re.compile("['`\u2018\u2019\u00b4]")
_NO_LETTER = re.compile(r"[^A-Z]+")
_LONGEST = 60
"""Letters: what is longer is no name."""


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
    """The halves of a double family name and the whole; one where it is not double."""


def words(text: str) -> list[str]:
    """Take capitals apart into words; a digit is read as the letter that it resembles."""
    plain = as_letters(_APOSTROPHES.sub("", capitals(text)[:_LONGEST]))
    found = _NO_LETTER.sub(" ", plain).split()
    if " ".join(found) in _NOT_A_NAME:
        return []
    return [word for word in found if word not in _TITLES]


def _with_particles(found: list[str]) -> list[str]:
    """Join `MC DONALD`, `O NEILL`, `VAN DER BERG` into one word each."""
    joined: list[str] = []
    particle = ""
    for word in found:
        if word in _JOINED or word in _JOINED_ALSO:
            particle += word
        else:
            joined.append(particle + word)
            particle = ""
    return [*joined, particle] if particle else joined


def clean_name(given_names: str, surname: str) -> WrittenName:
    """Clean a name whose given names and family name stand apart."""
    given, family = words(given_names), _with_particles(words(surname))
    whole = "".join(family)
    parts = {part for part in family if len(part) > 1} | ({whole} if whole else set())
    return WrittenName(given[0] if given else "", " ".join(given[1:]), whole, frozenset(parts))


def split_name(written: str) -> tuple[str, str]:
    """Take a whole name apart into given names and family name: `Ann Lee`, `LEE, Ann`.

    Particles stay with the family name; of two words with a hyphen, both are family name.
    """
    before, comma, after = written.partition(",")
    if comma and after.strip():
        return after.strip(), before.strip()
    found = written.split()
    if not found:
        return "", ""
    first = len(found) - 1
    while first > 1 and words(found[first - 1]) and _is_particle(found[first - 1]):
        first -= 1
    return " ".join(found[:first]), " ".join(found[first:])


def _is_particle(word: str) -> bool:
    plain = "".join(words(word))
    # One letter is an initial, unless an apostrophe or nothing but an O makes it Irish.
    return plain in (_JOINED | _JOINED_ALSO) and plain not in ("AL", "BEN")
