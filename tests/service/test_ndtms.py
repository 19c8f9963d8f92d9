"""The national extract: who has not agreed leaves as an agency, an id and an N."""

import csv
from collections.abc import Iterable
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from sqlalchemy import select

from forms.written_dates import today_utc
from service.agencies.values import Agency, AgencyDetails, AgencyKind
from service.consent.facts import Purpose, Signed, Stand
from service.entities import Client
from service.errors import BadRequestError
from service.journey.events import EventKind
from service.runtime import Runtime
from service.store.consent_models import DisclosureRow
from service.store.engine import looking
from service.usecases.agencies import add_agency
from service.usecases.clients import add_client
from service.usecases.consents import ConsentEnded, ConsentGiven, record_consent, record_ended
from service.usecases.export_ndtms import COLUMNS, NdtmsAsked, export_ndtms, ndtms_lines
from service.usecases.journeys import NewEvent, record_event
from tests.service.agencies import CONTACT, add_scan, withdraw
from tests.service.conftest import ACTOR, LAURA
from tests.service.console import Console
from tests.service.visitor import Visitor

ASKED = NdtmsAsked(first=date(2026, 4, 1), last=date(2026, 6, 30), agency="N0852")
_AT = datetime(2026, 5, 5, 12, tzinfo=UTC)


def _body(runtime: Runtime, *, is_own: bool = False) -> Agency:
    details = AgencyDetails(code="NDTMS", name="NDTMS", kind=AgencyKind.MONITORING, is_own=is_own)
    return add_agency(runtime, ACTOR, details, CONTACT)


def _agree(runtime: Runtime, client_id: int, agency_id: int) -> None:
    day = date.fromordinal(today_utc().toordinal() - 1)
    given = ConsentGiven(
        agency_id=agency_id,
        purpose=Purpose.MONITORING,
        document_id=add_scan(runtime),
        sheet_version="1",
        signed=Signed(client=True, client_on=day, worker=True, worker_on=day),
    )
    record_consent(runtime, ACTOR, client_id, given)


def _active(runtime: Runtime, client: Client, at: datetime = _AT) -> None:
    record_event(runtime, ACTOR, client.id, NewEvent(kind=EventKind.OTHER_CHANGE, at=at))


def _rows(lines: Iterable[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO("".join(lines))))


def _extract(runtime: Runtime) -> list[dict[str, str]]:
    return _rows(ndtms_lines(export_ndtms(runtime, ACTOR, ASKED)))


@pytest.mark.guidance("A.13")
def test_without_a_yes_only_agency_id_and_n_leave(runtime: Runtime, laura: Client) -> None:
    body = _body(runtime)
    _active(runtime, laura)
    nothing = dict.fromkeys(COLUMNS, "")
    bare = {**nothing, "AGNCY": "N0852", "CLIENTID": str(laura.id), "CONSENT": "N"}
    assert _extract(runtime) == [bare]
    _agree(runtime, laura.id, body.id)
    told = {"CLIENT": laura.reference, "FINITIAL": "L", "SINITIAL": "O", "DOB": "27/03/1974"}
    assert _extract(runtime) == [{**bare, **told, "CONSENT": "Y"}]
    withdraw(runtime, laura.id)
    assert _extract(runtime) == [bare]


def test_a_no_to_monitoring_alone_is_a_no(small: Runtime) -> None:
    laura, body = add_client(small, ACTOR, LAURA), _body(small)
    _active(small, laura)
    _agree(small, laura.id, body.id)
    ended = ConsentEnded(stand=Stand.REFUSED, agency_id=body.id, purpose=Purpose.MONITORING)
    record_ended(small, ACTOR, laura.id, ended)
    assert [row["CONSENT"] for row in _extract(small)] == ["N"]


def test_each_row_with_more_than_an_n_is_logged_as_a_disclosure(small: Runtime) -> None:
    laura, body = add_client(small, ACTOR, LAURA), _body(small)
    other = add_client(small, ACTOR, LAURA)
    for client in (laura, other):
        _active(small, client)
    _agree(small, laura.id, body.id)
    _extract(small)
    with looking(small.engine) as session:
        [row] = session.scalars(select(DisclosureRow))
    assert (row.client_id, row.agency_id, row.purpose) == (laura.id, body.id, Purpose.MONITORING)


def test_only_those_to_whom_something_happened_are_in_it(small: Runtime) -> None:
    laura, _ = add_client(small, ACTOR, LAURA), _body(small)
    _active(small, laura, datetime(2026, 7, 1, 12, tzinfo=UTC))
    add_client(small, ACTOR, LAURA)
    assert _extract(small) == []


def test_a_national_system_that_is_our_own_gets_nothing(small: Runtime) -> None:
    """What is our own is given without a ground: the extract must not be had by that way."""
    _body(small, is_own=True)
    with pytest.raises(BadRequestError):
        _extract(small)


@pytest.mark.parametrize("agency", ["", "0852", "N08521", "=N0852"])
def test_a_code_that_is_none_is_refused(small: Runtime, agency: str) -> None:
    _body(small)
    asked = NdtmsAsked(first=ASKED.first, last=ASKED.last, agency=agency)
    with pytest.raises(BadRequestError):
        export_ndtms(small, ACTOR, asked)


def test_without_the_national_system_on_the_list_it_says_what_to_do(small: Runtime) -> None:
    with pytest.raises(BadRequestError) as refused:
        _extract(small)
    assert "Settings" in refused.value.problems["recipient"]


def test_the_command_and_programs_give_it(
    small: Runtime, console: Console, visitor: Visitor
) -> None:
    laura, _ = add_client(small, ACTOR, LAURA), _body(small)
    _active(small, laura)
    period = ("--from", "2026-04-01", "--to", "2026-06-30")
    code, printed, errors = console.run("export", "ndtms", *period, "--agency", "N0852")
    assert code == 0, errors
    assert [row["CONSENT"] for row in _rows([printed])] == ["N"]
    asked = {"from": "2026-04-01", "to": "2026-06-30", "agency": "N0852"}
    headers = {"X-CSRFToken": visitor.token()}
    given = visitor.client.post("/api/v1/ndtms", json=asked, headers=headers)
    assert _rows([given.get_data(as_text=True)]) == _rows([printed])
