"""Attacks that a browser prevents, where it is told to."""

from http.cookies import Morsel, SimpleCookie

import pytest
from flask import Response

from service import headers
from tests.attacks.attack import Attack, Removal, replaced, with_config
from tests.attacks.target import COOKIE, Target

_POLICY = headers._POLICY
_A_YEAR = 31_536_000


def _flags(target: Target) -> Morsel[str]:
    jar: SimpleCookie = SimpleCookie()
    for line in target.enter("wendy").headers.getlist("Set-Cookie"):
        jar.load(line)
    return next(iter(jar.values()))


def _listen_in(target: Target) -> bool:
    return not _flags(target)["secure"]


def _read_by_a_script(target: Target) -> bool:
    return not _flags(target)["httponly"]


def _have_it_sent(target: Target) -> bool:
    return _flags(target)["samesite"] not in ("Lax", "Strict")


def _set_from_a_neighbour(target: Target) -> bool:
    return _flags(target).key != COOKIE


def _told(target: Target, name: str) -> str:
    return str(target.signed_in("wendy").get("/clients").headers.get(name, ""))


def _policy(target: Target) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in _told(target, _CSP).split(";"))
    return {name: allowed for name, _, allowed in parts}


_CSP = "Content-Security-Policy"


def _run_a_script_in_the_page(target: Target) -> bool:
    allowed = _policy(target).get("script-src", "'unsafe-inline'")
    return "'unsafe-inline'" in allowed or "*" in allowed


def _send_typing_elsewhere(target: Target) -> bool:
    return _policy(target).get("form-action") != "'self'"


def _move_its_links(target: Target) -> bool:
    return _policy(target).get("base-uri") != "'none'"


def _frame(target: Target) -> bool:
    return _policy(target).get("frame-ancestors") != "'none'"


def _have_it_guess(target: Target) -> bool:
    return _told(target, "X-Content-Type-Options") != "nosniff"


def _read_where_from(target: Target) -> bool:
    return _told(target, "Referrer-Policy") not in ("same-origin", "no-referrer")


def _have_it_shown_in_the_clear(target: Target) -> bool:
    words = [word.strip() for word in _told(target, "Strict-Transport-Security").split(";")]
    return f"max-age={_A_YEAR}" not in words or "includeSubDomains" not in words


def _press_back(target: Target) -> bool:
    return "no-store" not in _told(target, "Cache-Control")


def _without(name: str) -> Removal:
    def remove(target: Target, patch: pytest.MonkeyPatch) -> None:
        del target
        patch.delitem(headers._HEADERS, name)

    return remove


def _policy_without(part: str, instead: str = "") -> Removal:
    def remove(target: Target, patch: pytest.MonkeyPatch) -> None:
        del target
        assert part in _POLICY
        patch.setitem(headers._HEADERS, _CSP, _POLICY.replace(part, instead))

    return remove


def _kept_by_browsers(target: Target, patch: pytest.MonkeyPatch) -> None:
    del patch

    def allow(response: Response) -> Response:
        response.headers["Cache-Control"] = "private"
        return response

    # The first to be set is the last to be asked.
    target.app.after_request_funcs[None].insert(0, allow)


ATTACKS = (
    Attack(
        number="V3.3.1",
        title="read the cookie on a connection in the clear",
        defence="Secure on the cookie",
        succeeds=_listen_in,
        remove=with_config(SESSION_COOKIE_SECURE=False),
    ),
    Attack(
        number="V3.3.4",
        title="read the cookie by a script",
        defence="HttpOnly on the cookie",
        succeeds=_read_by_a_script,
        remove=with_config(SESSION_COOKIE_HTTPONLY=False),
    ),
    Attack(
        number="V3.3.2",
        title="have the cookie sent with what another site asks for",
        defence="SameSite on the cookie",
        succeeds=_have_it_sent,
        remove=with_config(SESSION_COOKIE_SAMESITE=None),
    ),
    Attack(
        number="V3.3.3",
        title="set the cookie from a neighbouring host",
        defence="the prefix __Host- of the cookie's name",
        succeeds=_set_from_a_neighbour,
        remove=with_config(SESSION_COOKIE_NAME="throughcare"),
    ),
    Attack(
        number="V3.4.3",
        title="have a script run that was got into a page",
        defence="scripts from our own files alone",
        succeeds=_run_a_script_in_the_page,
        remove=_policy_without("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
    ),
    Attack(
        number="V3.4.3",
        title="have a form that was got into a page send what is typed elsewhere",
        defence="forms go to ourselves alone",
        succeeds=_send_typing_elsewhere,
        remove=_policy_without("form-action 'self'; "),
    ),
    Attack(
        number="V3.4.3",
        title="move the links of a page to another host by a base that was got into it",
        defence="no base in any page",
        succeeds=_move_its_links,
        remove=_policy_without("base-uri 'none'; "),
    ),
    Attack(
        number="V3.4.6",
        title="lay a page of another site over ours (clickjacking)",
        defence="no page of ours in a frame",
        succeeds=_frame,
        remove=_policy_without("; frame-ancestors 'none'"),
    ),
    Attack(
        number="V3.4.4",
        title="have a browser take a file for something else than it is called",
        defence="types are not guessed",
        succeeds=_have_it_guess,
        remove=_without("X-Content-Type-Options"),
    ),
    Attack(
        number="V3.4.5",
        title="read on another site from which page somebody comes",
        defence="nothing is told to other sites",
        succeeds=_read_where_from,
        remove=_without("Referrer-Policy"),
    ),
    Attack(
        number="V3.4.1",
        title="have a browser come without TLS, to us or to a host below ours",
        defence="a year of TLS alone (HSTS)",
        succeeds=_have_it_shown_in_the_clear,
        remove=replaced("service.headers._ONE_YEAR", "max-age=0"),
    ),
    Attack(
        number="V14.3.2",
        title="press Back after somebody has signed out",
        defence="no browser keeps a page",
        succeeds=_press_back,
        remove=_kept_by_browsers,
    ),
)
