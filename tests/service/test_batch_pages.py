"""The pages of batches: how far each has come, what needs a person, its records to save."""

import csv
import json
import re
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest
from sqlalchemy import event, select, update

from forms.definition import Form
from service.clock import now_utc
from service.exporting.spreadsheet import unguarded
from service.jobs.crew import Crew
from service.quality import Outcome
from service.runtime import Runtime
from service.store.engine import unit_of_work
from service.store.models import AuditRow, DocumentRow, RecordRow
from service.store.states import DocumentState
from service.store.work_models import JobRow, QualityCheckRow
from service.usecases.batch_exceptions import exceptions_of
from service.usecases.batch_progress import Pace, error_rate_of, list_progress, pace_of
from service.usecases.batches import Batch, PlacedFile, open_batch, put_in
from tests.service.conftest import ACTOR
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader, page, unidentified
from tests.service.stored import store_record
from tests.service.visitor import Visitor


@pytest.fixture
def box(small: Runtime, reader: ScriptedReader, alert_form: Form) -> Batch:
    """A batch with one form to check, one letter of no known form, one empty file."""
    found = open_batch(small, ACTOR, "Leeds 2009 box 14", resume=False)
    reader.pages = [page(alert_form, ALERT, doubtful=["court_name"])]
    put_in(small, ACTOR, found, [PlacedFile("a/form.tif", b"one")])
    _work_off(small)
    reader.pages = [unidentified()]
    put_in(small, ACTOR, found, [PlacedFile("=b/letter.tif", b"two"), PlacedFile("c.tif", b"")])
    _work_off(small)
    return found


def _work_off(runtime: Runtime) -> None:
    with Crew(runtime) as crew:
        crew.work_off()


def _numbers(text: str, row: str) -> list[int]:
    found = re.search(rf'id="{row}".*?</tr>', text, re.DOTALL)
    assert found
    return [int(n.replace(",", "")) for n in re.findall(r"numeric\"[^>]*>([\d,]+)<", found[0])]


def test_with_no_batch_it_is_said_how_one_is_begun(visitor: Visitor) -> None:
    text = visitor.text("/batches")
    assert "No batch has been begun yet" in text
    assert "throughcare ingest" in text


def test_the_columns_of_the_ledger_add_up(visitor: Visitor, box: Batch) -> None:
    text = visitor.text(f"/batches/{box.id}")
    states = [state for state in DocumentState if state is not DocumentState.MATCHED]
    rows = [_numbers(text, f"ledger-{state}") for state in states]
    assert [sum(column) for column in zip(*rows, strict=True)] == _numbers(text, "ledger-sum")
    assert _numbers(text, "ledger-sum") == [3, 0, 3]
    assert _numbers(text, "ledger-review") == [1, 0, 1]
    assert "All is read" in text
    assert "1 with values to check, 1 not recognised" in text


def test_files_out_of_containers_have_a_column(
    visitor: Visitor, small: Runtime, box: Batch
) -> None:
    with unit_of_work(small.engine) as session:
        ids = list(session.scalars(select(DocumentRow.id).order_by(DocumentRow.id)))
        session.execute(
            update(DocumentRow).where(DocumentRow.id == ids[1]).values(parent_id=ids[0])
        )
    text = visitor.text(f"/batches/{box.id}")
    assert _numbers(text, "ledger-sum") == [2, 1, 3]
    assert _numbers(text, "ledger-unidentified") == [0, 1, 1]


def test_what_needs_a_person_leads_to_document_and_record(visitor: Visitor, box: Batch) -> None:
    text = visitor.text(f"/batches/{box.id}/exceptions")
    assert 'href="/documents/1"' in text
    assert 'href="/records/1"' in text
    assert "All (3)" in text
    narrowed = visitor.text(f"/batches/{box.id}/exceptions?state=unidentified")
    assert "letter.tif" in narrowed
    assert "form.tif" not in narrowed
    assert "What needs a person: not recognised" in narrowed
    # What is no such state shows all, as a mistyped address should.
    assert "form.tif" in visitor.text(f"/batches/{box.id}/exceptions?state=done")


