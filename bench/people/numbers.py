"""Numbers that agencies give a person, no two alike in one register, with right check characters.

The `nth` number comes from a walk through all there are, so that none is met twice and a register
of a million needs no memory of them. (Files of fingerprints have too few digits for that: of a
million people a few dozen share one.)
"""

from string import ascii_uppercase

from service.identifiers import police
from service.identifiers.nhs import check_digit

_NOMIS_SPACE = 9999 * 26 * 26
"""All begin with A, as those that are issued: in a million many are one digit from another."""
ELSEWHERE = 50_000_000
"""Numbers of people who are not on the register are counted from here: no one has a client's."""
_LIDS_LETTERS = "ABCDEFGHJKLMNPRSTVWX"
_SERIALS, _PATIENTS = 9_000_000, 300_000_000
_FILES, _FILES_ELSEWHERE = 950_000, 49_000
"""Files of fingerprints have six digits alone, so those of the register stand apart."""
_NOMIS, _OLDER, _PNC, _CRO, _NHS = 4_256_233, 86_028_121, 611_953, 104_729, 198_491_317
"""Strides: none has a factor in common with its space, so a walk meets all before it comes back."""


def _walk(nth: int, space: int, stride: int) -> int:
    return (nth * stride + 12_345) % space


def check_letter(number: int) -> str:
    """Give the letter for the year and serial of a police number, written as one number."""
    return police.check_letter(str(number))


def nomis(nth: int) -> str:
    """Number a prisoner for life: one letter, four digits, two letters."""
    rest, last = divmod(_walk(nth, _NOMIS_SPACE, _NOMIS), 26)
    digits, middle = divmod(rest, 26)
    return f"A{digits + 1:04d}{ascii_uppercase[middle]}{ascii_uppercase[last]}"


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
    """Number a file of fingerprints opened in `year`; small files are numbered apart."""
    if nth >= ELSEWHERE:
        serial = _FILES + _walk(nth, _FILES_ELSEWHERE, _CRO) + 1
    else:
        serial = _walk(nth, _FILES, _CRO) + 1
    if small or _FILES <= nth < ELSEWHERE:
        return f"SF{year % 100:02d}/{serial}{check_letter(int(f'{year % 100}{serial}'))}"
    letter = check_letter(year % 100 * 10**6 + serial)
    return f"{serial:06d}/{year % 100:02d}{letter}"


def nhs_number(nth: int) -> str | None:
    """Number a patient; None for the one in eleven that has no check digit."""
    digits = str(400_000_000 + _walk(nth, _PATIENTS, _NHS))
    check = check_digit(digits)
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}{check}" if check else None
