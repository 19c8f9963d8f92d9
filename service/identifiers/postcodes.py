"""Postcodes of the United Kingdom (form: hmpps-person-match, `model_cleaning`)."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

_OUTWARD = r"[A-Z][A-HJ-Y]?[0-9][A-Z0-9]?"
_INWARD = r"[0-9][A-Z]{2}"
_WHOLE = re.compile(rf"(?=GIR0AA|{_OUTWARD}{_INWARD})(.+)(.{{3}})")
_OUTWARD_ALONE = re.compile(rf"{_OUTWARD}|GIR")
_NO_FIXED_ABODE = re.compile(r"NF11(?:NF|FA)|ZZ99[0-9][A-Z]{2}")
"""Said of people without an address: two such people do not live together."""


class PostcodeProblem(StrEnum):
    """Why a postcode has no canonical form."""

    FORM = "form"
    PLACEHOLDER = "placeholder"
    """It only says that there is no fixed abode."""
    INCOMPLETE = "incomplete"
    """The outward part alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postcode:
    """A postcode, as written and in its canonical form."""

    text: str = field(repr=False)
    canonical: str | None = field(repr=False)
    """Such as `SW1A 2AA`."""
    outward: str | None = field(repr=False)
    """The part before the blank: a district."""
    problem: PostcodeProblem | None = None


def is_no_fixed_abode(squeezed: str) -> bool:
    """Tell whether a postcode, in capitals without blanks, only says that there is no address."""
    return _NO_FIXED_ABODE.fullmatch(squeezed) is not None


def read_postcode(text: str) -> Postcode:
    """Read a postcode, blanks or none."""
    squeezed = "".join(text.split()).upper()
    if is_no_fixed_abode(squeezed):
        return _wrong(text, PostcodeProblem.PLACEHOLDER)
    if found := _WHOLE.fullmatch(squeezed):
        outward, inward = found.groups()
        return Postcode(text=text, canonical=f"{outward} {inward}", outward=outward)
    if _OUTWARD_ALONE.fullmatch(squeezed):
        return _wrong(text, PostcodeProblem.INCOMPLETE, outward=squeezed)
    return _wrong(text, PostcodeProblem.FORM)


def _wrong(text: str, problem: PostcodeProblem, *, outward: str | None = None) -> Postcode:
    return Postcode(text=text, canonical=None, outward=outward, problem=problem)
