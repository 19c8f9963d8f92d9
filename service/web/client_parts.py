"""What else is known of a client: pages to add it, to change stays and workers, to remove."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from marshmallow import Schema, ValidationError, fields, validate
from werkzeug.wrappers import Response

from service.entities import Client
from service.errors import BadRequestError, ConflictError
from service.identifiers.numbers import NumberKind
from service.register.columns import LONGEST
from service.schemas_register import (
    ADD_PART,
    REMOVE_PART,
    ClientNumberSchema,
    EpisodeSchema,
    KeyWorkerSchema,
    PersonNameSchema,
)
from service.signing_in import actor, runtime
from service.store.states import CustodyStatus, WorkerRole
from service.usecases.client_parts import change_parts
from service.usecases.clients import find_client
from service.web.pages import blueprint
from service.web.typed import typed_by


class _BirthSchema(Schema):
    """A further date of birth."""

    date_of_birth = fields.Date(
        required=True,
        error_messages={"null": "Enter the date of birth.", "required": "Enter the date of birth."},
    )


class _PostcodeSchema(Schema):
    """A further postcode."""

    postcode = fields.String(
        required=True,
        validate=validate.Length(
            max=LONGEST["postcode"], error="Enter a full postcode, such as LS1 4AP."
        ),
        error_messages={"required": "Enter the postcode."},
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """One kind of part, as its page asks for it."""

    title: str
    schema: type[Schema]
    days: Mapping[str, bool]
    unwrap: Callable[[object], object] = lambda loaded: loaded


def _only(key: str) -> Callable[[object], object]:
    return lambda loaded: loaded[key] if isinstance(loaded, dict) else loaded


_STAY_DAYS = dict.fromkeys(("from_date", "to_date", "release_date", "court_date"), False)
PARTS: Mapping[str, _Part] = {
    "names": _Part("Add another name", PersonNameSchema, {}),
    "births": _Part(
        "Add another date of birth", _BirthSchema, {"date_of_birth": True}, _only("date_of_birth")
    ),
    "numbers": _Part("Add another number", ClientNumberSchema, {}),
    "postcodes": _Part("Add another postcode", _PostcodeSchema, {}, _only("postcode")),
    "episodes": _Part("A stay in custody", EpisodeSchema, _STAY_DAYS),
    "workers": _Part("A key worker", KeyWorkerSchema, {"from_date": False, "to_date": False}),
}


@blueprint.route(
    "/clients/<int:client_id>/<any(" + ",".join(PARTS) + "):kind>", methods=["GET", "POST"]
)
def client_part(client_id: int, kind: str) -> str | Response | tuple[str, int]:
    """Add something that is known of a client, or change a stay or a worker."""
    found = find_client(runtime(), client_id)
    if request.method == "GET":
        return _page(found, kind, _as_typed(found, kind, request.args.get("id", 0, type=int)), {})
    part = PARTS[kind]
    try:
        change = ADD_PART[kind](part.unwrap(typed_by(part.schema(), part.days)))
        revision = request.form.get("revision", type=int)
        change_parts(runtime(), actor(), client_id, change, revision=revision)
    except BadRequestError as error:
        return _page(found, kind, request.form, error.problems), 422
    except ConflictError as error:
        return _page(found, kind, request.form, {"revision": error.advice}), 409
    flash("Saved.")
    return redirect(url_for("web.client", client_id=client_id))


@blueprint.post("/clients/<int:client_id>/<any(" + ",".join(PARTS) + "):kind>/remove")
def remove_client_part(client_id: int, kind: str) -> Response:
    """Remove something that is no longer held to be true of a client."""
    try:
        change = REMOVE_PART[kind](_removed(kind))
    except (ValidationError, ValueError) as error:
        raise BadRequestError("it is not said what is to be removed") from error
    revision = request.form.get("revision", type=int)
    change_parts(runtime(), actor(), client_id, change, revision=revision)
    flash("Removed. The history keeps what it was.")
    return redirect(url_for("web.client", client_id=client_id))


def _removed(kind: str) -> object:
    if kind in ("episodes", "workers"):
        return request.form.get("id", 0, type=int)
    if kind == "births":
        return date.fromisoformat(request.form["date_of_birth"])
    if kind == "postcodes":
        return request.form["postcode"]
    schema = PARTS[kind].schema()
    return schema.load({key: text for key, text in request.form.items() if key in schema.fields})


def _as_typed(found: Client, kind: str, part_id: int) -> dict[str, str]:
    """Give the stay or the worker with this id as a person would have typed it."""
    if not part_id or kind not in ("episodes", "workers"):
        return {}
    known = {part.id: part for part in (*getattr(found, kind),)}.get(part_id)
    if known is None:
        abort(404)
    texts = PARTS[kind].schema().dump(known)
    typed = {key: str(value) for key, value in texts.items() if value}
    for key in PARTS[kind].days:
        if day := getattr(known, key):
            parts = {"day": day.day, "month": day.month, "year": day.year}
            typed |= {f"{key}-{part}": str(number) for part, number in parts.items()}
    return typed


def _page(found: Client, kind: str, typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    return render_template(
        "client_part.html",
        client=found,
        kind=kind,
        part=PARTS[kind],
        typed=typed,
        problems=problems,
        number_kinds=NumberKind,
        statuses=CustodyStatus,
        roles=WorkerRole,
        prisons=runtime().lists.entries("prisons"),
    )
