"""Attacks by what is typed: scripts, SQL, formulas, NUL, host names, verbs."""

import csv
from io import StringIO

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from service.entities import ClientDetails
from service.store import users
from service.store.models import UserRow
from service.usecases.clients import add_client
from service.usecases.export_register import export_register
from tests.attacks.attack import Attack, idle, replaced, with_config
from tests.attacks.target import Target
from tests.service.conftest import ACTOR
from tests.service.served import PASSWORD

_SCRIPT = "<script>alert(1)</script>"
_FORMULA = '=HYPERLINK("https://evil.example";"Laura")'


def _store_a_script(target: Target) -> bool:
    details = ClientDetails(given_names="Aled", surname=_SCRIPT)
    made = add_client(target.runtime, ACTOR, details)
    return _SCRIPT in target.signed_in("wendy").text(f"/clients/{made.id}")


def _written_as_it_is(target: Target, patch: pytest.MonkeyPatch) -> None:
    del patch
    # What others compiled escapes.
    target.app.jinja_env.bytecode_cache = None
    target.app.jinja_env.autoescape = False


def _inject_sql(target: Target) -> bool:
    name = "nobody' OR name = 'wendy"
    return target.enter(name, PASSWORD).status_code == 302


def _joined_up(session: Session, name: str) -> UserRow | None:
    statement = f"SELECT id FROM users WHERE name = '{name.strip().lower()}'"  # noqa: S608
    found = session.scalar(text(statement))
    return users.get(session, found) if found is not None else None


def _send_a_formula(target: Target) -> bool:
    add_client(target.runtime, ACTOR, ClientDetails(given_names="Aled", surname=_FORMULA))
    table = "".join(export_register(target.runtime, ACTOR)).removeprefix("\ufeff")
    return any(_FORMULA in row for row in csv.reader(StringIO(table, newline="")))


def _send_a_nul(target: Target) -> bool:
    sent = {"given_names": "Aled\0", "surname": "Severn"}
    answer = target.signed_in("wendy").post("/clients/new", **sent)
    return answer.status_code == 302


def _name_a_host(target: Target) -> bool:
    answer = target.app.test_client().get("/clients", base_url="http://evil.example")
    return answer.status_code == 302


def _sign_somebody_out_by_a_picture(target: Target) -> bool:
    visitor = target.signed_in("wendy")
    visitor.get("/sign-out")
    return visitor.get("/account").status_code == 302


def _by_any_verb(target: Target, patch: pytest.MonkeyPatch) -> None:
    del patch
    target.app.add_url_rule("/sign-out", "web.sign_out", methods=["GET"])


ATTACKS = (
    Attack(
        number="V1.2.1",
        title="keep a script in a client's name (stored XSS)",
        defence="pages escape whatever they show",
        succeeds=_store_a_script,
        remove=_written_as_it_is,
    ),
    Attack(
        number="V1.2.4",
        title="have the database take a name for SQL",
        defence="values go to the database as parameters",
        succeeds=_inject_sql,
        remove=replaced("service.store.users.by_name", _joined_up),
    ),
    Attack(
        number="V1.2.10",
        title="have a spreadsheet take a name for a formula",
        defence="an apostrophe before each cell that begins like one",
        succeeds=_send_a_formula,
        remove=replaced("service.register.writing.guarded", str),
    ),
    Attack(
        number="V2.2.1",
        title="type a NUL, at which databases and files cut a text off",
        defence="text that no database keeps is refused at the door",
        succeeds=_send_a_nul,
        remove=idle("service.texts_in.refuse_lost_text"),
    ),
    Attack(
        number="V3.5.3",
        title="sign somebody out by a picture on another site",
        defence="what changes something is asked for by POST alone",
        succeeds=_sign_somebody_out_by_a_picture,
        remove=_by_any_verb,
    ),
    Attack(
        number="V1.2.2",
        title="get a host of one's own into the links that the service makes",
        defence="the names by which the service may be called",
        succeeds=_name_a_host,
        remove=with_config(TRUSTED_HOSTS=None),
    ),
)
