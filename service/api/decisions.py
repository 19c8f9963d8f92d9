"""Whose a record is: what matching found, and what a person says."""

from collections.abc import Mapping
from typing import Any

from service.api.blueprint import ApiBlueprint
from service.decided import Candidates
from service.entities import Record
from service.errors import NotFoundError
from service.schemas import RecordSchema
from service.schemas_decisions import (
    CandidatesSchema,
    DecisionSchema,
    JudgedPairSchema,
    UndoneSchema,
)
from service.signing_in import actor, runtime
from service.usecases.candidates import record_candidates
from service.usecases.deciding import assign_client, assign_new_client, undo_decision
from service.usecases.export_decisions import JudgedPair, export_decisions

blueprint = ApiBlueprint("decisions", __name__, description="Whose a record is")


@blueprint.get("/records/<int:record_id>/candidates")
@blueprint.response(200, CandidatesSchema)
def candidates(record_id: int) -> Candidates:
    """List whom a record may be about, ranked, with what speaks for and against each."""
    found = record_candidates(runtime(), record_id)
    if found is None:
        raise NotFoundError(
            f"matching never looked at record {record_id}",
            hint="Its form is about no client, or `throughcare records match` has yet to run.",
        )
    return found


@blueprint.post("/records/<int:record_id>/decision")
@blueprint.arguments(DecisionSchema)
@blueprint.response(200, RecordSchema)
def decide(asked: Mapping[str, Any], record_id: int) -> Record:
    """Say whose record it is; that stands until it is undone."""
    if "new_client" in asked:
        return assign_new_client(
            runtime(), actor(), record_id, asked["new_client"], revision=asked["revision"]
        )
    return assign_client(
        runtime(), actor(), record_id, revision=asked["revision"], client_id=asked["client_id"]
    )


@blueprint.delete("/records/<int:record_id>/decision")
@blueprint.arguments(UndoneSchema, location="query")
@blueprint.response(200, RecordSchema)
def undo(asked: Mapping[str, Any], record_id: int) -> Record:
    """Take back whose record it was said to be: matching decides anew."""
    return undo_decision(runtime(), actor(), record_id, revision=asked["revision"])


@blueprint.get("/decisions")
@blueprint.response(200, JudgedPairSchema(many=True))
def judged() -> list[JudgedPair]:
    """Export what people decided, as training data; that it left is noted."""
    return list(export_decisions(runtime(), actor()))
