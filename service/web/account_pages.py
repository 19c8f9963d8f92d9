"""Your account: the password, the second factor, where one is signed in, tokens."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from io import BytesIO

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from PIL import Image
from werkzeug.wrappers import Response

from forms.pdf.symbols import symbol_pixels
from service.clock import now_utc
from service.entities import User
from service.errors import BadRequestError, ConflictError, NotFoundError, TooManyTriesError
from service.signing_in import actor, end_session, runtime, session_id
from service.usecases.entering import change_own_password, confirm_password
from service.usecases.second_factor import (
    begin_set_up,
    confirm_set_up,
    needs_second_factor,
    remove_second_factor,
    renew_recovery_codes,
    second_factor_of,
    set_up_under_way,
)
from service.usecases.sessions import past_sign_ins, sign_out_everywhere
from service.usecases.tokens import list_tokens, revoke_token
from service.web.pages import blueprint

_Page = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]
_PIXELS = 5


def _me() -> User:
    user: User = current_user.user
    return user


@blueprint.get("/account")
def account() -> str:
    """Show one's own account."""
    return _page({})


def _page(problems: Mapping[str, str]) -> str:
    me = _me()
    factor = second_factor_of(runtime(), me.id)
    return render_template(
        "account.html",
        me=me,
        problems=problems,
        factor=factor,
        is_asked_for=factor is None and needs_second_factor(runtime().settings, me),
        sign_ins=past_sign_ins(runtime(), me.id),
        here=session_id(),
        tokens=list_tokens(runtime(), me.id),
        now=now_utc(),
    )


def _or_say_why(act: Callable[[], _Page], page: Callable[[Mapping[str, str]], str]) -> _Page:
    """Do what a form asks for, or show its page again with what is wrong."""
    try:
        return act()
    except BadRequestError as error:
        return page(error.problems), HTTPStatus.UNPROCESSABLE_ENTITY
    except TooManyTriesError as error:
        shown = page({"password": error.advice})
        return shown, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(error.retry_seconds)}


@blueprint.post("/account/password")
def change_password() -> _Page:
    """Change one's own password; one's other sessions end."""

    def change() -> _Page:
        old, new = request.form.get("password", ""), request.form.get("new_password", "")
        change_own_password(runtime(), actor(), old, new, session_id=session_id())
        flash("Your password is changed. You are signed out everywhere else.")
        return redirect(url_for("web.account"))

    return _or_say_why(change, _page)


@blueprint.route("/account/second-factor", methods=["GET", "POST"])
def set_up_second_factor() -> _Page:
    """Begin to set up the second factor, and show what the app needs."""
    if request.method == "POST":
        begin_set_up(runtime(), actor())
        return redirect(url_for("web.set_up_second_factor"))
    return _set_up_page({})


def _set_up_page(problems: Mapping[str, str]) -> str:
    under_way = set_up_under_way(runtime(), actor())
    if under_way is None:
        raise ConflictError("nothing is being set up", hint="Begin again on Your account.")
    secret = under_way.secret
    groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
    return render_template("account_second_factor.html", secret=groups, problems=problems)


@blueprint.get("/account/second-factor/picture.png")
def second_factor_picture() -> FileResponse:
    """Give what the app needs as a QR symbol."""
    under_way = set_up_under_way(runtime(), actor())
    if under_way is None:
        raise NotFoundError("nothing is being set up")
    picture = BytesIO()
    Image.fromarray(symbol_pixels(under_way.address, _PIXELS)).save(picture, "PNG")
    return FileResponse(picture.getvalue(), mimetype="image/png")


@blueprint.post("/account/second-factor/confirm")
def confirm_second_factor() -> _Page:
    """Turn the second factor on, given a code; the recovery codes are shown this once."""

    def confirm() -> _Page:
        code = request.form.get("code", "")
        return _codes_page(confirm_set_up(runtime(), actor(), code, session_id=session_id()))

    return _or_say_why(confirm, _set_up_page)


def _codes_page(codes: list[str]) -> str:
    return render_template("account_recovery_codes.html", codes=codes)


@blueprint.post("/account/second-factor/change")
def change_second_factor() -> _Page:
    """Turn the second factor off, or draw new recovery codes, given the password."""

    def change() -> _Page:
        confirm_password(runtime(), actor(), request.form.get("factor_password", ""))
        if "codes" in request.form:
            return _codes_page(renew_recovery_codes(runtime(), actor()))
        remove_second_factor(runtime(), actor(), _me().id)
        flash("Your second factor is turned off.")
        return redirect(url_for("web.account"))

    def page(problems: Mapping[str, str]) -> str:
        return _page({f"factor_{key}": text for key, text in problems.items()})

    return _or_say_why(change, page)


@blueprint.post("/account/sign-out-everywhere")
def leave_everywhere() -> Response:
    """End all of one's sessions, this one too."""
    sign_out_everywhere(runtime(), actor(), _me().id)
    end_session()
    flash("You are signed out everywhere.")
    return redirect(url_for("web.sign_in"))


@blueprint.post("/account/tokens/<int:token_id>/revoke")
def revoke_own_token(token_id: int) -> Response:
    """Have one of one's own tokens open nothing any more."""
    revoke_token(runtime(), actor(), token_id, of_user=_me().id)
    flash("The token is revoked.")
    return redirect(url_for("web.account"))
