"""Words for what was searched, so that a person sees how a search was understood."""

from collections.abc import Callable, Iterable

from service.searching.typed import Term, TermKind
from service.web.words import show_day


def show_searched(terms: Iterable[Term]) -> str:
    """Write what was searched: a name with “SEVERN”, born on 27 March 1974."""
    return ", ".join(map(_show, terms))


def _show(term: Term) -> str:
    match term.kind:
        case TermKind.NAME:
            return f"a name with {_quoted(term.said)}"
        case TermKind.NUMBER:
            return f"a number with {_quoted(term.said)}"
        case TermKind.BIRTH:
            return _show_birth(term.said)


def _quoted(text: str) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}"


def _show_birth(said: str) -> str:
    """Write a day, or the month of a year."""
    if len(said) == len("2026-01"):
        return f"a birth in {show_day(f'{said}-01').split(' ', 1)[1]}"
    return f"the birth on {show_day(said)}"


FILTERS: dict[str, Callable[..., str]] = {"searched": show_searched}
