"""Attacks on sessions: stolen, planted, left open, and ridden from elsewhere."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import session as cookie

from service.clock import now_utc
from service.passwords import token_hash
from service.runtime import Runtime
from service.settings import Settings
from service.store import sessions, users
from service.store.engine import unit_of_work
from service.store.identity_models import SessionRow
from service.usecases.sessions import _is_live, begin_session
from tests.attacks.attack import Attack, Removal, idle, replaced
from tests.attacks.moments import LONG
from tests.attacks.target import COOKIE, Target, cookie_of
from tests.service.served import PASSWORD

_FOR_EVER = 10**6
"""Minutes."""


def _is_in(target: Target, stolen: str) -> bool:
    return target.thief(stolen).get("/account").status_code == 200


def _plant(target: Target) -> bool:
    attacker, victim = target.signed_in("wendy"), target.visitor()
    planted = cookie_of(attacker)
    attacker.post("/sign-out")
    victim.client.set_cookie(COOKIE, planted)
    victim.post("/sign-in", name="ada", password=PASSWORD)
    return target.thief(planted).get("/settings/users").status_code == 200


def _same_key(runtime: Runtime, user_id: int, *args: Any, **named: Any) -> str:
    """Begin a session under the key that the browser came with, if it came with one."""
    key = begin_session(runtime, user_id, *args, **named)
    before = cookie.get("_user_id")
    if before is None:
        return key
    with unit_of_work(runtime.engine) as session:
        row = sessions.by_key_hash(session, token_hash(before))
        user = users.get(session, user_id)
        assert row is not None
        assert user is not None
        row.user_id, row.stamp, row.ended_at = user_id, user.session_stamp, None
    return str(before)


def _keep_after_signing_out(target: Target) -> bool:
    visitor = target.signed_in("wendy")
    stolen = cookie_of(visitor)
    visitor.post("/sign-out")
    return _is_in(target, stolen)


def _aged(target: Target, column: str) -> bool:
    visitor = target.signed_in("wendy")
    with unit_of_work(target.runtime.engine) as session:
        for row in session.query(SessionRow):
            setattr(row, column, now_utc() - LONG)
    return visitor.get("/account").status_code == 200


def _find_it_open(target: Target) -> bool:
    return _aged(target, "seen_at")


def _keep_it_busy(target: Target) -> bool:
    return _aged(target, "begun_at")


def _endless(what: str) -> Removal:
    def is_live(row: SessionRow, settings: Settings, at: datetime) -> bool:
        return _is_live(row, replace(settings, **{what: _FOR_EVER}), at)  # type: ignore[arg-type]

    return replaced("service.usecases.sessions._is_live", is_live)


def _keep_after_a_new_password(target: Target) -> bool:
    visitor, stolen = target.signed_in("wendy"), cookie_of(target.signed_in("wendy"))
    sent = {"password": PASSWORD, "new_password": "three-wet-otters"}
    assert visitor.post("/account/password", **sent).status_code == 302
    return _is_in(target, stolen)


def _keep_after_signing_out_everywhere(target: Target) -> bool:
    visitor, stolen = target.signed_in("wendy"), cookie_of(target.signed_in("wendy"))
    assert visitor.post("/account/sign-out-everywhere").status_code == 302
    return _is_in(target, stolen)


def _keep_after_an_administrator_ended_it(target: Target) -> bool:
    stolen = cookie_of(target.signed_in("wendy"))
    where = f"/settings/users/{target.house.accounts['wendy']}"
    assert target.signed_in("ada").post(where, sign_out="yes").status_code == 302
    return _is_in(target, stolen)


def _ride(target: Target) -> bool:
    visitor = target.signed_in("wendy")
    sent = {"given_names": "Aled", "surname": "Severn"}
    return visitor.client.post("/clients/new", data=sent).status_code == 302


def _lead_away(target: Target) -> bool:
    there = target.enter("wendy", at="/sign-in?next=//evil.example/").location
    return bool(there and there.startswith("//"))


ATTACKS = (
    Attack(
        number="V7.2.4",
        title="plant a session in a browser, and wait until somebody signs in there",
        defence="a new key at each sign-in",
        succeeds=_plant,
        remove=replaced("service.signing_in.begin_session", _same_key),
    ),
    Attack(
        number="V7.4.1",
        title="use a copied cookie after its owner has signed out",
        defence="signing out ends the session in the database",
        succeeds=_keep_after_signing_out,
        remove=idle("service.signing_in.end_live"),
    ),
    Attack(
        number="V7.3.1",
        title="find a browser that was left open",
        defence="the end of a session that is idle",
        succeeds=_find_it_open,
        remove=_endless("idle_minutes"),
    ),
    Attack(
        number="V7.3.2",
        title="keep a stolen session busy for ever",
        defence="the end of every session after a day's work",
        succeeds=_keep_it_busy,
        remove=_endless("session_minutes"),
    ),
    Attack(
        number="V7.4.3",
        title="use a copied cookie after its owner has changed the password",
        defence="a new password ends the other sessions",
        succeeds=_keep_after_a_new_password,
        remove=idle("service.usecases.entering.end_sessions"),
    ),
    Attack(
        number="V7.5.2",
        title="use a copied cookie after its owner has signed out everywhere",
        defence="signing out everywhere ends every session",
        succeeds=_keep_after_signing_out_everywhere,
        remove=idle("service.web.account_pages.sign_out_everywhere"),
    ),
    Attack(
        number="V7.4.5",
        title="use a copied cookie after an administrator has signed its owner out",
        defence="an administrator may end the sessions of others",
        succeeds=_keep_after_an_administrator_ended_it,
        remove=idle("service.web.users_pages.sign_out_everywhere"),
    ),
    Attack(
        number="V3.5.1",
        title="have a page elsewhere add a client through somebody's browser",
        defence="the forgery token",
        succeeds=_ride,
        remove=idle("service.signing_in.csrf.protect"),
    ),
    Attack(
        number="V3.7.2",
        title="lead whoever signs in by a link on to a page elsewhere",
        defence="only paths of our own are gone on to",
        succeeds=_lead_away,
        remove=idle("service.own_paths.is_own_path", result=True),
    ),
)
