"""Forms, and the copies of them that go out."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from forms.artefacts import ArtefactFormat
from forms.definition import Form
from service.answers_in import answers_in
from service.api.blueprint import ApiBlueprint
from service.downloads import download
from service.ledger.copies import LedgerCopy
from service.schemas import CopyRequestSchema, FormSchema
from service.schemas_ledger import (
    DueBackSchema,
    LedgerCopySchema,
    LedgerPageSchema,
    LedgerQuerySchema,
    PagesAgainSchema,
    WriteOffSchema,
    sought_in,
)
from service.signing_in import actor, runtime
from service.usecases.addressing import agency_id_of
from service.usecases.copy_ledger import (
    LedgerPage,
    expect_copy,
    find_copy,
    list_copies,
    write_off_copy,
)
from service.usecases.issue import IssueRequest, issue_form
from service.usecases.issue_again import issue_pages_again

blueprint = ApiBlueprint("copies", __name__, description="Forms to send out")


@blueprint.get("/forms")
@blueprint.response(200, FormSchema(many=True))
def list_forms() -> list[Form]:
    """List the forms that can be issued, every version."""
    return list(runtime().catalogue)


@blueprint.post("/copies")
@blueprint.arguments(CopyRequestSchema)
@blueprint.gives(201, *sorted({one.media_type for one in ArtefactFormat}))
def issue(asked: Mapping[str, Any]) -> Response:
    """Issue a copy of a form, pre-filled for a client where one is named; give the document."""
    form = runtime().catalogue.find(asked["form"], asked["version"])
    request = IssueRequest(
        form_id=form.id,
        form_version=form.version,
        artefact=asked["format"],
        client_id=asked["client_id"],
        action_id=asked["action_id"],
        values=answers_in(form, asked["values"]),
        recipient_id=agency_id_of(runtime(), asked["recipient"]),
        purpose=asked["purpose"],
        due_back=asked["due_back"],
    )
    document = issue_form(runtime(), actor(), request)
    response = download(document.content, document.media_type, document.file_name)
    response.status_code = 201
    response.headers["Throughcare-Copy"] = str(document.copy)
    return response


@blueprint.get("/copies")
@blueprint.arguments(LedgerQuerySchema, location="query")
@blueprint.response(200, LedgerPageSchema)
def list_all(query: dict[str, Any]) -> LedgerPage:
    """List copies and how each stands, newest first."""
    sought = sought_in(query)
    return list_copies(runtime(), sought, before_id=query["before"], limit=query["limit"])


@blueprint.get("/copies/<copy_id>")
@blueprint.response(200, LedgerCopySchema)
def show(copy_id: str) -> LedgerCopy:
    """Say how a copy stands."""
    return find_copy(runtime(), copy_id)


@blueprint.post("/copies/<copy_id>/pages")
@blueprint.arguments(PagesAgainSchema)
@blueprint.response(200, content_type="application/pdf")
def print_again(asked: dict[str, Any], copy_id: str) -> Response:
    """Print pages of a copy once more, with the same number and values; by default the missing."""
    document = issue_pages_again(runtime(), actor(), copy_id, asked["pages"])
    return download(document.content, document.media_type, document.file_name)


@blueprint.post("/copies/<copy_id>/written-off")
@blueprint.arguments(WriteOffSchema)
@blueprint.response(200, LedgerCopySchema)
def write_off(asked: dict[str, Any], copy_id: str) -> LedgerCopy:
    """Note that a copy will not come back, and why."""
    return write_off_copy(runtime(), actor(), copy_id, asked["because"])


@blueprint.post("/copies/<copy_id>/due-back")
@blueprint.arguments(DueBackSchema)
@blueprint.response(200, LedgerCopySchema)
def expect(asked: dict[str, Any], copy_id: str) -> LedgerCopy:
    """Set by when a copy is to be back; null: nobody waits for it."""
    return expect_copy(runtime(), actor(), copy_id, asked["due_back"])
