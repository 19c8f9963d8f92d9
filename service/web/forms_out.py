"""Forms to send out: blank, or filled in for a client."""

from flask import Response, render_template, request

from forms.artefacts import ArtefactFormat
from service.downloads import download
from service.errors import BadRequestError
from service.signing_in import actor, runtime
from service.usecases.issue import IssueRequest, issue_form
from service.web.pages import blueprint


@blueprint.get("/forms")
def forms() -> str:
    """List the forms that can be sent out blank."""
    return render_template("forms.html", catalogue=runtime().catalogue)


@blueprint.post("/forms/copies")
def copy() -> Response:
    """Make one copy and hand it over."""
    try:
        artefact = ArtefactFormat(request.form.get("artefact", ""))
    except ValueError as error:
        raise BadRequestError("choose PDF, print or Word") from error
    asked = IssueRequest(
        form_id=request.form.get("form", ""),
        artefact=artefact,
        client_id=request.form.get("client_id", type=int),
    )
    document = issue_form(runtime(), actor(), asked)
    return download(document.content, document.media_type, document.file_name)
