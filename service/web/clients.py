"""The register of clients. A search is posted, so that no name ever stands in an address."""

from flask import redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from forms.errors import ValuesError
from forms.written_dates import read_day, today_utc
from service.entities import ClientDetails
from service.errors import BadRequestError, ConflictError
from service.schemas import ClientDetailsSchema
from service.signing_in import actor, runtime
from service.usecases.clients import add_client, find_client, search_clients
from service.usecases.issue import copies_of_client
from service.usecases.records import list_records
from service.web.pages import PAGE_LENGTH, blueprint

_DAY_PARTS = ("date_of_birth-day", "date_of_birth-month", "date_of_birth-year")


@blueprint.route("/clients", methods=["GET", "POST"])
def clients() -> str:
    """Search the register."""
    words = request.form.get("words", "").strip()
    found = search_clients(runtime(), words, limit=PAGE_LENGTH)
    return render_template(
        "clients.html", clients=found, words=words, is_full=len(found) == PAGE_LENGTH
    )


@blueprint.get("/clients/<int:client_id>")
def client(client_id: int) -> str:
    """Show a client, the forms that came back, and the forms to send out."""
    return render_template(
        "client.html",
        client=find_client(runtime(), client_id),
        records=list_records(runtime(), client_id=client_id),
        copies=copies_of_client(runtime(), client_id),
        catalogue=runtime().catalogue,
    )


@blueprint.route("/clients/new", methods=["GET", "POST"])
def new_client() -> str | Response | tuple[str, int]:
    """Add a client."""
    if request.method == "GET":
        return render_template("client_new.html", typed={}, problems={})
    try:
        added = add_client(runtime(), actor(), _details())
    except BadRequestError as error:
        return _again(error.problems)
    except ConflictError as error:
        return _again({"reference": error.advice})
    return redirect(url_for("web.client", client_id=added.id))


def _again(problems: dict[str, str]) -> tuple[str, int]:
    return render_template("client_new.html", typed=request.form, problems=problems), 422


def _details() -> ClientDetails:
    typed = {key: text for key, text in request.form.items() if key in ClientDetailsSchema().fields}
    problems: dict[str, str] = {}
    try:
        typed["date_of_birth"] = _birth()
    except (ValueError, ValuesError):
        problems["date_of_birth"] = "Enter a real date of birth, such as 27 3 1974."
    try:
        details: ClientDetails = ClientDetailsSchema().load(typed)
    except ValidationError as error:
        problems |= {key: " ".join(texts) for key, texts in error.messages_dict.items()}
    if problems:
        raise BadRequestError("the client cannot be added", problems)
    return details


def _birth() -> str:
    parts = [request.form.get(part, "").strip() for part in _DAY_PARTS]
    return read_day(" ".join(parts), born=True, today=today_utc()) if any(parts) else ""
