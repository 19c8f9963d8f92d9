"""Doors that cost much are not asked for without end."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from service.app import create_app
from service.identity import TokenScope
from service.rate_limits import COSTLY_DOORS, CostlyDoor
from service.runtime import Runtime
from service.store.states import Role
from service.usecases.accounts import NewAccount, add_user
from tests.service.conftest import ACTOR
from tests.service.redis import redis_server
from tests.service.tokens import token_for
from tests.service.visitor import Visitor

_MOST = 6


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every door bear little, so that nobody asks for it hundreds of times here."""
    doors = tuple(replace(door, most=_few_of(door)) for door in COSTLY_DOORS)
    monkeypatch.setattr("service.rate_limits.COSTLY_DOORS", doors)


def _few_of(door: CostlyDoor) -> str:
    return f"{_MOST} per minute" if door.endpoints else door.most


def test_every_door_is_there(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert set().union(*(door.endpoints for door in COSTLY_DOORS)) <= endpoints


def _search(web: FlaskClient, token: str) -> int:
    header = {"Authorization": f"Bearer {token}"}
    # Refused by its schema: what counts is that it was asked for.
    return web.post("/api/v1/clients/search", headers=header, json={"no": 1}).status_code


def test_a_program_that_searches_too_often_is_told_when_to_go_on(
    anybody: FlaskClient, small: Runtime, account: NewAccount
) -> None:
    token = token_for(small, account.user.name, TokenScope.READ)
    assert {_search(anybody, token) for _ in range(_MOST)} == {422}
    header = {"Authorization": f"Bearer {token}"}
    answer = anybody.post("/api/v1/clients/search", headers=header, json={})
    assert answer.status_code == 429
    assert 0 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["code"] == "too-often"
    assert anybody.get("/api/v1/forms", headers=header).status_code == 200, "another door"
    add_user(small, ACTOR, "nasreen", Role.CJIT_WORKER)
    assert _search(anybody, token_for(small, "nasreen")) == 422, "another account"


def test_a_person_who_searches_too_often_sees_a_page_that_says_so(visitor: Visitor) -> None:
    token = visitor.token()
    sent = {"csrf_token": token, "words": ""}
    for _ in range(_MOST):
        visitor.client.post("/clients", data=sent)
    answer = visitor.client.post("/clients", data=sent)
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers
    assert "too often" in answer.text
    assert "Wait a minute" in answer.text
    assert visitor.get("/clients").status_code == 200, "the page itself is no search"


def test_strangers_are_counted_by_address(anybody: FlaskClient) -> None:
    here = {"REMOTE_ADDR": "192.0.2.1"}
    codes = [anybody.post("/sign-in", environ_base=here).status_code for _ in range(_MOST + 1)]
    assert codes[-1] == 429
    assert 429 not in codes[:-1]
    there = {"REMOTE_ADDR": "192.0.2.2"}
    assert anybody.post("/sign-in", environ_base=there).status_code == 400


@pytest.fixture(scope="module")
def queue_url() -> Iterator[str]:
    with redis_server() as url:
        yield url


def test_processes_with_a_redis_agree(small: Runtime, account: NewAccount, queue_url: str) -> None:
    token = token_for(small, account.user.name, TokenScope.READ)
    both = [
        create_app(
            replace(small, settings=replace(small.settings, queue_url=queue_url)), testing=True
        ).test_client()
        for _ in range(2)
    ]
    half = _MOST // 2
    assert {_search(web, token) for web in both for _ in range(half)} == {422}
    assert [_search(web, token) for web in both] == [429, 429]


def test_a_redis_that_is_away_shuts_nobody_out(small: Runtime, account: NewAccount) -> None:
    token = token_for(small, account.user.name, TokenScope.READ)
    away = replace(small.settings, queue_url="redis://127.0.0.1:1/0")
    web = create_app(replace(small, settings=away), testing=True).test_client()
    assert {_search(web, token) for _ in range(_MOST)} == {422}
    assert _search(web, token) == 429, "counted in the process"


def test_they_can_be_turned_off_to_measure(small: Runtime, account: NewAccount) -> None:
    token = token_for(small, account.user.name, TokenScope.READ)
    off = replace(small, settings=replace(small.settings, rate_limits=False))
    web = create_app(off, testing=True).test_client()
    assert {_search(web, token) for _ in range(_MOST + 1)} == {422}


def test_a_proxy_in_front_is_believed_only_where_one_is_set(small: Runtime) -> None:
    told = {"X-Forwarded-For": "192.0.2.9", "X-Forwarded-Proto": "https"}
    seen = []
    for proxies in (0, 1):
        app = create_app(
            replace(small, settings=replace(small.settings, proxies=proxies)), testing=True
        )
        with app.test_client() as client:
            client.get("/healthz", headers=told)
            seen.append((request.remote_addr, request.scheme))
    assert seen == [("127.0.0.1", "http"), ("192.0.2.9", "https")]
