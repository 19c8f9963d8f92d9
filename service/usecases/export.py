"""Gives records as JSON for other systems."""

from collections.abc import Iterator
from typing import Any

from service.entities import Actor, Record
from service.runtime import Runtime
from service.store import audit, records
from service.store.engine import unit_of_work
from service.store.states import RecordState
from service.usecases.records import find_record
from service.usecases.views import record_of

_BATCH = 200


def record_json(record: Record) -> dict[str, Any]:
    """Give a record as a JSON object: values, client, and what a person checked."""
    corrected = {correction.key for correction in record.corrections}
    return {
        "id": record.id,
        "form": record.form_id,
        "version": record.form_version,
        "copy": record.copy_id,
        "state": str(record.state),
        "client": record.client and record.client.reference,
        "matched_by": record.matched_by and str(record.matched_by),
        "created_at": record.created_at.isoformat(),
        "accepted_at": record.accepted_at and record.accepted_at.isoformat(),
        "document": record.document_id,
        "values": dict(record.values),
        "doubtful": sorted(record.doubts),
        "checked_by_a_person": sorted(corrected),
        "concerns": list(record.concerns),
    }


def export_record(runtime: Runtime, actor: Actor, record_id: int) -> dict[str, Any]:
    """Export one record, noting that it left.

    Raises:
        NotFoundError: there is none.
    """
    record = find_record(runtime, record_id)
    with unit_of_work(runtime.engine) as session:
        audit.write(session, actor, "record.exported", "record", record_id)
    return record_json(record)


def export_records(
    runtime: Runtime, actor: Actor, *, state: RecordState | None
) -> Iterator[dict[str, Any]]:
    """Export all records in a state, newest first, a batch a transaction: memory stays flat."""
    before_id: int | None = None
    while True:
        with unit_of_work(runtime.engine) as session:
            rows = records.listed(session, state=state, before_id=before_id, limit=_BATCH)
            for row in rows:
                audit.write(session, actor, "record.exported", "record", row.id)
            batch = [record_json(record_of(row, runtime.catalogue, runtime.lists)) for row in rows]
        if not batch:
            return
        yield from batch
        before_id = batch[-1]["id"]
