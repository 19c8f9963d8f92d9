"""Attacks by programs: with tokens that are too small, too old or copied; by asking too much."""

import pytest
from marshmallow import EXCLUDE

from service.clock import now_utc
from service.identity import TokenScope
from service.schemas import ClientDetailsSchema
from service.store.engine import unit_of_work
from service.store.models import ApiTokenRow
from tests.attacks.attack import Attack, idle, replaced, with_settings
from tests.attacks.moments import LONG
from tests.attacks.target import Target

_MANY = 61
_NEW = {"given_names": "Aled", "surname": "Severn"}


def _can_read(target: Target, header: dict[str, str]) -> bool:
    answer = target.app.test_client().get("/api/v1/clients", headers=header)
    return answer.status_code == 200


def _write_with_a_token_to_read(target: Target) -> bool:
    header = target.bearer("wendy", TokenScope.READ)
    answer = target.app.test_client().post("/api/v1/clients", headers=header, json=_NEW)
    return answer.status_code == 201


def _aged(target: Target, column: str) -> bool:
    header = target.bearer("wendy")
    with unit_of_work(target.runtime.engine) as session:
        for row in session.query(ApiTokenRow):
            setattr(row, column, now_utc() - LONG)
    return _can_read(target, header)


def _use_an_old_one(target: Target) -> bool:
    return _aged(target, "expires_at")


def _use_a_revoked_one(target: Target) -> bool:
    return _aged(target, "revoked_at")


def _take_it_from_the_database(target: Target) -> bool:
    target.bearer("wendy")
    [(kept,)] = target.sql("SELECT token_hash FROM api_tokens")
    return _can_read(target, {"Authorization": f"Bearer {kept}"})


def _send_more_than_is_asked(target: Target) -> bool:
    sent = {**_NEW, "id": target.house.client, "merged_into_id": 1}
    header = target.bearer("wendy")
    answer = target.app.test_client().post("/api/v1/clients", headers=header, json=sent)
    return answer.status_code == 201


def _taken_whatever_it_is(target: Target, patch: pytest.MonkeyPatch) -> None:
    del target
    patch.setattr(ClientDetailsSchema.opts, "unknown", EXCLUDE)


def _ask_without_end(target: Target) -> bool:
    client = target.app.test_client()
    return 429 not in {client.post("/sign-in").status_code for _ in range(_MANY)}


def _come_from_everywhere(target: Target) -> bool:
    client = target.app.test_client()
    addresses = ({"X-Forwarded-For": f"192.0.2.{number}"} for number in range(_MANY))
    return 429 not in {client.post("/sign-in", headers=one).status_code for one in addresses}


def _watch_from_outside(target: Target) -> bool:
    there = {"REMOTE_ADDR": "192.0.2.9"}
    return target.app.test_client().get("/metrics", environ_base=there).status_code == 200


ATTACKS = (
    Attack(
        number="V10.3.2",
        title="change the register with a token that is for reading",
        defence="what a token is for",
        succeeds=_write_with_a_token_to_read,
        remove=idle("service.signing_in.ask_scope"),
    ),
    Attack(
        number="V9.2.1",
        title="use a token whose time is over",
        defence="the end of every token",
        succeeds=_use_an_old_one,
        remove=replaced(
            "service.identity.ApiToken.is_live", lambda one, _at: one.revoked_at is None
        ),
    ),
    Attack(
        number="V7.4.1",
        title="use a token that was revoked",
        defence="revoking",
        succeeds=_use_a_revoked_one,
        remove=replaced("service.identity.ApiToken.is_live", lambda one, at: at < one.expires_at),
    ),
    Attack(
        number="V13.3.1",
        title="take tokens from a copy of the database",
        defence="tokens are kept as hashes",
        succeeds=_take_it_from_the_database,
        remove=replaced("service.usecases.tokens.token_hash", str),
    ),
    Attack(
        number="V15.3.3",
        title="send fields along that are not the sender's to set (mass assignment)",
        defence="fields that a schema does not name are refused",
        succeeds=_send_more_than_is_asked,
        remove=_taken_whatever_it_is,
    ),
    Attack(
        number="V2.4.1",
        title="ask a costly door without end",
        defence="limits on how often",
        succeeds=_ask_without_end,
        remove=with_settings(rate_limits=False),
    ),
    Attack(
        number="V4.1.3",
        title="get round the limits by saying that one comes from elsewhere",
        defence="a proxy's word counts only where one is set",
        succeeds=_come_from_everywhere,
        remove=with_settings(proxies=1),
    ),
    Attack(
        number="V13.4.5",
        title="read the figures of monitoring from another machine",
        defence="figures for this machine alone",
        succeeds=_watch_from_outside,
        remove=idle("service.watching.page._is_here", result=True),
    ),
)
