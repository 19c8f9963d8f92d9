"""Numbers as they are compared: prison numbers of both kinds, PNC, CRO, NHS."""

import re

from service.matching.cleaning.letters import as_digits, as_letters, signs

_PNC = re.compile(r"^(?:19|20)?(\d\d)(\d{1,7})([A-Z])$")
_CRO = re.compile(r"^(\d{1,6})(\d\d)([A-Z])$")
_NOBODY = frozenset(("", "000000000Z", "00000000Z", "0000000000", "NONE", "UNKNOWN", "NA", "NK"))


def nomis_number(written: str) -> str:
    """Give a NOMIS number, A1234BC, each sign read as what its place asks for; else nothing."""
    plain = signs(written)
    if len(plain) != 7:
        return ""
    number = as_letters(plain[0]) + as_digits(plain[1:5]) + as_letters(plain[5:])
    is_one = number[1:5].isdigit() and (number[0] + number[5:]).isalpha()
    # Of older numbers with seven signs the second is a letter: only a look-alike may stand there.
    return number if is_one and sum(a != b for a, b in zip(plain, number, strict=True)) <= 2 else ""


def older_number(written: str) -> str:
    """Give any other prison or local number as its signs; nothing for a NOMIS number."""
    plain = signs(written)
    return "" if plain in _NOBODY or nomis_number(written) else plain


def pnc_number(written: str) -> str:
    """Give year, serial of seven digits and check letter: `020073319Z`; else the signs."""
    plain = signs(written)
    body = as_digits(plain[:-1]) + plain[-1:]
    if "/" in written:
        year, _, rest = written.partition("/")
        serial = signs(rest)
        body = as_digits(signs(year)) + as_digits(serial[:-1]).zfill(7) + serial[-1:]
    found = _PNC.match(body)
    if plain in _NOBODY:
        return ""
    return f"{found[1]}{found[2].zfill(7)}{found[3]}" if found else plain


def cro_number(written: str) -> str:
    """Give serial of six digits, year and check letter; of a small file, its signs."""
    plain = signs(written)
    if plain.startswith("SF"):
        return "SF" + as_digits(plain[2:-1]) + plain[-1:]
    found = _CRO.match(as_digits(plain[:-1]) + plain[-1:])
    number = f"{found[1].zfill(6)}{found[2]}{found[3]}" if found else plain
    return "" if number in _NOBODY or plain in _NOBODY else number


def nhs_number(written: str) -> str:
    """Give the digits of an NHS number, or of whatever stands in its place."""
    plain = as_digits(signs(written))
    return "" if plain in _NOBODY else plain
