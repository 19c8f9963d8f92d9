"""Whoever sees, takes, signs in or is refused is in the audit trail; each address has its rule."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from forms.definition import Form
from service.app import create_app
from service.auditing.asked import TrailAsked, TrailEntry
from service.cli import _throughcare
from service.migrations import upgrade
from service.recently import Recently
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.states import Role
from service.usecases.accounts import NewAccount, add_user, set_agency
from service.usecases.auditing import check_trail, search_trail
from service.view_log import _SEEN
from service.view_rules import COMMAND_RULES, VIEW_RULES, Shows
from tests.service.agencies import add_cjit
from tests.service.conftest import ACTOR, MoreServers, add_laura
from tests.service.console import Console
from tests.service.every_role import hold_roles
from tests.service.full_house import House, furnish
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader
from tests.service.stored import store_record
from tests.service.test_disclosure_rules import _commands
from tests.service.tokens import token_for
from tests.service.visitor import Visitor
from tests.service.visits import VISITS, Visit

_PASSWORD = "nine-rivers-run-deep"
_ABOUT = {
    Shows.CLIENT: "client_id",
    Shows.CLIENTS: "client_id",
    Shows.RECORD: "record_id",
    Shows.RECORD_PART: "record_id",
    Shows.DOCUMENT: "document_id",
    Shows.DOCUMENT_PART: "document_id",
    Shows.ORIGINAL: "document_id",
    Shows.INTAKE: "intake_id",
    Shows.COPY_SET: "set_id",
    Shows.BATCH: "batch_id",
    Shows.CHECK: "check_id",
    Shows.CHECK_PART: "check_id",
}


def test_every_address_has_a_rule_and_no_rule_is_of_an_address_that_is_gone(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert sorted(known - VIEW_RULES.keys()) == [], "say in service/view_rules.py what these show"
    assert sorted(VIEW_RULES.keys() - known) == []


def test_a_rule_finds_what_is_shown_in_the_address(app: Flask) -> None:
    for one in app.url_map.iter_rules():
        if (argument := _ABOUT.get(VIEW_RULES[one.endpoint])) is not None:
            assert argument in one.arguments, one.endpoint


def test_what_is_said_to_show_nothing_names_nobody_in_its_address(app: Flask) -> None:
    too_small_to_read = {"web.small", "web.copy_small"}
    for one in app.url_map.iter_rules():
        if VIEW_RULES[one.endpoint] is Shows.NOTHING and one.endpoint not in too_small_to_read:
            named = {"client_id", "record_id", "document_id", "check_id", "copy_id"}
            assert not named & one.arguments, one.endpoint


def test_every_command_has_a_rule() -> None:
    named = set(_commands(_throughcare))
    assert sorted(named - COMMAND_RULES.keys()) == [], "say in service/view_rules.py what they show"


def test_what_the_console_shows_of_clients_is_noted_without_what_was_typed(
    console: Console, settings: Settings
) -> None:
    assert console.run("clients", "search", "severn", "1974")[0] == 0
    assert console.run("users", "list")[0] == 0
    runtime = open_runtime(settings)
    [noted] = search_trail(runtime, TrailAsked(), limit=9)
    runtime.engine.dispose()
    assert (noted.action, noted.subject_id) == ("console.shown", "clients search")
    assert (noted.channel, noted.details) == ("command_line", {"page": "clients search"})


@pytest.fixture(scope="module")
def furnished(
    tmp_path_factory: pytest.TempPathFactory, more_servers: MoreServers
) -> Iterator[tuple[Runtime, House]]:
    folder = tmp_path_factory.mktemp("viewed")
    reader = ScriptedReader()
    settings = Settings.from_env({"THROUGHCARE_DATA_DIR": str(folder), **more_servers()})
    runtime = open_runtime(settings, read_file=reader)
    upgrade(runtime.engine)
    house = furnish(runtime, reader)
    add_user(runtime, ACTOR, "morag", Role.ADMINISTRATOR, _PASSWORD)
    hold_roles(runtime, "morag")
    yield runtime, house
    runtime.engine.dispose()


@pytest.fixture(scope="module")
def morag(furnished: tuple[Runtime, House]) -> Visitor:
    visitor = Visitor(create_app(furnished[0], testing=True).test_client())
    assert visitor.post("/sign-in", name="morag", password=_PASSWORD).status_code == 302
    return visitor


@pytest.fixture
def fresh(morag: Visitor) -> Visitor:
    """Somebody signed in who has seen nothing but the first page lately."""
    morag.client.application.extensions[_SEEN] = Recently()
    morag.token()
    return morag


def _newest(runtime: Runtime) -> int:
    return search_trail(runtime, TrailAsked(), limit=1)[0].id


def _since(runtime: Runtime, before: int) -> list[TrailEntry]:
    found = search_trail(runtime, TrailAsked(), limit=50)
    return [one for one in reversed(found) if one.id > before]


_SUBJECTS = {
    Shows.CLIENT: ("client", "client.viewed"),
    Shows.CLIENTS: ("client", "client.viewed"),
    Shows.QUERY_CLIENT: ("client", "client.viewed"),
    Shows.RECORD: ("record", "record.viewed"),
    Shows.DOCUMENT: ("document", "document.viewed"),
    Shows.INTAKE: ("intake", "intake.viewed"),
    Shows.COPY_SET: ("copy_set", "copy_set.viewed"),
    Shows.BATCH: ("batch", "batch.viewed"),
    Shows.CHECK: ("record", "record.value_viewed"),
    Shows.LIST: ("address", "list.viewed"),
}


def _opened() -> list[Visit]:
    """Give the pages that are opened and not posted to, each that shows something of somebody."""
    return [
        one
        for one in VISITS
        if one.sent is None
        and one.signed_in
        and one.status == 200
        and VIEW_RULES[f"web.{one.endpoint}"] in _SUBJECTS
    ]


@pytest.mark.parametrize("visit", _opened(), ids=str)
def test_every_page_that_shows_somebody_is_noted(
    furnished: tuple[Runtime, House], morag: Visitor, visit: Visit
) -> None:
    runtime, house = furnished
    morag.client.application.extensions[_SEEN] = Recently()
    before, path = _newest(runtime), visit.where(house)
    morag.text(path)
    noted = _since(runtime, before)
    rule = VIEW_RULES[f"web.{visit.endpoint}"]
    subject, action = _SUBJECTS[rule]
    assert {(one.subject, one.action, one.user) for one in noted} == {(subject, action, "morag")}
    assert len(noted) == (2 if rule is Shows.CLIENTS else 1)
    assert {one.details["page"] for one in noted} == {f"web.{visit.endpoint}"}
    if rule in (Shows.CLIENT, Shows.RECORD, Shows.DOCUMENT):
        assert f"/{noted[0].subject_id}" in path


def test_the_pictures_of_a_record_are_seen_with_it(
    furnished: tuple[Runtime, House], fresh: Visitor
) -> None:
    runtime, house = furnished
    visitor = fresh
    before = _newest(runtime)
    visitor.text(f"/records/{house.doubtful}")
    for path in (
        f"/documents/{house.document}/pages/1.png",
        f"/documents/{house.document}/pages/1/small.png",
        f"/records/{house.doubtful}/places/client_name.png",
        f"/records/{house.doubtful}/places/date_of_birth.png",
    ):
        assert visitor.get(path).status_code == 200, path
    [noted] = _since(runtime, before)
    assert noted.action == "record.viewed"
    assert noted.details["documents"] == [house.document]
    assert noted.details["client"] == house.client
    visitor.text(f"/records/{house.doubtful}")
    assert len(_since(runtime, before)) == 2, "each time that the page itself is opened counts"


def test_a_picture_that_is_fetched_by_itself_is_noted(
    furnished: tuple[Runtime, House], fresh: Visitor
) -> None:
    runtime, house = furnished
    visitor = fresh
    before = _newest(runtime)
    for _ in range(3):
        visitor.get(f"/documents/{house.document}/pages/1.png")
        visitor.get(f"/records/{house.doubtful}/places/client_name.png")
    noted = [(one.action, one.subject_id) for one in _since(runtime, before)]
    assert noted == [
        ("document.viewed", str(house.document)),
        ("record.viewed", str(house.doubtful)),
    ]


def test_an_original_that_is_taken_is_noted_each_time(
    furnished: tuple[Runtime, House], fresh: Visitor
) -> None:
    runtime, house = furnished
    visitor = fresh
    before = _newest(runtime)
    for _ in range(2):
        assert visitor.get(f"/documents/{house.document}/original").status_code == 200
    assert [one.action for one in _since(runtime, before)] == ["original.taken"] * 2


def test_searches_are_noted_without_their_words(
    furnished: tuple[Runtime, House], fresh: Visitor
) -> None:
    runtime, _ = furnished
    visitor = fresh
    before = _newest(runtime)
    for words in ("severn", "27/3/74"):
        assert visitor.post("/clients", words=words).status_code == 200
    noted = _since(runtime, before)
    assert [one.action for one in noted] == ["register.searched"] * 2
    assert "severn" not in repr([asdict(one) for one in noted]).lower()


def test_a_page_that_is_refused_as_wrong_is_seen_all_the_same(
    furnished: tuple[Runtime, House], fresh: Visitor
) -> None:
    runtime, house = furnished
    visitor = fresh
    before = _newest(runtime)
    assert visitor.post(f"/clients/{house.client}/change", surname="").status_code == 422
    assert [one.action for one in _since(runtime, before)] == ["client.viewed"]


def test_what_is_not_there_is_not_seen(furnished: tuple[Runtime, House], fresh: Visitor) -> None:
    runtime, house = furnished
    visitor = fresh
    before = _newest(runtime)
    assert visitor.get("/clients/99999").status_code == 404
    assert visitor.get("/nowhere").status_code == 404
    assert visitor.client.head(f"/clients/{house.client}").status_code == 200
    assert visitor.get("/healthz").status_code == 200
    assert _since(runtime, before) == []


def test_programs_are_noted_as_such(furnished: tuple[Runtime, House]) -> None:
    runtime, house = furnished
    token = token_for(runtime, "morag")
    client = create_app(runtime, testing=True).test_client()
    before = _newest(runtime)
    for bearer, status in ((token, 200), ("tc_wrong", 401)):
        headers = {"Authorization": f"Bearer {bearer}"}
        answer = client.get(f"/api/v1/clients/{house.client}", headers=headers)
        assert answer.status_code == status
    assert client.get(f"/api/v1/clients/{house.client}").status_code == 401
    noted = [(one.action, one.user, one.channel) for one in _since(runtime, before)]
    assert noted == [("client.viewed", "morag", "api"), ("token.refused", None, "api")]


def test_signing_in_and_out_and_failing_to_are_noted(
    small: Runtime, anybody: FlaskClient, account: NewAccount
) -> None:
    visitor = Visitor(anybody)
    before = _newest(small)
    for name, password in (("morag", "wrong"), ("severn", "wrong"), ("morag", account.password)):
        visitor.post("/sign-in", name=name, password=password)
    visitor.post("/sign-out")
    own = str(account.user.id)
    noted = [one for one in _since(small, before) if one.subject == "user"]
    assert [(one.action, one.subject_id, one.user_id) for one in noted] == [
        ("user.sign_in_failed", own, None),
        ("user.sign_in_failed", "unknown", None),
        ("user.signed_in", own, account.user.id),
        ("user.signed_out", own, account.user.id),
    ]
    with small.engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM audit_entries")).all()
    assert "severn" not in repr(rows)
    assert "wrong" not in repr(rows)


def test_refusals_are_noted_with_what_was_refused_and_why(
    small: Runtime, anybody: FlaskClient, account: NewAccount, alert_form: Form
) -> None:
    client = add_laura(small)
    record = store_record(small, alert_form, ALERT, client_id=client.id)
    set_agency(small, ACTOR, account.user.id, add_cjit(small).id)
    visitor = Visitor(anybody)
    visitor.post("/sign-in", name="morag", password=account.password)
    before = _newest(small)
    for path in (f"/clients/{client.id}", f"/records/{record}", "/settings/users"):
        assert visitor.get(path).status_code == 403
    noted = [(one.action, one.subject, one.subject_id) for one in _since(small, before)]
    assert noted == [
        ("access.refused", "client", str(client.id)),
        ("access.refused", "record", str(record)),
        ("access.refused", "address", "web.users"),
    ]
    assert [one.details["code"] for one in _since(small, before)] == [
        *("no-consent", "not-allowed", "not-allowed"),
    ]
    assert check_trail(small).is_sound


def test_what_was_typed_before_signing_in_is_a_view_once_it_is_shown(
    small: Runtime, anybody: FlaskClient, account: NewAccount, alert_form: Form
) -> None:
    record = store_record(small, alert_form, ALERT, doubtful=["death"])
    visitor = Visitor(anybody)
    before = _newest(small)
    asked = visitor.post(f"/records/{record}", **{"value-client_name": "Aled"})
    assert asked.status_code == 401
    assert _since(small, before) == []
    shown = visitor.post(
        f"/sign-in?next=/records/{record}",
        name="morag",
        password=account.password,
        **{"kept-value-client_name": "Aled"},
    )
    assert shown.status_code == 200
    actions = [one.action for one in _since(small, before)]
    assert actions == ["user.signed_in", "record.viewed"]


_READ_ONLY = {
    "sqlite": "PRAGMA query_only = ON",
    "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
}


def _can_only_be_read(runtime: Runtime) -> None:
    asked = _READ_ONLY[runtime.engine.dialect.name]

    def on_checkout(connection: DBAPIConnection, *_: object) -> None:
        with closing(connection.cursor()) as cursor:
            cursor.execute(asked)
        connection.commit()

    event.listen(runtime.engine, "checkout", on_checkout)


def test_nothing_is_shown_that_cannot_be_noted(
    small: Runtime, visitor: Visitor, account: NewAccount
) -> None:
    client = add_laura(small)
    assert "Severn" in visitor.text(f"/clients/{client.id}")
    _can_only_be_read(small)
    answer = visitor.get(f"/clients/{client.id}")
    assert answer.status_code == 503
    assert "Severn" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    stranger = Visitor(create_app(small, testing=True).test_client())
    assert stranger.post("/sign-in", name="morag", password=account.password).status_code == 503
    assert stranger.get("/").status_code == 302, "nobody is signed in of whom it is not noted"
