"""Reads a number of a kind that is known."""

from datetime import date
from typing import assert_never

from forms.written_dates import today_utc
from service.identifiers.nhs import read_nhs
from service.identifiers.numbers import Number, NumberKind, NumberProblem, right, wrong
from service.identifiers.police import read_cro, read_pnc
from service.identifiers.prison import read_of_form, read_prisoner_number


def read_number(kind: NumberKind, text: str, *, today: date | None = None) -> Number:
    """Read a number of this kind, strictly: what cannot be right has no canonical form.

    Args:
        kind: what it is said to be; UNKNOWN gives a prisoner number the kind that its form tells.
        text: as written.
        today: the day that the century of a PNC number's year is judged by.
    """
    match kind:
        case NumberKind.NOMIS | NumberKind.OLDER:
            return read_of_form(kind, text)
        case NumberKind.UNKNOWN:
            return read_prisoner_number(text)
        case NumberKind.PNC:
            return read_pnc(text, today=today or today_utc())
        case NumberKind.CRO:
            return read_cro(text)
        case NumberKind.NHS:
            return read_nhs(text)
        case NumberKind.LOCAL:
            return _read_local(text)
        case _:
            assert_never(kind)


def _read_local(text: str) -> Number:
    squeezed = "".join(char for char in text.upper() if char.isalnum())
    if not squeezed:
        return wrong(NumberKind.LOCAL, text, NumberProblem.FORM)
    return right(NumberKind.LOCAL, text, squeezed)
