"""Agencies and the monthly SPOC list: use cases, API, command line."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from forms.errors import TableError
from forms.written_dates import today_utc
from service.agencies.values import AgencyDetails, AgencyKind, ContactDetails
from service.clock import now_utc
from service.errors import BadRequestError, ConflictError
from service.runtime import Runtime
from service.store.engine import unit_of_work
from service.store.states import Role
from service.usecases.accounts import add_user
from service.usecases.addressing import find_agency, list_agencies
from service.usecases.agencies import add_agency, add_contact, change_agency
from service.usecases.disclosing import known_agency
from service.usecases.import_register import ImportReport
from service.usecases.import_spoc import import_spoc_list
from tests.service.agencies import CONTACT, add_cjit
from tests.service.conftest import ACTOR
from tests.service.console import Console
from tests.service.test_api import Program
from tests.service.tokens import token_for

_HEAD = "agency_code,agency,kind,contact,telephone,fax,email,valid_from\n"
_MARCH = _HEAD + (
    "D01B,Leeds CJIT,cjit,Duty desk,0113 496 0303,0113 496 0304,duty@leeds.gsi.gov.uk,1/3/2026\n"
    "D02B,Hull CJIT,CJIT,,01482 000001,,,1/3/2026\n"
)
_APRIL = _MARCH.replace("1/3/2026", "1/4/2026").replace("0113 496 0303", "0113 496 0999")


def _import(runtime: Runtime, table: str, *, dry_run: bool = False) -> ImportReport:
    file = BytesIO(table.encode())
    return import_spoc_list(runtime, ACTOR, file, "list.csv", dry_run=dry_run)


def _counts(report: ImportReport) -> dict[str, int]:
    return {str(fate): number for fate, number in report.counts.items() if number}


@pytest.mark.guidance("P4.9")
def test_each_months_list_adds_to_the_history_and_the_same_one_changes_nothing(
    runtime: Runtime,
) -> None:
    assert _counts(_import(runtime, _MARCH, dry_run=True)) == {"added": 2}
    assert list_agencies(runtime) == []
    assert _counts(_import(runtime, _MARCH)) == {"added": 2}
    assert _counts(_import(runtime, _MARCH)) == {"unchanged": 2}
    assert _counts(_import(runtime, _APRIL)) == {"changed": 2}
    assert _counts(_import(runtime, _MARCH)) == {"unchanged": 2}
    hull, leeds = list_agencies(runtime)
    assert hull.name == "Hull CJIT"
    assert leeds.contact
    assert (leeds.contact.telephone, leeds.contact.valid_from) == (
        "0113 496 0999",
        date(2026, 4, 1),
    )
    assert [one.valid_from.month for one in leeds.history] == [4, 3]


def test_a_contact_of_the_future_does_not_hold_yet(runtime: Runtime) -> None:
    leeds = add_cjit(runtime)
    soon = today_utc() + timedelta(days=3)
    now = add_contact(
        runtime, ACTOR, leeds.id, ContactDetails(telephone="0113 999 9999", valid_from=soon)
    )
    assert now.contact
    assert now.contact.telephone == CONTACT.telephone
    assert len(now.history) == 2


def test_what_nobody_has_confirmed_for_a_month_is_stale(small: Runtime) -> None:
    leeds = add_cjit(small)
    assert not leeds.is_stale(now_utc())
    with unit_of_work(small.engine) as session:
        known_agency(session, leeds.id).confirmed_at = now_utc() - timedelta(days=32)
    assert find_agency(small, leeds.id).is_stale(now_utc())
    same = _HEAD + (
        "D01B,Leeds CJIT,cjit,Duty desk,0113 496 0303,0113 496 0304,"
        "duty@leeds.gsi.gov.uk,1/1/2026\n"
    )
    assert _counts(_import(small, same)) == {"unchanged": 1}
    assert not find_agency(small, leeds.id).is_stale(now_utc())
    bare = AgencyDetails(code="X", name="Nobody yet", kind=AgencyKind.OTHER)
    assert add_agency(small, ACTOR, bare).is_stale(now_utc())


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",Leeds,cjit,,0113 496 0303,,,1/3/2026", "agency_code"),
        ("D01B,,cjit,,0113 496 0303,,,1/3/2026", "agency"),
        ("D01B,Leeds,team,,0113 496 0303,,,1/3/2026", "kind"),
        ("D01B,Leeds,cjit,,ring us,,,1/3/2026", "telephone"),
        ("D01B,Leeds,cjit,,,,,1/3/2026", "telephone"),
        ("D01B,Leeds,cjit,,,12,,1/3/2026", "fax"),
        ("D01B,Leeds,cjit,,,,a b@nhs.net,1/3/2026", "email"),
        ("D01B,Leeds,cjit,,0113 496 0303,,,31/2/2026", "valid_from"),
        ("D01B,Leeds,cjit,,0113 496 0303,,,", "valid_from"),
        ("D01B,Leeds,cjit,,0113 496 0303,,,1/3/2026,more", "row"),
        ("D01B," + "L" * 121 + ",cjit,,0113 496 0303,,,1/3/2026", "agency"),
    ],
)
def test_a_row_that_cannot_be_taken_in_is_named(small: Runtime, row: str, column: str) -> None:
    good = "D09B,York CJIT,cjit,,01904 000000,,,1/3/2026\n"
    report = _import(small, f"{_HEAD}{row}\n{good}")
    assert (report.refusals[0].line, report.refusals[0].column) == (2, column)
    assert _counts(report) == {"added": 1, "refused": 1}


def test_an_agency_twice_in_one_list_and_open_addresses_are_said(small: Runtime) -> None:
    twice = _MARCH + "D01B,Leeds CJIT,cjit,,0113 000 0000,,a@example.com,1/3/2026\n"
    report = _import(small, twice)
    assert [(note.line, note.column) for note in report.refusals] == [(4, "agency_code")]
    open_address = _HEAD + "D03B,York CJIT,cjit,,,,york@example.com,1/3/2026\n"
    [warning] = _import(small, open_address).warnings
    assert warning.column == "email"
    with pytest.raises(TableError):
        _import(small, "surname\nSevern\n")


def test_an_agency_is_renamed_closed_and_its_code_is_its_own(runtime: Runtime) -> None:
    leeds = add_cjit(runtime)
    with pytest.raises(ConflictError):
        add_cjit(runtime, "d01b")
    with pytest.raises(BadRequestError):
        add_agency(runtime, ACTOR, AgencyDetails(code=" ", name="", kind=AgencyKind.OTHER))
    closed = AgencyDetails(code="x", name="Leeds  Team", kind=leeds.kind, is_active=False)
    now = change_agency(runtime, ACTOR, leeds.id, closed)
    assert (now.code, now.name, now.is_active) == ("D01B", "Leeds Team", False)
    assert list_agencies(runtime, recipients=True) == []


def test_the_list_is_taken_in_by_program_for_administrators(
    anybody: FlaskClient, small: Runtime
) -> None:
    add_user(small, ACTOR, "ada", Role.ADMINISTRATOR)
    add_user(small, ACTOR, "morag", Role.TEAM_MANAGER)
    admin = Program(anybody, token_for(small, "ada"))
    worker = Program(anybody, token_for(small, "morag"))

    def table() -> dict[str, object]:
        return {"data": {"file": (BytesIO(_MARCH.encode()), "list.csv")}}

    assert worker.call("POST", "/agencies/import", **table()).status_code == 403
    tried = admin.call("POST", "/agencies/import?dry_run=true", **table())
    assert tried.get_json()["counts"]["added"] == 2
    done = admin.call("POST", "/agencies/import", **table())
    assert done.get_json()["counts"]["added"] == 2
    [hull, leeds] = worker.json("GET", "/agencies")
    assert (hull["code"], leeds["contact"]["fax"]) == ("D02B", "0113 496 0304")
    body = {"code": "york", "name": "York CJIT", "kind": "cjit"}
    york = admin.json("POST", "/agencies", 201, **body)
    assert (york["code"], york["is_stale"]) == ("YORK", True)
    told = {"telephone": "01904 000000", "valid_from": "2026-03-01"}
    place = f"/agencies/{york['id']}"
    assert worker.call("POST", f"{place}/contacts", json=told).status_code == 403
    assert admin.json("POST", f"{place}/contacts", 201, **told)["is_stale"] is False
    wrong = admin.json("POST", f"{place}/contacts", 422, telephone="ring")
    assert set(wrong["problems"]) == {"telephone", "valid_from"}
    assert worker.json("GET", place)["name"] == "York CJIT"


def test_the_list_is_taken_in_at_the_console(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(_MARCH + "D03B,,cjit,,1,,,1/3/2026\n", encoding="utf-8")
    code, said, why = console.run("agencies", "import", file, "--dry-run")
    assert (code, said) == (1, "would be 2 added, 0 changed, 0 unchanged, 1 refused\n")
    assert "list.csv, line 4: agency:" in why
    console.run("agencies", "import", file)
    lines = console.run("agencies", "list")[1].splitlines()
    assert len(lines) == 2
    assert "fax 0113 496 0304" in lines[1]


def test_a_form_at_the_console_needs_consent_where_it_is_for_an_agency(
    console: Console, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(_MARCH, encoding="utf-8")
    console.run("agencies", "import", file)
    console.run("clients", "add", "--surname", "Severn", "--client-ref", "R1")
    out = tmp_path / "a.pdf"
    asked = ("generate", "alert-form", "--client", "R1", "-o", out)
    code, _, said = console.run(*asked, "--for", "D01B")
    assert code == 1
    assert "no consent recorded: ask" in said
    assert not out.exists()
    assert console.run(*asked)[0] == 0
    assert console.run("generate", "alert-form", "--for", "D01B", "-o", out)[0] == 2
    assert console.run(*asked, "--for", "NOBODY")[0] == 1
