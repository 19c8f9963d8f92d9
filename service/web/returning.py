"""Taking a record out of the list to check, back to its sender or as no form of ours."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from service.errors import BadRequestError, ConflictError
from service.resuming import keeps_typing
from service.signing_in import actor, runtime
from service.store.states import ReturnReason
from service.usecases.records import find_record
from service.usecases.returning import not_ours, put_back, send_back
from service.web.checking import after
from service.web.pages import blueprint
from service.web.records import OPEN_TOO_LONG, form_of


def _page(
    template: str,
    record_id: int,
    sent: MultiDict[str, str],
    problems: dict[str, str] | None = None,
    message: str | None = None,
) -> str:
    found = find_record(runtime(), record_id)
    return render_template(
        template,
        record=found,
        form=form_of(found),
        revision=sent.get("revision", found.revision, type=int),
        reasons=list(ReturnReason),
        sent=sent,
        problems=problems or {},
        message=message,
    )


def _return_again(sent: MultiDict[str, str], record_id: int) -> str:
    return _page("send_back.html", record_id, sent, message=OPEN_TOO_LONG)


@blueprint.get("/records/<int:record_id>/send-back")
def ask_send_back(record_id: int) -> str:
    """Ask why a form goes back to its sender."""
    return _page("send_back.html", record_id, MultiDict())


@blueprint.post("/records/<int:record_id>/send-back")
@keeps_typing(_return_again)
def return_record(record_id: int) -> Response | tuple[str, int]:
    """Note that a form goes back to its sender, and go on with the next."""
    reason = request.form.get("reason", "")
    try:
        send_back(
            runtime(),
            actor(),
            record_id,
            revision=request.form.get("revision", -1, type=int),
            reason=ReturnReason(reason) if reason in set(ReturnReason) else None,
            note=request.form.get("note", ""),
        )
    except BadRequestError as error:
        return _page("send_back.html", record_id, request.form, error.problems), 422
    except ConflictError as error:
        return _page("send_back.html", record_id, request.form, message=error.advice), 409
    flash(f"Record {record_id} is noted as sent back. It can be put back from its page.")
    return after(record_id)


def _not_ours_again(sent: MultiDict[str, str], record_id: int) -> str:
    return _page("not_ours.html", record_id, sent, message=OPEN_TOO_LONG)


@blueprint.get("/records/<int:record_id>/not-ours")
def ask_not_ours(record_id: int) -> str:
    """Ask whether it is no form of ours."""
    return _page("not_ours.html", record_id, MultiDict())


@blueprint.post("/records/<int:record_id>/not-ours")
@keeps_typing(_not_ours_again)
def withdraw_record(record_id: int) -> Response | tuple[str, int]:
    """Note that it is no form of ours, and go on with the next."""
    revision = request.form.get("revision", -1, type=int)
    note = request.form.get("note", "")
    try:
        not_ours(runtime(), actor(), record_id, revision=revision, note=note)
    except BadRequestError as error:
        return _page("not_ours.html", record_id, request.form, error.problems), 422
    except ConflictError as error:
        return _page("not_ours.html", record_id, request.form, message=error.advice), 409
    flash(f"Record {record_id} is no form of ours: its file is with those not recognised.")
    return after(record_id)


@blueprint.post("/records/<int:record_id>/put-back")
def put_record_back(record_id: int) -> Response:
    """Have a record wait for a person again."""
    try:
        put_back(runtime(), actor(), record_id)
        flash("It is to be checked again.")
    except ConflictError as error:
        flash(error.advice)
    return redirect(url_for("web.record", record_id=record_id))
