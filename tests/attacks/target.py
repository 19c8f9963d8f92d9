"""What is attacked: a real installation, with people, a client and her papers in it."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import text
from werkzeug.test import TestResponse

from forms.registry import load_catalogue
from service.app import create_app
from service.clock import now_utc
from service.identity import Browser, SignInWay, TokenScope
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.states import Role
from service.usecases.accounts import add_user, set_agency
from service.usecases.sessions import begin_session
from tests.attacks.moments import A_WHILE
from tests.service.agencies import add_cjit
from tests.service.conftest import ACTOR, add_laura
from tests.service.invented import ALERT
from tests.service.oidc_provider import Provider
from tests.service.readings import ScriptedReader
from tests.service.served import PASSWORD
from tests.service.stored import store_record
from tests.service.strong import turn_on_second_factor
from tests.service.tokens import token_for
from tests.service.visitor import Visitor

HOST = "throughcare.example.org"
COOKIE = "__Host-throughcare"
PAPER = b"<html><script>alert('Laura Jane')</script></html>"
"""What was sent in as a fax."""
ACCOUNTS = {
    "wendy": Role.CJIT_WORKER,
    "morag": Role.TEAM_MANAGER,
    "ada": Role.ADMINISTRATOR,
    "shona": Role.CJIT_WORKER,
    "nasreen": Role.TEAM_MANAGER,
}
"""All with one password; Shona has a second factor, Nasreen works for another agency."""


class _Compiled(BytecodeCache):
    """Templates once compiled, for all copies."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is there."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


_TEMPLATES = _Compiled()


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the installation holds."""

    accounts: dict[str, int]
    secret: str
    """Of Shona's telephone."""
    agency: int
    """Nasreen's; Laura has agreed to nothing."""
    client: int
    record: int


def _opened(folder: Path) -> Runtime:
    environ = {
        "THROUGHCARE_DATA_DIR": str(folder),
        "THROUGHCARE_HOSTS": HOST,
        "THROUGHCARE_SECURE_COOKIES": "yes",
        "THROUGHCARE_SECOND_FACTOR": "optional",
        "THROUGHCARE_UPLOAD_MB": "1",
    }
    return open_runtime(Settings.from_env(environ), read_file=ScriptedReader())


def furnish(folder: Path) -> House:
    """Make the installation of which every attack gets a copy."""
    runtime = _opened(folder)
    upgrade(runtime.engine)
    ids = {
        name: add_user(runtime, ACTOR, name, role, PASSWORD).user.id
        for name, role in ACCOUNTS.items()
    }
    agency = add_cjit(runtime).id
    set_agency(runtime, ACTOR, ids["nasreen"], agency)
    app, _ = turn_on_second_factor(runtime, ids["shona"], now_utc() - A_WHILE)
    client = add_laura(runtime).id
    form = load_catalogue().find("alert-form")
    record = store_record(runtime, form, ALERT, content=PAPER, client_id=client)
    runtime.engine.dispose()
    return House(accounts=ids, secret=app.secret, agency=agency, client=client, record=record)


class Target:
    """A copy of the installation, and the ways in."""

    def __init__(self, furnished: Path, house: House, folder: Path, provider: Provider) -> None:
        shutil.copytree(furnished, folder)
        self.folder, self.house, self.provider = folder, house, provider
        self.runtime = _opened(folder)
        self._app: Flask | None = None
        self.spared: set[str] = set()
        """Walls that processes which read do without."""

    @property
    def app(self) -> Flask:
        """The service, made when it is first asked: by then a defence may be gone."""
        if self._app is None:
            self._app = create_app(self.runtime, testing=True)
            self._app.jinja_env.bytecode_cache = _TEMPLATES
        return self._app

    def set(self, **settings: Any) -> None:
        """Change settings."""
        changed = replace(self.runtime.settings, **settings)
        self.runtime, self._app = replace(self.runtime, settings=changed), None

    def visitor(self) -> Visitor:
        """Somebody who is not signed in."""
        return Visitor(self.app.test_client())

    def enter(self, name: str, password: str = PASSWORD, at: str = "/sign-in") -> TestResponse:
        """Try to sign in."""
        return self.visitor().post(at, name=name, password=password)

    def signed_in(self, name: str) -> Visitor:
        """Somebody who is signed in, as `start_session` leaves their browser."""
        visitor, way = self.visitor(), SignInWay.PASSWORD
        id_ = self.house.accounts[name]
        key = begin_session(self.runtime, id_, way, Browser(), is_strong=False)
        with visitor.client.session_transaction() as session:
            session.permanent = True
            session["_user_id"] = key
        return visitor

    def thief(self, cookie: str) -> FlaskClient:
        """Somebody with a cookie that is not theirs."""
        client = self.app.test_client()
        client.set_cookie(COOKIE, cookie)
        return client

    def bearer(self, name: str, *scopes: TokenScope) -> dict[str, str]:
        """Give the header of a program with a token."""
        return {"Authorization": f"Bearer {token_for(self.runtime, name, *scopes)}"}

    def code(self) -> str:
        """Give what Shona's telephone shows."""
        return pyotp.TOTP(self.house.secret).at(now_utc())

    def sql(self, statement: str, **values: object) -> list[Any]:
        """Have the database do something behind the service's back."""
        with self.runtime.engine.begin() as connection:
            found = connection.execute(text(statement), values)
            return list(found) if found.returns_rows else []


def cookie_of(visitor: Visitor) -> str:
    """Give the cookie of somebody's browser."""
    found = visitor.client.get_cookie(COOKIE)
    assert found is not None
    return found.value