def test_exceptions_come_a_page_at_a_time(small: Runtime, visitor: Visitor) -> None:
    box = open_batch(small, ACTOR, "Hull", resume=False)
    put_in(small, ACTOR, box, [PlacedFile(f"{at}.tif", b"") for at in range(60)])
    first = visitor.text(f"/batches/{box.id}/exceptions")
    more = re.search(r'href="(/batches/1/exceptions\?after=\d+)"', first)
    assert more
    second = visitor.text(more[1])
    places = [re.findall(r">(\d+)\.tif<", text) for text in (first, second)]
    assert [len(found) for found in places] == [50, 10]
    assert [*places[0], *places[1]] == [str(at) for at in range(60)]
    assert ">More<" not in second


def test_exceptions_are_saved_safe_for_spreadsheets(visitor: Visitor, box: Batch) -> None:
    answer = visitor.get(f"/batches/{box.id}/exceptions.csv")
    assert 'filename="batch-1-exceptions.csv"' in answer.headers["Content-Disposition"]
    head, *rows = csv.reader(StringIO(answer.data.decode("utf-8-sig")))
    assert head == ["document", "place", "state", "reason"]
    assert [row[1] for row in rows] == ["a/form.tif", "'=b/letter.tif", "c.tif"]
    assert unguarded(rows[1][1]) == "=b/letter.tif"


@pytest.fixture
def full_box(small: Runtime, alert_form: Form) -> Batch:
    """A batch with an accepted record, one that waits, and a name that a formula hides in."""
    store_record(small, alert_form, ALERT, batch="Leeds")
    store_record(small, alert_form, ALERT, content=b"II*\x00 2", doubtful=["death"], batch="Leeds")
    store_record(small, alert_form, ALERT, content=b"II*\x00 3", batch="Hull")
    with unit_of_work(small.engine) as session:
        session.get_one(RecordRow, 1).values = {**ALERT, "court_name": "=1+1"}
    [_, leeds] = list_progress(small, limit=10)
    return leeds.batch


def _saved(visitor: Visitor, batch: Batch, kind: str) -> bytes:
    with visitor.post(f"/batches/{batch.id}/export", format=kind) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return answer.data


def test_accepted_records_of_the_batch_alone_are_saved(
    visitor: Visitor, small: Runtime, full_box: Batch
) -> None:
    lines = _saved(visitor, full_box, "json").decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [1]
    packed = ZipFile(BytesIO(_saved(visitor, full_box, "csv")))
    [head, row] = csv.reader(StringIO(packed.read("alert-form.csv").decode("utf-8-sig")))
    assert dict(zip(head, row, strict=True))["court_name"] == "'=1+1"
    packed = ZipFile(BytesIO(_saved(visitor, full_box, "parquet")))
    table = pq.read_table(BytesIO(packed.read("alert-form.parquet")))
    assert table.column("court_name").to_pylist() == ["=1+1"]
    with unit_of_work(small.engine) as session:
        left = session.scalars(select(AuditRow).where(AuditRow.action == "record.exported")).all()
    assert [entry.subject_id for entry in left] == ["1"] * 3


def test_an_unknown_format_and_a_forged_request_are_refused(
    visitor: Visitor, full_box: Batch
) -> None:
    path = f"/batches/{full_box.id}/export"
    assert visitor.post(path, format="exe").status_code == 422
    assert visitor.client.post(path, data={"format": "csv"}).status_code == 400
    for missing in ("/batches/99", "/batches/99/exceptions", "/batches/99/exceptions.csv"):
        assert visitor.get(missing).status_code == 404


# Figures, on each engine


@pytest.fixture
def half_read(runtime: Runtime, reader: ScriptedReader) -> Batch:
    """A batch of four files, two of which were read, the first half an hour ago."""
    found = open_batch(runtime, ACTOR, "Leeds", resume=False)
    reader.pages = [unidentified()]
    put_in(runtime, ACTOR, found, [PlacedFile("1.tif", b"1"), PlacedFile("2.tif", b"2")])
    _work_off(runtime)
    put_in(runtime, ACTOR, found, [PlacedFile("3.tif", b"3"), PlacedFile("4.tif", b"4")])
    return found


