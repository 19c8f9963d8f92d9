"""Numbers as they are compared: prison numbers of both kinds, PNC, CRO, NHS.

Tolerant where `service.identifiers` is strict: what cannot be right keeps its signs, for one of
them may be misread.
"""

import re

from service.matching.cleaning.letters import as_digits, as_letters, capitals, signs

_LONGEST = 60
_LEAST = 4
"""Signs: a shorter number tells nobody apart, and what is left of it by a slip is the same."""
_LABEL = re.compile(
    r"^\W*(?:(?:HMP|PRISON(?:ER)?|NOMIS|LIDS|PNC(?:ID)?|CRO|NHS|LOCAL)(?![A-Z])"
    r"\W*(?:(?:NUMBER|NO|ID|REF)(?![A-Z]))?|(?:NUMBER|NO|ID|REF)(?![A-Z0-9]))\W*"
)
_NO_SIGN_AFTER = re.compile(r"[^A-Z0-9]+$")
_DIGIT = re.compile(r"[0-9]")
_NO_LETTER = "-"
"""Where the check letter of a PNC or CRO number is not written."""
_PNC_APART = re.compile(r"^(?:\d\d)?(\d\d)[^A-Z0-9]+(\d{1,7})([A-Z0-9]?)$", re.ASCII)
_PNC_JOINED = re.compile(r"^(?:\d\d(?=\d{8,9}[A-Z]))?(\d\d)(\d{1,7})([A-Z])$", re.ASCII)
_CRO_APART = re.compile(r"^(\d{1,6})[^A-Z0-9]+(\d\d)([A-Z0-9]?)$", re.ASCII)
_CRO_JOINED = re.compile(r"^(\d{1,6})(\d\d)([A-Z])$", re.ASCII)
_SMALL_FILE = re.compile(r"^[S5]F(\d\d)0*([1-9]\d{0,5})([A-Z0-9])$", re.ASCII)


def nomis_number(written: str) -> str:
    """Give a NOMIS number, A1234BC, each sign read as what its place asks for; else nothing."""
    plain = signs(_unlabelled(written))
    if len(plain) != 7:
        return ""
    number = as_letters(plain[0]) + as_digits(plain[1:5]) + as_letters(plain[5:])
    if not (number[1:5].isdigit() and (number[0] + number[5:]).isalpha()):
        return ""
    older = as_letters(plain[:2]) + as_digits(plain[2:])
    # Older numbers may have seven signs too: AB1234S takes one slip to be one, two to be NOMIS.
    return number if _slips(plain, number) < min(3, _slips(plain, older)) else ""


def _slips(plain: str, number: str) -> int:
    return sum(written != meant for written, meant in zip(plain, number, strict=True))


def prison_numbers(written: str) -> tuple[str, str]:
    """Give a NOMIS number, or any other prison or local one, and nothing in the other's place."""
    nomis = nomis_number(written)
    return (nomis, "") if nomis else ("", _signs_of_number(written))


def pnc_number(written: str) -> str:
    """Give year, serial of seven digits and check letter: `020073319Z`; else the signs."""
    text = _with_digits(written)
    found = _PNC_APART.match(text) or _PNC_JOINED.match(signs(text))
    if not found:
        return _signs_of_number(written)
    year, serial, letter = found.groups()
    return _checked(year + serial.zfill(7), letter) if int(serial) else ""


def cro_number(written: str) -> str:
    """Give serial of six digits, year and check letter; of a small file, `SF8350058Z`."""
    text = _with_digits(written)
    if small := _SMALL_FILE.match(text[:2] + signs(text[2:])):
        return _checked(f"SF{small[1]}{small[2]}", small[3])
    found = _CRO_APART.match(text) or _CRO_JOINED.match(signs(text))
    if not found:
        return _signs_of_number(written)
    serial, year, letter = found.groups()
    return _checked(serial.zfill(6) + year, letter) if int(serial) else ""


def _checked(number: str, letter: str) -> str:
    return number + (as_letters(letter) or _NO_LETTER)


def nhs_number(written: str) -> str:
    """Give the digits of an NHS number, or of whatever stands in its place."""
    return as_digits(_signs_of_number(written))


def _unlabelled(written: str) -> str:
    """Drop the words that say what kind of number follows: `PNC No. 02/73319Z`."""
    text = capitals(written)[:_LONGEST].strip()
    rest = _LABEL.sub("", text, count=1)
    return rest if _has_digit(rest) else text


def _has_digit(text: str) -> bool:
    return _DIGIT.search(text) is not None


def _signs_of_number(written: str) -> str:
    """Give the signs of a number of any form; nothing of what is none, such as `0000000`."""
    plain = signs(_unlabelled(written))
    return plain if len(plain) >= _LEAST and _has_digit(plain) and len(set(plain)) > 1 else ""


def _with_digits(written: str) -> str:
    """Read all but the last sign, which may be a check letter, as digits."""
    text = _NO_SIGN_AFTER.sub("", _unlabelled(written))
    return as_digits(text[:-1]) + text[-1:]
