"""Signing in and out, and the first page: what needs me."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.admission import admit_after_signing_in
from service.errors import TooManyTriesError
from service.guests import ask_gate
from service.identity import SignInWay
from service.own_paths import own_path
from service.permission.asking import may
from service.permission.powers import Power
from service.resuming import kept_fields, shown_again
from service.signing_in import browser, end_session, public, runtime, start_session, user_id
from service.store.states import NEEDS_A_PERSON, DocumentState
from service.usecases.batch_progress import list_under_way
from service.usecases.entering import Entered, check_password
from service.usecases.intakes import count_waiting, list_files
from service.usecases.records import list_to_check, list_urgent
from service.usecases.second_factor import check_code
from service.web.half_way import go_half_way, who_is_half_way
from service.web.pages import blueprint
from service.web.start import start_page

_FEW = 8
_NOT_READABLE = tuple(state for state in NEEDS_A_PERSON if state is not DocumentState.REVIEW)


Page = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]
_WRONG_NAME = "The name or the password is wrong"
_WRONG_CODE = "The code is wrong, or was used already. Wait for the next one."


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Page:
    """Sign in with a name and a password."""
    if user_id() is not None:
        return redirect(url_for("web.home"))
    if request.method == "GET":
        return sign_in_page()
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        entered = check_password(runtime(), name, password, browser().address)
    except TooManyTriesError as error:
        return sign_in_page(error.advice), HTTPStatus.TOO_MANY_REQUESTS, _later(error)
    if entered is None:
        return sign_in_page(_WRONG_NAME), HTTPStatus.UNAUTHORIZED
    return let_in(entered, SignInWay.PASSWORD, request.args.get("next"))


def let_in(entered: Entered, way: SignInWay, path: str | None, *, is_strong: bool = False) -> Page:
    """Begin a session and go on to a path of ours, or ask for a code before."""
    if entered.asks_code and not is_strong:
        go_half_way(entered.user, way)
        return _code_page() if kept_fields() else redirect(url_for("web.enter_code", next=path))
    start_session(entered.user, way, is_strong=is_strong)
    return _go_on(path)


def _go_on(path: str | None) -> str | Response:
    return shown_again(path or "", _ask) or redirect(own_path(path, url_for("web.home")))


def _ask(endpoint: str, asked: Mapping[str, Any], method: str) -> None:
    admit_after_signing_in(endpoint, method)
    ask_gate(endpoint, asked, method)


def sign_in_page(problem: str = "") -> str:
    """Show the page of signing in, with whatever was typed elsewhere before."""
    provider = runtime().settings.oidc
    return render_template(
        "sign_in.html",
        problem=problem,
        name=request.form.get("name", ""),
        kept=kept_fields(),
        path=request.args.get("next"),
        provider=provider.name if provider else None,
    )


def _later(error: TooManyTriesError) -> dict[str, str]:
    return {"Retry-After": str(error.retry_seconds)}


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@public
def enter_code() -> Page:
    """Show a code of the second factor, or one of those on paper, and so be in."""
    came = who_is_half_way()
    if came is None or user_id() is not None:
        return redirect(url_for("web.sign_in", next=request.args.get("next")))
    if request.method == "GET":
        return _code_page()
    user, way = came
    try:
        code = request.form.get("code", "")
        is_right = check_code(runtime(), user.id, code, browser().address)
    except TooManyTriesError as error:
        return _code_page(error.advice), HTTPStatus.TOO_MANY_REQUESTS, _later(error)
    if not is_right:
        return _code_page(_WRONG_CODE), HTTPStatus.UNAUTHORIZED
    start_session(user, way, is_strong=True)
    return _go_on(request.args.get("next"))


def _code_page(problem: str = "") -> str:
    path = request.args.get("next")
    return render_template("sign_in_code.html", problem=problem, kept=kept_fields(), path=path)


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
