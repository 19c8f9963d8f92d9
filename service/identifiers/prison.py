"""Prisoner numbers. None has a check character: the form is all that can be looked at."""

import re

from service.identifiers.numbers import Number, NumberKind, NumberProblem, right, wrong

_FORMS = {
    NumberKind.NOMIS: re.compile(r"[A-Z][0-9]{4}[A-Z]{2}"),
    NumberKind.OLDER: re.compile(r"[A-Z]{2}[0-9]{4,6}"),
}
_BETWEEN = re.compile(r"[\s./-]+")


def read_prisoner_number(text: str) -> Number:
    """Read a prisoner number and tell its kind by its form."""
    squeezed = _squeeze(text)
    for kind, form in _FORMS.items():
        if form.fullmatch(squeezed):
            return right(kind, text, squeezed)
    return wrong(NumberKind.UNKNOWN, text, NumberProblem.FORM)


def read_of_form(kind: NumberKind, text: str) -> Number:
    """Read a prisoner number that is said to be a NOMIS or an older one."""
    squeezed = _squeeze(text)
    if _FORMS[kind].fullmatch(squeezed):
        return right(kind, text, squeezed)
    return wrong(kind, text, NumberProblem.FORM)


def _squeeze(text: str) -> str:
    return _BETWEEN.sub("", text).upper()
