"""Addresses as they are compared: words and numbers, common words in their short form."""

import re

from service.matching.cleaning.blanks import says_nothing
from service.matching.cleaning.letters import as_digits, capitals

_NO_WORD = re.compile(r"[^A-Z0-9]+")
_NUMBER_AND_LETTER = re.compile(r"\b([0-9]+) ([A-Z])\b")
_HOUSE_NUMBER = re.compile(r"^[IL]?[0-9O]*[0-9][0-9O]*$")
_PRISON = re.compile(r"\b(?:HMP|HMYOI|YOI|HM PRISON|REMAND CENTRE)\b")
_LONG = {
    "AVE": ("AVENUE", "AV"),
    "BLDGS": ("BUILDINGS",),
    "CL": ("CLOSE", "CLSE"),
    "CRES": ("CRESCENT", "CRESC"),
    "CT": ("COURT", "CRT"),
    "DR": ("DRIVE", "DRV"),
    "E": ("EAST",),
    "EST": ("ESTATE",),
    "FL": ("FLAT", "FLT", "APARTMENT", "APT"),
    "GDNS": ("GARDENS", "GARDEN"),
    "GR": ("GROVE", "GRV"),
    "GRN": ("GREEN",),
    "HSE": ("HOUSE", "HO"),
    "LN": ("LANE",),
    "MT": ("MOUNT",),
    "N": ("NORTH",),
    "PK": ("PARK",),
    "PL": ("PLACE",),
    "RD": ("ROAD",),
    "S": ("SOUTH",),
    "SQ": ("SQUARE",),
    "ST": ("STREET", "STR", "SAINT"),
    "TERR": ("TERRACE", "TCE", "TER"),
    "W": ("WEST",),
}
_SHORT = {word: short for short, long in _LONG.items() for word in long}


def address_words(written: str) -> frozenset[str]:
    """Give the words and numbers of an address.

    A prison is nothing, and so is no fixed abode: those who share them are not one person.
    """
    plain = capitals(written)
    if says_nothing(plain) or _PRISON.search(plain):
        return frozenset()
    joined = _NUMBER_AND_LETTER.sub(r"\1\2", plain)
    return frozenset(_short(word) for word in _NO_WORD.sub(" ", joined).split())


def _short(word: str) -> str:
    return as_digits(word) if _HOUSE_NUMBER.match(word) else _SHORT.get(word, word)
