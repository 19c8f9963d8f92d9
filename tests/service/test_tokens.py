"""Tokens: for what they are for, for a time, and no more than their account."""

import re
from datetime import timedelta
from hashlib import sha256

import pytest
from alembic import command
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from service.clock import now_utc
from service.errors import BadRequestError, NotAllowedError, NotFoundError
from service.identity import TokenScope
from service.migrations import _config, upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.engine import looking
from service.store.models import ApiTokenRow, AuditRow
from service.store.states import Role
from service.token_scopes import SCOPES, ask_scope
from service.usecases.accounts import NewAccount, add_user
from service.usecases.tokens import add_token, list_tokens, revoke_token, use_token
from service.web.identity_words import SCOPE
from tests.service.conftest import ACTOR
from tests.service.console import Console
from tests.service.tokens import token_for
from tests.service.visitor import Visitor


def _header(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_every_address_of_the_api_says_what_a_token_must_be_for(app: Flask) -> None:
    api = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")}
    assert sorted(api - SCOPES.keys()) == [], "say in service/token_scopes.py what for"
    assert sorted(SCOPES.keys() - api) == []
    assert all(SCOPES.values())


@pytest.mark.parametrize("endpoint", ["web.home", "web.original", "clients.brand_new", ""])
def test_what_has_no_rule_is_refused_to_every_token(endpoint: str) -> None:
    with pytest.raises(NotAllowedError):
        ask_scope(endpoint, frozenset(TokenScope))


@pytest.mark.parametrize("scope", TokenScope)
def test_a_token_opens_what_it_is_for_and_nothing_else(
    app: Flask, anybody: FlaskClient, small: Runtime, account: NewAccount, scope: TokenScope
) -> None:
    header = _header(token_for(small, account.user.name, scope))
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/api/"):
            continue
        path = re.sub(r"<[^>]*>", "99", rule.rule)
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}:
            with anybody.open(path, method=method, headers=header, json={}) as answer:
                text = answer.text
            is_refused = answer.status_code == 403 and "token is not for that" in text
            assert is_refused is (scope not in SCOPES[rule.endpoint]), (method, path)


def test_pages_are_for_people(anybody: FlaskClient, small: Runtime, account: NewAccount) -> None:
    header = _header(token_for(small, account.user.name))
    for path in ("/", "/clients", "/account"):
        assert anybody.get(path, headers=header).status_code == 403


def test_a_token_does_no_more_than_its_account(
    anybody: FlaskClient, small: Runtime, account: NewAccount
) -> None:
    header = _header(token_for(small, account.user.name))
    body = {"code": "X1", "name": "York", "kind": "cjit"}
    assert anybody.post("/api/v1/agencies", json=body, headers=header).status_code == 403


def test_a_token_ends(runtime: Runtime) -> None:
    add_user(runtime, ACTOR, "morag", Role.CJIT_WORKER)
    token = add_token(runtime, ACTOR, "morag", "a fax server", [TokenScope.INTAKE], days=90)
    [kept] = list_tokens(runtime)
    last = kept.expires_at - timedelta(seconds=1)
    found = use_token(runtime, token, at_utc=last)
    assert found is not None
    assert found.scopes == {TokenScope.INTAKE}
    assert use_token(runtime, token, at_utc=kept.expires_at) is None
    assert (kept.expires_at - kept.created_at).days == 90
    [used] = list_tokens(runtime)
    assert used.last_used_at == last


_BEFORE = (
    """INSERT INTO users (id, name, role, password_hash, session_stamp, active, created_at)
    VALUES (1, 'morag', 'worker', '', '', TRUE, '2026-01-02 03:04:05')""",
    """INSERT INTO api_tokens (id, user_id, label, token_hash, created_at)
    VALUES (1, 1, 'old', :hash, '2026-01-02 03:04:05')""",
)


def test_tokens_of_before_go_on_for_a_while(either_settings: Settings) -> None:
    runtime = open_runtime(either_settings)
    upgrade(runtime.engine)
    config = _config()
    with runtime.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0013")
        for statement in _BEFORE:
            connection.execute(text(statement), {"hash": sha256(b"tc_old").hexdigest()})
    upgrade(runtime.engine)
    found, now = use_token(runtime, "tc_old"), now_utc()
    assert found is not None
    assert found.scopes == set(TokenScope)
    assert use_token(runtime, "tc_old", at_utc=now + timedelta(days=91)) is None
    assert use_token(runtime, "tc_old", at_utc=now + timedelta(days=89)) is not None
    runtime.engine.dispose()


