"""Which form a returned file is: by what it says of itself, by its foot, or by its fields."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from forms.copies import CopyId, neutral_copy_id, parse_copy_id
from forms.definition import Form
from forms.errors import CopyIdError, UnknownFormError
from forms.registry import Catalogue

_FOOT = re.compile(
    r"Form\s+(?P<form>[a-z][a-z0-9-]*)\s+version\s+(?P<version>\S+)\s+\W?\s*"
    r"page\s+(?P<page>\d+)?\s*of\s+(?P<pages>\d+)?\s*\W?\s*copy\b"
)
_COPY = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}\b")
"""It may follow the rest at a distance: it is drawn apart on every copy."""
_ENOUGH_FIELDS = 0.6
"""Share of a form's fields by which it is known even where it says nothing of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a file says it is."""

    form: str
    version: str | None = None
    copy: str | None = None
    page: int | None = None


def claim_in_foot(text: str) -> Claim | None:
    """Find the line at the foot of every page of ours in a page's text."""
    found = _FOOT.search(text)
    if not found:
        return None
    page, copy = found["page"], _COPY.search(text, found.end())
    return Claim(
        form=found["form"],
        version=found["version"],
        copy=copy[0] if copy else None,
        page=int(page) if page else None,
    )


def claimed_copy(claim: Claim) -> CopyId | None:
    """Give the copy that a claim names; None where it names none, wrongly, or a blank template."""
    try:
        copy = parse_copy_id(claim.copy) if claim.copy else None
    except CopyIdError:
        return None
    return copy if copy and copy != neutral_copy_id(copy.form_code) else None


def claimed_form(claim: Claim, catalogue: Catalogue) -> Form:
    """Find the form that a claim names.

    Raises:
        UnknownFormError: it is of a form or a version that is not in the catalogue.
    """
    if claim.version is not None:
        return catalogue.find(claim.form, claim.version)
    copy = claimed_copy(claim)
    form = catalogue.by_code(copy.form_code) if copy else None
    if form is None or form.id != claim.form:
        raise UnknownFormError(f"the file does not say which version of {claim.form!r} it is")
    return form


def agreed_copy(claims: Collection[Claim], form: Form) -> tuple[CopyId | None, bool]:
    """Find the copy that all claims name.

    Returns:
        The copy, None where none is named or they disagree; and whether they leave it unclear.
    """
    copies = {copy for claim in claims if (copy := claimed_copy(claim))}
    if len(copies) == 1 and (copy := next(iter(copies))).form_code == form.code:
        return copy, False
    return None, bool(copies)


def form_with_fields(keys: Collection[str], catalogue: Catalogue) -> Form | None:
    """Find the form whose fields these are, the newest version where several fit alike."""
    shares = [(_share(form, keys), number, form) for number, form in enumerate(catalogue)]
    best = max(shares, key=lambda share: share[:2], default=None)
    return best[2] if best and best[0] >= _ENOUGH_FIELDS else None


def _share(form: Form, keys: Collection[str]) -> float:
    own = {field.key for field in form.fields()}
    known = own.intersection(keys)
    return len(known) / len(own.union(keys)) if known else 0.0
