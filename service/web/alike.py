"""Clients who look like one person: a person merges them, or says that they are two."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.errors import ConflictError
from service.signing_in import actor, runtime
from service.usecases.alike import (
    AT_ONCE,
    compare_register,
    list_alike,
    register_size,
    say_two_people,
    undo_two_people,
)
from service.web.pages import blueprint

_PAIRS = 20


@blueprint.get("/clients/alike")
def alike() -> str:
    """List the pairs, likeliest first, that nobody has judged yet."""
    skip = max(0, request.args.get("skip", 0, type=int))
    found = list_alike(runtime(), skip=skip, limit=_PAIRS)
    return render_template(
        "clients_alike.html",
        found=found,
        skip=skip + len(found.pairs),
        is_full=len(found.pairs) == _PAIRS,
        may_compare=register_size(runtime()) <= AT_ONCE,
    )


@blueprint.post("/clients/alike")
def compare_all() -> Response:
    """Compare a small register with itself, while the person waits."""
    if register_size(runtime()) <= AT_ONCE:
        compare_register(runtime(), actor())
    return redirect(url_for("web.alike"))


@blueprint.post("/clients/<int:client_id>/apart/<int:other_id>")
def two_people(client_id: int, other_id: int) -> Response:
    """Say that they are two people."""
    say_two_people(runtime(), actor(), client_id, other_id)
    flash("They are kept as two people, and not listed again.")
    return redirect(url_for("web.alike"))


@blueprint.post("/clients/<int:client_id>/apart/<int:other_id>/undo")
def undo_two(client_id: int, other_id: int) -> Response:
    """Take that back."""
    try:
        undo_two_people(runtime(), actor(), client_id, other_id)
    except ConflictError as error:
        flash(error.advice)
    return redirect(url_for("web.alike"))
