"""Records: forms that came back."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from service.answers_in import answers_in
from service.api.blueprint import ApiBlueprint
from service.custody.chain import RecordEvidence
from service.custody.schemas import EvidenceSchema
from service.downloads import download_written
from service.entities import Record, RecordSummary
from service.schemas import (
    AcceptanceSchema,
    AssignmentSchema,
    CorrectionRequestSchema,
    RecordListItemSchema,
    RecordSchema,
    RecordsQuerySchema,
)
from service.schemas_agencies import RecipientSchema
from service.signing_in import actor, runtime
from service.usecases.addressing import agency_id_of
from service.usecases.deciding import assign_client
from service.usecases.evidence import export_evidence, record_evidence
from service.usecases.export import export_record
from service.usecases.records import (
    accept_record,
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
@blueprint.arguments(RecipientSchema, location="query")
@blueprint.response(200)
def export(asked: Mapping[str, Any], record_id: int) -> dict[str, Any]:
    """Export a record, to another agency where one is named; that it left is noted."""
    recipient_id = agency_id_of(runtime(), asked["recipient"])
    return export_record(runtime(), actor(), record_id, recipient_id)


@blueprint.get("/records/<int:record_id>/evidence")
@blueprint.response(200, EvidenceSchema)
def evidence(record_id: int) -> RecordEvidence:
    """Show what stands behind each value: original, page, place, reading, who accepted it."""
    return record_evidence(runtime(), record_id)


@blueprint.get("/records/<int:record_id>/evidence.zip")
@blueprint.arguments(RecipientSchema, location="query")
@blueprint.gives(200, "application/zip")
def evidence_package(asked: Mapping[str, Any], record_id: int) -> Response:
    """Export the evidence package: original, pages, crops and the chain; that it left is noted."""
    recipient_id = agency_id_of(runtime(), asked["recipient"])
    return download_written(
        lambda target: export_evidence(runtime(), actor(), record_id, target, recipient_id),
        "application/zip",
        f"record-{record_id}-evidence.zip",
    )
