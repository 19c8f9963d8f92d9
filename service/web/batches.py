"""Batches of historic paper: how far each has come, what needs a person, its records to save."""

from io import StringIO

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from service.downloads import download, download_written
from service.signing_in import actor, runtime
from service.store.states import NEEDS_A_PERSON, DocumentState
from service.usecases.batch_exceptions import exceptions_of
from service.usecases.batch_progress import error_rate_of, list_progress, pace_of, progress_of
from service.usecases.batches import get_batch, ledger_of
from service.usecases.export_batch import BatchFormat, export_batch
from service.web.exceptions_table import why, write_exceptions
from service.web.pages import PAGE_LENGTH, blueprint

_LEDGER = tuple(state for state in DocumentState if state is not DocumentState.MATCHED)
"""What a document can be found in: it is never seen matched, which it only passes through."""
_SAVED_AS = {
    BatchFormat.JSON: ("application/jsonl", "records.jsonl"),
    BatchFormat.CSV: ("application/zip", "records-csv.zip"),
    BatchFormat.PARQUET: ("application/zip", "records-parquet.zip"),
}


@blueprint.get("/batches")
def batches() -> str:
    """List batches, newest first."""
    before = request.args.get("before", type=int)
    found = list_progress(runtime(), before_id=before, limit=PAGE_LENGTH)
    return render_template(
        "batches.html", batches=found, before=before, is_full=len(found) == PAGE_LENGTH
    )


@blueprint.get("/batches/<int:batch_id>")
def batch(batch_id: int) -> str:
    """Show a batch: its ledger, how fast it goes, how often reading was wrong."""
    found = get_batch(runtime(), batch_id)
    ledger = ledger_of(runtime(), found)
    return render_template(
        "batch.html",
        batch=found,
        ledger=ledger,
        rows=_LEDGER,
        pace=pace_of(runtime(), found) if ledger.left else None,
        errors=error_rate_of(runtime(), found),
        titles=_titles(),
        exceptions=sum(ledger.documents.get(state, 0) for state in NEEDS_A_PERSON),
    )


def _titles() -> dict[str, str]:
    return {form.id: form.title for form in runtime().catalogue}


@blueprint.get("/batches/<int:batch_id>/exceptions")
def batch_exceptions(batch_id: int) -> str:
    """List the files of a batch that need a person, all or those in one state."""
    found = get_batch(runtime(), batch_id)
    state = request.args.get("state", "")
    states = [DocumentState(state)] if state in NEEDS_A_PERSON else NEEDS_A_PERSON
    after = request.args.get("after", 0, type=int)
    items = exceptions_of(runtime(), found, states=states, after_id=after, limit=PAGE_LENGTH)
    return render_template(
        "batch_exceptions.html",
        batch=found,
        items=items,
        why=why,
        state=state if len(states) == 1 else "",
        states=NEEDS_A_PERSON,
        counts=progress_of(runtime(), found).documents,
        after=after,
        is_full=len(items) == PAGE_LENGTH,
    )


@blueprint.get("/batches/<int:batch_id>/exceptions.csv")
def batch_exceptions_csv(batch_id: int) -> Response:
    """Save all files of a batch that need a person as CSV."""
    items = exceptions_of(runtime(), get_batch(runtime(), batch_id))
    text = StringIO(newline="")
    write_exceptions(items, text)
    return download(
        text.getvalue().encode("utf-8-sig"), "text/csv", f"batch-{batch_id}-exceptions.csv"
    )


@blueprint.post("/batches/<int:batch_id>/export")
def batch_export(batch_id: int) -> Response:
    """Save the accepted records of a batch."""
    kind = request.form.get("format", "")
    if kind not in set(BatchFormat):
        abort(422)
    found, wanted = get_batch(runtime(), batch_id), BatchFormat(kind)
    media_type, name = _SAVED_AS[wanted]
    return download_written(
        lambda target: export_batch(runtime(), actor(), found, wanted, target),
        media_type,
        f"batch-{batch_id}-{name}",
    )
