"""What clients ask of us about themselves, as pages: to see what is held, and to correct it."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.downloads import download_written
from service.entities import Client
from service.errors import BadRequestError, ConflictError
from service.labels import labels_of
from service.rights import CorrectionDecision, CorrectionRequest
from service.schemas_rights import NewCorrectionSchema
from service.signing_in import actor, runtime
from service.usecases.clients import find_client
from service.usecases.corrections_asked import (
    REGISTER_FIELDS,
    ask_correction,
    corrections_of_record,
    decide_correction,
    list_corrections,
)
from service.usecases.records import find_record
from service.usecases.subject_access import AccessAsked, export_access
from service.web.pages import blueprint
from service.web.register_words import FIELD
from service.web.typed import typed_by

_Page = str | Response | tuple[str, int]
PARTS: Mapping[str, str] = {
    "names": "Other names",
    "births": "Other dates of birth",
    "numbers": "Other numbers",
    "postcodes": "Other postcodes",
    "episodes": "Stays in custody",
    "workers": "Key workers",
}


def statements_of(record_id: int) -> list[CorrectionRequest]:
    """Give a record's page what the client says of it."""
    return corrections_of_record(runtime(), record_id)


@blueprint.get("/clients/<int:client_id>/rights")
def client_rights(client_id: int) -> str:
    """Show what a client asked of us, and ask for what is held."""
    return _page(find_client(runtime(), client_id), {}, {})


@blueprint.post("/clients/<int:client_id>/access")
def access_bundle(client_id: int) -> _Page:
    """Save all that is held on a client."""
    found = find_client(runtime(), client_id)
    asked = AccessAsked(
        asked_by=request.form.get("asked_by", ""), reason=request.form.get("reason", "")
    )
    try:
        return download_written(
            lambda target: export_access(runtime(), actor(), client_id, asked, target),
            "application/zip",
            f"client-{client_id}-access.zip",
        )
    except BadRequestError as error:
        return _page(found, request.form, error.problems), 422


@blueprint.post("/clients/<int:client_id>/corrections")
def ask_for_correction(client_id: int) -> _Page:
    """Record what a client says is wrong."""
    found = find_client(runtime(), client_id)
    try:
        asked = typed_by(NewCorrectionSchema(), {})
        ask_correction(runtime(), actor(), client_id, asked)
    except BadRequestError as error:
        return _page(found, request.form, error.problems), 422
    flash("Recorded. Decide on it below, and tell the client within one month.")
    return redirect(url_for("web.client_rights", client_id=client_id))


@blueprint.post("/clients/<int:client_id>/corrections/<int:request_id>")
def decide_on_correction(client_id: int, request_id: int) -> _Page:
    """Correct it, or say why it stays."""
    found = find_client(runtime(), client_id)
    typed = request.form
    if typed.get("outcome") not in ("accepted", "refused"):
        return _page(found, typed, {f"outcome-{request_id}": "Choose what comes of it."}), 422
    decision = CorrectionDecision(
        accept=typed.get("outcome") == "accepted",
        because=typed.get("because", ""),
        value=typed.get("value", "").strip() or None,
    )
    try:
        decide_correction(runtime(), actor(), request_id, decision)
    except BadRequestError as error:
        problems = {f"{key}-{request_id}": text for key, text in error.problems.items()}
        return _page(found, typed, problems), 422
    except ConflictError as error:
        return _page(found, typed, {f"outcome-{request_id}": error.advice}), 409
    flash("Decided. Tell the client what came of it.")
    return redirect(url_for("web.client_rights", client_id=client_id))


def _page(found: Client, typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    record_id = request.args.get("record", type=int) or _number(typed.get("record_id", ""))
    return render_template(
        "client_rights.html",
        client=found,
        typed=typed,
        problems=problems,
        asked=list_corrections(runtime(), found.id),
        record_id=record_id,
        choices=_choices(record_id),
        name_of=_name_of,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _choices(record_id: int | None) -> Mapping[str, str]:
    """Give what may be said to be wrong: the questions of a form, else what the register has."""
    if record_id is None:
        return {key: PARTS.get(key) or FIELD[key] for key in REGISTER_FIELDS}
    record = find_record(runtime(), record_id)
    return labels_of(runtime().catalogue.find(record.form_id, record.form_version))


def _name_of(asked: CorrectionRequest) -> str:
    return _choices(asked.record_id).get(asked.field, asked.field)
