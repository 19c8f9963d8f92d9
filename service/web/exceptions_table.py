"""The files of a batch that need a person, as CSV for people, and why each does, in words."""

import csv
from collections.abc import Iterable, Iterator
from typing import TextIO

from service.exporting.spreadsheet import guarded
from service.usecases.batch_exceptions import BatchItem, OpenPoints
from service.web.words import CONCERN, MATCH, STATE


def write_exceptions(items: Iterable[BatchItem], target: TextIO) -> None:
    """Write a row a file: where it lay, and why it needs a person."""
    rows = csv.writer(target)
    rows.writerow(["document", "place", "state", "reason"])
    for item in items:
        cells = (guarded(item.place), STATE[item.state], guarded(why(item)))
        rows.writerow([item.document_id, *cells])


def why(item: BatchItem) -> str:
    """Say why a file needs a person: why it could not be read, or what is left to settle."""
    if item.reason:
        return item.reason[0].upper() + item.reason[1:]
    return " ".join(_sentences(item.open)) or "Only to be accepted."


def _sentences(left: OpenPoints) -> Iterator[str]:
    if left.values:
        yield _counted(left.values, "value to check.", "values to check.")
    yield from (MATCH[note] for note in left.match_notes)
    yield from (CONCERN[code] for code in left.concerns)
    if left.pages_unidentified:
        one, more = "page is of no form that is known.", "pages are of no form that is known."
        yield _counted(left.pages_unidentified, one, more)
    if left.pages_failed:
        yield _counted(left.pages_failed, "page could not be read.", "pages could not be read.")


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
