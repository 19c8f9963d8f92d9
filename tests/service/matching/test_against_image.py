"""Where a name is read in doubt, the people on the register are held against the writing itself."""

import random
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import delete

from forms.definition import Form
from service.entities import ClientDetails
from service.jobs.crew import Crew
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.engine import unit_of_work
from service.store.matching_models import MatchFindingRow
from service.store.models import RecordRow, WrittenLinesRow
from service.usecases.clients import add_client
from service.usecases.intakes import find_document
from service.usecases.match import match_record
from service.usecases.take_in import SentFile, take_in
from tests.paper.cases import make_case, send
from tests.paper.faxline import Resolution
from tests.service.conftest import ACTOR


@pytest.fixture
def real(settings: Settings) -> Iterator[Runtime]:
    """An installation with the real reader, in a process apart."""
    runtime = open_runtime(settings)
    upgrade(runtime.engine)
    yield runtime
    runtime.engine.dispose()


def _faxed(runtime: Runtime, form: Form) -> tuple[int, str, date]:
    """Send in a fax on which a person typed; give its record, and the name and day on it."""
    case = make_case(random.Random(23), form, prefilled=0.0, added=1.0)
    fax = SentFile("fax.tif", send([case], Resolution.FINE))
    document = take_in(runtime, ACTOR, [fax]).documents[0]
    with Crew(runtime) as crew:
        crew.work_off()
    [record_id] = find_document(runtime, document.id).record_ids
    born = date.fromisoformat(str(case.added["date_of_birth"]))
    return record_id, str(case.added["client_name"]), born


def _first_found(runtime: Runtime, form: Form, record_id: int, name: str) -> int:
    """Have the name misread, in doubt, and match; give the client who comes first."""
    with unit_of_work(runtime.engine) as session:
        row = session.get_one(RecordRow, record_id)
        row.values = {**row.values, "client_name": name, "prisoner_number": None}
        row.doubts = {"client_name": "unsure"}
        match_record(session, row, form)
        found = session.get_one(MatchFindingRow, record_id)
        return int(found.candidates[0]["client_id"])


def test_the_image_outweighs_a_misreading_that_is_somebody_elses_name(
    real: Runtime, alert_form: Form
) -> None:
    record_id, name, born = _faxed(real, alert_form)
    given, _, surname = name.rpartition(" ")
    misread = f"{given} {surname[:-2]}{surname[:-3:-1]}"

    def added(full: str) -> int:
        first, _, last = full.rpartition(" ")
        return add_client(
            real, ACTOR, ClientDetails(given_names=first, surname=last, date_of_birth=born)
        ).id

    true, other = added(name), added(misread)
    assert _first_found(real, alert_form, record_id, misread) == true
    with unit_of_work(real.engine) as session:
        session.execute(delete(WrittenLinesRow))
    assert _first_found(real, alert_form, record_id, misread) == other
