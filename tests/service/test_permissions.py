"""Every address, command and use case against every role: what the tables say is what happens."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import click
import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.admission import may_have
from service.app import create_app
from service.cli import _throughcare
from service.entities import Actor, ClientDetails
from service.errors import BadRequestError, ConflictError, NotAllowedError
from service.migrations import upgrade
from service.permission import matrix, rules
from service.permission.asking import NOBODY, acting, asked_by, who_asks
from service.permission.commands import COMMANDS
from service.permission.endpoints import ENDPOINTS, rule_for
from service.permission.powers import WORDS, Power
from service.permission.roles import POWERS, ROLE_WORDS, powers_of
from service.permission.rules import Open, rule_of
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.states import Channel, Role
from service.usecases.accounts import add_user, find_user
from service.usecases.clients import add_client, find_client, search_clients
from service.usecases.export_register import export_register
from service.usecases.roles import set_roles, whom_the_console_acts_as
from tests.service.addresses import Address, addresses
from tests.service.agencies import add_cjit, add_guest
from tests.service.conftest import ACTOR, LAURA, MoreServers, add_laura
from tests.service.console import Console
from tests.service.full_house import House, furnish
from tests.service.readings import ScriptedReader
from tests.service.served import PASSWORD
from tests.service.tokens import token_for
from tests.service.use_cases import use_cases
from tests.service.visitor import Visitor

_REFUSED = 403
_SOMEBODY = 7
_USE_CASES = dict(use_cases())


def _as(role: Role) -> Actor:
    return Actor(user_id=None, channel=Channel.WEB, powers=POWERS[role])


# The tables


def test_every_power_has_words_and_every_role_powers_and_a_name() -> None:
    assert WORDS.keys() == set(Power)
    assert POWERS.keys() == ROLE_WORDS.keys() == set(Role)
    assert all(POWERS[role] for role in Role)


def test_no_role_runs_the_service_and_each_other_power_is_somebodys() -> None:
    assert powers_of(Role) == frozenset(Power) - {Power.RUN_SERVICE}


@pytest.mark.parametrize("role", [Role.DATA_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_whoever_is_no_worker_sees_no_client(role: Role) -> None:
    with asked_by(_as(role)), pytest.raises(NotAllowedError):
        search_clients(None, "severn")  # type: ignore[arg-type]


def test_an_auditor_reads_the_audit_trail_and_nothing_else() -> None:
    assert POWERS[Role.AUDITOR] == {Power.READ_AUDIT}


def test_the_page_of_permissions_is_up_to_date() -> None:
    told = matrix.TARGET.read_text(encoding="utf-8")
    assert told == f"{matrix.matrix()}\n", "run: python -m service.permission.matrix"


# The use cases


def test_every_use_case_says_what_it_needs() -> None:
    assert len(_USE_CASES) > 150
    without = sorted(name for name, one in _USE_CASES.items() if rule_of(one) is None)
    assert without == [], "write @needs(Power.…) on these"


def _is_refused(name: str, actor: Actor) -> bool:
    """Call a use case with nothing to work on: it fails in any case, but of what?"""
    use_case = _USE_CASES[name]
    if rule_of(use_case) is Open.SIGNED_IN and actor is not NOBODY:
        actor = replace(actor, user_id=_SOMEBODY)
    named = list(use_case.__wrapped__.__annotations__)  # type: ignore[attr-defined]
    known = {"actor": actor, "user_id": actor.user_id, "of_user": actor.user_id}
    arguments = [known.get(one) for one in named if one != "return"]
    with asked_by(actor):
        try:
            made = use_case(*arguments[: _positional(use_case)], **_named_only(use_case, known))
            next(made, None) if isinstance(made, Iterator) else None
        except NotAllowedError:
            return True
        except Exception:  # noqa: BLE001 - let in, and there is nothing
            return False
    return False


def _named_only(use_case: Any, known: Mapping[str, object]) -> dict[str, object]:
    named = use_case.__wrapped__.__kwdefaults__ or {}
    return {one: known[one] for one in named if one in known}


def _positional(use_case: object) -> int:
    code = use_case.__wrapped__.__code__  # type: ignore[attr-defined]
    count: int = code.co_argcount
    return count


@pytest.mark.parametrize("role", Role)
def test_a_use_case_refuses_whoever_has_not_its_power(role: Role) -> None:
    actor = _as(role)
    for name, use_case in _USE_CASES.items():
        rule = rule_of(use_case)
        allowed = matrix.is_allowed(rule, role)
        assert _is_refused(name, actor) is not allowed, name


def test_where_nobody_says_who_asks_nobody_is_let_in() -> None:
    for name, use_case in _USE_CASES.items():
        assert _is_refused(name, NOBODY) is (rule_of(use_case) is not Open.ANYBODY), name


def test_a_thread_of_its_own_asks_for_nobody() -> None:
    asked: list[Actor] = []
    thread = Thread(target=lambda: asked.append(who_asks()))
    thread.start()
    thread.join()
    assert asked == [NOBODY]


def test_an_actor_that_is_named_counts_before_who_asks(small: Runtime) -> None:
    with pytest.raises(NotAllowedError) as refused:
        add_client(small, _as(Role.ADMINISTRATOR), LAURA)
    assert "may not add and change clients" in refused.value.message
    assert "CJIT worker" in refused.value.hint
    with asked_by(NOBODY):
        assert add_client(small, _as(Role.CJIT_WORKER), LAURA).surname == "O'Severn"


def test_what_a_use_case_calls_is_let_in_and_nothing_between(small: Runtime) -> None:
    add_laura(small)
    add_client(small, ACTOR, ClientDetails(given_names="Aled", surname="Severn"))
    with asked_by(NOBODY):
        lines = export_register(small, ACTOR)
        next(lines)
        with pytest.raises(NotAllowedError):
            find_client(small, 1)
        assert len(list(lines)) >= 2


# Roles of accounts


def test_roles_add_up_and_those_that_stand_alone_do(small: Runtime) -> None:
    add_user(small, ACTOR, "ada", Role.ADMINISTRATOR)
    both = set_roles(small, ACTOR, "ada", [Role.ADMINISTRATOR, Role.TEAM_MANAGER])
    assert powers_of(both.roles) == POWERS[Role.ADMINISTRATOR] | POWERS[Role.TEAM_MANAGER]
    for alone in (Role.AUDITOR, Role.DATA_OFFICER):
        with pytest.raises(BadRequestError):
            set_roles(small, ACTOR, "ada", [Role.ADMINISTRATOR, alone])
    with pytest.raises(BadRequestError):
        set_roles(small, ACTOR, "ada", [])
    with pytest.raises(ConflictError):
        set_roles(small, ACTOR, "ada", [Role.TEAM_MANAGER])
    own = acting(both, Channel.WEB)
    with pytest.raises(ConflictError, match="your own"):
        set_roles(small, own, "ada", [Role.ADMINISTRATOR, Role.CARAT_WORKER])
    assert find_user(small, both.id).roles == both.roles


def test_a_role_that_is_taken_away_ends_at_once(visitor: Visitor, small: Runtime) -> None:
    assert visitor.get("/clients").status_code == 200
    set_roles(small, ACTOR, "morag", [Role.DATA_OFFICER])
    assert visitor.get("/clients").status_code == _REFUSED
    assert visitor.get("/work").status_code == 200


# The addresses


def _installed(folder: Path, reader: ScriptedReader, servers: Mapping[str, str]) -> Runtime:
    """Open an installation with an account of every role, called by its role's name."""
    settings = Settings.from_env({"THROUGHCARE_DATA_DIR": str(folder), **servers})
    runtime = open_runtime(settings, read_file=reader)
    upgrade(runtime.engine)
    for role in Role:
        add_user(runtime, ACTOR, role, role, PASSWORD)
    return runtime


