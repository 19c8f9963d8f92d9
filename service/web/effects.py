"""What accepted forms change: decided on the record's page, or on a page of its own."""

from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.errors import BadRequestError, ConflictError
from service.signing_in import actor, runtime
from service.usecases.effect_lists import (
    ClientEffects,
    RecordEffects,
    count_waiting_forms,
    effects_of_client,
    effects_of_record,
    waiting_forms,
)
from service.usecases.effects import accept_effects, refuse_effects, take_back_effects
from service.usecases.evidence_places import places_of
from service.usecases.known_since import KnownSince, known_since
from service.web.pages import PAGE_LENGTH, blueprint
from service.web.words import plural


def effects_of(record_id: int) -> RecordEffects:
    """Give the part of a record's page that says what the form changes."""
    return effects_of_record(runtime(), record_id)


def client_effects(client_id: int) -> ClientEffects:
    """Give the part of a client's page that says what forms change."""
    return effects_of_client(runtime(), client_id)


def effects_waiting() -> int:
    """Give the number that the first page shows."""
    return count_waiting_forms(runtime())


def shown_places(record_id: int) -> frozenset[str]:
    """Give the fields of a record whose places can be shown as pictures."""
    return places_of(runtime(), record_id)


def facts_since(client_id: int) -> tuple[KnownSince, ...]:
    """Give what forms are filled in with, and as of when."""
    return known_since(runtime(), client_id)


GIVEN: Mapping[str, Callable[..., object]] = {
    "effects_of": effects_of,
    "client_effects": client_effects,
    "effects_waiting": effects_waiting,
    "shown_places": shown_places,
    "known_since": facts_since,
}
"""What pages call by name."""


@blueprint.get("/effects")
def effects() -> str:
    """List the forms that change something which nobody has decided yet, the oldest first."""
    after = request.args.get("after", 0, type=int)
    found = waiting_forms(runtime(), after_id=after, limit=PAGE_LENGTH)
    return render_template(
        "effects.html",
        found=found,
        catalogue=runtime().catalogue,
        is_full=len(found) == PAGE_LENGTH,
        after=after,
    )


@blueprint.route("/records/<int:record_id>/effects", methods=["GET", "POST"])
def record_effects(record_id: int) -> str | Response | tuple[str, int]:
    """Show what a form changes; accept or refuse what is ticked."""
    if request.method == "GET":
        return _page(record_id, {})
    keys = request.form.getlist("effect")
    try:
        if "refuse" in request.form:
            reason = request.form.get("reason", "")
            done = refuse_effects(runtime(), actor(), record_id, keys, reason)
            flash(f"{plural(len(done), 'change', 'changes')} refused. The register is as it was.")
        else:
            done = accept_effects(runtime(), actor(), record_id, keys)
            flash(f"The register is changed: {plural(len(done), 'fact', 'facts')}.")
    except BadRequestError as error:
        return _page(record_id, error.problems, set(keys)), 422
    except ConflictError as error:
        return _page(record_id, {"effects": error.advice}, set(keys)), 409
    return redirect(url_for("web.record", record_id=record_id, _anchor="effects"))


def _page(record_id: int, problems: Mapping[str, str], ticked: set[str] | None = None) -> str:
    found = effects_of_record(runtime(), record_id)
    return render_template(
        "record_effects.html",
        changes=found,
        form=runtime().catalogue.find(found.form_id, found.form_version),
        problems=problems,
        ticked=ticked,
    )


@blueprint.post("/effects/<int:decision_id>/take-back")
def take_back_effect(decision_id: int) -> Response:
    """Take back what was decided."""
    take_back_effects(runtime(), actor(), [decision_id])
    flash("Taken back. The history keeps what it was.")
    if client_id := request.form.get("client_id", type=int):
        return redirect(url_for("web.client", client_id=client_id, _anchor="effects"))
    record_id = request.form.get("record_id", type=int)
    if record_id is None:
        return redirect(url_for("web.effects"))
    return redirect(url_for("web.record", record_id=record_id, _anchor="effects"))
