"""Workers of other agencies: each address is asked about before its view is called."""

from collections.abc import Mapping
from typing import Any, assert_never

from flask import Flask, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from service.disclosure_rules import RULES, Rule
from service.errors import NotAllowedError
from service.signing_in import actor, runtime
from service.usecases.showing import is_guest, show_client, show_record

_LOOKS = ("GET", "HEAD")


def install_guest_gate(app: Flask) -> None:
    """Ask the gate before whatever a worker of another agency asks for."""
    app.before_request(_ask)


def _ask() -> Response | None:
    if request.endpoint is None or not current_user.is_authenticated:
        return None
    if not is_guest(runtime(), actor()):
        return None
    if request.endpoint == "web.home":
        return redirect(url_for("web.for_agencies"))
    _check(RULES.get(request.endpoint, Rule.OURS), request.view_args or {}, request.method)
    return None


def ask_gate(endpoint: str, asked: Mapping[str, Any], method: str) -> None:
    """Ask before one address shows the page of another, as typing that was kept does.

    Raises:
        NotAllowedError: it is not for workers of other agencies.
        NoGroundError: there is no ground to show it.
    """
    if is_guest(runtime(), actor()):
        _check(RULES.get(endpoint, Rule.OURS), asked, method)


def _check(rule: Rule, asked: Mapping[str, Any], method: str) -> None:
    match rule:
        case Rule.OPEN | Rule.GATED:
            return
        case Rule.CLIENT if method in _LOOKS:
            show_client(runtime(), actor(), asked["client_id"])
        case Rule.QUERY_CLIENT if method in _LOOKS:
            client_id = request.args.get("client", type=int)
            if client_id is not None:
                show_client(runtime(), actor(), client_id)
        case Rule.RECORD if method in _LOOKS:
            show_record(runtime(), actor(), asked["record_id"])
        case Rule.CLIENT | Rule.QUERY_CLIENT | Rule.RECORD | Rule.OURS:
            raise NotAllowedError("this is for the team that runs this service")
        case _:
            assert_never(rule)
