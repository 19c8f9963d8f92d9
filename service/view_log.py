"""Notes who has seen what, once a request is answered; and who signed in, or was refused.

An answer whose view cannot be noted is not given.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Flask, current_app, g, request, session
from flask_login import current_user, user_logged_in
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from service.entities import Actor
from service.recently import Recently
from service.sights import sights_of
from service.signing_in import actor, is_api, runtime, user_id
from service.store.states import Channel
from service.usecases.viewing import Sight, note_sights
from service.view_rules import VIEW_RULES, Shows

_NOT_LOOKS = ("HEAD", "OPTIONS")
_SIGN_INS = ("web.sign_in", "web.enter_code")
_SEEN = "throughcare.seen_lately"


def install_view_log(app: Flask) -> None:
    """Note what every address shows; installed last, so that it sees an answer first."""
    app.extensions[_SEEN] = Recently()
    app.after_request(_note)
    user_logged_in.connect(_signed_in, app)


def _signed_in(_app: Flask, **_: object) -> None:
    g.signed_in = True


def _note(response: Response) -> Response:
    try:
        _note_all(response)
    except Exception as error:  # noqa: BLE001 - whatever it is: what cannot be noted is not given
        if "signed_in" in g:
            session.clear()
        response.close()
        return current_app.make_response(current_app.handle_user_exception(error))
    return response


def _note_all(response: Response) -> None:
    recently: Recently = current_app.extensions[_SEEN]
    found = (*_refused_tokens(response), *_sights(response))
    sights = [one for one in found if not (one.is_passing and _key(*one.about) in recently)]
    if sights:
        recently.add(*(_key(*about) for about in note_sights(runtime(), _who(), sights)))


def _key(subject: str, subject_id: str) -> Hashable:
    return user_id(), subject, subject_id


def _who() -> Actor:
    if current_user.is_authenticated:
        return actor()
    channel = Channel.API if is_api() else Channel.WEB
    return Actor(user_id=None, channel=channel)


def _refused_tokens(response: Response) -> Iterator[Sight]:
    """Give tokens that nobody knows; who signs in, out or fails to, use cases note themselves."""
    if response.status_code == HTTPStatus.UNAUTHORIZED and "Authorization" in request.headers:
        page = request.endpoint or "-"
        yield Sight(action="token.refused", subject="address", subject_id=page, page=page)


def _sights(response: Response) -> Iterator[Sight]:
    if request.endpoint is None or request.method in _NOT_LOOKS:
        return
    endpoint, asked = _address()
    # What has no rule shows something of somebody until it says otherwise.
    sights = sights_of(VIEW_RULES.get(endpoint, Shows.LIST), endpoint, asked)
    if response.status_code == HTTPStatus.FORBIDDEN:
        at = Sight(action="", subject="address", subject_id=endpoint, page=endpoint)
        code = g.get("failed_with")
        refused = next(sights, at)
        yield replace(refused, action="access.refused", code=code, is_passing=False)
    elif _is_shown(response):
        yield from sights


def _is_shown(response: Response) -> bool:
    """Tell whether an answer has in it what the address shows."""
    status = response.status_code
    # A stranger's typing is answered by the page of signing in, at the address they sent it to.
    nothing = (HTTPStatus.NO_CONTENT, HTTPStatus.UNAUTHORIZED)
    is_empty = status in nothing or 300 <= status < 400
    is_failure = status >= HTTPStatus.BAD_REQUEST and (is_api() or "failed_with" in g)
    return not is_empty and not is_failure


def _address() -> tuple[str, Mapping[str, Any]]:
    """Give the address that is shown: after signing in it may be the page of another."""
    if request.endpoint in _SIGN_INS and "signed_in" in g:
        try:
            path = request.args.get("next", "")
            return current_app.url_map.bind("").match(path, method="POST")
        except HTTPException:
            return _SIGN_INS[0], {}
    return request.endpoint or "", request.view_args or {}