@pytest.fixture(scope="module")
def full(
    tmp_path_factory: pytest.TempPathFactory, more_servers: MoreServers
) -> Iterator[tuple[Runtime, House]]:
    reader = ScriptedReader()
    runtime = _installed(tmp_path_factory.mktemp("roles"), reader, more_servers())
    yield runtime, furnish(runtime, reader, compare=False)
    runtime.engine.dispose()


@pytest.fixture(scope="module")
def served(full: tuple[Runtime, House]) -> Flask:
    app = create_app(full[0], testing=True)
    app.config["WTF_CSRF_METHODS"] = set()
    return app


def _signed_in(app: Flask, role: Role) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/sign-in", data={"name": role, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def test_the_page_of_an_accounts_roles_changes_them(
    served: Flask, full: tuple[Runtime, House]
) -> None:
    made = add_user(full[0], ACTOR, "ros", Role.CJIT_WORKER).user
    admin = Visitor(_signed_in(served, Role.ADMINISTRATOR))
    where = f"/settings/users/{made.id}/roles"
    assert re.search(r'value="cjit_worker"[^>]* checked', admin.text(where))
    refused = admin.client.post(where, data={"role": ["auditor", "cjit_worker"]})
    assert refused.status_code == 422
    assert "this stands alone" in refused.text
    assert admin.client.post(where, data={"role": ["carat_worker"]}).location == "/settings/users"
    assert find_user(full[0], made.id).roles == {Role.CARAT_WORKER}
    assert admin.client.post("/settings/users/6/roles", data={"role": "auditor"}).status_code == 409


