"""De-personalised rows: nobody can be found in them, and a no leaves nothing behind but a no."""

import csv
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.written_dates import today_utc
from service.agencies.values import AgencyDetails, AgencyKind
from service.consent.facts import Purpose, Signed, Stand
from service.consent.monitoring import WITHOUT_CONSENT
from service.entities import Client, ClientDetails, Episode, PersonName
from service.identifiers.numbers import NumberKind
from service.journey.events import EventKind
from service.monitoring.pseudonyms import Pseudonyms
from service.monitoring.rows import COLUMNS, SMALL, Followed, Happening, age_band, rows_of
from service.runtime import Runtime
from service.store.engine import looking
from service.store.models import AuditRow
from service.usecases.agencies import add_agency
from service.usecases.client_parts import (
    add_name,
    add_number,
    add_postcode,
    change_parts,
    keep_episode,
)
from service.usecases.clients import add_client
from service.usecases.consents import ConsentEnded, ConsentGiven, record_consent, record_ended
from service.usecases.export_monitoring import export_monitoring
from service.usecases.journeys import NewEvent, record_event
from tests.service.agencies import add_our_prison, add_scan
from tests.service.conftest import ACTOR
from tests.service.console import Console

_AT = datetime(2026, 3, 9, 14, 30, tzinfo=UTC)
_NADIA = ClientDetails(
    reference="YRK-0042",
    given_names="Nadia Rose",
    surname="Derwentwater",
    aliases="Nads Tyne",
    date_of_birth=date(1988, 12, 24),
    sex="F",
    postcode="LS1 4AP",
    prisoner_number="A9876BC",
    pnc="2004/1234567Q",
    nhs_number="9434765919",
    address="12 Weir Cottages, Ouse Lane",
    home_dat="D05B",
)


def _body(runtime: Runtime) -> int:
    details = AgencyDetails(code="NDTMS", name="NDTMS", kind=AgencyKind.MONITORING)
    return add_agency(runtime, ACTOR, details).id


def _agree(runtime: Runtime, client: Client, body: int) -> None:
    day = today_utc() - timedelta(days=1)
    signed = Signed(client=True, client_on=day, worker=True, worker_on=day)
    said = ConsentGiven(
        agency_id=body,
        purpose=Purpose.MONITORING,
        document_id=add_scan(runtime),
        sheet_version="1",
        signed=signed,
    )
    record_consent(runtime, ACTOR, client.id, said)


def _nadia(runtime: Runtime) -> Client:
    client = add_client(runtime, ACTOR, _NADIA)
    change_parts(
        runtime,
        ACTOR,
        client.id,
        add_name(PersonName(given_names="Nadine", surname="Humberstone")),
        add_number(NumberKind.CRO, "123456/78A"),
        add_postcode("M1 1AE"),
        keep_episode(Episode(prison="HMP Somewhere by hand", court="Wetherby bench")),
    )
    for kind, prison in ((EventKind.RECEIVED, "LEI"), (EventKind.REFERRED, "the place in Leeds")):
        record_event(runtime, ACTOR, client.id, NewEvent(kind=kind, at=_AT, prison=prison))
    return client


def _rows(runtime: Runtime) -> tuple[str, list[dict[str, str]]]:
    text = "".join(export_monitoring(runtime, ACTOR))
    return text, list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


_SECRET = re.compile(
    r"nad|derwent|tyne|humber|1988|24.?12|A9876|2004/|9434|weir|ouse|LS1|M1 1|123456|YRK|"
    r"somewhere|wetherby|place in|14:30|-09",
    re.IGNORECASE,
)


def test_with_consent_rows_tell_what_happened_and_not_to_whom(small: Runtime) -> None:
    add_our_prison(small)
    _agree(small, _nadia(small), _body(small))
    text, rows = _rows(small)
    assert [row["EVENT"] for row in rows] == ["received", "referred"]
    first, second = rows
    assert (first["AGNCY"], first["CONSENT"], first["SEX"]) == ("LEI-CARAT", "Y", "F")
    assert (first["MONTH"], first["PRISON"], second["PRISON"]) == ("2026-03", "LEI", "")
    assert (first["AGE"], first["DAT"], first["NOTE"]) == ("35 to 44", "D05B", SMALL)
    assert _SECRET.search(text) is None


def test_without_consent_there_is_one_row_that_says_only_that(small: Runtime) -> None:
    add_our_prison(small)
    body, client = _body(small), _nadia(small)
    [row] = _rows(small)[1]
    assert row["CONSENT"] == "N"
    assert {column for column, cell in row.items() if cell} == WITHOUT_CONSENT
    _agree(small, client, body)
    assert len(_rows(small)[1]) == 2
    ended = ConsentEnded(stand=Stand.WITHDRAWN, agency_id=None)
    record_ended(small, ACTOR, client.id, ended)
    [row] = _rows(small)[1]
    assert row["CONSENT"] == "N"


def test_pseudonyms_hold_within_one_export_and_in_no_other(small: Runtime) -> None:
    body = _body(small)
    for number in range(12):
        details = ClientDetails(given_names="Aled", surname=f"Severn {number}", sex="M")
        client = add_client(small, ACTOR, details)
        _agree(small, client, body)
        for kind in (EventKind.RECEIVED, EventKind.RELEASED):
            record_event(small, ACTOR, client.id, NewEvent(kind=kind, at=_AT, prison="LEI"))
    first, second = ([row["CLIENTID"] for row in _rows(small)[1]] for _ in range(2))
    assert set(Counter(first).values()) == {2}
    assert set(first).isdisjoint(second)
    assert first == sorted(first)
    assert {row["NOTE"] for row in _rows(small)[1]} == {""}


def test_the_audit_trail_keeps_that_rows_left_and_for_whom(small: Runtime) -> None:
    _nadia(small)
    _rows(small)
    with looking(small.engine) as session:
        [entry] = session.query(AuditRow).filter_by(action="monitoring.exported")
        assert entry.details["clients"] == 1


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_pseudonym_is_one_clients(one: int, other: int) -> None:
    names = Pseudonyms()
    assert (names.of(one) == names.of(other)) is (one == other)
    assert re.fullmatch(r"[A-Z2-7]{12}", names.of(one))
    assert names.of(one) != Pseudonyms().of(one)


@given(st.dates(date(1920, 1, 1), date(2009, 1, 1)), st.text())
def test_nothing_of_a_client_but_codes_is_in_a_row(born: date, sex: str) -> None:
    client = Followed(
        pseudonym="ABC", has_consent=True, born=born, sex=sex, dat="", is_ppo=False,
        happenings=[Happening(kind="received", on=date(2026, 3, 9), prison="")],
    )  # fmt: skip
    [row] = rows_of(client, "LEI", date(2026, 3, 31), Counter())
    assert row.keys() == set(COLUMNS)
    assert row["SEX"] in ("", "F", "M")
    assert born.isoformat() not in row.values()


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2008, 4, 1), "under 18"),
        (date(2008, 3, 31), "18 to 24"),
        (date(1971, 3, 31), "55 and over"),
        (date(1971, 4, 1), "45 to 54"),
        (None, ""),
    ],
)
def test_ages_are_bands(born: date | None, band: str) -> None:
    assert age_band(born, date(2026, 3, 31)) == band


def test_the_command_writes_them(console: Console) -> None:
    console.run("clients", "add", "--given-names", "Aled", "--surname", "Severn")
    code, text, _ = console.run("export", "monitoring")
    assert code == 0
    assert text.splitlines()[0].removeprefix("\ufeff") == ",".join(COLUMNS)
    assert "Severn" not in text
