"""The second factor: turned on by one code, each code good once, codes on paper, its reset."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pyotp
import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select, update

from service.app import create_app
from service.clock import now_utc
from service.entities import Actor
from service.errors import BadRequestError, ConflictError, SealBrokenError, TooManyTriesError
from service.identity import TokenScope
from service.patience import PATIENCE, Door
from service.runtime import Runtime
from service.sealing import seal, unseal
from service.settings import Settings
from service.store.engine import looking, unit_of_work
from service.store.identity_models import RecoveryCodeRow, SecondFactorRow
from service.store.models import AuditRow
from service.store.states import Channel, Role
from service.usecases.accounts import NewAccount, add_user
from service.usecases.second_factor import (
    begin_set_up,
    check_code,
    confirm_set_up,
    remove_second_factor,
    renew_recovery_codes,
    second_factor_of,
    set_up_under_way,
)
from tests.service.conftest import ACTOR
from tests.service.console import Console
from tests.service.strong import turn_on_second_factor
from tests.service.tokens import token_for
from tests.service.visitor import Visitor

_AT = datetime(2026, 11, 27, 9, 0, 10, tzinfo=UTC)
_STEP = timedelta(seconds=30)
_HERE = "192.0.2.7"


def _set_up(runtime: Runtime, user_id: int, at: datetime = _AT) -> tuple[pyotp.TOTP, list[str]]:
    return turn_on_second_factor(runtime, user_id, at)


@pytest.fixture
def morag(runtime: Runtime) -> int:
    return add_user(runtime, ACTOR, "morag", Role.ADMINISTRATOR).user.id


def _check(runtime: Runtime, user_id: int, code: str, at: datetime) -> bool:
    return check_code(runtime, user_id, code, _HERE, at_utc=at)


def test_a_code_is_good_once(runtime: Runtime, morag: int) -> None:
    app, _ = _set_up(runtime, morag)
    at = _AT + 2 * _STEP
    assert _check(runtime, morag, app.at(at), at)
    assert not _check(runtime, morag, app.at(at), at)
    assert not _check(runtime, morag, app.at(at - _STEP), at), "an earlier one neither"
    assert _check(runtime, morag, app.at(at + _STEP), at + _STEP)


def test_a_code_that_is_sent_many_times_at_once_is_good_once(runtime: Runtime, morag: int) -> None:
    app, _ = _set_up(runtime, morag)
    at = _AT + 2 * _STEP

    def enter(_: int) -> bool:
        try:
            return _check(runtime, morag, app.at(at), at)
        except TooManyTriesError:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(enter, range(4))) == 1


def test_the_code_that_turned_it_on_signs_nobody_in(runtime: Runtime, morag: int) -> None:
    app, _ = _set_up(runtime, morag)
    assert not _check(runtime, morag, app.at(_AT), _AT)


@pytest.mark.parametrize(
    ("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_clocks_may_be_half_a_minute_apart(
    runtime: Runtime, morag: int, steps: int, right: bool
) -> None:
    app, _ = _set_up(runtime, morag)
    at = _AT + 10 * _STEP
    assert _check(runtime, morag, app.at(at + steps * _STEP), at) is right


def test_a_code_may_be_typed_with_spaces(runtime: Runtime, morag: int) -> None:
    app, _ = _set_up(runtime, morag)
    code = app.at(_AT + _STEP)
    assert _check(runtime, morag, f" {code[:3]} {code[3:]}", _AT + _STEP)


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "٣٤٥٦٧٨", "1234567", "x" * 5000])
def test_what_is_no_code_is_none(runtime: Runtime, morag: int, code: str) -> None:
    _set_up(runtime, morag)
    assert not _check(runtime, morag, code, _AT)


def test_each_recovery_code_stands_in_once(runtime: Runtime, morag: int) -> None:
    _, codes = _set_up(runtime, morag)
    assert len(set(codes)) == 10
    assert _check(runtime, morag, codes[0].upper(), _AT)
    assert not _check(runtime, morag, codes[0], _AT)
    assert _check(runtime, morag, codes[1].replace("-", ""), _AT)
    found = second_factor_of(runtime, morag)
    assert found is not None
    assert found.recovery_codes_left == 8


def test_new_recovery_codes_end_the_old_ones(runtime: Runtime, morag: int) -> None:
    _, codes = _set_up(runtime, morag)
    fresh = renew_recovery_codes(runtime, Actor(user_id=morag, channel=Channel.WEB))
    assert not _check(runtime, morag, codes[0], _AT)
    assert _check(runtime, morag, fresh[0], _AT)


def test_codes_of_another_account_open_nothing(runtime: Runtime, morag: int) -> None:
    app, codes = _set_up(runtime, morag)
    other = add_user(runtime, ACTOR, "nasreen", Role.CJIT_WORKER).user.id
    _set_up(runtime, other)
    assert not _check(runtime, other, codes[0], _AT)
    assert not _check(runtime, other, app.at(_AT + _STEP), _AT + _STEP)


def test_neither_secret_nor_codes_lie_open_in_the_database(runtime: Runtime, morag: int) -> None:
    app, codes = _set_up(runtime, morag)
    with looking(runtime.engine) as session:
        [row] = session.scalars(select(SecondFactorRow))
        hashes = set(session.scalars(select(RecoveryCodeRow.code_hash)))
    assert app.secret not in row.secret
    assert not hashes & {code.replace("-", "") for code in codes}


def test_guessing_codes_is_borne_as_little_as_guessing_passwords(
    runtime: Runtime, morag: int
) -> None:
    app, _ = _set_up(runtime, morag)
    at = _AT + 2 * _STEP
    for _ in range(PATIENCE[Door.CODE].free):
        assert not _check(runtime, morag, "000000" if app.at(at) != "000000" else "111111", at)
    with pytest.raises(TooManyTriesError):
        _check(runtime, morag, app.at(at), at)


def test_a_wrong_code_turns_nothing_on(runtime: Runtime, morag: int) -> None:
    hers = Actor(user_id=morag, channel=Channel.WEB)
    with pytest.raises(ConflictError):
        confirm_set_up(runtime, hers, "000000", session_id=None, at_utc=_AT)
    begin_set_up(runtime, hers, at_utc=_AT)
    with pytest.raises(BadRequestError):
        confirm_set_up(runtime, hers, "nothing", session_id=None, at_utc=_AT)
    assert second_factor_of(runtime, morag) is None
    late = _AT + timedelta(minutes=31)
    assert set_up_under_way(runtime, hers, at_utc=late) is None


def test_one_that_is_on_is_not_drawn_anew(runtime: Runtime, morag: int) -> None:
    _set_up(runtime, morag)
    hers = Actor(user_id=morag, channel=Channel.WEB)
    with pytest.raises(ConflictError):
        begin_set_up(runtime, hers, at_utc=_AT)
    assert set_up_under_way(runtime, hers, at_utc=_AT) is None


def test_it_is_reset_by_an_administrator(runtime: Runtime, morag: int) -> None:
    app, codes = _set_up(runtime, morag)
    remove_second_factor(runtime, ACTOR, morag)
    assert second_factor_of(runtime, morag) is None
    assert not _check(runtime, morag, codes[0], _AT)
    again, _ = _set_up(runtime, morag)
    assert again.secret != app.secret


def test_all_of_it_is_in_the_audit_trail(runtime: Runtime, morag: int) -> None:
    _, codes = _set_up(runtime, morag)
    _check(runtime, morag, codes[0], _AT)
    _check(runtime, morag, "000000", _AT)
    remove_second_factor(runtime, ACTOR, morag)
    with looking(runtime.engine) as session:
        actions = [row.action for row in session.scalars(select(AuditRow).order_by(AuditRow.id))]
    assert actions[1:] == [
        "second_factor.turned_on",
        "second_factor.code_used",
        "user.sign_in_failed",
        "second_factor.removed",
    ]


# Sealing


def test_what_is_sealed_opens_only_in_its_place_and_with_the_same_key(settings: Settings) -> None:
    sealed = seal(settings, "here", "secret")
    assert unseal(settings, "here", sealed) == "secret"
    assert seal(settings, "here", "secret") != sealed
    turned = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    for place, text in (("there", sealed), ("here", turned), ("here", "1:"), ("here", "")):
        with pytest.raises(SealBrokenError):
            unseal(settings, place, text)
    with pytest.raises(SealBrokenError):
        unseal(replace(settings, secret_key="k" * 40), "here", sealed)


# On the pages


def _signed_in(client: FlaskClient, name: str, password: str) -> Visitor:
    visitor = Visitor(client)
    assert visitor.post("/sign-in", name=name, password=password).status_code == 302
    return visitor


def _on_the_page(visitor: Visitor) -> tuple[pyotp.TOTP, str]:
    assert visitor.post("/account/second-factor").location == "/account/second-factor"
    shown = visitor.get("/account/second-factor/picture.png")
    assert shown.mimetype == "image/png"
    assert shown.headers["Cache-Control"] == "no-store"
    picture = np.asarray(Image.open(BytesIO(shown.data)).convert("L"))
    [symbol] = zxingcpp.read_barcodes(picture)
    address = urlsplit(symbol.text)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    app = pyotp.TOTP(parse_qs(address.query)["secret"][0])
    page = visitor.text("/account/second-factor")
    assert " ".join(app.secret[at : at + 4] for at in range(0, 32, 4)) in page
    wrong = visitor.post("/account/second-factor/confirm", code="nothing")
    assert wrong.status_code == 422
    code = app.at(now_utc())
    return app, visitor.post("/account/second-factor/confirm", code=code).text


def test_somebody_sets_it_up_and_signs_in_with_it(
    visitor: Visitor, anybody: FlaskClient, small: Runtime, account: NewAccount
) -> None:
    app, page = _on_the_page(visitor)
    assert page.count("<code") == 10
    visitor.post("/sign-out")
    asked = visitor.post("/sign-in?next=/clients", name="morag", password=account.password)
    assert asked.location == "/sign-in/code?next=/clients"
    assert visitor.get("/clients").status_code == 302, "the password alone opens nothing"
    wrong = visitor.post("/sign-in/code?next=/clients", code="nothing")
    assert wrong.status_code == 401
    with unit_of_work(small.engine) as session:
        session.execute(update(SecondFactorRow).values(last_step=None))
    code = app.at(now_utc())
    assert visitor.post("/sign-in/code?next=//evil.example", code=code).location == "/"
    assert "Password and second factor" in visitor.text("/account")
    off = visitor.post("/account/second-factor/change", factor_password="wrong", off="yes")
    assert off.status_code == 422
    visitor.post("/account/second-factor/change", factor_password=account.password, off="yes")
    assert second_factor_of(small, account.user.id) is None
    del anybody


def test_who_came_half_way_is_nobody_once_the_account_changed(
    anybody: FlaskClient, small: Runtime, account: NewAccount
) -> None:
    _, codes = _set_up(small, account.user.id, now_utc())
    visitor = _signed_in(anybody, "morag", account.password)
    remove_second_factor(small, ACTOR, account.user.id)
    answer = visitor.post("/sign-in/code", code=codes[0])
    assert answer.status_code == 302
    assert answer.location == "/sign-in"
    assert visitor.get("/").status_code == 302


def test_typing_survives_the_code_too(
    anybody: FlaskClient, small: Runtime, account: NewAccount
) -> None:
    _, codes = _set_up(small, account.user.id, now_utc())
    visitor = Visitor(anybody)
    sent = {"name": "morag", "password": account.password, "kept-reason": "Too faint"}
    asked = visitor.post("/sign-in?next=/records/1/send-back", **sent)
    assert asked.status_code == 200
    assert 'name="kept-reason" value="Too faint"' in asked.text
    wrong = visitor.post("/sign-in/code", code="no", **{"kept-reason": "Too faint"})
    assert 'name="kept-reason" value="Too faint"' in wrong.text
    assert visitor.post("/sign-in/code?next=/records", code=codes[0]).location == "/records"


@pytest.fixture
def strict(small: Runtime) -> Runtime:
    return replace(small, settings=replace(small.settings, second_factor_required=True))


def test_an_administrator_without_one_can_only_set_it_up(strict: Runtime) -> None:
    made = add_user(strict, ACTOR, "ada", Role.ADMINISTRATOR)
    visitor = _signed_in(create_app(strict, testing=True).test_client(), "ada", made.password)
    for path in ("/", "/settings/users", "/clients"):
        assert visitor.get(path).location == "/account"
    refused = visitor.get("/api/v1/clients")
    assert refused.status_code == 403
    assert "second factor" in refused.get_json()["detail"]
    assert "needs a second factor" in visitor.text("/account")
    _on_the_page(visitor)
    assert visitor.get("/settings/users").status_code == 200


def test_workers_and_tokens_need_none(strict: Runtime) -> None:
    worker = add_user(strict, ACTOR, "morag", Role.CJIT_WORKER)
    add_user(strict, ACTOR, "ada", Role.ADMINISTRATOR)
    client = create_app(strict, testing=True).test_client()
    assert _signed_in(client, "morag", worker.password).get("/").status_code == 200
    header = {"Authorization": f"Bearer {token_for(strict, 'ada', TokenScope.READ)}"}
    program = client.application.test_client()
    assert program.get("/api/v1/agencies", headers=header).status_code == 200


@pytest.mark.parametrize(
    ("environ", "required"),
    [
        ({}, False),
        ({"THROUGHCARE_HOST": "192.0.2.1"}, True),
        ({"THROUGHCARE_SECURE_COOKIES": "yes"}, True),
        ({"THROUGHCARE_HOST": "192.0.2.1", "THROUGHCARE_SECOND_FACTOR": "optional"}, False),
        ({"THROUGHCARE_SECOND_FACTOR": "required"}, True),
    ],
)
def test_it_is_required_where_others_can_reach_the_service(
    environ: Mapping[str, str], required: bool
) -> None:
    assert Settings.from_env(environ).second_factor_required is required


def test_the_console_resets_it(console: Console) -> None:
    console.run("users", "add", "morag", "--role", "cjit_worker")
    code, out, _ = console.run("users", "reset-second-factor", "morag")
    assert code == 0
    assert "morag" in out
    assert console.run("users", "reset-second-factor", "nobody")[0] == 1