def test_every_address_has_a_rule_and_no_rule_is_of_an_address_that_is_gone(served: Flask) -> None:
    known = {(one.endpoint, one.method) for one in addresses(served)}
    without = sorted(f"{method} {name}" for name, method in known if not rule_for(name, method))
    assert without == [], "say in service/permission/endpoints.py who may have these"
    gone = {name.rpartition(" ")[2] for name in ENDPOINTS} - {name for name, _ in known}
    assert gone == set()


def test_what_anybody_may_have_is_what_nobody_signs_in_for(served: Flask) -> None:
    public = {name for name, view in served.view_functions.items() if hasattr(view, "is_public")}
    assert {name for name, rule in ENDPOINTS.items() if rule is Open.ANYBODY} == {"static", *public}


def _wanted(app: Flask, role: Role, house: House | None = None) -> Iterator[tuple[Address, bool]]:
    for one in addresses(app, house):
        yield one, matrix.is_allowed(rule_for(one.endpoint, one.method), role)


@pytest.mark.parametrize("role", Role)
def test_what_a_role_may_not_have_is_refused_before_anything_else(
    served: Flask, role: Role
) -> None:
    client = _signed_in(served, role)
    for one, allowed in _wanted(served, role):
        if not allowed:
            answer = client.open(one.path, method=one.method)
            assert answer.status_code == _REFUSED, one
            assert "not allowed" in answer.text.lower() or "may not" in answer.text, one


@pytest.mark.parametrize("role", Role)
def test_a_program_is_refused_with_problem_details(
    served: Flask, full: tuple[Runtime, House], role: Role
) -> None:
    token = token_for(full[0], role)
    program = served.test_client()
    for one, allowed in _wanted(served, role):
        if one.path.startswith("/api/") and not allowed:
            bearer = {"Authorization": f"Bearer {token}"}
            answer = program.open(one.path, method=one.method, headers=bearer)
            assert answer.status_code == _REFUSED, one
            assert answer.content_type == "application/problem+json", one
            assert answer.get_json()["code"] == "not-allowed", one


_OTHERWISE = ("web.sign_out", "web.leave_everywhere", "web.due_ics")
"""The one ends the session; the other has a token of its own."""


@pytest.mark.parametrize("role", Role)
def test_what_a_role_may_have_is_not_refused_halfway(
    served: Flask, full: tuple[Runtime, House], role: Role
) -> None:
    client = _signed_in(served, role)
    asked = [one for one, allowed in _wanted(served, role, full[1]) if allowed]
    looks_first = sorted(asked, key=lambda one: one.method != "GET")
    for one in looks_first:
        if one.endpoint not in _OTHERWISE:
            with client.open(one.path, method=one.method) as answer:
                assert answer.status_code < 500, one
                assert answer.status_code not in (401, _REFUSED), (one, answer.text)


def _use_cases_alone(endpoint: str, method: str) -> Open:
    del endpoint, method
    return Open.SIGNED_IN


_WEAKER: Mapping[str, Power | Open] = {
    **dict.fromkeys(
        (
            *("web.send_in", "web.import_agencies", "web.import_clients", "web.new_agency"),
            *("web.new_client", "web.find_other", "web.work", "web.forms", "web.monitoring"),
        ),
        Open.SIGNED_IN,
    ),
    "web.compare": Power.SEE_CLIENTS,
}
"""Looks that show less than what they lead to: an empty form, the list of forms, figures."""


