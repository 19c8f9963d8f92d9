"""Gives records to other systems: as JSON objects, or as rows of tables."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from service.custody.schemas import ValueEvidenceSchema
from service.entities import Actor, Record
from service.errors import NoGroundError
from service.exporting.columns import Exported
from service.labels import labels_of
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, leaving
from service.store.engine import unit_of_work
from service.store.leaving import Wanted
from service.store.models import RecordRow
from service.usecases.batches import find_batch
from service.usecases.disclosing import disclose_record
from service.usecases.evidence import value_evidence
from service.usecases.records import find_record
from service.usecases.views import unchecked_record_of

_TOGETHER = 200


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


def exported_json(exported: Exported, *, with_evidence: bool) -> dict[str, Any]:
    """Give an exported record as a JSON object, with the chain of each value where wanted."""
    found = {
        **record_json(exported.record),
        "values": {value.key: value.value for value in exported.leaving},
        "not_accepted": exported.not_accepted,
        "batch": exported.batch,
        "original_sha256": exported.original_sha256,
    }
    if with_evidence:
        found["evidence"] = ValueEvidenceSchema(many=True).dump(exported.leaving)
    return found


@needs(Power.EXPORT)
def export_record(
    runtime: Runtime, actor: Actor, record_id: int, recipient_id: int | None = None
) -> dict[str, Any]:
    """Export one record, noting that it left, and to whom.

    Raises:
        NotFoundError: there is none.
        NoGroundError: the recipient may not be given it.
    """
    record = find_record(runtime, record_id)
    with unit_of_work(runtime.engine) as session:
        disclose_record(session, actor, record, recipient_id)
        audit.write(session, actor, "record.exported", "record", record_id)
    return record_json(record)


@needs(Power.EXPORT)
def of_batch(runtime: Runtime, wanted: Wanted, name: str) -> Wanted:
    """Narrow what is wanted to a batch.

    Raises:
        NotFoundError: there is no batch of this name.
    """
    return replace(wanted, batch_id=find_batch(runtime, name).id)


@needs(Power.EXPORT)
def export_records(
    runtime: Runtime,
    actor: Actor,
    wanted: Wanted,
    *,
    with_doubtful: bool = False,
    recipient_id: int | None = None,
    left_out: Callable[[int], object] = lambda _: None,
) -> Iterator[Exported]:
    """Export records, newest first, some a transaction: memory stays flat.

    Args:
        runtime: the installation.
        actor: who takes them out: the audit trail keeps it for each record.
        wanted: which.
        with_doubtful: let values leave, too, that nobody and nothing has accepted.
        recipient_id: the agency that is given them; records that it may not be given stay behind.
        left_out: is told the id of each of those.
    """
    before_id: int | None = None
    while True:
        with unit_of_work(runtime.engine) as session:
            rows = leaving.portion(session, wanted, before_id=before_id, limit=_TOGETHER)
            going = [row for row in rows if _goes(session, actor, row, recipient_id)]
            for row in going:
                audit.write(session, actor, "record.exported", "record", row.id)
            together = list(_exported(runtime, session, going, with_doubtful=with_doubtful))
        if not rows:
            return
        for row_id in {row.id for row in rows} - {row.id for row in going}:
            left_out(row_id)
        yield from together
        before_id = rows[-1].id


def _goes(session: Session, actor: Actor, row: RecordRow, recipient_id: int | None) -> bool:
    try:
        disclose_record(session, actor, unchecked_record_of(row), recipient_id)
    except NoGroundError:
        return False
    return True


def _exported(
    runtime: Runtime, session: Session, rows: list[RecordRow], *, with_doubtful: bool
) -> Iterator[Exported]:
    names = leaving.batch_names(session)
    labels = {(form.id, form.version): labels_of(form) for form in runtime.catalogue}
    for row in rows:
        record = unchecked_record_of(row)
        yield Exported(
            record=record,
            batch=names.get(row.document.batch_id or 0),
            original_sha256=row.document.original_sha256,
            values=value_evidence(row, record, labels[row.form_id, row.form_version]),
            with_doubtful=with_doubtful,
        )
