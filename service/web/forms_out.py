"""Forms to send out: blank, or filled in for a client; seen first, then taken."""

from flask import Response, render_template, request

from forms.artefacts import ArtefactFormat
from forms.definition import Form
from forms.errors import ValuesError
from service.downloads import download
from service.entities import Client
from service.errors import BadRequestError
from service.signing_in import actor, runtime
from service.usecases.addressing import agency_id_of
from service.usecases.clients import find_client, search_clients
from service.usecases.issue import IssueRequest, issue_form, values_for
from service.usecases.previews import preview
from service.web.pages import PAGE_LENGTH, blueprint
from service.web.typed import read_typed_day


@blueprint.route("/forms", methods=["GET", "POST"])
def forms() -> str:
    """List the forms, and search the client whom one is for: posted, so that no address has it."""
    words = request.form.get("words", "").strip()
    return render_template(
        "forms.html",
        catalogue=runtime().catalogue,
        client=_client(),
        words=words,
        found=search_clients(runtime(), words, limit=PAGE_LENGTH) if words else [],
        is_full_at=PAGE_LENGTH,
    )


def _client() -> Client | None:
    client_id = request.args.get("client", type=int)
    return None if client_id is None else find_client(runtime(), client_id)


@blueprint.get("/forms/<form_id>/look")
def look(form_id: str) -> str:
    """Show what a form will look like, and give it."""
    form, client = runtime().catalogue.find(form_id), _client()
    return render_template("form.html", form=form, client=client, problems=_problems(form, client))


def _problems(form: Form, client: Client | None) -> dict[str, str]:
    """Say, by the label of its field, what the register knows of a client and the form refuses."""
    asked = IssueRequest(
        form_id=form.id,
        form_version=form.version,
        artefact=ArtefactFormat.PRINT,
        client_id=client.id if client else None,
    )
    try:
        values_for(runtime(), asked)
    except ValuesError as error:
        return {form.field(key).label: text for key, text in error.problems.items()}
    return {}


@blueprint.get("/forms/<form_id>/<version>/<int:page>.png")
def look_page(form_id: str, version: str, page: int) -> Response:
    """Show a page, drawn from our own print; nothing is issued."""
    client_id = request.args.get("client", type=int)
    picture = preview(runtime(), form_id, version, page, client_id)
    return Response(picture, mimetype="image/png")


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
        action_id=request.form.get("action_id", type=int),
        recipient_id=agency_id_of(runtime(), request.form.get("recipient")),
        due_back=read_typed_day("due_back", request.form.get("due_back", "")),
    )
    document = issue_form(runtime(), actor(), asked)
    return download(document.content, document.media_type, document.file_name)
