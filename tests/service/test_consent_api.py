"""No disclosure without ground, over random sequences of calls to the real HTTP API."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.definition import Form
from forms.written_dates import today_utc
from service.app import create_app
from service.disclosures import Way
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.states import Role
from service.usecases.accounts import add_user
from tests.service.agencies import add_cjit, add_guest, add_our_prison, add_scan, give_consent
from tests.service.conftest import ACTOR, MoreServers, add_laura
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader
from tests.service.stored import store_record
from tests.service.test_api import Program
from tests.service.tokens import token_for
from tests.service.visitor import Visitor

_AGENCIES = ("D01B", "D02B")
_numbers = count(1)


@dataclass
class House:
    """One installation that serves all examples; each has a client of its own."""

    runtime: Runtime
    program: Program
    guests: dict[str, Program]
    scan: int


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, more_servers: MoreServers) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("house")
    asked = Settings.from_env({"THROUGHCARE_DATA_DIR": str(folder / "var"), **more_servers()})
    runtime = open_runtime(asked, read_file=ScriptedReader())
    upgrade(runtime.engine)
    web = create_app(runtime, testing=True).test_client()
    add_user(runtime, ACTOR, "morag", Role.TEAM_MANAGER)
    add_our_prison(runtime)
    guests = {}
    for code in _AGENCIES:
        agency = add_cjit(runtime, code, f"Team {code}")
        add_guest(runtime, agency.id, f"guest-{code}")
        guests[code] = Program(web, token_for(runtime, f"guest-{code}"))
    program = Program(web, token_for(runtime, "morag"))
    yield House(runtime, program, guests, add_scan(runtime))
    runtime.engine.dispose()


@dataclass
class Told:
    """What a worker would remember of one client, agency by agency."""

    given: set[str] = field(default_factory=set)
    closed_until: dict[str, date] = field(default_factory=dict)
    excepted: set[str] = field(default_factory=set)

    def may(self, code: str) -> bool:
        return code in self.given or code in self.excepted


_days_ago = st.integers(0, 3)
_code = st.sampled_from(_AGENCIES)
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("give"), _code, _days_ago, st.sampled_from(["", "client", "worker_on"])),
        st.tuples(st.sampled_from(["refuse", "withdraw"]), st.sampled_from([*_AGENCIES, ""])),
        st.tuples(st.just("except"), _code),
        st.tuples(
            st.sampled_from(["copy", "export", "evidence", "fax", "guest", "guest_record"]), _code
        ),
    ),
    min_size=1,
    max_size=12,
)


def _day(days_ago: int) -> str:
    return (today_utc() - timedelta(days=days_ago)).isoformat()


def _give(house: House, client_id: int, step: Any, told: Told) -> None:
    _, code, days_ago, lacking = step
    body = {
        "stand": "given",
        "agency": code,
        "document": house.scan,
        "sheet_version": "1",
        "client_signed": lacking != "client",
        "client_signed_on": _day(days_ago),
        "worker_signed": True,
        "worker_signed_on": None if lacking == "worker_on" else _day(days_ago),
    }
    answer = house.program.call("POST", f"/clients/{client_id}/consents", json=body)
    assert answer.status_code == (422 if lacking else 201), answer.text
    signed = today_utc() - timedelta(days=days_ago)
    if not lacking and signed > told.closed_until.get(code, date.min):
        told.given.add(code)


def _say_no(house: House, client_id: int, step: Any, told: Told) -> None:
    what, code = step
    body = {"stand": "refused" if what == "refuse" else "withdrawn", "agency": code}
    answer = house.program.call("POST", f"/clients/{client_id}/consents", json=body)
    assert answer.status_code == 201, answer.text
    if what == "refuse":
        assert "may be delayed" in answer.get_json()["words"]
    for one in [code] if code else _AGENCIES:
        told.given.discard(one)
        told.closed_until[one] = today_utc()


def _except(house: House, client_id: int, step: Any, told: Told) -> None:
    body = {
        "agency": step[1],
        "reason": "harm_to_self",
        "because": "She said so at reception.",
        "until": _day(0),
    }
    answer = house.program.call("POST", f"/clients/{client_id}/exceptions", json=body)
    assert answer.status_code == 201, answer.text
    told.excepted.add(step[1])


def _ask_for(house: House, client_id: int, record_id: int, step: Any) -> int:
    """Ask for something about the client to be given to an agency; tell the answer's status."""
    what, code = step
    program, guest = house.program, house.guests[code]
    match what:
        case "copy":
            body = {"form": "alert-form", "client_id": client_id, "recipient": code}
            return program.call("POST", "/copies", json=body).status_code
        case "export":
            return program.call("GET", f"/records/{record_id}/export?recipient={code}").status_code
        case "evidence":
            place = f"/records/{record_id}/evidence.zip?recipient={code}"
            with program.call("GET", place) as answer:
                return answer.status_code
        case "fax":
            body = {"form": "alert-form", "recipient": code, "way": str(Way.FAXED)}
            return program.call("POST", f"/clients/{client_id}/sendings", json=body).status_code
        case "guest":
            return guest.call("GET", f"/clients/{client_id}").status_code
        case _:
            return guest.call("GET", f"/records/{record_id}").status_code


