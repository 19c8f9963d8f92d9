"""What may no longer be kept goes, with all that hangs on it; what must be kept stays."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from threading import Event

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from forms.artefacts import ArtefactFormat
from forms.definition import Form
from service.clock import now_utc
from service.doors.retention import RetentionDoor
from service.doors.running import doors_of
from service.entities import Actor
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.maintenance import alone
from service.retention import ReviewState, cutoff
from service.runtime import Runtime
from service.settings import Settings
from service.store.base import Base
from service.store.consent_models import ConsentRow
from service.store.engine import looking, unit_of_work
from service.store.erasing import (
    CLIENTS,
    DOCUMENTS,
    GOES_TOO,
    PAGES,
    RECORDS,
    STAYS_WITHOUT,
    references_to,
)
from service.store.models import AuditRow, DocumentRow, PageRow, RecordRow
from service.store.register_models import ClientRow, EpisodeRow
from service.store.retention_models import ErasureRow, RetentionHoldRow
from service.store.states import DocumentState
from service.usecases.clients import find_client
from service.usecases.evidence import record_evidence
from service.usecases.intakes import find_document
from service.usecases.issue import IssueRequest, issue_form
from service.usecases.legal_holds import hold, release
from service.usecases.records import find_record
from service.usecases.retention import Due
from service.usecases.retention import erase_due as erase_approved
from service.usecases.retention import find_due as find_approved
from service.usecases.review_lists import list_ended
from service.usecases.reviewing import approve_deletion
from service.usecases.stored_files import verify_originals
from service.usecases.take_in import SentFile, take_in
from tests.service.agencies import add_cjit, give_consent
from tests.service.conftest import ACTOR
from tests.service.console import Console
from tests.service.full_house import furnish
from tests.service.long_ago import (
    FAX,
    LONG_AGO,
    add_then,
    age_files,
    be_at,
    file_then,
    keeping_for,
)
from tests.service.readings import ScriptedReader

_HASH = sha256(FAX).hexdigest()


@pytest.fixture
def keeping(runtime: Runtime) -> Runtime:
    """An installation that keeps clients for six years, and files for as long as their client."""
    return keeping_for(runtime, client_months=72)


def _approve_all(runtime: Runtime) -> None:
    """Approve whatever waits, as somebody does who finds no reason to keep any of it."""
    while items := [one.item for one in list_ended(runtime, ReviewState.WAITING).found]:
        approve_deletion(runtime, ACTOR, items, is_reviewed=True)


def find_due(runtime: Runtime) -> Due:
    """Tell what would go if all of it were approved."""
    _approve_all(runtime)
    return find_approved(runtime)


def erase_due(runtime: Runtime, actor: Actor) -> Due:
    """Approve all that waits, and delete it."""
    _approve_all(runtime)
    return erase_approved(runtime, actor)


def _count(runtime: Runtime, row: type[Base]) -> int:
    with looking(runtime.engine) as session:
        return len(session.scalars(select(row)).all())


def test_nothing_goes_unless_somebody_says_so(runtime: Runtime, alert_form: Form) -> None:
    file_then(runtime, alert_form, add_then(runtime, "Severn"))
    assert not runtime.settings.retention.is_on
    assert erase_due(runtime, ACTOR).is_nothing
    assert doors_of(runtime, runtime.settings) == []
    assert _count(runtime, RecordRow) == 1


def test_a_client_whose_time_is_over_goes_with_everything(
    keeping: Runtime, alert_form: Form
) -> None:
    gone, kept = add_then(keeping, "Severn"), add_then(keeping, "Derwent", now_utc())
    record_id = file_then(keeping, alert_form, gone)
    other_id = file_then(keeping, alert_form, kept, b"II*\x00 another", now_utc())
    due = find_due(keeping)
    assert (due.clients, len(due.documents)) == ({gone}, 1)
    assert _count(keeping, ClientRow) == 2, "looking changes nothing"
    assert erase_due(keeping, ACTOR) == due
    with looking(keeping.engine) as session:
        assert session.scalars(select(ClientRow.id)).all() == [kept]
        assert session.scalars(select(RecordRow.id)).all() == [other_id]
        for table in Base.metadata.sorted_tables:
            if "client_id" in table.c:
                assert gone not in session.scalars(select(table.c.client_id)).all(), table.name
    assert not keeping.originals.is_there(_HASH)
    assert verify_originals(keeping, ACTOR).findings == ()
    with pytest.raises(NotFoundError, match="deleted under retention on"):
        find_record(keeping, record_id)
    with pytest.raises(NotFoundError, match="deleted under retention on"):
        record_evidence(keeping, record_id)
    with pytest.raises(NotFoundError, match="deleted under retention on"):
        find_document(keeping, min(due.documents))
    with pytest.raises(NotFoundError, match="there is no record"):
        find_record(keeping, 999)


def test_what_went_is_on_record_by_id_and_hash_and_nobodys_name(
    keeping: Runtime, alert_form: Form
) -> None:
    client_id = add_then(keeping, "Severn")
    file_then(keeping, alert_form, client_id)
    erase_due(keeping, ACTOR)
    with looking(keeping.engine) as session:
        rows = session.scalars(select(ErasureRow)).all()
        assert {(row.subject, row.subject_id, row.is_gone) for row in rows} >= {
            ("client", str(client_id), True),
            ("file", _HASH, True),
        }
        entries = session.scalars(select(AuditRow).where(AuditRow.action.like("%.erased"))).all()
        assert {(entry.subject, entry.subject_id) for entry in entries} >= {
            ("client", str(client_id))
        }


def test_a_client_who_is_in_prison_or_was_met_since_stays(
    keeping: Runtime, alert_form: Form
) -> None:
    inside, met, written = (add_then(keeping, name) for name in ("Severn", "Derwent", "Trent"))
    with unit_of_work(keeping.engine) as session:
        session.add(EpisodeRow(client_id=inside, prison="LEI", status=None, court="", to_date=None))
    file_then(keeping, alert_form, met, at=now_utc())
    issue_form(
        keeping,
        ACTOR,
        IssueRequest(form_id="alert-form", artefact=ArtefactFormat.PRINT, client_id=written),
    )
    assert find_due(keeping).is_nothing


def test_a_hold_keeps_everything_until_it_is_released(keeping: Runtime, alert_form: Form) -> None:
    client_id = add_then(keeping, "Severn")
    file_then(keeping, alert_form, client_id)
    with looking(keeping.engine) as session:
        reference = session.get_one(ClientRow, client_id).reference
    hold(keeping, ACTOR, reference, "an inquiry")
    with unit_of_work(keeping.engine) as session:
        # What was said of the client long ago is no reason to keep anything: the hold itself is.
        session.execute(update(RetentionHoldRow).values(at=LONG_AGO))
    both = keeping_for(keeping, client_months=1, document_months=1)
    assert erase_due(both, ACTOR).is_nothing
    with pytest.raises(ConflictError):
        hold(keeping, ACTOR, reference, "again")
    release(keeping, ACTOR, reference, "the inquiry ended")
    with pytest.raises(NotFoundError):
        release(keeping, ACTOR, reference, "the inquiry ended")
    assert erase_due(both, ACTOR).clients == {client_id}


def test_a_hold_needs_a_reason_and_a_client(keeping: Runtime) -> None:
    add_then(keeping, "Severn")
    with pytest.raises(BadRequestError, match="reason"):
        hold(keeping, ACTOR, "TC00001", " ")
    hold(keeping, ACTOR, "TC00001", "an inquiry")
    with pytest.raises(BadRequestError, match="reason"):
        release(keeping, ACTOR, "TC00001", " ")
    with pytest.raises(NotFoundError):
        hold(keeping, ACTOR, "TC99999", "an inquiry")


def test_documents_go_by_their_own_age_whoever_they_are_about(
    runtime: Runtime, alert_form: Form
) -> None:
    keeping = keeping_for(runtime, document_months=24)
    client_id = add_then(keeping, "Severn")
    file_then(keeping, alert_form, client_id)
    file_then(keeping, alert_form, None, b"II*\x00 nobody's")
    file_then(keeping, alert_form, client_id, b"II*\x00 a new one", now_utc())
    assert len(erase_due(keeping, ACTOR).documents) == 2
    assert (_count(keeping, RecordRow), _count(keeping, ClientRow)) == (1, 1)


def test_the_same_bytes_stay_while_another_document_needs_them(
    keeping: Runtime, alert_form: Form
) -> None:
    file_then(keeping, alert_form, add_then(keeping, "Severn"))
    file_then(keeping, alert_form, add_then(keeping, "Derwent", now_utc()), at=now_utc())
    erase_due(keeping, ACTOR)
    assert keeping.originals.read(_HASH) == FAX
    assert verify_originals(keeping, ACTOR).findings == ()


def test_a_document_that_holds_others_forms_stays_without_the_clients_page(
    keeping: Runtime, alert_form: Form
) -> None:
    gone, kept = add_then(keeping, "Severn"), add_then(keeping, "Derwent", now_utc())
    record_id = file_then(keeping, alert_form, gone)
    other_id = file_then(keeping, alert_form, kept, b"II*\x00 another", now_utc())
    with unit_of_work(keeping.engine) as session:
        row, other = session.get_one(RecordRow, record_id), session.get_one(RecordRow, other_id)
        page = PageRow(
            document_id=row.document_id, number=2, status="read", reading=row.pages[0].reading
        )
        other.pages.append(page)
        shared = row.document_id
    due = erase_due(keeping, ACTOR)
    assert (due.documents, due.shared) == (set(), {shared})
    assert [page.number for page in find_document(keeping, shared).pages] == [2]
    assert keeping.originals.read(_HASH) == FAX
    assert _count(keeping, RecordRow) == 1


def test_a_container_goes_with_what_came_out_of_it(keeping: Runtime, alert_form: Form) -> None:
    record_id = file_then(keeping, alert_form, add_then(keeping, "Severn"))
    box = keeping.originals.keep(b"PK\x03\x04 a box of faxes")
    [document] = take_in(keeping, ACTOR, [SentFile("box.zip", box)]).documents
    with unit_of_work(keeping.engine) as session:
        session.get_one(RecordRow, record_id).document.parent_id = document.id
    age_files(keeping)
    assert document.id in erase_due(keeping, ACTOR).documents
    assert not keeping.originals.is_there(box.sha256)


def test_merged_entries_go_together_or_not_at_all(keeping: Runtime) -> None:
    old, third = add_then(keeping, "Severn"), add_then(keeping, "Trent")
    survivor = add_then(keeping, "Derwent", now_utc())
    with unit_of_work(keeping.engine) as session:
        session.get_one(ClientRow, old).merged_into_id = survivor
    assert find_due(keeping).clients == {third}
    with unit_of_work(keeping.engine) as session:
        session.get_one(ClientRow, old).merged_into_id = None
        session.get_one(ClientRow, third).merged_into_id = old
    assert erase_due(keeping, ACTOR).clients == {old, third}


def test_consent_stays_as_long_as_its_client_and_so_does_the_sheet(
    runtime: Runtime, alert_form: Form
) -> None:
    keeping = keeping_for(runtime, client_months=72, document_months=24)
    client_id = add_then(keeping, "Severn", now_utc())
    agency = add_cjit(keeping)
    record_id = file_then(keeping, alert_form, client_id)
    give_consent(keeping, client_id, agency.id)
    with looking(keeping.engine) as session:
        sheet = session.get_one(RecordRow, record_id).document_id
    with unit_of_work(keeping.engine) as session:
        [given] = session.scalars(select(ConsentRow))
        copied = {
            key: getattr(given, key) for key in [one.name for one in ConsentRow.__table__.columns]
        }
        session.add(ConsentRow(**{**copied, "id": None, "document_id": sheet}))
    due = erase_due(keeping, ACTOR)
    assert (due.documents, due.shared) == (set(), {sheet})
    with pytest.raises(DBAPIError), unit_of_work(keeping.engine) as session:
        session.execute(delete(ConsentRow))
    later = now_utc() + timedelta(days=366 * 7)
    with pytest.MonkeyPatch.context() as patch:
        be_at(patch, later)
        patch.setattr("time.time", later.timestamp)
        assert erase_due(keeping, ACTOR).clients == {client_id}
    assert _count(keeping, ConsentRow) == 0


def test_a_file_that_comes_in_again_meanwhile_is_not_taken_away(
    keeping: Runtime, alert_form: Form
) -> None:
    file_then(keeping, alert_form, add_then(keeping, "Severn"))
    kept = keeping.originals.keep(FAX)
    erase_due(keeping, ACTOR)
    assert keeping.originals.read(kept.sha256) == FAX, "it was kept a moment ago"
    [document] = take_in(keeping, ACTOR, [SentFile("a.tif", kept)]).documents
    age_files(keeping)
    erase_due(keeping, ACTOR)
    assert keeping.originals.read(kept.sha256) == FAX
    assert find_document(keeping, document.id)


def test_files_whose_deletion_was_cut_short_go_with_the_next_run(
    keeping: Runtime, alert_form: Form
) -> None:
    file_then(keeping, alert_form, add_then(keeping, "Severn"))
    keeping.originals.keep(FAX)
    erase_due(keeping, ACTOR)
    assert keeping.originals.is_there(_HASH)
    age_files(keeping)
    erase_due(keeping, ACTOR)
    assert not keeping.originals.is_there(_HASH)


def test_it_waits_for_a_back_up(keeping: Runtime) -> None:
    with alone(keeping.settings.data_dir), pytest.raises(ConflictError):
        erase_due(keeping, ACTOR)


def test_the_service_looks_once_a_day(keeping: Runtime, alert_form: Form) -> None:
    file_then(keeping, alert_form, add_then(keeping, "Severn"))
    [door] = doors_of(keeping, keeping.settings)
    assert isinstance(door, RetentionDoor)
    assert door.pause == timedelta(days=1)
    assert door.look(Event()) == 0, "nobody has reviewed it"
    _approve_all(keeping)
    assert door.look(Event()) == 2
    assert door.look(Event()) == 0


def _nullable(target: object) -> Iterator[str]:
    yield from (
        one.name
        for one in references_to(target)
        if one.column.nullable  # type: ignore[arg-type]
    )


def test_whoever_adds_a_reference_that_may_be_empty_says_what_becomes_of_it() -> None:
    """A table about people that was forgotten here would outlive them."""
    seen, left = set(), {CLIENTS, DOCUMENTS, PAGES, RECORDS}
    named = set()
    while left:
        table = left.pop()
        seen.add(table)
        named |= set(_nullable(table))
        below = {one.table for one in references_to(table)}
        left |= {one for one in below if any(references_to(one))} - seen
    assert sorted(named - GOES_TOO - STAYS_WITHOUT) == [], "say it in service/store/erasing.py"
    assert sorted((GOES_TOO | STAYS_WITHOUT) - named) == []


def test_a_cutoff_is_the_beginning_of_a_day() -> None:
    now = datetime(2026, 3, 31, 17, tzinfo=UTC)
    assert cutoff(now, 1) == datetime(2026, 2, 28, tzinfo=UTC)


def test_by_command(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nothing is ever deleted" in console.run("retention", "show")[1]
    monkeypatch.setenv("THROUGHCARE_RETENTION_CLIENT_MONTHS", "72")
    assert Settings.from_env().retention.client_months == 72
    console.run("clients", "add", "--surname", "Severn")
    code, said, _ = console.run("retention", "run", "--yes")
    assert (code, "0  clients" in said) == (0, True)
    assert console.run("retention", "hold", "TC99999", "--reason", "an inquiry")[0] == 1
    assert console.run("retention", "hold", "TC00001", "--reason", "an inquiry")[0] == 0
    assert console.run("retention", "release", "TC00001", "--reason", "it ended")[0] == 0


def test_clients_go_whatever_is_known_of_them_and_is_done_with_them(
    small: Runtime, reader: ScriptedReader
) -> None:
    held = find_client(small, furnish(small, reader).kept)
    release(small, ACTOR, held.reference, "The inquiry is over.")
    keeping = keeping_for(small, client_months=1, document_months=1)
    later = now_utc() + timedelta(days=366 * 90)
    with unit_of_work(keeping.engine) as session:
        session.execute(update(EpisodeRow).values(to_date=now_utc().date(), release_date=None))
        session.execute(update(DocumentRow).values(state=DocumentState.DONE))
    with pytest.MonkeyPatch.context() as patch:
        be_at(patch, later)
        erase_due(keeping, ACTOR)
    for row in (ClientRow, RecordRow, PageRow, DocumentRow, ConsentRow):
        assert _count(keeping, row) == 0, row
    assert list(keeping.originals.files()) == []
