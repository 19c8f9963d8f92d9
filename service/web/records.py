"""Records: check what was read against the form, correct it, choose the client, accept."""

from collections.abc import Mapping

from flask import flash, json, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from forms.definition import Form
from service.checking import Hold
from service.downloads import download, download_written
from service.entities import Record
from service.errors import ConflictError, HeldError, NotReadyError
from service.resuming import keeps_typing
from service.signing_in import actor, runtime
from service.store.states import GONE, RecordState
from service.usecases.addressing import agency_id_of
from service.usecases.clients import search_clients
from service.usecases.deciding import assign_client
from service.usecases.evidence import export_evidence
from service.usecases.export import export_record
from service.usecases.holding import hold_record, who_checks
from service.usecases.records import (
    accept_record,
    correct_record,
    find_record,
    list_records,
    list_to_check,
)
from service.usecases.returning import withdrawal_of
from service.web.checking import after, said_of
from service.web.choosing import who_it_may_be
from service.web.pages import PAGE_LENGTH, blueprint
from service.web.record_rows import notes_on, rows_of, settled_in, sheets_of
from service.web.typed_values import NOTHING_TYPED, Typed, typed_values

_FEW_CLIENTS = 10
OPEN_TOO_LONG = (
    "This page was open too long, and nothing was saved yet. What you typed is still here: look it "
    "over and save it."
)
_NOT_SAVED = "What you typed was not saved; it is still here."


@blueprint.get("/records")
def records() -> str:
    """List records, newest first; those to check, the most urgent first."""
    asked = request.args.get("state", "")
    state = asked if asked in set(RecordState) else ""
    if state == RecordState.REVIEW:
        return _to_check(request.args.get("skip", 0, type=int))
    found = list_records(
        runtime(),
        state=RecordState(state) if state else None,
        before_id=request.args.get("before", type=int),
        limit=PAGE_LENGTH,
    )
    return render_template(
        "records.html",
        records=found,
        state=state,
        catalogue=runtime().catalogue,
        is_full=len(found) == PAGE_LENGTH,
    )


def _to_check(skip: int) -> str:
    found = list_to_check(runtime(), skip=max(skip, 0), limit=PAGE_LENGTH)
    return render_template(
        "records.html",
        records=found,
        state=str(RecordState.REVIEW),
        catalogue=runtime().catalogue,
        is_full=len(found) == PAGE_LENGTH,
        skip=skip + len(found),
    )


@blueprint.get("/records/<int:record_id>")
def record(record_id: int) -> str:
    """Show a record, and take it to check it where it waits for that and nobody else has it."""
    hold = hold_record(runtime(), actor(), record_id)
    found = find_record(runtime(), record_id)
    return _page(found, hold=hold, edit_all=request.args.get("edit") == "all")


def form_of(found: Record) -> Form:
    """Give the form of a record."""
    return runtime().catalogue.find(found.form_id, found.form_version)


def _page(
    found: Record,
    *,
    hold: Hold | None = None,
    typed: Typed = NOTHING_TYPED,
    problems: Mapping[str, str] | None = None,
    words: str | None = None,
    edit_all: bool = False,
    message: str | None = None,
) -> str:
    form = form_of(found)
    searched = None if words is None else search_clients(runtime(), words, limit=_FEW_CLIENTS)
    problems = {**typed.problems, **(problems or {})}
    rows = rows_of(found, form, typed, problems)
    doubtful = [row for row in rows.values() if row.is_to_check]
    return render_template(
        "record.html",
        **who_it_may_be(found),
        record=found,
        form=form,
        notes=notes_on(found),
        labels={key: row.label for key, row in rows.items()},
        doubtful=doubtful,
        settled=settled_in(form, rows),
        sheets=sheets_of(found, doubtful),
        problems=problems,
        words=words,
        edit_all=edit_all or _is_any_other(typed, {row.field.key for row in doubtful}),
        searched=searched,
        message=message,
        concerns_seen="concerns_seen" in request.form,
        locked=said_of(hold) if hold is not None and not hold.is_mine else None,
        withdrawal=withdrawal_of(runtime(), found.id) if found.state in GONE else None,
    )


def _is_any_other(typed: Typed, doubtful: set[str]) -> bool:
    """Tell whether something was typed of a value that is not in doubt: its box must stay."""
    return bool(typed.texts.keys() - doubtful)


def _typed(found: Record, sent: MultiDict[str, str]) -> Typed:
    return typed_values(form_of(found), found.values, sent)


