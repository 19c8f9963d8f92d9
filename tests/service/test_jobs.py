"""The worker and the process in which files are parsed, with the real reader."""

import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from forms.artefacts import ArtefactFormat
from forms.definition import Form
from forms.pdf.fill import fill
from forms.pdf.template import pdf_template
from ocr.issued import IssuedLookup
from ocr.reading import page_from_json, page_json
from service.clock import now_utc
from service.entities import Actor, Document
from service.errors import ReadingFailedError
from service.evidence import FileToRead, Member, PlainFile, Read, ReadPage
from service.jobs.child import Limits
from service.jobs.claimant import is_lost, this_process
from service.jobs.crew import Crew
from service.jobs.isolation import failed_page, read_apart
from service.jobs.reader import crashed
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store import jobs
from service.store.engine import looking, unit_of_work
from service.store.states import DocumentState, JobKind, JobState, Priority, RecordState
from service.store.work_models import DocumentEventRow, JobRow
from service.usecases.intakes import find_document, list_documents
from service.usecases.issue import IssueRequest, issue_form
from service.usecases.read import issued_lookup, read_claimed, read_document
from service.usecases.records import find_record
from service.usecases.take_in import SentFile, take_in
from service.usecases.work import LEASE, reconcile, renew_leases, take_job
from tests.service.conftest import add_laura
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader, page

_DEAD = f"{socket.gethostname()}/1/0"
"""A process of this machine that is no more: that of this number began at another time."""
_NAME_OF_A_DEAD_PROCESS = """
from service.jobs.claimant import this_process
print(this_process())
"""