@pytest.mark.parametrize(
    ("scopes", "days", "label"),
    [
        ([], 90, ""),
        ([TokenScope.READ], 0, ""),
        ([TokenScope.READ], 366, ""),
        ([TokenScope.READ], 9, "x" * 81),
    ],
)
def test_a_token_for_nothing_or_for_ever_is_not_made(
    small: Runtime, account: NewAccount, scopes: list[TokenScope], days: int, label: str
) -> None:
    with pytest.raises(BadRequestError):
        add_token(small, ACTOR, account.user.name, label, scopes, days=days)


def test_only_the_hash_of_a_token_is_kept(small: Runtime, account: NewAccount) -> None:
    token = token_for(small, account.user.name)
    with looking(small.engine) as session:
        [row] = session.scalars(select(ApiTokenRow))
        trail = [str(one.details) for one in session.scalars(select(AuditRow))]
    assert token not in f"{vars(row)} {trail}"
    assert use_token(small, row.token_hash) is None


def test_somebody_lists_and_revokes_their_own_through_the_api(
    anybody: FlaskClient, small: Runtime, account: NewAccount
) -> None:
    other = add_user(small, ACTOR, "nasreen", Role.CJIT_WORKER)
    token_for(small, other.user.name)
    header = _header(token_for(small, account.user.name, TokenScope.WRITE))
    [mine] = anybody.get("/api/v1/tokens", headers=header).get_json()
    assert mine["scopes"] == ["write"]
    assert not {"token", "token_hash"} & mine.keys()
    others = [one.id for one in list_tokens(small, other.user.id)]
    assert anybody.delete(f"/api/v1/tokens/{others[0]}", headers=header).status_code == 404
    assert anybody.delete(f"/api/v1/tokens/{mine['id']}", headers=header).status_code == 204
    assert anybody.get("/api/v1/tokens", headers=header).status_code == 401


def test_a_token_that_only_reads_revokes_nothing(
    anybody: FlaskClient, small: Runtime, account: NewAccount
) -> None:
    header = _header(token_for(small, account.user.name, TokenScope.READ))
    assert anybody.delete("/api/v1/tokens/1", headers=header).status_code == 403


def test_somebody_revokes_their_own_on_their_page(
    visitor: Visitor, small: Runtime, account: NewAccount
) -> None:
    token = token_for(small, account.user.name)
    other = add_user(small, ACTOR, "nasreen", Role.CJIT_WORKER)
    theirs = token_for(small, other.user.name)
    assert "Never" in visitor.text("/account")
    assert visitor.post("/account/tokens/2/revoke").status_code == 404
    assert visitor.post("/account/tokens/1/revoke").location == "/account"
    assert use_token(small, token) is None
    assert use_token(small, theirs) is not None
    assert visitor.post("/settings/tokens/2/revoke").status_code == 403


def test_an_administrator_revokes_anybodys(
    anybody: FlaskClient, small: Runtime, account: NewAccount
) -> None:
    token = token_for(small, account.user.name)
    made = add_user(small, ACTOR, "ada", Role.ADMINISTRATOR)
    ada = Visitor(anybody)
    ada.post("/sign-in", name="ada", password=made.password)
    assert "Revoke" in ada.text(f"/settings/users/{account.user.id}")
    assert ada.post("/settings/tokens/1/revoke").status_code == 302
    assert use_token(small, token) is None


def test_making_and_revoking_are_in_the_audit_trail(small: Runtime, account: NewAccount) -> None:
    token_for(small, account.user.name, TokenScope.READ)
    revoke_token(small, ACTOR, 1)
    revoke_token(small, ACTOR, 1)
    with pytest.raises(NotFoundError):
        revoke_token(small, ACTOR, 99)
    with looking(small.engine) as session:
        found = [
            (row.action, row.details.get("scopes")) for row in session.scalars(select(AuditRow))
        ]
    assert found[1:] == [("token.added", "read"), ("token.revoked", None)]


def test_the_console_makes_lists_and_revokes(console: Console) -> None:
    console.run("users", "add", "morag", "--role", "cjit_worker")
    assert console.run("users", "token", "morag")[0] == 2, "for nothing"
    made = console.run(
        "users", "token", "morag", "--scope", "read", "--scope", "intake", "--days", 7
    )
    assert made[1].startswith("tc_")
    _, listed, _ = console.run("users", "tokens")
    ends = (now_utc() + timedelta(days=7)).date()
    assert "read,intake" in listed
    assert f"ends {ends}  never used" in listed
    assert console.run("users", "revoke", 1)[0] == 0
    assert "revoked" in console.run("users", "tokens", "morag")[1]
    assert console.run("users", "token", "morag", "--scope", "read", "--days", 400)[0] == 1


def test_every_scope_has_words() -> None:
    assert set(SCOPE) == set(TokenScope)
