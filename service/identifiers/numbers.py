"""A client's number, as written and in its canonical form."""

from dataclasses import dataclass, field
from enum import StrEnum


class NumberKind(StrEnum):
    """Whose number it is; only NOMIS, PNC, CRO and NHS numbers stay with a person for life."""

    NOMIS = "nomis"
    """The prison service's number, such as A1234BC."""
    OLDER = "older"
    """A prisoner number from before NOMIS: it stood for one stay in custody, not for the person."""
    UNKNOWN = "unknown"
    """A prisoner number of neither form."""
    PNC = "pnc"
    """Police National Computer."""
    CRO = "cro"
    """Criminal Records Office."""
    NHS = "nhs"
    LOCAL = "local"
    """An agency's own."""


class NumberProblem(StrEnum):
    """Why a number has no canonical form."""

    FORM = "form"
    CHECK = "check"
    PLACEHOLDER = "placeholder"
    """Well formed, and known to be written where there is no number."""
    YEAR = "year"


PROBLEM_WORDS = {
    NumberProblem.FORM: "it does not have the form of such a number",
    NumberProblem.CHECK: "its check character does not fit: a character was probably misread",
    NumberProblem.PLACEHOLDER: "it only stands where there is no number",
    NumberProblem.YEAR: "its year has not come yet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number of a client."""

    kind: NumberKind
    text: str = field(repr=False)
    """As it was written."""
    canonical: str | None = field(repr=False)
    """Equal for all ways to write the same number; none where it cannot be right."""
    problem: NumberProblem | None = None

    @property
    def ok(self) -> bool:
        """Tell whether the number can be right."""
        return self.problem is None


def right(kind: NumberKind, text: str, canonical: str) -> Number:
    """Give a number that can be right."""
    return Number(kind=kind, text=text, canonical=canonical)


def wrong(kind: NumberKind, text: str, problem: NumberProblem) -> Number:
    """Give a number that cannot be right."""
    return Number(kind=kind, text=text, canonical=None, problem=problem)
