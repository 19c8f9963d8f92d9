"""The register of clients. A search is posted, so that no name ever stands in an address."""

import secrets
from collections.abc import Mapping
from typing import BinaryIO

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.entities import Client, ClientDetails
from service.errors import BadRequestError, ConflictError
from service.register.settling import NUMBER_COLUMNS, doubt_of
from service.schemas import ClientDetailsSchema
from service.signing_in import actor, runtime
from service.usecases.clients import (
    add_client,
    change_client,
    client_history_of,
    find_client,
    list_clients,
)
from service.usecases.import_register import ImportReport, import_table
from service.usecases.merging import merged_clients
from service.usecases.searching import MOST_FOUND, look_up
from service.usecases.timeline import copy_picture, timeline_of
from service.web.importing import import_page
from service.web.pages import PAGE_LENGTH, blueprint
from service.web.register_words import FATE
from service.web.typed import typed_by

_FORMS_SHOWN = 20


@blueprint.route("/clients", methods=["GET", "POST"])
def clients() -> str:
    """List the register by surname, or search it."""
    words = request.form.get("words", "").strip()
    if words:
        return _search_page(words, max(0, request.form.get("skip", 0, type=int)))
    after = request.args.get("after", type=int)
    listed = list_clients(runtime(), after=after, limit=PAGE_LENGTH)
    return render_template(
        "clients.html", clients=listed, words="", is_full=len(listed) == PAGE_LENGTH, after=after
    )


def _search_page(words: str, skip: int) -> str:
    found = look_up(runtime(), words, skip=skip, limit=PAGE_LENGTH)
    return render_template(
        "clients.html",
        clients=found.clients,
        words=words,
        found=found,
        skip=skip,
        are_more=found.total > skip + PAGE_LENGTH,
        is_cut=found.total >= MOST_FOUND,
    )


@blueprint.get("/clients/<int:client_id>")
def client(client_id: int) -> str | Response:
    """Show a client, the forms that came back, and the forms to send out."""
    found = find_client(runtime(), client_id)
    if found.id != client_id:
        flash(f"Client {client_id} was merged into this one.")
        return redirect(url_for("web.client", client_id=found.id))
    skip = max(0, request.args.get("skip", 0, type=int))
    return render_template(
        "client.html",
        client=found,
        doubts=_doubts(found),
        prisons=_prisons(found),
        merged=merged_clients(runtime(), client_id),
        timeline=timeline_of(runtime(), client_id, skip=skip, limit=_FORMS_SHOWN),
        skip=skip,
        catalogue=runtime().catalogue,
    )


@blueprint.get("/copies/<copy_id>/small.png")
def copy_small(copy_id: str) -> Response:
    """Show in small a copy that went out."""
    return Response(copy_picture(runtime(), copy_id), mimetype="image/png")


def _prisons(found: Client) -> dict[str, str]:
    """Name the prisons of a client's stays, by their codes."""
    codes = {stay.prison for stay in found.episodes}
    known = {code: runtime().lists.by_code("prisons", code) for code in codes}
    return {code: f"{entry.name} ({code})" for code, entry in known.items() if entry}


def _doubts(found: Client) -> dict[str, str]:
    """Say which main numbers cannot be right."""
    columns = (*NUMBER_COLUMNS, "postcode")
    said = {column: getattr(found, column) for column in columns}
    doubts = {column: doubt_of(column, text) for column, text in said.items() if text}
    return {column: doubt for column, doubt in doubts.items() if doubt}


@blueprint.get("/clients/<int:client_id>/history")
def client_history(client_id: int) -> str:
    """Show what was done to a client."""
    entries = client_history_of(runtime(), client_id)
    found = find_client(runtime(), client_id)
    return render_template("client_history.html", client=found, entries=entries)


@blueprint.route("/clients/new", methods=["GET", "POST"])
def new_client() -> str | Response | tuple[str, int]:
    """Add a client."""
    if request.method == "GET":
        return _form(None, {"request_key": secrets.token_hex(16)}, {})
    try:
        request_key = request.form.get("request_key")
        added = add_client(runtime(), actor(), typed_details(), request_key=request_key)
    except BadRequestError as error:
        return _form(None, request.form, error.problems), 422
    except ConflictError as error:
        return _form(None, request.form, {"reference": error.advice}), 422
    return redirect(url_for("web.client", client_id=added.id))


@blueprint.route("/clients/<int:client_id>/change", methods=["GET", "POST"])
def change_details(client_id: int) -> str | Response | tuple[str, int]:
    """Change a client's main values and other names."""
    found = find_client(runtime(), client_id)
    if request.method == "GET":
        return _form(found, as_typed(found), {})
    try:
        revision = request.form.get("revision", type=int)
        change_client(runtime(), actor(), client_id, typed_details(), revision=revision)
    except BadRequestError as error:
        return _form(found, request.form, error.problems), 422
    except ConflictError as error:
        return _form(found, request.form, {"reference": error.advice}), 422
    flash("Saved.")
    return redirect(url_for("web.client", client_id=client_id))


def _form(found: Client | None, typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    return render_template("client_form.html", client=found, typed=typed, problems=problems)


def typed_details() -> ClientDetails:
    """Read what was typed of a client; see `typed_by`."""
    details: ClientDetails = typed_by(ClientDetailsSchema(), {"date_of_birth": True})
    return details


def as_typed(found: ClientDetails) -> dict[str, str]:
    """Give what is known as a person would have typed it."""
    texts = ClientDetailsSchema().dump(found)
    typed = {key: value for key, value in texts.items() if isinstance(value, str)}
    if born := found.date_of_birth:
        parts = {"day": born.day, "month": born.month, "year": born.year}
        typed |= {f"date_of_birth-{part}": str(number) for part, number in parts.items()}
    return typed | ({"is_ppo": "true"} if found.is_ppo else {})


@blueprint.route("/clients/import", methods=["GET", "POST"])
def import_clients() -> str | tuple[str, int]:
    """Take the register in from a CSV file, or see what that would do."""

    def take(table: BinaryIO, dry_run: bool) -> ImportReport:
        return import_table(runtime(), actor(), table, dry_run=dry_run)

    return import_page("clients_import.html", FATE, take)
