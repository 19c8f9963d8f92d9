"""Sending in files, and what became of them."""

import secrets
from collections.abc import Iterable

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.downloads import download, original_name
from service.entities import DocumentSummary
from service.errors import BadRequestError, ConflictError
from service.signing_in import actor, runtime
from service.store.states import UNFINISHED, DocumentState
from service.uploads import sent_files
from service.usecases.intakes import (
    find_document,
    find_sending,
    list_files,
    original_of,
    page_picture,
)
from service.usecases.standing import read_again, set_aside
from service.usecases.take_in import take_in
from service.usecases.timeline import small_picture
from service.web.pages import PAGE_LENGTH, blueprint
from service.web.words import SENT


@blueprint.route("/send-in", methods=["GET", "POST"])
def send_in() -> str | Response | tuple[str, int]:
    """Send in forms: any number of files at once."""
    if request.method == "GET":
        return _send_in_page()
    try:
        files, request_key = sent_files(request, "files"), request.form.get("request_key")
        intake = take_in(runtime(), actor(), files, request_key=request_key)
    except BadRequestError as error:
        return _send_in_page(error.problems["files"]), 422
    return redirect(url_for("web.intake", intake_id=intake.id))


def _send_in_page(problem: str | None = None) -> str:
    limit_mb = runtime().settings.upload_mb
    request_key = secrets.token_hex(16)
    return render_template(
        "send_in.html", problem=problem, limit_mb=limit_mb, request_key=request_key
    )


@blueprint.post("/send-in/file")
def send_in_file() -> tuple[Response, int]:
    """Take one file from the page's own script, and say what became of it."""
    [document] = take_in(runtime(), actor(), sent_files(request, "files")[:1]).documents
    sent = SENT.get(document.state, SENT[DocumentState.RECEIVED])
    outcome = {
        "words": sent.words,
        "colour": sent.colour,
        "hint": document.reason or sent.hint,
        "is_kept": document.state is not DocumentState.REFUSED,
        "href": url_for("web.document", document_id=document.id),
    }
    return jsonify(outcome), 201


@blueprint.get("/intakes/<int:intake_id>")
def intake(intake_id: int) -> str:
    """Show one sending and how far its reading has come."""
    found = find_sending(runtime(), intake_id)
    return render_template("intake.html", intake=found, is_waiting=_is_any_waiting(found.files))


@blueprint.get("/documents")
def documents() -> str:
    """List what came in, newest first."""
    asked = request.args.get("state", "")
    state = asked if asked in set(DocumentState) else ""
    states = [DocumentState(state)] if state else None
    before = request.args.get("before", type=int)
    found = list_files(runtime(), states=states, before_id=before, limit=PAGE_LENGTH)
    return render_template(
        "documents.html",
        documents=found,
        state=state,
        before=before,
        is_full=len(found) == PAGE_LENGTH,
        is_waiting=_is_any_waiting(found),
    )


def _is_any_waiting(documents: Iterable[DocumentSummary]) -> bool:
    return any(document.state in UNFINISHED for document in documents)


@blueprint.get("/documents/<int:document_id>")
def document(document_id: int) -> str:
    """Show one document with its pages."""
    found = find_document(runtime(), document_id)
    return render_template("document.html", document=found, catalogue=runtime().catalogue)


@blueprint.get("/documents/<int:document_id>/original")
def original(document_id: int) -> Response:
    """Save the original as it came."""
    stored = original_of(runtime(), document_id)
    return download(
        stored.content, stored.media_type, original_name(document_id, stored.media_type)
    )


@blueprint.get("/documents/<int:document_id>/pages/<int:number>.png")
def picture(document_id: int, number: int) -> Response:
    """Show the upright picture of a page."""
    stored = page_picture(runtime(), document_id, number)
    return Response(stored.content, mimetype=stored.media_type)


@blueprint.get("/documents/<int:document_id>/pages/<int:number>/small.png")
def small(document_id: int, number: int) -> Response:
    """Show the picture of a page in small."""
    return Response(small_picture(runtime(), document_id, number), mimetype="image/png")


@blueprint.post("/documents/<int:document_id>/read-again")
def again(document_id: int) -> Response:
    """Read a document once more."""
    try:
        read_again(runtime(), actor(), document_id)
    except ConflictError as error:
        flash(error.message)
    return redirect(url_for("web.document", document_id=document_id))


@blueprint.post("/documents/<int:document_id>/set-aside")
def aside(document_id: int) -> Response:
    """Note that a document has been dealt with."""
    try:
        set_aside(runtime(), actor(), document_id)
    except ConflictError as error:
        flash(error.message)
    return redirect(url_for("web.document", document_id=document_id))
