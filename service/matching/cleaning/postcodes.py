"""Postcodes as they are compared."""

import re

from service.identifiers.postcodes import is_no_fixed_abode
from service.matching.cleaning.letters import as_digits, as_letters, capitals, signs

_LONGEST = 30
_WHOLE = re.compile(r"^(([A-Z]{1,2})[0-9][A-Z0-9]?)([0-9][A-Z]{2})$")
_DISTRICT = re.compile(r"^(([A-Z]{1,2})[0-9][A-Z0-9]?)(?: [0-9])?$")
_NO_SIGN = re.compile(r"[^A-Z0-9]+")
_AREA_LIST = """
    AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT
    DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE
    LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM
    SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
"""
_AREAS = frozenset(_AREA_LIST.split())
_LETTERS_OF_AREAS = str.maketrans("01", "OI")
_NEVER_LAST = "OILQZ"
"""Letters that end no outward part: there they are digits."""


def postcode(written: str) -> str:
    """Give a postcode without its space; of a foreign one its signs, of a part of one nothing.

    No fixed abode is nothing: two people without one do not live together.
    """
    plain = signs(written)[:_LONGEST]
    repaired = _repaired(plain)
    if is_no_fixed_abode(plain) or is_no_fixed_abode(repaired):
        return ""
    if _WHOLE.match(repaired):
        return repaired
    is_british = district(written) or district(plain)
    is_foreign = any(char.isdigit() for char in plain) and not is_british
    return plain if is_foreign and len(plain) >= 4 and plain.strip("0") else ""


def district(written: str) -> str:
    """Give the outward part of a British postcode, whole or in part: `LS1`, `LS1 4`."""
    text = _NO_SIGN.sub(" ", capitals(written)[:_LONGEST]).strip()
    found = _DISTRICT.match(text) or _WHOLE.match(_repaired(signs(text)))
    return found[1] if found and found[2] in _AREAS else ""


def _repaired(plain: str) -> str:
    """Read each sign as what its place asks for: `S01 4QQ` is SO1 4QQ, `LSI IAA` LS1 1AA."""
    if not 5 <= len(plain) <= 7 or plain[-2:].isdigit():
        return plain
    area = _area(plain[:-3])
    if not area:
        return plain
    rest = plain[len(area) : -3]
    last = as_digits(rest[1:]) if rest[1:] in _NEVER_LAST else rest[1:]
    return area + as_digits(rest[:1]) + last + as_digits(plain[-3:-2]) + as_letters(plain[-2:])


def _area(outward: str) -> str:
    """Give the letters that an outward part begins with; nothing where no area has them."""
    one = as_letters(outward[0])
    two = one + outward[1:2].translate(_LETTERS_OF_AREAS)
    areas = [area for area in (two, one) if area in _AREAS and len(area) < len(outward)]
    return areas[0] if areas else ""
