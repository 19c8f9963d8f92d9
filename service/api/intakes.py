"""Sendings and their documents."""

from typing import Any

from flask import Response, request, url_for

from service.api.blueprint import ApiBlueprint
from service.downloads import ORIGINAL_TYPES, download, original_name
from service.entities import Document, Intake
from service.schemas import DocumentSchema, IntakeSchema, PagingSchema
from service.signing_in import actor, runtime
from service.uploads import FILES_UPLOAD, sent_files
from service.usecases.intakes import find_document, find_intake, list_intakes, original_of
from service.usecases.take_in import take_in

blueprint = ApiBlueprint("intakes", __name__, description="Files that are sent in")


@blueprint.post("/intakes")
@blueprint.doc(**FILES_UPLOAD)
@blueprint.response(202, IntakeSchema)
def send_in() -> tuple[Intake, dict[str, str]]:
    """Take in files; they are safe when this answers, and read soon after."""
    intake = take_in(runtime(), actor(), sent_files(request, "files", "file"))
    return intake, {"Location": url_for("intakes.show_intake", intake_id=intake.id)}


@blueprint.get("/intakes")
@blueprint.arguments(PagingSchema, location="query")
@blueprint.response(200, IntakeSchema(many=True))
def list_all(paging: dict[str, Any]) -> list[Intake]:
    """List sendings, newest first."""
    return list_intakes(runtime(), before_id=paging["before"], limit=paging["limit"])


@blueprint.get("/intakes/<int:intake_id>")
@blueprint.response(200, IntakeSchema)
def show_intake(intake_id: int) -> Intake:
    """Show a sending and how far its documents are read."""
    return find_intake(runtime(), intake_id)


@blueprint.get("/documents/<int:document_id>")
@blueprint.response(200, DocumentSchema)
def show_document(document_id: int) -> Document:
    """Show a document, its pages and its records."""
    return find_document(runtime(), document_id)


@blueprint.get("/documents/<int:document_id>/original")
@blueprint.gives(200, *ORIGINAL_TYPES)
def show_original(document_id: int) -> Response:
    """Give the original, byte for byte as it came."""
    stored = original_of(runtime(), document_id)
    return download(
        stored.content, stored.media_type, original_name(document_id, stored.media_type)
    )
