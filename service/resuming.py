"""Keeps what somebody typed where a session ended, or a page was open too long, before it was sent.

A view that is marked here shows its page again with all that was sent, and nothing is done yet.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import current_app, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

AskAgain = Callable[..., str]
"""Takes what was sent and the view's own arguments, and gives the page."""
_View = TypeVar("_View", bound=Callable[..., object])
_KEPT = "kept-"
_TOKEN = "csrf_token"  # noqa: S105 - the name of a field


def keeps_typing(ask_again: AskAgain) -> Callable[[_View], _View]:
    """Mark a view that takes what a person typed."""

    def mark(view: _View) -> _View:
        view.ask_again = ask_again  # type: ignore[attr-defined]
        return view

    return mark


def _asker(endpoint: str | None) -> AskAgain | None:
    view = current_app.view_functions.get(endpoint or "")
    found: AskAgain | None = getattr(view, "ask_again", None)
    return found


def ask_to_sign_in() -> Response | None:
    """Ask a stranger to sign in on the spot, with what was sent; None: nothing is kept of it."""
    if request.method != "POST" or _asker(request.endpoint) is None:
        return None
    kept = [(name, text) for name, text in request.form.items(multi=True) if name != _TOKEN]
    if not kept:
        return None
    page = render_template("sign_in.html", kept=kept, path=request.path)
    return Response(page, status=401, content_type="text/html; charset=utf-8")


def kept_fields() -> list[tuple[str, str]]:
    """Give what the page of signing in carries along."""
    fields = request.form.items(multi=True)
    return [(name.removeprefix(_KEPT), text) for name, text in fields if name.startswith(_KEPT)]


def shown_again(path: str, ask_gate: Callable[[str, Mapping[str, Any], str], None]) -> str | None:
    """Show the page on which somebody typed before signing in; None where nobody did.

    Args:
        path: of that page.
        ask_gate: refuses whoever may not see it, by its endpoint, arguments and method.
    """
    kept = kept_fields()
    if not kept:
        return None
    try:
        endpoint, arguments = current_app.url_map.bind("").match(path, method="POST")
    except (HTTPException, RequestRedirect):
        return None
    asker = _asker(endpoint)
    if asker is None:
        return None
    ask_gate(endpoint, arguments, "POST")
    return asker(MultiDict(kept), **arguments)


def asked_again() -> tuple[str, int] | None:
    """Show the page again whose token is too old; None where nothing is kept of it."""
    asker = _asker(request.endpoint)
    if asker is None or request.method != "POST":
        return None
    return asker(request.form, **(request.view_args or {})), 422
