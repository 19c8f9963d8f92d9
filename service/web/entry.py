"""Signing in and out, and the first page: what needs me."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.admission import admit_after_signing_in
from service.guests import ask_gate
from service.permission.asking import may
from service.permission.powers import Power
from service.resuming import kept_fields, shown_again
from service.signing_in import end_session, public, runtime, start_session, user_id
from service.store.states import NEEDS_A_PERSON, DocumentState
from service.usecases.accounts import sign_in as check
from service.usecases.batch_progress import list_under_way
from service.usecases.intakes import count_waiting, list_files
from service.usecases.records import list_to_check, list_urgent
from service.web.pages import blueprint
from service.web.start import start_page

_FEW = 8
_NOT_READABLE = tuple(state for state in NEEDS_A_PERSON if state is not DocumentState.REVIEW)


def _safe_next(path: str | None) -> str:
    """Go back only to a page of this service."""
    is_ours = path and path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if path and is_ours else url_for("web.home")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> str | Response | tuple[str, int]:
    """Sign in with a name and a password."""
    if user_id() is not None:
        return redirect(url_for("web.home"))
    if request.method == "GET":
        return render_template("sign_in.html", failed=False, name="")
    name = request.form.get("name", "")
    user = check(runtime(), name, request.form.get("password", ""))
    if user is None:
        path = request.args.get("next", "")
        kept = kept_fields()
        page = render_template("sign_in.html", failed=True, name=name, kept=kept, path=path)
        return page, 401
    start_session(user)
    return shown_again(request.args.get("next", ""), _ask) or redirect(
        _safe_next(request.args.get("next"))
    )


def _ask(endpoint: str, asked: Mapping[str, Any], method: str) -> None:
    admit_after_signing_in(endpoint, method)
    ask_gate(endpoint, asked, method)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session on this browser."""
    end_session()
    return redirect(url_for("web.sign_in"))


@blueprint.get("/")
def home() -> str:
    """Show what waits for a person; whoever sees no client, what they may use."""
    if not may(Power.SEE_CLIENTS):
        return start_page()
    urgent = list_urgent(runtime(), limit=_FEW)
    return render_template(
        "home.html",
        waiting=count_waiting(runtime()),
        urgent=urgent,
        records=list_to_check(runtime(), skip=len(urgent), limit=_FEW - len(urgent)),
        documents=list_files(runtime(), states=_NOT_READABLE, limit=_FEW),
        batches=list_under_way(runtime(), limit=_FEW),
        catalogue=runtime().catalogue,
    )
