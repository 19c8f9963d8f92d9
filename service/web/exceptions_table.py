"""The files of a batch that need a person, as CSV for people."""

import csv
from collections.abc import Iterable
from typing import TextIO

from service.exporting.spreadsheet import guarded
from service.usecases.batches import BatchItem
from service.web.words import STATE


def write_exceptions(items: Iterable[BatchItem], target: TextIO) -> None:
    """Write a row a file: where it lay, and why it needs a person."""
    rows = csv.writer(target)
    rows.writerow(["document", "place", "state", "reason"])
    for item in items:
        cells = (guarded(item.place), STATE[item.state], guarded(item.reason or ""))
        rows.writerow([item.document_id, *cells])
