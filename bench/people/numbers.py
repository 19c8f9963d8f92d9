"""Numbers that agencies give a person, no two alike in one register, with right check characters.

The `nth` number comes from a walk through all there are, so that none is met twice and a register
of a million needs no memory of them.
"""

from string import ascii_uppercase

_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
"""Check letters of police numbers, by remainder (hmpps-person-record, PNCIdentifier.kt)."""
_NOMIS_SPACE = 26 * 9999 * 26 * 26
_LIDS_LETTERS = "ABCDEFGHJKLMNPRSTVWX"
_SERIALS, _FILES, _PATIENTS = 900_000, 200_000, 300_000_000
_NOMIS, _OLDER, _PNC, _CRO, _NHS = 4_256_233, 86_028_121, 611_953, 122_949, 198_491_317
"""Strides: none has a factor in common with its space, so a walk meets all before it comes back."""


def _walk(nth: int, space: int, stride: int) -> int:
    return (nth * stride + 12_345) % space


def check_letter(number: int) -> str:
    """Give the letter for the year and serial of a police number, written as one number."""
    return _LETTERS[number % len(_LETTERS)]


def nomis(nth: int) -> str:
    """Number a prisoner for life: one letter, four digits, two letters."""
    rest, last = divmod(_walk(nth, _NOMIS_SPACE, _NOMIS), 26)
    rest, middle = divmod(rest, 26)
    first, digits = divmod(rest, 9999)
    letters = ascii_uppercase
    return f"{letters[first]}{digits + 1:04d}{letters[middle]}{letters[last]}"


def older_number(nth: int, digits: int) -> str:
    """Number one custody period as before 2009: two letters, four to six digits."""
    size = len(_LIDS_LETTERS)
    serials = 9 * 10 ** (digits - 1)
    pair, serial = divmod(_walk(nth, size * size * serials, _OLDER), serials)
    first, second = divmod(pair, size)
    return f"{_LIDS_LETTERS[first]}{_LIDS_LETTERS[second]}{serial + serials // 9}"


def pnc(nth: int, year: int) -> str:
    """Number a person on the Police National Computer, entered in `year`."""
    serial = _walk(nth, _SERIALS, _PNC) + 1
    return f"{year}/{serial:07d}{check_letter(year % 100 * 10**7 + serial)}"


def cro(nth: int, year: int, *, small: bool = False) -> str:
    """Number a file of fingerprints opened in `year`; a small file is numbered apart."""
    serial = _walk(nth, _FILES, _CRO) + 1
    if small:
        return f"SF{year % 100:02d}/{serial}{check_letter(int(f'{year % 100}{serial}'))}"
    letter = check_letter(year % 100 * 10**6 + serial)
    return f"{serial:06d}/{year % 100:02d}{letter}"


def nhs_number(nth: int) -> str | None:
    """Number a patient; None for the one in eleven that has no check digit."""
    digits = str(400_000_000 + _walk(nth, _PATIENTS, _NHS))
    check = 11 - sum((10 - place) * int(digit) for place, digit in enumerate(digits)) % 11
    if check == 10:
        return None
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}{check % 11}"
