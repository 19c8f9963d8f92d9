"""Signing in through an identity provider: a real one, on this machine, that can be told to lie."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.app import create_app
from service.errors import BadRequestError, SettingsError
from service.oidc_settings import OidcSettings
from service.runtime import Runtime
from service.settings import Settings
from service.store.states import Role
from service.usecases.accounts import NewAccount, add_user, close_account, list_users
from service.usecases.provider_ties import (
    ProviderPerson,
    enter_by_provider,
    tie_account,
    tie_of,
)
from tests.service.conftest import ACTOR
from tests.service.oidc_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    LEEWAY,
    Provider,
    identity_provider,
)
from tests.service.visitor import Visitor

_MAIL = "morag.tay@example.org"


@pytest.fixture(scope="module")
def shared() -> Iterator[Provider]:
    with identity_provider() as provider:
        yield provider


@pytest.fixture
def provider(shared: Provider) -> Provider:
    """The provider of the module, honest again."""
    shared.person = {"sub": "s-1", "email": _MAIL, "email_verified": True}
    shared.lies, shared.discovery, shared.signs = {}, {}, "well"
    shared.asked.clear()
    return shared


@pytest.fixture
def joined(small: Runtime, provider: Provider) -> Runtime:
    oidc = OidcSettings(
        issuer=provider.address,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        name="Exampleshire",
    )
    return replace(small, settings=replace(small.settings, oidc=oidc))


@pytest.fixture
def web(joined: Runtime) -> FlaskClient:
    return create_app(joined, testing=True).test_client()


@pytest.fixture
def tied(joined: Runtime, account: NewAccount) -> NewAccount:
    tie_account(joined, ACTOR, account.user.id, _MAIL.upper())
    return account


def _go_there(web: FlaskClient, path: str = "") -> str:
    return web.get("/sign-in/provider", query_string={"next": path}).location


def _come_back(web: FlaskClient, there: str) -> TestResponse:
    back = urlsplit(requests.get(there, allow_redirects=False, timeout=10).headers["Location"])
    assert back.path == "/sign-in/provider/back"
    return web.get(f"{back.path}?{back.query}")


def _through(web: FlaskClient, path: str = "") -> TestResponse:
    return _come_back(web, _go_there(web, path))


def _is_in(web: FlaskClient) -> bool:
    return web.get("/account").status_code == 200


def test_whom_an_administrator_entered_gets_in(
    web: FlaskClient, joined: Runtime, tied: NewAccount
) -> None:
    assert "Sign in with Exampleshire" in web.get("/sign-in").text
    answer = _through(web, "/clients")
    assert answer.location == "/clients"
    assert "Identity provider" in web.get("/account").text
    tie = tie_of(joined, tied.user.id)
    assert tie is not None
    assert tie.tied_at is not None


def test_the_flow_has_state_nonce_and_a_proof_key(web: FlaskClient, provider: Provider) -> None:
    there = _go_there(web)
    asked = parse_qs(urlsplit(there).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))
    _come_back(web, there)
    assert len(provider.asked[0]["code_verifier"]) >= 43


def _said(what: object) -> object:
    return int(time.time() + what.total_seconds()) if isinstance(what, timedelta) else what


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody-else"},
        {"aud": "somebody-else", "azp": CLIENT_ID},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"sub": None},
        {"exp": timedelta(seconds=-LEEWAY - 1)},
        {"exp": None},
        {"iat": timedelta(seconds=10 * LEEWAY)},
        {"aud": [CLIENT_ID, "somebody-else"], "azp": "somebody-else"},
    ],
    ids=lambda lie: "_".join(lie) + ("_none" if None in lie.values() else ""),
)
def test_a_token_in_which_one_thing_is_wrong_lets_nobody_in(
    web: FlaskClient, tied: NewAccount, provider: Provider, lie: dict[str, Any]
) -> None:
    del tied
    # From now on, not from when the tests were listed.
    provider.lies = {key: _said(what) for key, what in lie.items()}
    answer = _through(web)
    assert answer.status_code == 401
    assert "word does not hold" in answer.text
    assert not _is_in(web)


@pytest.mark.parametrize("signs", ["not at all", "with another key", "with the secret"])
def test_a_token_that_is_not_signed_by_the_provider_lets_nobody_in(
    web: FlaskClient, tied: NewAccount, provider: Provider, signs: str
) -> None:
    del tied
    provider.signs = signs
    assert _through(web).status_code == 401
    assert not _is_in(web)


def test_a_provider_that_says_it_is_another_is_not_asked(
    web: FlaskClient, provider: Provider, tied: NewAccount
) -> None:
    del tied
    provider.discovery = {"issuer": "https://evil.example"}
    answer = web.get("/sign-in/provider")
    assert answer.status_code == 503
    provider.discovery = {}
    assert _through(web).status_code == 302, "the next one is asked anew"


def test_a_provider_that_is_away_is_a_page_that_says_so(
    web: FlaskClient, joined: Runtime, account: NewAccount
) -> None:
    del web
    oidc = joined.settings.oidc
    assert oidc is not None
    away = replace(joined.settings, oidc=replace(oidc, issuer="http://127.0.0.1:1"))
    client = create_app(replace(joined, settings=away), testing=True).test_client()
    answer = client.get("/sign-in/provider")
    assert answer.status_code == 503
    assert "cannot be asked" in answer.text
    assert Visitor(client).post("/sign-in", name="morag", password=account.password).location == "/"


@pytest.mark.parametrize("state", [None, "", "guessed"])
def test_nobody_is_signed_in_by_an_answer_that_was_not_asked_for(
    web: FlaskClient, tied: NewAccount, state: str | None
) -> None:
    del tied
    there = _go_there(web)
    back = urlsplit(requests.get(there, allow_redirects=False, timeout=10).headers["Location"])
    asked = {"code": parse_qs(back.query)["code"][0]} | (
        {"state": state} if state is not None else {}
    )
    assert web.get(back.path, query_string=asked).status_code == 401
    stranger = web.application.test_client()
    assert stranger.get(f"{back.path}?{back.query}").status_code == 401
    assert not _is_in(stranger)


def test_an_answer_is_good_once(web: FlaskClient, tied: NewAccount) -> None:
    del tied
    there = _go_there(web)
    back = urlsplit(requests.get(there, allow_redirects=False, timeout=10).headers["Location"])
    assert web.get(f"{back.path}?{back.query}").status_code == 302
    Visitor(web).post("/sign-out")
    assert web.get(f"{back.path}?{back.query}").status_code == 401


def test_whom_the_provider_refuses_is_not_let_in(
    web: FlaskClient, tied: NewAccount, provider: Provider
) -> None:
    del tied
    provider.person = {}
    assert _through(web).status_code == 401


def test_the_providers_word_makes_no_account(
    web: FlaskClient, joined: Runtime, account: NewAccount
) -> None:
    answer = _through(web)
    assert answer.status_code == 403
    assert "no account here is yours" in answer.text
    assert [user.name for user in list_users(joined)] == [account.user.name]


def test_an_address_that_nobody_verified_says_nothing(
    web: FlaskClient, tied: NewAccount, provider: Provider
) -> None:
    del tied
    provider.person["email_verified"] = False
    assert _through(web).status_code == 403
    provider.person |= {"email": "other@example.org", "preferred_username": _MAIL}
    assert _through(web).status_code == 302


def test_once_tied_it_is_that_person_and_nobody_else_of_that_name(
    web: FlaskClient, joined: Runtime, tied: NewAccount, provider: Provider
) -> None:
    assert _through(web).status_code == 302
    provider.person = {**provider.person, "sub": "s-2"}
    assert _through(web.application.test_client()).status_code == 403
    provider.person = {"sub": "s-1", "email": "married@example.org", "email_verified": True}
    assert _through(web.application.test_client()).status_code == 302
    tie_account(joined, ACTOR, tied.user.id, _MAIL)
    assert not _is_in(web), "whoever it was is signed out"
    provider.person = {"sub": "s-2", "email": _MAIL, "email_verified": True}
    assert _through(web.application.test_client()).status_code == 302


def test_a_closed_account_stays_closed(web: FlaskClient, joined: Runtime, tied: NewAccount) -> None:
    close_account(joined, ACTOR, tied.user.name)
    assert _through(web).status_code == 403


def test_nobody_is_led_elsewhere_afterwards(web: FlaskClient, tied: NewAccount) -> None:
    del tied
    assert _through(web, "//evil.example").location == "/"


def test_two_accounts_are_not_one_person(runtime: Runtime) -> None:
    ids = [
        add_user(runtime, ACTOR, name, Role.CJIT_WORKER).user.id for name in ("morag", "nasreen")
    ]
    tie_account(runtime, ACTOR, ids[0], _MAIL)
    with pytest.raises(BadRequestError) as caught:
        tie_account(runtime, ACTOR, ids[1], _MAIL)
    assert "known_as" in caught.value.problems
    tie_account(runtime, ACTOR, ids[0], "")
    assert tie_of(runtime, ids[0]) is None
    tie_account(runtime, ACTOR, ids[1], _MAIL)


def test_somebody_of_two_accounts_names_is_neither(runtime: Runtime) -> None:
    for name in ("morag", "nasreen"):
        user = add_user(runtime, ACTOR, name, Role.CJIT_WORKER).user
        tie_account(runtime, ACTOR, user.id, f"{name}@example.org")
    both = ("morag@example.org", "nasreen@example.org")
    person = ProviderPerson(issuer="https://id.example", subject="1", names=both, is_strong=False)
    assert enter_by_provider(runtime, person) is None
    assert enter_by_provider(runtime, replace(person, names=both[:1])) is not None


def test_the_second_factor_of_the_provider_counts(joined: Runtime, provider: Provider) -> None:
    strict = replace(joined, settings=replace(joined.settings, second_factor_required=True))
    ada = add_user(strict, ACTOR, "ada", Role.ADMINISTRATOR)
    tie_account(strict, ACTOR, ada.user.id, _MAIL)
    app = create_app(strict, testing=True)
    weak = app.test_client()
    _through(weak)
    assert weak.get("/clients").location == "/account"
    provider.person["amr"] = ["pwd", "mfa"]
    strong = app.test_client()
    _through(strong)
    assert strong.get("/settings").status_code == 200


def test_without_a_provider_there_is_no_button_and_no_way(anybody: FlaskClient) -> None:
    assert "Sign in with" not in anybody.get("/sign-in").text
    for path in ("/sign-in/provider", "/sign-in/provider/back"):
        assert anybody.get(path).status_code == 404


_GOOD = {
    "THROUGHCARE_OIDC_ISSUER": "https://id.example/realm",
    "THROUGHCARE_OIDC_CLIENT_ID": "throughcare",
    "THROUGHCARE_OIDC_CLIENT_SECRET": "not-for-printing",
}


def test_a_provider_is_set_up_by_settings(tmp_path: Any) -> None:
    found = Settings.from_env({**_GOOD, "THROUGHCARE_OIDC_NAME": "Leeds"}).oidc
    assert found is not None
    assert (found.name, found.client_secret) == ("Leeds", "not-for-printing")
    assert "not-for-printing" not in repr(found)
    file = tmp_path / "secret"
    file.write_text("from a file\n")
    named = {**_GOOD, "THROUGHCARE_OIDC_CLIENT_SECRET_FILE": str(file)}
    del named["THROUGHCARE_OIDC_CLIENT_SECRET"]
    from_file = Settings.from_env(named).oidc
    assert from_file is not None
    assert from_file.client_secret == "from a file"
    assert Settings.from_env({}).oidc is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"THROUGHCARE_OIDC_ISSUER": "http://id.example"},
        {"THROUGHCARE_OIDC_ISSUER": "id.example"},
        {"THROUGHCARE_OIDC_ISSUER": "https://id.example?x=1"},
        {"THROUGHCARE_OIDC_CLIENT_ID": ""},
        {"THROUGHCARE_OIDC_CLIENT_SECRET": ""},
        {"THROUGHCARE_OIDC_NAME": "x" * 61},
    ],
    ids=str,
)
def test_half_a_provider_is_none(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="OIDC"):
        Settings.from_env({**_GOOD, **wrong})
