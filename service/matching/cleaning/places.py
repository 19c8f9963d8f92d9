"""Postcodes and addresses as they are compared."""

import re

from service.matching.cleaning.letters import as_digits, as_letters, capitals, signs

_POSTCODE = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$")
_NO_ADDRESS = frozenset(("NF11NF", "NF11FA", "ZZ993VZ", "ZZ993WZ", "ZZ993CZ", "NFA"))
_NO_WORD = re.compile(r"[^A-Z0-9]+")
_SHORT = {
    "ROAD": "RD",
    "STREET": "ST",
    "AVENUE": "AVE",
    "CLOSE": "CL",
    "DRIVE": "DR",
    "LANE": "LN",
    "COURT": "CT",
    "CRESCENT": "CRES",
    "PLACE": "PL",
    "GARDENS": "GDNS",
    "SQUARE": "SQ",
    "TERRACE": "TERR",
    "GROVE": "GR",
    "HOUSE": "HSE",
    "FLAT": "FL",
    "APARTMENT": "FL",
}


def postcode(written: str) -> str:
    """Give a postcode without its space; no fixed abode is nothing, a foreign one its signs."""
    plain = signs(written)
    if plain in _NO_ADDRESS:
        return ""
    repaired = _repaired(plain)
    return repaired if _POSTCODE.match(repaired) else plain


def _repaired(plain: str) -> str:
    """Read the inward part by place: a digit and two letters."""
    return plain[:-3] + as_digits(plain[-3:-2]) + as_letters(plain[-2:])


def outward(code: str) -> str:
    """Give the outward part of a cleaned postcode; nothing where it is no British one."""
    found = _POSTCODE.match(code)
    return found[1] if found else ""


def address_words(written: str) -> frozenset[str]:
    """Give the words and numbers of an address, common words in their short form."""
    found = _NO_WORD.sub(" ", capitals(written)).split()
    return frozenset(_SHORT.get(word, word) for word in found)