def _shown_again(sent: MultiDict[str, str], record_id: int) -> str:
    hold = hold_record(runtime(), actor(), record_id)
    found = find_record(runtime(), record_id)
    return _page(found, hold=hold, typed=_typed(found, sent), message=OPEN_TOO_LONG)


@blueprint.post("/records/<int:record_id>")
@keeps_typing(_shown_again)
def save(record_id: int) -> str | Response | tuple[str, int]:
    """Save what a person typed and confirmed; accept or choose the client too, where asked."""
    found = find_record(runtime(), record_id)
    typed = _typed(found, request.form)
    if "by_enter" in request.form and request.form.get("words", "").strip():
        return search_for_record(record_id)
    if typed.problems:
        return _page(found, typed=typed), 422
    try:
        return _saved(record_id, typed)
    except ConflictError as error:
        return _refused(record_id, typed, error)


def _saved(record_id: int, typed: Typed) -> str | Response | tuple[str, int]:
    saved = correct_record(
        runtime(),
        actor(),
        record_id,
        revision=request.form.get("revision", -1, type=int),
        changes=typed.changes,
        confirmed=typed.confirmed,
    )
    if "accept" in request.form:
        return _accept(saved)
    if client_id := request.form.get("client_id", type=int):
        assign_client(runtime(), actor(), record_id, revision=saved.revision, client_id=client_id)
        return redirect(url_for("web.record", record_id=record_id, _anchor="client"))
    if "new_client" in request.form:
        return redirect(url_for("web.new_client_of_record", record_id=record_id))
    flash("Saved.")
    return redirect(url_for("web.record", record_id=record_id))


def _refused(
    record_id: int, typed: Typed, error: ConflictError
) -> str | Response | tuple[str, int]:
    """Answer what cannot be saved as things stand; what a second click asks is done already."""
    now = find_record(runtime(), record_id)
    if not isinstance(error, HeldError) and _is_done(now, typed):
        return after(record_id) if "accept" in request.form else _back(record_id)
    hold = who_checks(runtime(), actor(), record_id)
    if hold is not None and not hold.is_mine:
        said = said_of(hold)
    else:
        said = f"{error.message[:1].upper()}{error.message[1:]}. {error.hint}"
    return _page(now, typed=typed, message=f"{said} {_NOT_SAVED}"), 409


def _back(record_id: int) -> Response:
    return redirect(url_for("web.record", record_id=record_id))


def _is_done(now: Record, typed: Typed) -> bool:
    is_accepted = "accept" not in request.form or now.state is RecordState.ACCEPTED
    asked_client = request.form.get("client_id", type=int)
    is_linked = asked_client is None or (now.client is not None and now.client.id == asked_client)
    is_in_use = now.state not in GONE
    return is_accepted and is_linked and is_in_use and typed.is_done(now.values, now.doubts)


def _accept(saved: Record) -> str | Response | tuple[str, int]:
    try:
        accept_record(
            runtime(),
            actor(),
            saved.id,
            revision=saved.revision,
            concerns_seen="concerns_seen" in request.form,
        )
    except NotReadyError as error:
        return _page(saved, problems=error.problems), 409
    flash("Accepted.")
    return after(saved.id)


@blueprint.post("/records/<int:record_id>/client-search")
@keeps_typing(_shown_again)
def search_for_record(record_id: int) -> str:
    """Search the register for the client of a record; what was typed of its values stays."""
    found = find_record(runtime(), record_id)
    words = request.form.get("words", "").strip()
    hold = hold_record(runtime(), actor(), record_id)
    return _page(found, hold=hold, typed=_typed(found, request.form), words=words)


@blueprint.get("/records/<int:record_id>/export.json")
def export(record_id: int) -> Response:
    """Save a record as JSON."""
    recipient_id = agency_id_of(runtime(), request.args.get("recipient"))
    content = json.dumps(export_record(runtime(), actor(), record_id, recipient_id), indent=2)
    return download(content.encode(), "application/json", f"record-{record_id}.json")


@blueprint.get("/records/<int:record_id>/evidence.zip")
def evidence_package(record_id: int) -> Response:
    """Save the evidence package of a record."""
    recipient_id = agency_id_of(runtime(), request.args.get("recipient"))
    return download_written(
        lambda target: export_evidence(runtime(), actor(), record_id, target, recipient_id),
        "application/zip",
        f"record-{record_id}-evidence.zip",
    )