@pytest.mark.guidance("A.3")
@settings(max_examples=40)
@given(steps=_steps)
def test_nothing_leaves_without_a_ground(house: House, steps: list[Any]) -> None:
    runtime, told = house.runtime, Told()
    body = {"given_names": "Laura", "surname": f"Severn{next(_numbers)}"}
    client_id = house.program.json("POST", "/clients", 201, **body)["id"]
    form = runtime.catalogue.find("alert-form")
    content = f"a fax of {client_id}".encode()
    record_id = store_record(runtime, form, ALERT, client_id=client_id, content=content)
    given_out = 0
    for step in steps:
        match step[0]:
            case "give":
                _give(house, client_id, step, told)
            case "refuse" | "withdraw":
                _say_no(house, client_id, step, told)
            case "except":
                _except(house, client_id, step, told)
            case _:
                status = _ask_for(house, client_id, record_id, step)
                assert (status < 300) == told.may(step[1]), (step, status, steps)
                assert status in (200, 201, 403), status
                given_out += status < 300
    shown = house.program.json("GET", f"/clients/{client_id}/consents")
    assert len(shown["disclosures"]) == min(given_out, 10)
    for one in shown["agencies"]:
        assert one["may_be_given"] == told.may(one["agency"])


def test_a_guest_has_nothing_but_what_has_a_rule(house: House) -> None:
    guest = house.guests["D01B"]
    laura = add_laura(house.runtime)
    for method, path in (
        ("GET", "/clients"),
        ("POST", "/clients/search"),
        ("GET", "/records"),
        ("GET", f"/clients/{laura.id}"),
        ("GET", f"/clients/{laura.id}/history"),
        ("PUT", f"/clients/{laura.id}"),
        ("POST", f"/clients/{laura.id}/consents"),
        ("POST", f"/clients/{laura.id}/exceptions"),
        ("GET", "/clients/99999"),
        ("GET", "/records/99999"),
        ("GET", "/intakes"),
        ("GET", "/documents/1/original"),
        ("GET", "/quality/checks"),
        ("GET", "/decisions"),
    ):
        assert guest.call(method, path, json={}).status_code == 403, path
    assert guest.call("GET", "/forms").status_code == 200


def test_a_guests_pages_show_only_who_agreed(anybody: FlaskClient, small: Runtime) -> None:
    leeds, laura = add_cjit(small), add_laura(small)
    _, password = add_guest(small, leeds.id)
    guest = Visitor(anybody)
    assert guest.post("/sign-in", name="nasreen", password=password).status_code == 302
    assert guest.get("/").location == "/for-your-agency"
    assert "There is nobody now" in guest.text("/for-your-agency")
    for path in ("/clients", f"/clients/{laura.id}", "/records", "/settings", "/settings/users"):
        assert guest.get(path).status_code == 403, path
    give_consent(small, laura.id, leeds.id)
    assert f'href="/clients/{laura.id}"' in guest.text("/for-your-agency")
    assert guest.get(f"/clients/{laura.id}").status_code == 200


def test_typing_that_was_kept_shows_a_guest_nothing_either(
    anybody: FlaskClient, small: Runtime, alert_form: Form
) -> None:
    record_id = store_record(small, alert_form, ALERT, doubtful=["court_name"])
    _, password = add_guest(small, add_cjit(small).id)
    visitor = Visitor(anybody)
    kept = {"kept-value-court_name": "Hull"}
    answer = visitor.post(
        f"/sign-in?next=/records/{record_id}", name="nasreen", password=password, **kept
    )
    assert answer.status_code == 403
    assert "Severn" not in answer.text
    answer = anybody.post(f"/records/{record_id}", data={"value-court_name": "Hull"})
    assert answer.status_code == 403
    assert "Severn" not in answer.text
