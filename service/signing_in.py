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
from service.errors import NotAllowedError, NotSignedInError
from service.identity import Browser, LiveSession, SignInWay, TokenScope
from service.permission.asking import acting
from service.resuming import ask_to_sign_in, asked_again
from service.runtime import Runtime
from service.store.states import Channel
from service.token_scopes import ask_scope
from service.usecases.second_factor import needs_second_factor
from service.usecases.sessions import begin_session, live_session
from service.usecases.sessions import end_session as end_live
from service.usecases.tokens import use_token

API_PREFIX = "/api/"
_FOR_PROGRAMS = ("/healthz", "/readyz", "/metrics")
RENEWS = "X-Throughcare-Renews"
"""What a page that renews itself says it does: nobody need sit before it."""
_BEARER = "Bearer "
__all__ = [
    "CSRFError",
    "actor",
    "browser",
    "end_session",
    "install_forgery_check",
    "install_signing_in",
    "is_api",
    "public",
    "runtime",
    "session_id",
    "start_session",
    "user_id",
    "wants_json",
]
_BEFORE_SECOND_FACTOR = (
    *("web.account", "web.sign_out", "web.set_up_second_factor", "web.second_factor_picture"),
    "web.confirm_second_factor",
)
_View = TypeVar("_View", bound=Callable[..., object])
csrf = CSRFProtect()


class SignedIn(UserMixin):  # type: ignore[misc]
    """The account that asks, as Flask-Login wants it, and by what: a session, or a token."""

    def __init__(
        self,
        user: User,
        *,
        key: str = "",
        session: LiveSession | None = None,
        scopes: frozenset[TokenScope] | None = None,
    ) -> None:
        self.user, self.key, self.session, self.scopes = user, key, session, scopes

    def get_id(self) -> str:
        """Give the key of the session, which its cookie carries."""
        return self.key


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


def session_id() -> int | None:
    """Give the id of the session that asks, if it is one."""
    live = current_user.session if current_user.is_authenticated else None
    return live.id if live else None


def browser() -> Browser:
    """Tell where the request comes from."""
    return Browser(address=request.remote_addr or "", program=request.user_agent.string)


def start_session(user: User, way: SignInWay, *, is_strong: bool) -> None:
    """Sign somebody in on this browser, with a new session: nothing of the one before goes on."""
    key = begin_session(runtime(), user.id, way, browser(), is_strong=is_strong)
    session.clear()
    session.permanent = True
    login_user(SignedIn(user, key=key))


def end_session() -> None:
    """Sign out on this browser."""
    live_id = session_id()
    if live_id is not None:
        end_live(runtime(), actor(), live_id)
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
    app.before_request(_ask_scope)
    app.before_request(_ask_second_factor)


def install_forgery_check(app: Flask) -> None:
    """Refuse what our pages did not send; a page that keeps typing is shown again for it.

    Once the gate has been asked: it may be the page of a client whom the asker may not see.
    """
    app.before_request(_check_forgery)


def _from_session(key: str) -> SignedIn | None:
    is_active = RENEWS not in request.headers
    live = live_session(runtime(), key, is_active=is_active)
    return SignedIn(live.user, key=key, session=live) if live else None


def _from_token(asked: Request) -> SignedIn | None:
    header = asked.headers.get("Authorization", "")
    if not header.startswith(_BEARER):
        return None
    use = use_token(runtime(), header.removeprefix(_BEARER).strip())
    g.by_token = use is not None
    return SignedIn(use.user, scopes=use.scopes) if use else None


def _ask_scope() -> None:
    """Let a program do only what its token is for."""
    if is_public() or not current_user.is_authenticated or current_user.scopes is None:
        return
    ask_scope(request.endpoint or "", current_user.scopes)


def _ask_second_factor() -> Response | None:
    """Let whoever needs a second factor do nothing before they have one.

    Tokens are asked for none: each is made at the console, and is a secret of its own.
    """
    if is_public() or request.endpoint in _BEFORE_SECOND_FACTOR or session_id() is None:
        return None
    live: LiveSession = current_user.session
    if live.is_strong or not needs_second_factor(runtime().settings, live.user):
        return None
    if wants_json():
        raise NotAllowedError(
            "this account needs a second factor", hint="Set it up on the page Your account."
        )
    return redirect(url_for("web.account"))


def is_public() -> bool:
    """Tell whether the view that is asked for may be seen by everybody."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.endpoint in (None, "static") or hasattr(view, "is_public")


def _refuse_strangers() -> Response | None:
    if is_public() or current_user.is_authenticated:
        return None
    if wants_json():
        raise NotSignedInError("this needs a signed-in user or a token")
    return ask_to_sign_in() or redirect(url_for("web.sign_in", next=_way_back()))


def _way_back() -> str | None:
    """Give the address to go on with afterwards, where it has a page."""
    methods = request.url_rule.methods if request.url_rule else None
    return request.path if methods and "GET" in methods else None


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
