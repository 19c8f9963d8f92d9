"""Sending in files, and what became of them."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.downloads import download, original_name
from service.errors import BadRequestError, ConflictError
from service.signing_in import actor, runtime
from service.store.states import UNFINISHED, DocumentState
from service.uploads import sent_files
from service.usecases.intakes import (
    find_document,
    find_intake,
    list_documents,
    original_of,
    page_picture,
)
from service.usecases.standing import read_again, set_aside
from service.usecases.take_in import take_in
from service.web.pages import PAGE_LENGTH, blueprint


@blueprint.route("/send-in", methods=["GET", "POST"])
def send_in() -> str | Response | tuple[str, int]:
    """Send in forms: any number of files at once."""
    if request.method == "GET":
        return render_template("send_in.html", problem=None)
    try:
        intake = take_in(runtime(), actor(), sent_files(request, "files"))
    except BadRequestError as error:
        return render_template("send_in.html", problem=error.problems["files"]), 422
    return redirect(url_for("web.intake", intake_id=intake.id))


@blueprint.get("/intakes/<int:intake_id>")
def intake(intake_id: int) -> str:
    """Show one sending and how far its reading has come."""
    found = find_intake(runtime(), intake_id)
    is_waiting = any(document.state in UNFINISHED for document in found.documents)
    return render_template("intake.html", intake=found, is_waiting=is_waiting)


@blueprint.get("/documents")
def documents() -> str:
    """List what came in, newest first."""
    state = request.args.get("state", "")
    states = [DocumentState(state)] if state in set(DocumentState) else None
    before = request.args.get("before", type=int)
    found = list_documents(runtime(), states=states, before_id=before, limit=PAGE_LENGTH)
    return render_template(
        "documents.html", documents=found, state=state, is_full=len(found) == PAGE_LENGTH
    )


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