@pytest.mark.parametrize("role", Role)
def test_the_use_cases_refuse_by_themselves(
    served: Flask,
    full: tuple[Runtime, House],
    role: Role,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = _signed_in(served, role)
    monkeypatch.setattr("service.admission.rule_for", _use_cases_alone)
    for one in addresses(served, full[1]):
        rule = _WEAKER.get(one.endpoint, rule_for(one.endpoint, one.method))
        if one.method == "GET" and not matrix.is_allowed(rule, role):
            with client.get(one.path) as answer:
                assert answer.status_code == _REFUSED, one


def test_typing_that_was_kept_is_shown_only_to_whoever_may_have_its_page(
    served: Flask, full: tuple[Runtime, House]
) -> None:
    where = f"/sign-in?next=/records/{full[1].doubtful}"
    for role, status in ((Role.TEAM_MANAGER, 200), (Role.ADMINISTRATOR, _REFUSED)):
        sent = {"name": role, "password": PASSWORD, "kept-value-court_name": "Hull"}
        answer = served.test_client().post(where, data=sent)
        assert answer.status_code == status
        assert ("Severn" in answer.text) is (status == 200)


def test_an_address_without_a_rule_is_refused(
    served: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = _signed_in(served, Role.TEAM_MANAGER)
    monkeypatch.setattr("service.admission.rule_for", lambda *_: None)
    assert client.get("/clients").status_code == _REFUSED


# The commands

_ANYWHERE = "-"
"""Stands for a file that is there."""
_ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "agencies import": (_ANYWHERE,),
    "archive": ("--out-dir", "archive"),
    "backup": ("backup",),
    "batches exceptions": ("none",),
    "batches show": ("none",),
    "clients access": ("NONE", "-o", "bundle.zip"),
    "clients add": ("--surname", "Wye"),
    "clients history": ("NONE",),
    "clients import": (_ANYWHERE, "--dry-run"),
    "clients merge": ("NONE", "NEITHER"),
    "clients unmerge": ("NONE",),
    "digest": ("--print",),
    "export ndtms": ("--agency", "NONE"),
    "export record": ("987654321", "-o", "out.zip"),
    "export verify": (_ANYWHERE, "--trail"),
    "forms layouts withdraw": ("987654321",),
    "generate": ("alert-form", "--client", "NONE", "-o", "out.pdf"),
    "ingest": (_ANYWHERE,),
    "keys drop": ("none",),
    "retention hold": ("NONE", "--reason", "asked"),
    "retention release": ("NONE", "--reason", "over"),
    "users add": ("made-{role}", "--role", "cjit_worker"),
    "users close": ("nobody",),
    "users password": ("nobody",),
    "users provider": ("nobody", "nobody@example.org"),
    "users reset-second-factor": ("nobody",),
    "users revoke": ("987654321",),
    "users roles": ("nobody", "--role", "auditor"),
    "users sign-out": ("nobody",),
    "users token": ("nobody", "--scope", "read"),
    "users unlock": ("nobody",),
    "watch": (".",),
}


def _commands(group: click.Group, path: str = "") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield f"{path}{name}"
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path}{name} ")


def test_every_command_has_a_rule_and_no_rule_is_of_a_command_that_is_gone() -> None:
    known = set(_commands(_throughcare))
    without = sorted(known - COMMANDS.keys())
    assert without == [], "say in service/permission/commands.py who may run these"
    assert COMMANDS.keys() - known == set()


@pytest.fixture(scope="module")
def staff(
    tmp_path_factory: pytest.TempPathFactory, more_servers: MoreServers
) -> tuple[Path, Mapping[str, str]]:
    """An installation with an account of every role: its data folder, and its servers."""
    folder, servers = tmp_path_factory.mktemp("staff"), more_servers()
    runtime = _installed(folder, ScriptedReader(), servers)
    runtime.engine.dispose()
    return folder, servers


