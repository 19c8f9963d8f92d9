"""Who asks: a signed-in session or a program's token; whoever is neither is refused by default."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Request, current_app, g, redirect, request, session, url_for
from flask_login import (
    LoginManager,
    UserMixin,
    current_user,
    login_user,
    logout_user,
)
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.wrappers import Response

from service.entities import Actor, User
from service.errors import NotSignedInError
from service.permission.asking import acting
from service.resuming import ask_to_sign_in, asked_again
from service.runtime import Runtime
from service.store.states import Channel
from service.usecases.accounts import user_of_session, user_of_token

API_PREFIX = "/api/"
_FOR_PROGRAMS = ("/healthz", "/readyz", "/metrics")
_BEARER = "Bearer "
__all__ = [
    "CSRFError",
    "actor",
    "end_session",
    "install_forgery_check",
    "install_signing_in",
    "is_api",
    "public",
    "runtime",
    "start_session",
    "user_id",
    "wants_json",
]
_View = TypeVar("_View", bound=Callable[..., object])
csrf = CSRFProtect()


class SignedIn(UserMixin):  # type: ignore[misc]
    """The account that asks, as Flask-Login wants it."""

    def __init__(self, user: User) -> None:
        self.user = user

    def get_id(self) -> str:
        """Name the session: account and stamp."""
        return f"{self.user.id}:{self.user.session_stamp}"


def public(view: _View) -> _View:
    """Let a view be seen by everybody."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def runtime() -> Runtime:
    """Give the installation that serves this request."""
    found: Runtime = current_app.extensions["throughcare"]
    return found


def actor() -> Actor:
    """Give who asks, for the audit trail."""
    channel = Channel.API if is_api() else Channel.WEB
    return acting(current_user.user, channel)


def user_id() -> int | None:
    """Give the id of the account that asks, if any."""
    return current_user.user.id if current_user.is_authenticated else None


def is_api() -> bool:
    """Tell whether the request is a program's."""
    return request.path.startswith(API_PREFIX)


def wants_json() -> bool:
    """Tell whether failures are answered as JSON: to programs, and to the scripts of our pages."""
    asked = request.accept_mimetypes.best
    return is_api() or request.path in _FOR_PROGRAMS or asked == "application/json"


def start_session(user: User) -> None:
    """Sign somebody in on this browser."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(user))


def end_session() -> None:
    """Sign out on this browser."""
    logout_user()
    session.clear()


def install_signing_in(app: Flask) -> None:
    """Refuse whoever is not signed in, on every view that is not marked public."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_from_session)
    manager.request_loader(_from_token)
    csrf.init_app(app)
    app.before_request(_refuse_strangers)


def install_forgery_check(app: Flask) -> None:
    """Refuse what our pages did not send; a page that keeps typing is shown again for it.

    Once the gate has been asked: it may be the page of a client whom the asker may not see.
    """
    app.before_request(_check_forgery)


def _from_session(session_id: str) -> SignedIn | None:
    user_id, _, stamp = session_id.partition(":")
    user = user_of_session(runtime(), int(user_id), stamp) if user_id.isdigit() else None
    return SignedIn(user) if user else None


def _from_token(asked: Request) -> SignedIn | None:
    header = asked.headers.get("Authorization", "")
    if not header.startswith(_BEARER):
        return None
    user = user_of_token(runtime(), header.removeprefix(_BEARER).strip())
    g.by_token = user is not None
    return SignedIn(user) if user else None


def is_public() -> bool:
    """Tell whether the view that is asked for may be seen by everybody."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.endpoint in (None, "static") or hasattr(view, "is_public")


def _refuse_strangers() -> Response | None:
    if is_public() or current_user.is_authenticated:
        return None
    if wants_json():
        raise NotSignedInError("this needs a signed-in user or a token")
    return ask_to_sign_in() or redirect(url_for("web.sign_in", next=request.path))


def _check_forgery() -> tuple[str, int] | None:
    """Ask every change for its token, unless a program's own token vouches for it."""
    changes = request.endpoint and request.method not in ("GET", "HEAD", "OPTIONS")
    if not changes or g.get("by_token"):
        return None
    try:
        csrf.protect()
    except CSRFError:
        shown = None if wants_json() else asked_again()
        if shown is None:
            raise
        return shown
    return None