def _dead_process() -> str:
    done = subprocess.run(
        [sys.executable, "-c", _NAME_OF_A_DEAD_PROCESS], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def real(settings: Settings) -> Iterator[Runtime]:
    """An installation with the real reader, in a process apart."""
    runtime = open_runtime(settings)
    upgrade(runtime.engine)
    yield runtime
    runtime.engine.dispose()


def _sent(runtime: Runtime, actor: Actor, content: bytes) -> Document:
    return take_in(runtime, actor, [SentFile("return.pdf", content)]).documents[0]


def _work_off(runtime: Runtime) -> None:
    with Crew(runtime) as crew:
        crew.work_off()


def test_a_reading_survives_its_json(alert_form: Form) -> None:
    reading = page(alert_form, ALERT, doubtful=["court_name"])
    assert page_from_json(page_json(reading)) == reading


def test_a_process_is_lost_once_it_has_ended() -> None:
    assert not is_lost(this_process())
    assert is_lost(_dead_process())
    assert not is_lost("another-machine/1/2")


def test_a_worker_takes_up_at_its_start_what_was_received_before(
    small: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    reader.pages = [page(alert_form, ALERT)]
    document = _sent(small, actor, b"%PDF one")
    _work_off(small)
    assert find_document(small, document.id).state is DocumentState.REVIEW


def _held_by(runtime: Runtime, holder: str) -> None:
    """Have a holder take the next job."""
    now = now_utc()
    with unit_of_work(runtime.engine) as session:
        assert jobs.claim(session, holder=holder, now_utc=now, until_utc=now + LEASE).jobs


@pytest.mark.parametrize(("holder", "is_read"), [("dead", True), ("alive", False)])
def test_a_worker_takes_up_what_a_dead_process_was_reading(
    small: Runtime,
    actor: Actor,
    reader: ScriptedReader,
    alert_form: Form,
    holder: str,
    is_read: bool,
) -> None:
    reader.pages = [page(alert_form, ALERT)]
    _sent(small, actor, b"%PDF one")
    _held_by(small, _dead_process() if holder == "dead" else this_process())
    _work_off(small)
    assert (reader.read == ["return.pdf"]) is is_read


class BrokenReader(ScriptedReader):
    """Breaks down in a way that nobody foresaw."""

    def __call__(
        self, file: FileToRead, issued: IssuedLookup, layouts: Sequence[str]
    ) -> Iterator[Read]:
        if b"".join(file.content.pieces()) == b"%PDF breaks":
            raise ZeroDivisionError
        yield from super().__call__(file, issued, layouts)


def test_a_worker_outlives_a_document_that_breaks_the_use_case(
    small: Runtime, actor: Actor, alert_form: Form
) -> None:
    broken = BrokenReader()
    broken.pages = [page(alert_form, ALERT)]
    runtime = replace(small, read_file=broken)
    first, second = _sent(runtime, actor, b"%PDF breaks"), _sent(runtime, actor, b"%PDF two")
    _work_off(runtime)
    assert find_document(runtime, second.id).state is DocumentState.REVIEW
    job = _job(runtime, first)
    assert (job.state, job.reason_code) == (JobState.WAITING, "broke-down")
    assert job.not_before > now_utc()


def _job(runtime: Runtime, document: Document) -> JobRow:
    with looking(runtime.engine) as session:
        row = jobs.of_document(session, document.id, JobKind.READ)
        assert row is not None
        return row


def _now_due(runtime: Runtime) -> None:
    with unit_of_work(runtime.engine) as session:
        session.execute(update(JobRow).values(not_before=now_utc()))


def test_whoever_lost_a_claim_keeps_nothing(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    reader.pages = [page(alert_form, ALERT)]
    document = _sent(runtime, actor, b"%PDF one")
    late = take_job(runtime)
    assert late is not None
    with unit_of_work(runtime.engine) as session:
        session.execute(update(JobRow).values(lease_until=now_utc() - timedelta(seconds=1)))
    reconcile(runtime, is_idle=True)
    assert read_document(runtime, document.id)
    read_claimed(runtime, late)
    found = find_document(runtime, document.id)
    assert (len(found.pages), len(found.record_ids)) == (1, 1)


def test_a_lease_that_is_renewed_does_not_lapse(runtime: Runtime, actor: Actor) -> None:
    document = _sent(runtime, actor, b"%PDF one")
    claim = take_job(runtime)
    assert claim is not None
    before = _job(runtime, document).lease_until
    renew_leases(runtime, [claim])
    after = _job(runtime, document).lease_until
    assert before is not None
    assert after is not None
    assert after > before


def test_an_urgent_fax_overtakes_a_batch_between_two_pages(
    small: Runtime, actor: Actor, alert_form: Form
) -> None:
    class Interrupted(ScriptedReader):
        """Has a fax come in while the second page of the batch is read."""

        def __call__(
            self, file: FileToRead, issued: IssuedLookup, layouts: Sequence[str]
        ) -> Iterator[Read]:
            for item in super().__call__(file, issued, layouts):
                if isinstance(item, ReadPage) and item.reading.page == 2 and not fax:
                    fax.append(_sent(runtime, actor, b"%PDF fax").id)
                yield item

    fax: list[int] = []
    reader = Interrupted()
    reader.pages = [page(alert_form, ALERT, number=number) for number in (1, 2, 3)]
    runtime = replace(small, read_file=reader)
    batch = _sent(runtime, actor, b"%PDF batch")
    with unit_of_work(runtime.engine) as session:
        session.execute(update(JobRow).values(priority=int(Priority.BATCH)))
    _work_off(runtime)
    done = {one: find_document(runtime, one) for one in (batch.id, fax[0])}
    assert [len(found.pages) for found in done.values()] == [3, 3]
    assert _job(runtime, batch).attempts == 1
    assert len(reader.read) == 3
    with looking(runtime.engine) as session:
        ended = session.scalars(
            select(DocumentEventRow.document_id)
            .where(DocumentEventRow.state == DocumentState.READ)
            .order_by(DocumentEventRow.id)
        )
        assert list(ended) == [fax[0], batch.id]


class CrashingReader(ScriptedReader):
    """Reports a page over which its process was lost, some times."""

    crashes = 9

    def __call__(
        self, file: FileToRead, issued: IssuedLookup, layouts: Sequence[str]
    ) -> Iterator[Read]:
        for item in super().__call__(file, issued, layouts):
            if isinstance(item, ReadPage) and item.reading.page == 2 and self.crashes:
                self.crashes -= 1
                yield failed_page("fax.tif", 2, crashed())
            else:
                yield item


@pytest.mark.parametrize(
    ("crashes", "state"), [(1, DocumentState.REVIEW), (9, DocumentState.REVIEW)]
)
def test_a_page_that_ends_its_reader_is_tried_three_times_and_then_fails_alone(
    small: Runtime, actor: Actor, alert_form: Form, crashes: int, state: DocumentState
) -> None:
    reader = CrashingReader()
    reader.crashes = crashes
    reader.pages = [page(alert_form, ALERT, number=number) for number in (1, 2, 3)]
    runtime = replace(small, read_file=reader)
    document = _sent(runtime, actor, b"%PDF one")
    for _ in range(3):
        _work_off(runtime)
        _now_due(runtime)
    found = find_document(runtime, document.id)
    assert found.state is state
    statuses = [one.status for one in found.pages]
    assert statuses == ["read", "read" if crashes == 1 else "failed", "read"]
    assert len(reader.read) == min(crashes + 1, 3)


def test_a_file_that_takes_its_workers_with_it_is_parked(
    runtime: Runtime, actor: Actor, reader: ScriptedReader
) -> None:
    document = _sent(runtime, actor, b"%PDF one")
    for _ in range(8):
        _held_by(runtime, _DEAD)
        reconcile(runtime, is_idle=True)
    assert read_document(runtime, document.id)
    assert reader.read == []
    found = find_document(runtime, document.id)
    assert (found.state, found.reason_code) == (DocumentState.FAILED, "reading-never-finished")
    assert _job(runtime, document).state is JobState.PARKED


def test_members_of_a_container_are_documents_of_their_own(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    same = Member(place="b/two.pdf", name="two.pdf", content=b"%PDF two")
    other = Member(place="a/one.pdf", name="one.pdf", content=b"%PDF one")
    reader.members = [other, same, same]
    container = _sent(runtime, actor, b"PK box")
    assert read_document(runtime, container.id)
    reader.members, reader.pages = [], [page(alert_form, ALERT)]
    _work_off(runtime)
    found = {one.name_given: one for one in list_documents(runtime) if one.id != container.id}
    assert find_document(runtime, container.id).state is DocumentState.UNPACKED
    assert {name: one.state for name, one in found.items()} == {
        "one.pdf": DocumentState.REVIEW,
        "two.pdf": DocumentState.REVIEW,
    }
    states = [one.state for one in list_documents(runtime)]
    assert states.count(DocumentState.DUPLICATE) == 1


def test_what_unpacks_to_far_too_many_files_is_refused_as_a_whole(
    small: Runtime, actor: Actor, reader: ScriptedReader
) -> None:
    reader.members = [
        Member(place=f"{number}.pdf", name=f"{number}.pdf", content=b"PK more")
        for number in range(1_100)
    ]
    box = _sent(small, actor, b"PK box")
    assert read_document(small, box.id)
    [inner] = list_documents(small, states=[DocumentState.RECEIVED])
    assert read_document(small, inner.id)
    found = find_document(small, inner.id)
    assert (found.state, found.reason_code) == (DocumentState.REFUSED, "too-much-inside")


def test_a_document_tells_what_became_of_it_and_when(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    add_laura(runtime)
    reader.pages = [page(alert_form, ALERT)]
    document = _sent(runtime, actor, b"%PDF one")
    assert read_document(runtime, document.id)
    with looking(runtime.engine) as session:
        events = session.scalars(select(DocumentEventRow).order_by(DocumentEventRow.id)).all()
        assert [event.state for event in events] == [
            DocumentState.RECEIVED,
            DocumentState.READING,
            DocumentState.READ,
            DocumentState.MATCHED,
            DocumentState.DONE,
        ]
        assert events == sorted(events, key=lambda event: event.at)


def test_a_form_filled_in_on_screen_comes_back_whole_through_the_process_apart(
    real: Runtime, actor: Actor, alert_form: Form
) -> None:
    laura = add_laura(real)
    request = IssueRequest(form_id="alert-form", artefact=ArtefactFormat.PDF, client_id=laura.id)
    copy = issue_form(real, actor, request).copy
    document = _sent(real, actor, fill(pdf_template(alert_form), ALERT, copy))
    _work_off(real)
    found = find_document(real, document.id)
    record = find_record(real, found.record_ids[0])
    assert {key: value for key, value in record.values.items() if value} == ALERT
    assert (record.state, record.client) == (RecordState.ACCEPTED, laura)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"plain text renamed", "unknown-type"),
        (b"%PDF-1.7\nnothing more", "damaged-file"),
        (b"II*\x00\x08\x00\x00\x00", "damaged-file"),
    ],
)
def test_a_file_that_cannot_be_read_fails_with_its_reason(
    real: Runtime, actor: Actor, content: bytes, code: str
) -> None:
    document = _sent(real, actor, content)
    _work_off(real)
    found = find_document(real, document.id)
    assert (found.state, found.reason_code) == (DocumentState.REFUSED, code)


def test_a_reading_that_takes_too_long_is_ended(real: Runtime, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(ReadingFailedError) as caught:
        list(
            read_apart(
                FileToRead(content=PlainFile(path), name="form.pdf"),
                issued_lookup(real),
                folders=(),
                limits=Limits(memory_mb=3072, seconds=0),
            )
        )
    assert caught.value.code == "reading-too-slow"
