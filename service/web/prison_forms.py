"""Forms for a whole prison: chosen and counted, then made by a worker and taken."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from forms.artefacts import ArtefactFormat
from service.copy_sets import MOST_COPIES, CopySet, CopySetRequest
from service.downloads import download_stored
from service.errors import BadRequestError
from service.schemas_copy_sets import CopySetRequestSchema
from service.signing_in import actor, runtime
from service.store.states import CopySetOrder, CopySetState, CustodyStatus
from service.usecases.addressing import list_agencies
from service.usecases.caseloads import (
    home_dats_at,
    list_prisons,
    look_at,
    prison_name,
    workers_at,
)
from service.usecases.copy_sets import (
    find_set,
    left_out_of,
    list_sets,
    order_set,
    take_set_file,
)
from service.web.pages import blueprint
from service.web.typed import read_typed_day

_FIRST_FORM = "alert-form"
_KEYS = (
    *("prison", "status", "release_weeks", "worker", "home_dat"),
    *("form", "format", "order", "recipient", "due_back"),
)


@blueprint.get("/forms/prison")
def prison_forms() -> str | tuple[str, int]:
    """Choose a prison, a form and whom of its clients; see how many these are."""
    if not request.args.get("prison"):
        return _page({})
    try:
        return _page({}, _asked(request.args))
    except BadRequestError as error:
        return _page(error.problems), 422


@blueprint.post("/forms/sets")
def make_set() -> Response | tuple[str, int]:
    """Have the forms made."""
    try:
        found = order_set(runtime(), actor(), _asked(request.form))
    except BadRequestError as error:
        return _page(error.problems), 422
    return redirect(url_for("web.copy_set", set_id=found.id))


def _asked(sent: Mapping[str, str]) -> CopySetRequest:
    """Decode what was chosen; a key worker goes by a number, so that no address has the name.

    Raises:
        BadRequestError: with a text for each part that is wrong.
    """
    typed: dict[str, Any] = {
        key: sent[key].strip() for key in (*_KEYS, "request_key") if sent.get(key, "").strip()
    }
    typed.setdefault("form", _FIRST_FORM)
    if due := read_typed_day("due_back", typed.get("due_back", "")):
        typed["due_back"] = due.isoformat()
    if "worker" in typed:
        typed["worker"] = _worker(typed.get("prison", ""), typed["worker"])
    try:
        asked: CopySetRequest = CopySetRequestSchema().load(typed)
    except ValidationError as error:
        problems = {key: " ".join(texts) for key, texts in error.messages_dict.items()}
        raise BadRequestError("nobody can be counted like this", problems) from error
    return asked


def _worker(prison: str, entry: str) -> str:
    for number, name in workers_at(runtime(), prison):
        if str(number) == entry:
            return name
    problems = {"worker": "Choose the key worker again: the register was changed."}
    raise BadRequestError("there is no such key worker at this prison", problems)


def _page(problems: Mapping[str, str], asked: CopySetRequest | None = None) -> str:
    prison = request.values.get("prison", "")
    catalogue = runtime().catalogue
    form = asked and catalogue.find(asked.form_id)
    return render_template(
        "prison_forms.html",
        chosen={key: request.values.get(key, "") for key in _KEYS},
        problems=problems,
        prisons=list_prisons(runtime()),
        workers=workers_at(runtime(), prison) if prison else [],
        dats=home_dats_at(runtime(), prison) if prison else [],
        statuses=list(CustodyStatus),
        kinds=[ArtefactFormat.PRINT, ArtefactFormat.PDF, ArtefactFormat.DOCX],
        orders=list(CopySetOrder),
        catalogue=catalogue,
        first_form=_FIRST_FORM,
        form=form,
        seen=look_at(runtime(), asked.caseload, form, asked.order) if asked and form else None,
        most=MOST_COPIES,
        recipients=list_agencies(runtime(), recipients=True),
        request_key=secrets.token_hex(16),
    )


@blueprint.get("/forms/sets")
def copy_sets() -> str:
    """List what was made for whole prisons."""
    return _sets_page("copy_sets.html", list_sets(runtime()))


@blueprint.get("/forms/sets/<int:set_id>")
def copy_set(set_id: int) -> str:
    """Show one set, how far it is, and its file."""
    found = find_set(runtime(), set_id)
    form = runtime().catalogue.find(found.form_id, found.form_version)
    labels = {field.key: field.label for field in form.fields()}
    left_out = left_out_of(runtime(), set_id)
    return _sets_page("copy_set.html", [found], form=form, labels=labels, left_out=left_out)


def _sets_page(template: str, found: list[CopySet], **more: object) -> str:
    codes = {one.caseload.prison for one in found}
    return render_template(
        template,
        copy_sets=found,
        prisons={code: prison_name(runtime(), code) for code in codes},
        catalogue=runtime().catalogue,
        is_waiting=any(one.state is CopySetState.WAITING for one in found),
        **more,
    )


@blueprint.get("/forms/sets/<int:set_id>/file")
def copy_set_file(set_id: int) -> Response:
    """Save the file of a set."""
    file = take_set_file(runtime(), actor(), set_id)
    found = find_set(runtime(), set_id)
    return download_stored(file, found.media_type, found.file_name)
