"""Two clients who are one person: search the other, compare them side by side, merge; undo it."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.entities import Client
from service.errors import BadRequestError
from service.signing_in import actor, runtime
from service.usecases.clients import find_client, search_clients
from service.usecases.issue import copies_of_client
from service.usecases.merging import merge_clients, unmerge_client
from service.usecases.records import list_records
from service.web.pages import blueprint

_FEW_CLIENTS = 10
_COMPARED = (
    *("reference", "given_names", "surname", "aliases", "date_of_birth", "other_births", "sex"),
    *("prisoner_number", "pnc", "cro", "nhs_number", "numbers", "postcode", "postcodes"),
    *("address", "home_dat", "is_ppo", "episodes", "workers"),
)


@blueprint.route("/clients/<int:client_id>/merge", methods=["GET", "POST"])
def find_other(client_id: int) -> str:
    """Search the register for the entry that is the same person."""
    found = find_client(runtime(), client_id)
    words = request.form.get("words", "").strip()
    others = search_clients(runtime(), words, limit=_FEW_CLIENTS + 1) if words else []
    return render_template(
        "client_merge.html",
        client=found,
        words=words,
        others=[other for other in others if other.id != found.id][:_FEW_CLIENTS],
    )


@blueprint.get("/clients/<int:client_id>/merge/<int:other_id>")
def compare(client_id: int, other_id: int) -> str:
    """Show two clients side by side."""
    both = [find_client(runtime(), each) for each in (client_id, other_id)]
    if both[0].id == both[1].id:
        raise BadRequestError("these are the same client already")
    return render_template(
        "client_compare.html",
        both=both,
        rows=[_row(key, both) for key in _COMPARED],
        work=_work(both),
    )


def _row(key: str, both: list[Client]) -> tuple[str, list[object], bool]:
    """Give a field, what each has, and whether both have something and differ in it."""
    known = [_shown(key, client) for client in both]
    return key, known, all(known) and known[0] != known[1]


def _shown(key: str, client: Client) -> object:
    match key:
        case "numbers":
            return [one.text for one in client.numbers]
        case "episodes":
            return [", ".join(filter(None, (one.prison, one.status))) for one in client.episodes]
        case "workers":
            return [one.name for one in client.workers]
        case _:
            return getattr(client, key)


def _work(both: list[Client]) -> list[tuple[int, int]]:
    """Count the records and the issued copies of each."""
    return [
        (
            len(list_records(runtime(), client_id=client.id)),
            len(copies_of_client(runtime(), client.id)),
        )
        for client in both
    ]


@blueprint.post("/clients/<int:client_id>/merge/<int:other_id>")
def merge(client_id: int, other_id: int) -> Response:
    """Merge them: the person has said which entry stays."""
    revisions = {
        client_id: request.form.get("revision", -1, type=int),
        other_id: request.form.get("other_revision", -1, type=int),
    }
    stays = request.form.get("stays", client_id, type=int)
    goes = other_id if stays == client_id else client_id
    if stays not in revisions:
        raise BadRequestError("choose which of the two stays")
    wanted = (revisions[goes], revisions[stays])
    merge_clients(runtime(), actor(), goes, stays, revisions=wanted)
    flash("Merged. Both references find this client; it can be undone below.")
    return redirect(url_for("web.client", client_id=stays))


@blueprint.post("/clients/<int:client_id>/unmerge")
def unmerge(client_id: int) -> Response:
    """Undo a merge: both are as they were."""
    unmerge_client(runtime(), actor(), client_id)
    flash("The merge is undone: both clients are as they were.")
    return redirect(url_for("web.client", client_id=client_id))
