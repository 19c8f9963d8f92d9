"""What an accepted consent sheet says: a yes only where nothing about it is in doubt.

A blank row is no yes; a name that does not mean one agency that is known is none either. A no is
taken wherever it can be seen. Source: guidance of June 2009, Annex A; docs/adr/0022.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from forms.answers import Answer
from service.consent.facts import Purpose, Signed, Stand

FORM_ID = "dir-consent"
SIGNATURES = ("client_signature", "client_signed_date", "worker_signature", "worker_signed_date")
"""The fields that prove a yes."""
_ROWS: Mapping[str, str] = {
    "smt_clinical": "prison_clinical",
    "carat": "carat",
    "cjit": "cjit",
    "treatment_provider": "treatment_provider",
    "offender_manager": "probation",
    "psr_author": "probation",
    "other_1": "",
    "other_2": "",
}
"""Rows of the sheet, each with the kind of agency that it is about; empty: whichever is named."""


@dataclass(frozen=True, slots=True)
class Named:
    """An agency that a sheet may name."""

    id: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One thing that a sheet says; no agency: all of them."""

    agency_id: int | None
    stand: Stand
    purpose: Purpose = Purpose.CONTINUITY
    said_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet as it was read and accepted."""

    values: Mapping[str, Answer]
    sure: Collection[str]
    """Fields beyond doubt, each seen on the scan by itself."""

    def seen(self, key: str) -> Answer:
        """Give a value that is beyond doubt; None: there is none."""
        return self.values.get(key) if key in self.sure else None

    def day(self, key: str) -> date | None:
        """Give a day that is beyond doubt."""
        value = self.seen(key)
        try:
            return date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            return None


def signed(sheet: Sheet) -> Signed:
    """Take the four things that prove a yes, each by itself."""
    return Signed(
        client=sheet.seen("client_signature") is True,
        client_on=sheet.day("client_signed_date"),
        worker=sheet.seen("worker_signature") is True,
        worker_on=sheet.day("worker_signed_date"),
    )


def sayings(sheet: Sheet, agencies: Collection[Named]) -> list[Saying]:
    """Give what a sheet says; a yes only where both signatures and both days are beyond doubt.

    Args:
        sheet: of which the record was accepted.
        agencies: all that are known and at work.
    """
    noes = list(_noes(sheet, agencies))
    if signed(sheet).complete_on is None or _may_be_no(sheet):
        return noes
    return [*noes, *_yeses(sheet, agencies)]


def _may_be_no(sheet: Sheet) -> bool:
    """Tell whether the sheet as a whole may be a no: then none of its ticks is a yes."""
    ticks = ("refused", "withdrawal_recorded")
    return any(sheet.values.get(key) or key not in sheet.sure for key in ticks)


def _noes(sheet: Sheet, agencies: Collection[Named]) -> Iterator[Saying]:
    if sheet.values.get("refused"):
        yield Saying(agency_id=None, stand=Stand.REFUSED, said_on=sheet.day("worker_signed_date"))
    if sheet.values.get("withdrawal_recorded"):
        yield from _withdrawn(sheet, agencies)
    for row, kind in _ROWS.items():
        if sheet.values.get(f"{row}_share") == "no":
            found = _meant(str(sheet.values.get(f"{row}_name") or ""), kind, agencies)
            for agency in found:
                yield Saying(agency_id=agency.id, stand=Stand.REFUSED)
    if sheet.values.get("monitoring_consent") == "no":
        for agency in agencies:
            if agency.kind == "monitoring":
                yield Saying(agency_id=agency.id, stand=Stand.REFUSED, purpose=Purpose.MONITORING)


def _withdrawn(sheet: Sheet, agencies: Collection[Named]) -> Iterator[Saying]:
    """Take consent back from the agencies that are named; from all where that is not clear."""
    day = sheet.day("withdrawn_date")
    names = sheet.seen("withdrawn_agencies")
    parts = [part.strip() for part in str(names or "").split(",") if part.strip()]
    meant = [_meant(part, "", agencies) for part in parts]
    some = sheet.seen("withdrawal_scope") == "some" and all(len(one) == 1 for one in meant)
    if not (some and meant):
        yield Saying(agency_id=None, stand=Stand.WITHDRAWN, said_on=day)
        return
    for [agency] in meant:
        yield Saying(agency_id=agency.id, stand=Stand.WITHDRAWN, said_on=day)


def _yeses(sheet: Sheet, agencies: Collection[Named]) -> Iterator[Saying]:
    for row, kind in _ROWS.items():
        name = sheet.seen(f"{row}_name")
        if sheet.seen(f"{row}_share") != "yes" or not isinstance(name, str):
            continue
        found = _meant(name, kind, agencies)
        if len(found) == 1:
            yield Saying(agency_id=found[0].id, stand=Stand.GIVEN)
    bodies = [agency for agency in agencies if agency.kind == "monitoring"]
    if sheet.seen("monitoring_consent") == "yes" and len(bodies) == 1:
        yield Saying(agency_id=bodies[0].id, stand=Stand.GIVEN, purpose=Purpose.MONITORING)


def _meant(name: str, kind: str, agencies: Collection[Named]) -> list[Named]:
    """Find the agencies that a name means: letter for letter, apart from case and spacing."""
    plain = _plain(name)
    return [
        one for one in agencies if plain and _plain(one.name) == plain and kind in ("", one.kind)
    ]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
