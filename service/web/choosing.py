"""Whose a record is: the candidates on its page, a person's choice, and taking it back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.assembly import Concern
from service.decided import Candidates
from service.entities import Client, ClientDetails, Record
from service.errors import BadRequestError, ConflictError
from service.matching.cleaning.whole_names import split_name
from service.matching.identity import Fact, born
from service.signing_in import actor, runtime
from service.usecases.candidates import record_candidates
from service.usecases.deciding import assign_client, assign_new_client, undo_decision
from service.usecases.records import find_record
from service.web.clients import as_typed, typed_details
from service.web.pages import blueprint


def who_it_may_be(record: Record) -> dict[str, Any]:
    """Give the page of a record what its section on the client shows."""
    found = record_candidates(runtime(), record.id)
    is_alert = found is not None and Concern.PRINTED_FOR_ANOTHER in record.concerns
    return {
        "found": found,
        "decision": found and found.decision,
        "printed_for": found.printed_for if found and is_alert else None,
        "filled_in_for": _filled_in_for(found, record) if found and is_alert else None,
        "written_name": record.values.get(Fact.NAME),
    }


def _filled_in_for(found: Candidates, record: Record) -> Client | None:
    """Give whom a copy that was printed for somebody else seems to be filled in for."""
    likely = (record.client, *(one.client for one in found.ranked))
    printed_for = found.printed_for.id if found.printed_for else None
    return next((client for client in likely if client and client.id != printed_for), None)


def _revision() -> int:
    return request.form.get("revision", -1, type=int)


def _back(record_id: int) -> Response:
    return redirect(url_for("web.record", record_id=record_id, _anchor="client"))


@blueprint.post("/records/<int:record_id>/client")
def choose_client(record_id: int) -> Response:
    """Choose the client of a record, or none."""
    try:
        assign_client(
            runtime(),
            actor(),
            record_id,
            revision=_revision(),
            client_id=request.form.get("client_id", type=int),
        )
    except ConflictError as error:
        flash(error.advice)
    return _back(record_id)


@blueprint.post("/records/<int:record_id>/client/undo")
def undo_choice(record_id: int) -> Response:
    """Take back what a person chose: matching decides anew."""
    try:
        undo_decision(runtime(), actor(), record_id, revision=_revision())
        flash("Undone. Whose record it is was looked for again.")
    except ConflictError as error:
        flash(error.advice)
    return _back(record_id)


@blueprint.route("/records/<int:record_id>/client/new", methods=["GET", "POST"])
def new_client_of_record(record_id: int) -> str | Response | tuple[str, int]:
    """Add the client of a record, who is none of those found."""
    found = find_record(runtime(), record_id)
    if request.method == "GET":
        return _form(found, as_typed(_details_on(found)), {})
    try:
        assign_new_client(runtime(), actor(), record_id, typed_details(), revision=_revision())
    except BadRequestError as error:
        return _form(found, request.form.to_dict(), error.problems), 422
    except ConflictError as error:
        return _form(found, request.form.to_dict(), {"reference": error.advice}), 422
    flash("Added. The record is this client\u2019s.")
    return _back(record_id)


def _form(found: Record, typed: dict[str, str], problems: dict[str, str]) -> str:
    return render_template("client_form.html", record=found, typed=typed, problems=problems)


def _details_on(found: Record) -> ClientDetails:
    """Take out of a record what it says of its client."""

    def text(key: str) -> str:
        value = found.values.get(key)
        return value if isinstance(value, str) else ""

    given_names, surname = split_name(text(Fact.NAME))
    return ClientDetails(
        given_names=given_names,
        surname=surname,
        date_of_birth=born(text(Fact.BIRTH)),
        prisoner_number=text(Fact.NUMBER),
        sex=text("sex"),
    )
