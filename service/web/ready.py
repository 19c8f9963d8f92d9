"""Accepting together the records in which nothing is left to ask."""

from collections.abc import Iterator

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.errors import ConflictError, NotFoundError
from service.signing_in import actor, runtime
from service.store.states import RecordState
from service.usecases.batches import get_batch
from service.usecases.records import accept_record, find_record
from service.usecases.together import ACCEPTED_AT_ONCE, count_ready, list_ready
from service.web.pages import blueprint
from service.web.words import plural


def _page(batch_id: int | None, problems: list[str]) -> str:
    ready = list_ready(runtime(), actor(), batch_id)
    return render_template(
        "check_ready.html",
        ready=ready,
        free=sum(one.others is None for one in ready),
        total=count_ready(runtime(), batch_id),
        batch=None if batch_id is None else get_batch(runtime(), batch_id),
        catalogue=runtime().catalogue,
        problems=problems,
    )


@blueprint.get("/check/ready")
def ready_records() -> str:
    """List the records that only have to be accepted."""
    return _page(request.args.get("batch", type=int), [])


@blueprint.post("/check/ready")
def accept_ready() -> Response | tuple[str, int]:
    """Accept the records that were listed; one that changed meanwhile is left, and said."""
    batch_id = request.form.get("batch", type=int)
    problems, accepted = [], 0
    for record_id, revision in _listed():
        try:
            accepted += _accept(record_id, revision)
        except (ConflictError, NotFoundError) as error:
            problems.append(f"Record {record_id} was not accepted: {error.message}.")
    if accepted:
        flash(f"{plural(accepted, 'form', 'forms')} accepted.")
    if problems:
        return _page(batch_id, problems), 409
    return redirect(url_for("web.ready_records", batch=batch_id))


def _listed() -> Iterator[tuple[int, int]]:
    for record_id in request.form.getlist("record", type=int)[:ACCEPTED_AT_ONCE]:
        yield record_id, request.form.get(f"revision-{record_id}", -1, type=int)


def _accept(record_id: int, revision: int) -> bool:
    """Accept one; tell whether it was done now, and not by the first of two clicks."""
    try:
        accept_record(runtime(), actor(), record_id, revision=revision, is_compared=False)
    except ConflictError:
        if find_record(runtime(), record_id).state is RecordState.ACCEPTED:
            return False
        raise
    return True