@pytest.fixture
def staffed(
    staff: tuple[Path, Mapping[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Console:
    """A console in a folder with one empty file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("THROUGHCARE_MAIL_URL", "imap://name@127.0.0.1/INBOX")
    monkeypatch.setenv("THROUGHCARE_MAIL_PASSWORD", "word")
    (tmp_path / _ANYWHERE).write_bytes(b"")
    folder, servers = staff
    for name, value in servers.items():
        monkeypatch.setenv(name, value)
    return Console(monkeypatch, capsys, folder)


@pytest.mark.parametrize("role", Role)
def test_a_command_refuses_whoever_has_not_its_power(staffed: Console, role: Role) -> None:
    for command, power in COMMANDS.items():
        if power is None:
            continue
        arguments = (one.format(role=role) for one in _ARGUMENTS.get(command, ()))
        code, _, errors = staffed.run("--as", role, *command.split(), *arguments)
        is_refused = "this account may not" in errors
        assert is_refused is not matrix.is_allowed(power, role), (command, errors)
        assert "Usage" not in errors, errors
        assert code == 1 or not is_refused


def test_the_console_may_do_everything_and_acts_as_no_stranger(staffed: Console) -> None:
    assert staffed.run("clients", "search")[0] == 0
    code, _, errors = staffed.run("--as", "nobody", "clients", "search")
    assert (code, "no account of this name" in errors) == (1, True)
    staffed.run("users", "close", Role.CJIT_WORKER)
    code, _, errors = staffed.run("--as", Role.CJIT_WORKER, "clients", "search")
    assert (code, "closed" in errors) == (1, True)


def test_a_command_is_never_another_agencys(small: Runtime) -> None:
    guest, _ = add_guest(small, add_cjit(small).id)
    assert guest.powers
    with pytest.raises(NotAllowedError):
        whom_the_console_acts_as(small, "nasreen")


# What pages show


_LINK = re.compile(r'(?:href|action|data-live|src)="(/[^"#?]*)')


def _linked(app: Flask, html: str) -> Iterator[tuple[str, str]]:
    adapter = app.url_map.bind("localhost")
    for path in set(_LINK.findall(html)):
        for method in ("GET", "POST"):
            if adapter.test(path, method=method):
                endpoint, _ = adapter.match(path, method=method)
                yield str(endpoint), method
                break


@pytest.mark.parametrize("role", Role)
def test_pages_lead_nowhere_that_is_refused(
    served: Flask, full: tuple[Runtime, House], role: Role
) -> None:
    client = _signed_in(served, role)
    for one, allowed in _wanted(served, role, full[1]):
        if allowed and one.method == "GET" and one.endpoint.startswith("web."):
            with client.get(one.path) as answer:
                html = answer.text if answer.mimetype == "text/html" else ""
            for endpoint, method in _linked(served, html):
                assert matrix.is_allowed(rule_for(endpoint, method), role), (one, endpoint)


def test_the_start_page_names_what_an_account_without_clients_may_use(served: Flask) -> None:
    shown = _signed_in(served, Role.ADMINISTRATOR).get("/").text
    assert "see no client" in shown
    assert 'href="/settings/users"' in shown
    assert 'href="/clients"' not in shown
    with asked_by(_as(Role.AUDITOR)):
        assert not may_have("web.clients")
        assert not may_have("web.nowhere")


# The defence taken away


def test_without_the_check_the_matrix_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "check", lambda *_: None)
    with pytest.raises(AssertionError):
        test_a_use_case_refuses_whoever_has_not_its_power(Role.AUDITOR)


def test_a_use_case_without_its_rule_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = find_client.__wrapped__  # type: ignore[attr-defined]
    monkeypatch.setitem(_USE_CASES, "clients.find_client", bare)
    with pytest.raises(AssertionError, match="find_client"):
        test_every_use_case_says_what_it_needs()


def test_without_the_door_the_matrix_fails(served: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.admission.rule_for", _use_cases_alone)
    with pytest.raises(AssertionError):
        test_what_a_role_may_not_have_is_refused_before_anything_else(served, Role.CARAT_WORKER)


@pytest.mark.parametrize("use_case", ["clients.search_clients", "accounts.add_user"])
def test_a_use_case_that_asks_nobody_fails_the_matrix(
    use_case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = rule_of(_USE_CASES[use_case])
    bare = _USE_CASES[use_case].__wrapped__  # type: ignore[attr-defined]

    def careless(*args: object) -> object:
        return bare(*args)

    careless.__wrapped__ = bare  # type: ignore[attr-defined]
    careless.permission = rule  # type: ignore[attr-defined]
    monkeypatch.setitem(_USE_CASES, use_case, careless)
    with pytest.raises(AssertionError, match=use_case):
        test_a_use_case_refuses_whoever_has_not_its_power(Role.AUDITOR)
