"""Records: forms that came back."""

from collections.abc import Mapping
from typing import Any

from service.answers_in import answers_in
from service.api.blueprint import ApiBlueprint
from service.entities import Record, RecordSummary
from service.schemas import (
    AcceptanceSchema,
    AssignmentSchema,
    CorrectionRequestSchema,
    RecordListItemSchema,
    RecordSchema,
    RecordsQuerySchema,
)
from service.signing_in import actor, runtime
from service.usecases.export import export_record
from service.usecases.records import (
    accept_record,
    assign_client,
    correct_record,
    find_record,
    list_records,
)

blueprint = ApiBlueprint("records", __name__, description="Forms that came back, as values")


@blueprint.get("/records")
@blueprint.arguments(RecordsQuerySchema, location="query")
@blueprint.response(200, RecordListItemSchema(many=True))
def list_all(query: Mapping[str, Any]) -> list[RecordSummary]:
    """List records, newest first."""
    return list_records(
        runtime(),
        state=query["state"],
        client_id=query["client_id"],
        before_id=query["before"],
        limit=query["limit"],
    )


@blueprint.get("/records/<int:record_id>")
@blueprint.response(200, RecordSchema)
def show(record_id: int) -> Record:
    """Show a record with its evidence and history."""
    return find_record(runtime(), record_id)


@blueprint.patch("/records/<int:record_id>")
@blueprint.arguments(CorrectionRequestSchema)
@blueprint.response(200, RecordSchema)
def correct(asked: Mapping[str, Any], record_id: int) -> Record:
    """Correct values, or confirm them as they stand on the paper."""
    record = find_record(runtime(), record_id)
    form = runtime().catalogue.find(record.form_id, record.form_version)
    return correct_record(
        runtime(),
        actor(),
        record_id,
        revision=asked["revision"],
        changes=answers_in(form, asked["values"]),
        confirmed=asked["confirmed"],
    )


@blueprint.put("/records/<int:record_id>/client")
@blueprint.arguments(AssignmentSchema)
@blueprint.response(200, RecordSchema)
def assign(asked: Mapping[str, Any], record_id: int) -> Record:
    """Say whose record it is."""
    return assign_client(
        runtime(), actor(), record_id, revision=asked["revision"], client_id=asked["client_id"]
    )


@blueprint.post("/records/<int:record_id>/acceptance")
@blueprint.arguments(AcceptanceSchema)
@blueprint.response(200, RecordSchema)
def accept(asked: Mapping[str, Any], record_id: int) -> Record:
    """Accept a record; refused while anything in it is in doubt."""
    return accept_record(
        runtime(),
        actor(),
        record_id,
        revision=asked["revision"],
        concerns_seen=asked["concerns_seen"],
    )


@blueprint.get("/records/<int:record_id>/export")
@blueprint.response(200)
def export(record_id: int) -> dict[str, Any]:
    """Export a record; that it left is noted."""
    return export_record(runtime(), actor(), record_id)
