"""The worker and the process in which files are parsed, with the real reader."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from forms.artefacts import ArtefactFormat
from forms.definition import Form
from forms.pdf.fill import fill
from forms.pdf.template import pdf_template
from ocr.reading import page_from_json, page_json
from service.clock import now_utc
from service.entities import Actor, Document
from service.errors import ReadingFailedError
from service.jobs.claimant import is_lost, this_process
from service.jobs.isolation import read_apart
from service.jobs.worker import Worker
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store import documents
from service.store.engine import unit_of_work
from service.store.states import DocumentState, RecordState
from service.usecases.intakes import find_document
from service.usecases.issue import IssueRequest, issue_form
from service.usecases.read import issued_lookup
from service.usecases.records import find_record
from service.usecases.take_in import SentFile, take_in
from tests.service.conftest import add_laura
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader, page

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
    worker = Worker()
    worker.start(runtime)
    worker.stop()


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


@pytest.mark.parametrize(("claimant", "is_read"), [("dead", True), ("alive", False)])
def test_a_worker_takes_up_what_a_dead_process_was_reading(
    small: Runtime,
    actor: Actor,
    reader: ScriptedReader,
    alert_form: Form,
    claimant: str,
    is_read: bool,
) -> None:
    reader.pages = [page(alert_form, ALERT)]
    document = _sent(small, actor, b"%PDF one")
    holder = _dead_process() if claimant == "dead" else this_process()
    with unit_of_work(small.engine) as session:
        documents.claim(
            session,
            document.id,
            claimant=holder,
            lost=[],
            now_utc=now_utc(),
            until_utc=now_utc() + timedelta(hours=1),
        )
    _work_off(small)
    assert (reader.read == ["return.pdf"]) is is_read


def test_a_worker_outlives_a_document_that_breaks_the_use_case(
    small: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    first = _sent(small, actor, b"%PDF one")
    second = _sent(small, actor, b"%PDF two")
    small.originals.path(first.original_sha256).unlink()
    reader.pages = [page(alert_form, ALERT)]
    _work_off(small)
    assert find_document(small, second.id).state is DocumentState.REVIEW


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
    assert (found.state, found.reason_code) == (DocumentState.FAILED, code)


def test_a_reading_that_takes_too_long_is_ended(real: Runtime, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(ReadingFailedError) as caught:
        read_apart(path, "form.pdf", issued_lookup(real), folders=(), memory_mb=3072, seconds=0)
    assert caught.value.code == "reading-too-slow"
