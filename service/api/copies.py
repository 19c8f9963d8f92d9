"""Forms, and the copies of them that go out."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from forms.artefacts import ArtefactFormat
from forms.definition import Form
from service.answers_in import answers_in
from service.api.blueprint import ApiBlueprint
from service.downloads import download
from service.schemas import CopyRequestSchema, FormSchema
from service.signing_in import actor, runtime
from service.usecases.addressing import agency_id_of
from service.usecases.issue import IssueRequest, issue_form

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
    )
    document = issue_form(runtime(), actor(), request)
    response = download(document.content, document.media_type, document.file_name)
    response.status_code = 201
    response.headers["Throughcare-Copy"] = str(document.copy)
    return response
