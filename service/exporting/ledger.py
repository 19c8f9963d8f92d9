"""The ledger of copies as CSV; it names clients by their reference alone."""

import csv
from collections.abc import Iterable
from typing import TextIO

from service.exporting.spreadsheet import guarded
from service.ledger.copies import LedgerCopy

COLUMNS = (
    *("copy", "form", "version", "client_ref", "prison", "team", "purpose", "issued", "issued_by"),
    *("due_back", "state", "pages_back", "pages_missing", "last_back", "written_off"),
    "written_off_because",
)


def write_ledger(copies: Iterable[LedgerCopy], target: TextIO) -> None:
    """Write a row a copy; what could be taken for a formula is guarded."""
    rows = csv.writer(target)
    rows.writerow(COLUMNS)
    for copy in copies:
        rows.writerow([guarded(str(cell)) for cell in _cells(copy)])


def _cells(copy: LedgerCopy) -> Iterable[object]:
    yield from (copy.copy_id, copy.form_id, copy.form_version, copy.reference, copy.prison)
    yield from (copy.recipient or "", copy.purpose, copy.issued_at.isoformat())
    yield from (copy.issued_by or "", copy.due_back or "", copy.state)
    yield " ".join(map(str, copy.pages_back))
    yield " ".join(map(str, copy.pages_missing))
    yield copy.back_at.isoformat() if copy.back_at else ""
    yield copy.written_off_at.isoformat() if copy.written_off_at else ""
    yield copy.written_off_because
