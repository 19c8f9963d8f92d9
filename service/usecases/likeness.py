"""Flags a record whose paper has probably come before; nothing is dropped for it."""

from sqlalchemy.orm import Session

from service.assembly import Concern
from service.likeness import Look, are_alike, keys_of
from service.store import records
from service.store.models import RecordKeyRow, RecordRow

_MOST_LOOKED_AT = 5
"""Newest first: a client of many forms must not make each further one dearer."""


def note_likeness(session: Session, row: RecordRow) -> None:
    """Note what a record is found by, and the record that it resembles, if any does."""
    keys = keys_of(row.form_id, row.values)
    before = records.with_keys(session, keys, limit=_MOST_LOOKED_AT)
    known = {key.key for key in records.keys_of(session, row.id)}
    session.add_all(RecordKeyRow(record_id=row.id, key=key) for key in keys - known)
    look = _look(row)
    for other in before:
        if other is not row and (_is_same_copy(row, other) or are_alike(look, _look(other))):
            row.resembles_id = other.id
            _concern(row)
            return


def _is_same_copy(one: RecordRow, other: RecordRow) -> bool:
    return one.copy_id is not None and one.copy_id == other.copy_id


def _concern(row: RecordRow) -> None:
    """A copy that came before says so already; two copies that were issued are two papers."""
    if row.copy_id is None:
        row.concerns = [*row.concerns, str(Concern.SCANNED_BEFORE)]


def _look(row: RecordRow) -> Look:
    hashes = (page.picture_hash for page in row.pages)
    return Look(
        values=row.values,
        doubtful=frozenset(row.doubts),
        pictures=tuple(one for one in hashes if one),
    )
