"""The demo data, read by the real reader."""

from collections.abc import Iterator

import pytest

from service.consent.ground import Glance
from service.demo import add_demo_data
from service.jobs.crew import Crew
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.states import DocumentState, RecordState, Role
from service.usecases.accounts import list_users
from service.usecases.addressing import list_agencies
from service.usecases.clients import search_clients
from service.usecases.consent_views import client_consent, list_sent, list_waiting_calls
from service.usecases.intakes import list_documents
from service.usecases.records import find_record


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    folder = tmp_path_factory.mktemp("demo")
    runtime = open_runtime(Settings.from_env({"THROUGHCARE_DATA_DIR": str(folder)}))
    upgrade(runtime.engine)
    assert add_demo_data(runtime)
    with Crew(runtime) as crew:
        crew.work_off()
    yield runtime
    runtime.engine.dispose()


def test_it_is_added_to_an_empty_register_alone(demo: Runtime) -> None:
    before = len(search_clients(demo, ""))
    assert not add_demo_data(demo)
    assert len(search_clients(demo, "")) == before == 12


def test_every_file_comes_to_the_state_that_it_shows(demo: Runtime) -> None:
    states = {document.name_given: document.state for document in list_documents(demo)}
    assert states["alert from the wing.pdf"] is DocumentState.DONE
    assert states["fax-0003.tif"] is DocumentState.REVIEW
    assert states["fax-0004.tif"] is DocumentState.UNIDENTIFIED
    assert {states["fax-0001.tif"], states["fax-0002.tif"]} <= {
        DocumentState.REVIEW,
        DocumentState.DONE,
    }


def test_faxes_find_their_client_and_the_wrong_persons_does_not(demo: Runtime) -> None:
    documents = {document.name_given: document for document in list_documents(demo)}
    found = {
        name: find_record(demo, documents[name].record_ids[0])
        for name in ("fax-0001.tif", "fax-0002.tif", "fax-0003.tif")
    }
    surnames = {name: record.client and record.client.surname for name, record in found.items()}
    assert surnames == {
        "fax-0001.tif": "Severn",
        "fax-0002.tif": "Derwent",
        "fax-0003.tif": None,
    }
    assert found["fax-0001.tif"].values["change_prison"] is True
    assert found["fax-0003.tif"].state is RecordState.REVIEW
    assert all(page.evidence_sha256 for name in found for page in documents[name].pages)


def test_pages_of_contacts_sending_and_consent_have_something_to_show(demo: Runtime) -> None:
    known = {one.name: one for one in list_agencies(demo)}
    assert len(known) == 7
    assert all(one.contact and one.contact.fax and one.contact.telephone for one in known.values())
    emails = [one.contact.email for one in known.values() if one.contact]
    assert all(email.endswith(".example") for email in emails)
    [waiting] = list_waiting_calls(demo)
    assert waiting.form_id == "release-plan"
    assert len(list_sent(demo)) == 2
    glances = {
        client.surname: {one.name: one.glance for one in client_consent(demo, client.id).agencies}
        for client in search_clients(demo, "")
    }
    assert glances["Severn"]["Aire CJIT"] is Glance.GIVEN
    assert glances["Medway"]["Tees CJIT"] is Glance.REFUSED
    assert glances["Ystwyth"]["Aire CJIT"] is Glance.WITHDRAWN
    [humber] = search_clients(demo, "Humber")
    assert [one for one in client_consent(demo, humber.id).agencies if one.exception]


def test_the_signed_sheets_are_read_as_such(demo: Runtime) -> None:
    documents = {document.name_given: document for document in list_documents(demo)}
    [record_id] = documents["sheet-0001.tif"].record_ids
    record = find_record(demo, record_id)
    assert (record.form_id, len(record.pages)) == ("dir-consent", 2)
    assert record.client
    assert record.client.surname == "Severn"
    assert record.values["client_signature"] is True
    assert record.values["worker_signature"] is True


def test_there_is_an_account_for_each_role(demo: Runtime) -> None:
    assert {role for user in list_users(demo) for role in user.roles} == set(Role)
