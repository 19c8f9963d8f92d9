"""Batches of historic paper: what was put in, and what became of it."""

from service.api.blueprint import ApiBlueprint
from service.schemas_batches import BatchItemSchema, BatchSchema, LedgerSchema
from service.signing_in import runtime
from service.usecases.batch_exceptions import BatchItem, exceptions_of
from service.usecases.batches import Batch, Ledger, get_batch, ledger_of, list_batches

blueprint = ApiBlueprint("batches", __name__, description="Historic paper, by the box")


@blueprint.get("/batches")
@blueprint.response(200, BatchSchema(many=True))
def list_all() -> list[Batch]:
    """List batches, newest first."""
    return list_batches(runtime())


@blueprint.get("/batches/<int:batch_id>")
@blueprint.response(200, LedgerSchema)
def show(batch_id: int) -> Ledger:
    """Give a batch's ledger: its documents add up to the files put in and those out of them."""
    return ledger_of(runtime(), get_batch(runtime(), batch_id))


@blueprint.get("/batches/<int:batch_id>/exceptions")
@blueprint.response(200, BatchItemSchema(many=True))
def exceptions(batch_id: int) -> list[BatchItem]:
    """List the files of a batch that need a person: where each lay, and why."""
    return exceptions_of(runtime(), get_batch(runtime(), batch_id))
