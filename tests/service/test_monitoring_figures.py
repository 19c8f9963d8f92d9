"""Figures for monitoring: counted right, against rows counted one by one; suppressed; fast."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import count
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from bench.figures import fill
from forms.definition import Form
from forms.registry import load_catalogue
from service.entities import ClientDetails
from service.errors import BadRequestError
from service.exporting.figures import figure_lines
from service.journey.actions import How, Standing
from service.journey.duties import Call, Team, Work
from service.journey.events import EventKind
from service.monitoring.figures import born_after
from service.monitoring.suppressing import Display, Shown
from service.monitoring.tables import Table
from service.runtime import Runtime
from service.store.engine import looking, unit_of_work
from service.store.journey_models import JourneyActionRow, JourneyEventRow
from service.store.models import AuditRow, IssuedCopyRow, RecordRow
from service.store.states import RecordState
from service.usecases.clients import add_client
from service.usecases.journeys import NewEvent, record_event
from service.usecases.monitoring_figures import (
    export_figures,
    figure_tables,
    last_quarter,
    monitoring_figures_of,
)
from tests.service.conftest import ACTOR
from tests.service.console import Console
from tests.service.definitions import definition
from tests.service.invented import ALERT
from tests.service.stored import store_record
from tests.service.visitor import Visitor

FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
_MIDDLE = datetime(2026, 5, 5, 12, tzinfo=UTC)
_numbers = count()


def _come_in(
    runtime: Runtime,
    form: Form,
    client_id: int | None,
    *,
    at: datetime = _MIDDLE,
    times: int = 1,
    **values: object,
) -> None:
    for _ in range(times):
        record_id = store_record(
            runtime,
            form,
            ALERT,
            content=f"II*\x00 {next(_numbers)}".encode(),
            created_at=at,
            client_id=client_id,
        )
        said = {"values": {**ALERT, **values}, "state": RecordState.ACCEPTED}
        with unit_of_work(runtime.engine) as session:
            session.execute(update(RecordRow).where(RecordRow.id == record_id).values(**said))


def _person(runtime: Runtime, sex: str, born: date) -> int:
    details = ClientDetails(
        given_names="Aled",
        surname=f"Severn{next(_numbers)}",
        sex=sex,
        date_of_birth=born,
        home_dat="A12B",
    )
    return add_client(runtime, ACTOR, details).id


def _table(tables: tuple[Table, ...], key: str) -> dict[str, tuple[Shown, ...]]:
    [found] = [table for table in tables if table.key == key]
    return {row.key: row.cells for row in found.rows}


def _tables(runtime: Runtime) -> tuple[Table, ...]:
    return figure_tables(runtime, monitoring_figures_of(runtime, FIRST, LAST))


def _about(number: int) -> Shown:
    return Shown(Display.NUMBER, number)


FEWER = Shown(Display.FEWER)


@pytest.mark.guidance("B.1")
def test_accepted_forms_of_the_period_are_counted_each_way(
    runtime: Runtime, alert_form: Form
) -> None:
    rhys = _person(runtime, "male", date(1990, 5, 5))
    nia = _person(runtime, "F", date(2001, 7, 1))
    _come_in(runtime, alert_form, rhys, times=12, prison_code="HHI", dat_code="")
    _come_in(runtime, alert_form, nia, times=3, change_treatment=True, prison_code="not a code")
    _come_in(runtime, alert_form, rhys, at=_MIDDLE - timedelta(days=90))
    tables = _tables(runtime)
    assert _table(tables, "forms-form") == {"alert-form": (_about(15),)}
    assert _table(tables, "forms-prison") == {"HHI": (_about(10),), "not-listed": (FEWER,)}
    assert _table(tables, "forms-sex") == {"female": (FEWER,), "male": (_about(10),)}
    assert _table(tables, "forms-age") == {"18-24": (FEWER,), "35-44": (_about(10),)}
    changes = _table(tables, "changes")
    assert changes["disengaged"] == (_about(15),)
    assert changes["change_treatment"] == (FEWER,)
    assert changes["death"] == (_about(0),)
    people = _table(tables, "all")["clients"]
    assert people == (FEWER,)


def test_what_is_not_accepted_or_historic_is_in_no_number(small: Runtime, alert_form: Form) -> None:
    for _ in range(6):
        content = f"II*\x00 {next(_numbers)}".encode()
        store_record(
            small, alert_form, ALERT, content=content, created_at=_MIDDLE, doubtful=["death"]
        )
        content = f"II*\x00 {next(_numbers)}".encode()
        store_record(
            small, alert_form, ALERT, content=content, created_at=_MIDDLE, batch="York 2008"
        )
    totals = _table(_tables(small), "all")
    assert totals["forms"] == (_about(0),)
    assert totals["waiting"] == (_about(5),)


def test_a_period_is_of_days_in_london(small: Runtime, alert_form: Form) -> None:
    """The last day ends at 23:00 UTC in summer."""
    inside = datetime(2026, 6, 30, 22, 59, tzinfo=UTC)
    _come_in(small, alert_form, None, at=inside, times=5)
    _come_in(small, alert_form, None, at=inside + timedelta(minutes=1), times=5)
    _come_in(small, alert_form, None, at=datetime(2026, 3, 31, 22, 59, tzinfo=UTC), times=5)
    assert _table(_tables(small), "all")["forms"] == (_about(5),)


def test_copies_that_came_back_are_told_from_those_that_did_not(runtime: Runtime) -> None:
    with unit_of_work(runtime.engine) as session:
        for number in range(20):
            copy_id = f"COPY{number:010d}"
            session.add(
                IssuedCopyRow(
                    copy_id=copy_id,
                    form_id="alert-form",
                    form_version="1",
                    artefact="print",
                    values={},
                    issued_at=_MIDDLE,
                )
            )
    form = load_catalogue().find("alert-form")
    _come_in(runtime, form, None, times=6)
    with unit_of_work(runtime.engine) as session:
        for number, record in enumerate(session.scalars(select(RecordRow))):
            record.copy_id = f"COPY{number:010d}"
    assert _table(_tables(runtime), "copies") == {"alert-form": (_about(5), _about(15))}


def _action(client_id: int, event_id: int, number: int, **columns: object) -> dict[str, object]:
    return {
        "client_id": client_id,
        "key": f"plan-changed.{number}",
        "duty": "plan-changed",
        "event_id": event_id,
        "point": 7,
        "work": Work.FORM,
        "form": "alert-form",
        "team": Team.SMT,
        "place": "LEI",
        "to_team": Team.CJIT,
        "to_place": "A12B",
        "call": Call.YES,
        "opened_at": _MIDDLE - timedelta(days=1),
        "due_at": _MIDDLE,
        "standing": Standing.OPEN,
        **columns,
    }


def test_what_was_due_is_told_by_what_became_of_it(runtime: Runtime) -> None:
    client_id = _person(runtime, "male", date(1990, 5, 5))
    event = NewEvent(kind=EventKind.OTHER_CHANGE, at=_MIDDLE - timedelta(days=400))
    record_event(runtime, ACTOR, client_id, event)
    done: dict[str, object] = {"standing": Standing.DONE, "done_by": How.WORKER}
    late = {**done, "done_at": _MIDDLE + timedelta(hours=1)}
    kinds = [
        *[{**done, "done_at": _MIDDLE}] * 10,
        *[late] * 7,
        *[{}] * 2,
        *[{"standing": Standing.LAPSED}] * 5,
        *[{"work": Work.WATCH}] * 30,
        *[{"due_at": _MIDDLE + timedelta(days=200)}] * 30,
    ]
    with unit_of_work(runtime.engine) as session:
        event_id = session.scalars(select(JourneyEventRow.id)).one()
        rows = [
            {"done_at": None, "done_by": None, **_action(client_id, event_id, number, **kind)}
            for number, kind in enumerate(kinds)
        ]
        session.execute(insert(JourneyActionRow), rows)
    tables = _tables(runtime)
    row = (_about(10), _about(5), FEWER, _about(0), _about(5))
    assert _table(tables, "due-duty") == {"plan-changed": row}
    assert _table(tables, "due-clock") == {"24h": row}
    assert _table(tables, "due-team") == {"smt:LEI": row}
    assert _table(tables, "all")["due"] == (_about(25),)


@pytest.mark.parametrize(
    ("born", "on", "band"),
    [
        (date(2008, 4, 1), date(2026, 4, 1), "18-24"),
        (date(2008, 4, 2), date(2026, 4, 1), "under-18"),
        (date(2006, 3, 1), date(2024, 2, 29), "under-18"),
        (date(2006, 2, 28), date(2024, 2, 29), "18-24"),
        (date(2004, 2, 29), date(2022, 2, 28), "under-18"),
        (date(1971, 4, 1), date(2026, 4, 1), None),
        (date(1971, 4, 2), date(2026, 4, 1), "45-54"),
    ],
)
def test_a_birthday_ends_a_band_of_age(born: date, on: date, band: str | None) -> None:
    assert next((key for key, since in born_after(on) if born >= since), None) == band


def test_the_file_names_nobody_and_holds_no_formula(small: Runtime, alert_form: Form) -> None:
    client_id = _person(small, "male", date(1990, 5, 5))
    _come_in(small, alert_form, client_id, times=7, prison_code="=1+1", dat_code="@SUM")
    text = "".join(figure_lines(FIRST, LAST, export_figures(small, ACTOR, FIRST, LAST)))
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    assert {"Severn", "O'Severn", "Laura", "A1234BC", "1+1", "SUM"} & set(text.split(",")) == set()
    assert "Severn" not in text
    assert not any(cell.startswith(("=", "@", "+")) for row in rows for cell in row.values())
    [forms] = [row for row in rows if (row["table"], row["row"]) == ("all", "forms")]
    assert (forms["count"], forms["from"], forms["to"]) == ("5", "2026-04-01", "2026-06-30")
    with looking(small.engine) as session:
        noted = select(AuditRow.details).where(AuditRow.action == "figures.exported")
        [details] = session.scalars(noted)
    assert details["first"] == "2026-04-01"


_ASKS = b"""
[[section.field]]
key = "ethnicity"
label = "Ethnicity"
kind = "choice"
options = { asian = "Asian or Asian British", white = "White" }
help = "How the client describes themselves"
"""


@pytest.mark.guidance("B.1")
def test_ethnicity_is_counted_as_soon_as_a_form_asks_for_it(
    small: Runtime, alert_form: Form, tmp_path: Path
) -> None:
    (tmp_path / "note.toml").write_bytes(definition() + _ASKS)
    asking = replace(small, catalogue=load_catalogue(tmp_path))
    _come_in(small, alert_form, None, times=7, ethnicity="asian")
    _come_in(small, alert_form, None, times=5, ethnicity="what somebody wrote")
    assert "forms-ethnicity" not in {table.key for table in _tables(small)}
    told = _table(_tables(asking), "forms-ethnicity")
    assert told == {"asian": (_about(5),), "": (_about(5),)}


def test_days_that_are_no_period_are_refused(small: Runtime) -> None:
    with pytest.raises(BadRequestError):
        monitoring_figures_of(small, LAST, FIRST)
    with pytest.raises(BadRequestError):
        monitoring_figures_of(small, date(1990, 1, 1), LAST)


def test_the_last_whole_quarter_is_what_is_shown_first() -> None:
    assert last_quarter(datetime(2026, 1, 1, tzinfo=UTC)) == (
        date(2025, 10, 1),
        date(2025, 12, 31),
    )
    assert last_quarter(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == (FIRST, LAST)


def test_the_page_the_file_and_the_command_tell_the_same(
    small: Runtime, alert_form: Form, visitor: Visitor, console: Console
) -> None:
    client_id = _person(small, "male", date(1990, 5, 5))
    _come_in(small, alert_form, client_id, times=7)
    asked = "first-day=1&first-month=4&first-year=2026&last-day=30&last-month=6&last-year=2026"
    page = visitor.text(f"/figures?{asked}")
    assert "Forms that came in, by prison" in page
    assert "no form asks for it" in page
    saved = visitor.get(f"/figures.csv?{asked}").get_data(as_text=True)
    code, printed, _ = console.run(
        "export", "figures", "--from", "2026-04-01", "--to", "2026-06-30"
    )
    assert code == 0
    assert printed.splitlines() == saved.splitlines()
    told = visitor.get("/figures?first-day=31&first-month=2&first-year=2026")
    assert told.status_code == 422


def test_programs_have_them_too(visitor: Visitor, small: Runtime, alert_form: Form) -> None:
    _come_in(small, alert_form, None, times=7)
    told = visitor.get("/api/v1/figures?from=2026-04-01&to=2026-06-30").get_json()
    totals = next(table for table in told["tables"] if table["key"] == "all")
    assert totals["rows"][0]["counts"] == [{"display": "number", "value": 5}]
    assert visitor.get("/api/v1/figures?from=2026-07-01&to=2026-06-30").status_code == 422


def test_nobody_has_them_who_is_not_signed_in(anybody: FlaskClient) -> None:
    assert anybody.get("/api/v1/figures").status_code == 401


@pytest.mark.parametrize("many", [1_000])
def test_many_forms_are_counted_as_one_by_one(runtime: Runtime, many: int) -> None:
    fill(runtime, many, _MIDDLE)
    tables = _tables(runtime)
    for place, prison in enumerate(("LEI", "HHI", "BXI", "PVI", "")):
        expected = sum(number % 5 == place for number in range(1, many + 1))
        [cell] = _table(tables, "forms-prison")[prison]
        assert abs((cell.value or 0) - expected) <= 2
    assert _table(tables, "all")["clients"] == (_about(many // 10),)


def test_a_form_that_was_withdrawn_is_counted_nowhere(small: Runtime, alert_form: Form) -> None:
    _come_in(small, alert_form, None, times=5)
    with unit_of_work(small.engine) as session:
        session.execute(update(RecordRow).values(state=RecordState.WITHDRAWN))
    totals = _table(_tables(small), "all")
    assert (totals["forms"], totals["waiting"]) == ((_about(0),), (_about(0),))
