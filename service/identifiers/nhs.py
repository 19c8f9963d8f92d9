"""NHS numbers, with their check digit (NHS Data Model and Dictionary, NHS NUMBER, modulus 11)."""

import re

from service.identifiers.numbers import Number, NumberKind, NumberProblem, right, wrong

_TEN_DIGITS = re.compile(r"[0-9]{10}")
_BETWEEN = re.compile(r"[\s-]+")


def read_nhs(text: str) -> Number:
    """Read an NHS number; canonical with blanks, `943 476 5919`."""
    kind, digits = NumberKind.NHS, _BETWEEN.sub("", text)
    if not _TEN_DIGITS.fullmatch(digits):
        return wrong(kind, text, NumberProblem.FORM)
    if len(set(digits)) == 1:
        # Ten equal digits always pass the check.
        return wrong(kind, text, NumberProblem.PLACEHOLDER)
    if check_digit(digits[:9]) != digits[9]:
        return wrong(kind, text, NumberProblem.CHECK)
    return right(kind, text, f"{digits[:3]} {digits[3:6]} {digits[6:]}")


def check_digit(nine: str) -> str | None:
    """Give the tenth digit of nine; none where no number begins with them."""
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), nine, strict=True))
    digit = -total % 11
    return str(digit) if digit < 10 else None
