"""Signing in: passwords, waiting after failures, sessions that end, and nobody led away."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from service.app import create_app
from service.clock import now_utc
from service.errors import BadRequestError, TooManyTriesError
from service.identity import Browser, SignInWay
from service.own_paths import is_own_path
from service.password_rules import common_passwords, password_problem
from service.passwords import matches, nobodys_hash
from service.patience import PATIENCE, Door, waiting_words
from service.runtime import Runtime
from service.secret_key import secret_key
from service.store import sessions, users
from service.store.engine import looking, unit_of_work
from service.store.identity_models import SessionRow, TriesRow
from service.store.models import AuditRow, UserRow
from service.store.states import Role
from service.usecases.accounts import NewAccount, add_user, create_first_administrator, list_users
from service.usecases.entering import check_password, lift_wait, waiting_accounts
from service.usecases.sessions import begin_session, live_session, sign_out_everywhere
from tests.service.conftest import ACTOR
from tests.service.visitor import Visitor

_AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
_HERE = "192.0.2.7"
_MINUTE = timedelta(minutes=1)
_GOOD = "three-wet-otters"


@pytest.fixture
def morag(runtime: Runtime) -> Iterator[NewAccount]:
    return add_user(runtime, ACTOR, "morag", Role.CJIT_WORKER)


# Which passwords


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("elevenchars", "at least 12"),
        ("x" * 201, "at most 200"),
        ("password1234", "guessed first"),
        ("Liverpool-2026!", "guessed first"),
        ("passwordpassword", "guessed first"),
        ("abababababab", "repeated"),
        ("qwertyuiop1234", "guessed first"),
        ("56789012345678", "row of keys"),
        ("zyxwvutsrqponml", "row of keys"),
        ("morag-of-the-glen", "name of the account"),
        ("Throughcare-at-leeds", "of this service"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str, words: str) -> None:
    assert words in (password_problem("Morag", password) or "")


@pytest.mark.parametrize(
    "password",
    [_GOOD, "correct horse battery staple", "4f9a01-77c2de-0b1c2d-99aa31", "ŵyn-yr-eira-mawr"],
)
def test_long_words_will_do_whatever_kinds_of_characters_they_are_of(password: str) -> None:
    assert password_problem("morag", password) is None


def test_the_list_of_common_passwords_is_there() -> None:
    assert len(common_passwords()) > 19_000
    assert all(word == word.lower() for word in common_passwords())


def test_a_common_password_makes_no_account(small: Runtime) -> None:
    with pytest.raises(BadRequestError) as caught:
        add_user(small, ACTOR, "nasreen", Role.CJIT_WORKER, "password2026")
    assert "guessed first" in caught.value.problems["password"]


def test_no_page_makes_the_first_administrator(small: Runtime) -> None:
    client = create_app(small, testing=True).test_client()
    fields = {"name": "mallory", "role": "administrator"}
    for path in ("/settings/users", "/sign-in"):
        Visitor(client).post(path, **fields)
    assert list_users(small) == []
    made = create_first_administrator(small, ACTOR)
    assert made is not None
    assert create_first_administrator(small, ACTOR) is None


# Waiting after failures


def _fail(
    runtime: Runtime, name: str, times: int, at: datetime = _AT, address: str = _HERE
) -> None:
    for _ in range(times):
        assert check_password(runtime, name, "wrong", address, at_utc=at) is None


def _wait(runtime: Runtime, name: str, at: datetime, address: str = _HERE) -> int:
    with pytest.raises(TooManyTriesError) as caught:
        check_password(runtime, name, "wrong", address, at_utc=at)
    return caught.value.retry_seconds


@pytest.mark.parametrize("name", ["morag", "nobody-here"])
def test_who_fails_too_often_waits_whether_the_name_is_known_or_not(
    runtime: Runtime, morag: NewAccount, name: str
) -> None:
    del morag
    free = PATIENCE[Door.ACCOUNT].free
    _fail(runtime, name, free)
    assert _wait(runtime, name, _AT) == 61
    _fail(runtime, name.upper(), 1, _AT + _MINUTE)
    assert _wait(runtime, name, _AT + _MINUTE) == 121


def test_the_right_password_is_not_heard_while_one_waits(
    runtime: Runtime, morag: NewAccount
) -> None:
    _fail(runtime, "morag", PATIENCE[Door.ACCOUNT].free)
    with pytest.raises(TooManyTriesError, match="a minute"):
        check_password(runtime, "morag", morag.password, _HERE, at_utc=_AT)
    found = check_password(runtime, "morag", morag.password, _HERE, at_utc=_AT + _MINUTE)
    assert found is not None
    _fail(runtime, "morag", PATIENCE[Door.ACCOUNT].free - 1, _AT + _MINUTE)


def test_waits_grow_and_have_an_end() -> None:
    patience = PATIENCE[Door.ACCOUNT]
    waits = [patience.wait(failures) for failures in range(1, 40)]
    assert waits == sorted(waits)
    assert waits[patience.free - 2 : patience.free + 1] == [timedelta(0), _MINUTE, 2 * _MINUTE]
    assert waits[-1] == patience.most
    a_day = timedelta(days=1)
    assert a_day / patience.most <= 100, "NIST SP 800-63B 5.2.2"


def test_an_address_that_tries_many_names_waits_too(runtime: Runtime, morag: NewAccount) -> None:
    for number in range(PATIENCE[Door.ADDRESS].free):
        _fail(runtime, f"name{number}", 1)
    assert _wait(runtime, "morag", _AT) == 61
    other = check_password(runtime, "morag", morag.password, "192.0.2.8", at_utc=_AT)
    assert other is not None


def test_an_account_of_ones_own_does_not_buy_more_tries(
    runtime: Runtime, morag: NewAccount
) -> None:
    for number in range(PATIENCE[Door.ADDRESS].free - 1):
        _fail(runtime, f"name{number}", 1)
        assert check_password(runtime, "morag", morag.password, _HERE, at_utc=_AT) is not None
    _fail(runtime, "another", 1)
    assert _wait(runtime, "morag", _AT) > 0


def test_many_tries_at_once_are_no_more_than_one_after_another(
    runtime: Runtime, morag: NewAccount
) -> None:
    del morag

    def guess(number: int) -> bool:
        try:
            check_password(runtime, "morag", f"guess {number}", _HERE, at_utc=_AT)
        except TooManyTriesError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(guess, range(12)))
    assert sum(heard) == PATIENCE[Door.ACCOUNT].free


def test_old_failures_are_forgotten(runtime: Runtime, morag: NewAccount) -> None:
    del morag
    _fail(runtime, "morag", PATIENCE[Door.ACCOUNT].free - 1)
    later = _AT + PATIENCE[Door.ACCOUNT].forgets_after
    _fail(runtime, "morag", PATIENCE[Door.ACCOUNT].free - 1, later)


def test_an_administrator_lets_somebody_try_again(runtime: Runtime, morag: NewAccount) -> None:
    _fail(runtime, "morag", PATIENCE[Door.ACCOUNT].free)
    assert waiting_accounts(runtime, [morag.user], at_utc=_AT) == {morag.user.id: _AT + _MINUTE}
    lift_wait(runtime, ACTOR, "morag")
    assert waiting_accounts(runtime, [morag.user], at_utc=_AT) == {}
    assert check_password(runtime, "morag", morag.password, _HERE, at_utc=_AT) is not None


def test_no_name_that_was_typed_is_kept(small: Runtime) -> None:
    _fail(small, "my-password-by-mistake", 1)
    with looking(small.engine) as session:
        kept = [row.key for row in session.scalars(select(TriesRow))]
        noted = [str(row.details) + row.subject_id for row in session.scalars(select(AuditRow))]
    assert len(kept) == 2
    assert "mistake" not in "".join(kept + noted)


def test_failures_and_waits_are_in_the_audit_trail(runtime: Runtime, morag: NewAccount) -> None:
    _fail(runtime, "morag", PATIENCE[Door.ACCOUNT].free)
    _fail(runtime, "nobody", 1)
    with looking(runtime.engine) as session:
        found = [
            (row.action, row.subject_id)
            for row in session.scalars(select(AuditRow).order_by(AuditRow.id))
            if row.action.startswith(("user.sign_in_failed", "user.locked"))
        ]
    hers = str(morag.user.id)
    failed = [("user.sign_in_failed", hers)] * PATIENCE[Door.ACCOUNT].free
    assert found == [*failed, ("user.locked", hers), ("user.sign_in_failed", "unknown")]


def test_an_unknown_name_costs_as_much_work_as_a_wrong_password(
    small: Runtime, account: NewAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    del account
    asked: list[str] = []

    def noted(password_hash: str, password: str) -> bool:
        asked.append(password_hash)
        return matches(password_hash, password)

    monkeypatch.setattr("service.usecases.entering.matches", noted)
    _fail(small, "morag", 1)
    _fail(small, "nobody", 1)
    assert asked[1] == nobodys_hash()
    assert asked[0].split("$")[:4] == asked[1].split("$")[:4], "the same kind, memory and rounds"


def test_a_page_says_how_long_one_waits(anybody: FlaskClient, account: NewAccount) -> None:
    visitor = Visitor(anybody)
    for _ in range(PATIENCE[Door.ACCOUNT].free):
        assert visitor.post("/sign-in", name="morag", password="wrong").status_code == 401
    answer = visitor.post("/sign-in", name="morag", password=account.password)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 61
    assert "wait a minute" in answer.text


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "a minute"), (60, "a minute"), (61, "2 minutes")]
)
def test_waits_are_told_in_minutes_and_never_too_short(seconds: int, words: str) -> None:
    assert waiting_words(timedelta(seconds=seconds)) == words


# Sessions


def _began(runtime: Runtime, account: NewAccount, at: datetime = _AT) -> str:
    browser = Browser(address=_HERE, program="Mozilla/5.0 (X11; Linux) Firefox/140.0")
    way = SignInWay.PASSWORD
    return begin_session(runtime, account.user.id, way, browser, is_strong=False, at_utc=at)


def test_a_session_ends_when_idle_and_at_last(runtime: Runtime, morag: NewAccount) -> None:
    key, idle = _began(runtime, morag), timedelta(minutes=runtime.settings.idle_minutes)
    last = timedelta(minutes=runtime.settings.session_minutes)
    at = _AT
    while at + idle - _MINUTE < _AT + last:
        at += idle - _MINUTE
        assert live_session(runtime, key, at_utc=at) is not None
    assert live_session(runtime, key, at_utc=_AT + last) is None
    second = _began(runtime, morag)
    assert live_session(runtime, second, at_utc=_AT + idle) is None


def test_what_a_page_asks_by_itself_keeps_no_session(runtime: Runtime, morag: NewAccount) -> None:
    key, idle = _began(runtime, morag), timedelta(minutes=runtime.settings.idle_minutes)
    for part in (1, 2, 3):
        at = _AT + idle * part / 4
        assert live_session(runtime, key, is_active=False, at_utc=at) is not None
    assert live_session(runtime, key, is_active=False, at_utc=_AT + idle) is None


def test_only_the_hash_of_a_sessions_key_is_kept(runtime: Runtime, morag: NewAccount) -> None:
    key = _began(runtime, morag)
    with looking(runtime.engine) as session:
        [row] = sessions.of_user(session, morag.user.id, limit=9)
        assert key not in (row.key_hash, row.stamp)
        assert row.browser == "Firefox on Linux"
    assert live_session(runtime, row.key_hash) is None


def test_signing_out_everywhere_ends_every_session(runtime: Runtime, morag: NewAccount) -> None:
    keys = [_began(runtime, morag, now_utc()) for _ in range(3)]
    sign_out_everywhere(runtime, ACTOR, morag.user.id)
    assert [live_session(runtime, key) for key in keys] == [None] * 3


def _cookie(client: FlaskClient) -> str:
    found = client.get_cookie("throughcare")
    assert found is not None
    return found.value


def test_a_cookie_that_was_copied_is_worth_nothing_after_signing_out(
    visitor: Visitor, anybody: FlaskClient
) -> None:
    copied = _cookie(anybody)
    thief = anybody.application.test_client()
    thief.set_cookie("throughcare", copied)
    assert thief.get("/").status_code == 200
    visitor.post("/sign-out")
    assert thief.get("/").status_code == 302


def test_a_session_that_was_planted_is_not_the_one_that_signs_in(
    anybody: FlaskClient, account: NewAccount
) -> None:
    visitor = Visitor(anybody)
    visitor.token()
    planted = _cookie(anybody)
    visitor.post("/sign-in", name="morag", password=account.password)
    thief = anybody.application.test_client()
    thief.set_cookie("throughcare", planted)
    assert thief.get("/").status_code == 302
    first = _cookie(anybody)
    visitor.post("/sign-out")
    visitor.post("/sign-in", name="morag", password=account.password)
    assert _cookie(anybody) != first


def _grow_idle(small: Runtime) -> None:
    long_ago = now_utc() - timedelta(minutes=small.settings.idle_minutes)
    with unit_of_work(small.engine) as session:
        session.execute(update(SessionRow).values(seen_at=long_ago))


def test_typing_survives_an_idle_session(visitor: Visitor, small: Runtime) -> None:
    token = visitor.token()
    _grow_idle(small)
    fields = {"csrf_token": token, "reason": "Too faint to read"}
    asked = visitor.client.post("/records/1/send-back", data=fields)
    assert asked.status_code == 401
    assert "What you typed is kept" in asked.text
    assert 'value="Too faint to read"' in asked.text


def test_only_the_page_that_renews_itself_says_so(visitor: Visitor, small: Runtime) -> None:
    nearly = now_utc() - timedelta(minutes=small.settings.idle_minutes - 1)
    with unit_of_work(small.engine) as session:
        session.execute(update(SessionRow).values(seen_at=nearly))
    visitor.client.get("/documents", headers={"X-Throughcare-Renews": "yes"})
    with looking(small.engine) as session:
        assert session.scalar(select(SessionRow.seen_at)) == nearly
    visitor.get("/documents")
    with looking(small.engine) as session:
        assert session.scalar(select(SessionRow.seen_at)) > nearly + _MINUTE


def test_somebody_changes_their_password_and_stays_in_here_alone(
    visitor: Visitor, anybody: FlaskClient, account: NewAccount
) -> None:
    elsewhere = Visitor(anybody.application.test_client())
    elsewhere.post("/sign-in", name="morag", password=account.password)
    wrong = visitor.post("/account/password", password="not mine", new_password=_GOOD)
    assert wrong.status_code == 422
    assert "not your present password" in wrong.text
    short = visitor.post("/account/password", password=account.password, new_password="short")
    assert 'href="#new_password"' in short.text
    sent = {"password": account.password, "new_password": _GOOD}
    assert visitor.post("/account/password", **sent).status_code == 302
    assert visitor.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    visitor.post("/sign-out")
    assert visitor.post("/sign-in", name="morag", password=_GOOD).location == "/"


def test_ones_own_password_cannot_be_guessed_on_that_page_either(visitor: Visitor) -> None:
    sent = {"password": "guess", "new_password": _GOOD}
    for _ in range(PATIENCE[Door.ACCOUNT].free):
        assert visitor.post("/account/password", **sent).status_code == 422
    assert visitor.post("/account/password", **sent).status_code == 429


def test_ones_own_page_says_where_one_is_signed_in(visitor: Visitor) -> None:
    text = visitor.text("/account")
    assert "This browser" in text
    assert "127.0.0.1" in text
    assert visitor.post("/account/sign-out-everywhere").location == "/sign-in"
    assert visitor.get("/account").status_code == 302


def test_counts_that_were_quiet_for_days_are_dropped(runtime: Runtime, morag: NewAccount) -> None:
    _fail(runtime, "nobody", 1, _AT - timedelta(days=3))
    _fail(runtime, "somebody", 1, _AT, "192.0.2.8")
    _began(runtime, morag)
    with looking(runtime.engine) as session:
        assert len(session.scalars(select(TriesRow)).all()) == 2


def test_old_sessions_are_forgotten(runtime: Runtime, morag: NewAccount) -> None:
    _began(runtime, morag, _AT - timedelta(days=91))
    _began(runtime, morag, _AT)
    with looking(runtime.engine) as session:
        assert len(sessions.of_user(session, morag.user.id, limit=9)) == 1


# Nobody is led away


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/a\\..\\..\\evil",
        "/" + "a" * 600,
        "",
    ],
)
def test_a_path_that_leads_elsewhere_is_none_of_ours(path: str) -> None:
    assert not is_own_path(path)


@given(st.text(alphabet="/\\:@.?#%\t\n\r a", min_size=1, max_size=12))
def test_whatever_is_ours_begins_with_one_slash(text: str) -> None:
    if is_own_path(text):
        assert re.fullmatch(r"/([^/\\].*)?", text)
        assert text.isprintable()


@pytest.mark.parametrize("path", ["/", "/clients/7", "/due?when=overdue", "/records/1#check"])
def test_a_path_of_ours_stays_as_it_is(path: str) -> None:
    assert is_own_path(path)


def test_after_signing_in_from_a_step_without_a_page_one_comes_home(
    anybody: FlaskClient, account: NewAccount
) -> None:
    visitor = Visitor(anybody)
    asked = visitor.post("/sign-out")
    back = visitor.post(asked.location, name="morag", password=account.password)
    assert back.location == "/"


def test_an_outdated_hash_is_renewed(small: Runtime, account: NewAccount) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(account.password)
    with unit_of_work(small.engine) as session:
        session.execute(update(UserRow).values(password_hash=cheap))
    assert check_password(small, "morag", account.password, _HERE) is not None
    with looking(small.engine) as session:
        row = users.by_name(session, "morag")
        assert row is not None
        assert row.password_hash != cheap


def test_processes_with_another_secret_key_count_apart(small: Runtime, account: NewAccount) -> None:
    del account
    assert secret_key(small.settings)
    other = replace(small, settings=replace(small.settings, secret_key="k" * 40))
    _fail(small, "morag", PATIENCE[Door.ACCOUNT].free)
    assert check_password(other, "morag", "wrong", _HERE, at_utc=_AT) is None