def test_the_pace_is_of_the_last_hour(runtime: Runtime, half_read: Batch) -> None:
    now = now_utc()
    assert pace_of(runtime, half_read, at_utc=now + timedelta(seconds=5)).an_hour is None
    later = pace_of(runtime, half_read, at_utc=now + timedelta(minutes=30))
    assert later.read == 2
    assert later.an_hour == pytest.approx(4, rel=0.05)
    left = later.time_left(2)
    assert left is not None
    assert left / timedelta(minutes=30) == pytest.approx(1, rel=0.05)
    assert pace_of(runtime, half_read, at_utc=now + timedelta(hours=2)).time_left(2) is None


def test_a_persons_later_word_does_not_quicken_the_pace(runtime: Runtime, half_read: Batch) -> None:
    with unit_of_work(runtime.engine) as session:
        session.execute(update(JobRow).values(finished_at=now_utc() - timedelta(hours=5)))
    assert pace_of(runtime, half_read) == Pace(read=0, span=timedelta())


def test_each_batch_is_counted_by_itself_in_one_query(runtime: Runtime, half_read: Batch) -> None:
    for name in ("Hull", "York"):
        put_in(
            runtime, ACTOR, open_batch(runtime, ACTOR, name, resume=False), [PlacedFile("e", b"")]
        )
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(runtime.engine, "before_cursor_execute", note)
    york, hull, leeds = list_progress(runtime, limit=10)
    assert len(asked) == 2
    assert [one.batch.name for one in (york, hull, leeds)] == ["York", "Hull", "Leeds"]
    assert (leeds.total, leeds.left, leeds.exceptions) == (4, 2, 2)
    assert (hull.total, hull.left, hull.exceptions) == (1, 0, 1)
    [older] = list_progress(runtime, before_id=hull.batch.id, limit=10)
    assert older.batch == half_read


def test_a_page_of_exceptions_asks_for_all_records_at_once(
    runtime: Runtime, alert_form: Form
) -> None:
    for at in range(3):
        store_record(
            runtime, alert_form, ALERT, content=b"II*" + bytes([at]), doubtful=["death"], batch="L"
        )
    with unit_of_work(runtime.engine) as session:
        session.execute(update(DocumentRow).values(state=DocumentState.REVIEW))
    [progress] = list_progress(runtime, limit=1)
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(runtime.engine, "before_cursor_execute", note)
    first, second = exceptions_of(runtime, progress.batch, limit=2)
    # Documents, their records, their unread pages.
    assert len(asked) == 3
    assert (first.record_ids, second.record_ids) == ((1,), (2,))
    [third] = exceptions_of(runtime, progress.batch, after_id=second.document_id, limit=2)
    assert third.record_ids == (3,)


def test_the_error_rate_is_of_the_batch_alone(runtime: Runtime, alert_form: Form) -> None:
    ours = store_record(runtime, alert_form, ALERT, batch="Leeds")
    other = store_record(runtime, alert_form, ALERT, content=b"II*\x00 2", batch="Hull")
    with unit_of_work(runtime.engine) as session:
        for record, outcome in (
            (ours, Outcome.RIGHT),
            (ours, Outcome.WRONG),
            (other, Outcome.WRONG),
        ):
            session.add(
                QualityCheckRow(
                    record_id=record,
                    field=str(outcome),
                    form_id=alert_form.id,
                    channel="fax",
                    read={"value": "Leeds"},
                    drawn_at=now_utc(),
                    outcome=outcome,
                )
            )
    hull, leeds = list_progress(runtime, limit=2)
    rate = error_rate_of(runtime, leeds.batch)
    assert (rate.checked, rate.wrong) == (2, 1)
    assert error_rate_of(runtime, hull.batch).wrong == 1
