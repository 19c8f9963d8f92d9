"""Historic paper by the box: every file is accounted for, whatever interrupts the work."""

import csv
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import select

from forms.definition import Form
from ocr.reading import BLANK_PAGE, PageReading, PageStatus, Problem
from service.entities import Actor
from service.errors import BadRequestError, ConflictError, FileRefusedError, NotFoundError
from service.evidence import Member
from service.jobs.crew import Crew
from service.matching.decision import MatchNote
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.engine import unit_of_work
from service.store.models import PageRow, RecordRow
from service.store.states import DocumentState, RecordState
from service.usecases.batch_exceptions import OpenPoints, exceptions_of
from service.usecases.batches import (
    Batch,
    FormCount,
    Ledger,
    PlacedFile,
    find_batch,
    ledger_of,
    list_batches,
    open_batch,
    put_in,
)
from service.usecases.intakes import list_documents
from service.usecases.read import read_document
from service.web.exceptions_table import write_exceptions
from tests.service.console import Console
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader, page, unidentified
from tests.service.sending import returns

_INGEST = [sys.executable, "-c", "from service.cli import main; main()", "ingest"]
_PATIENCE = 120


@pytest.fixture
def box(runtime: Runtime, actor: Actor) -> Batch:
    return open_batch(runtime, actor, "Leeds 2009 box 14", resume=False)


def _work_off(runtime: Runtime) -> None:
    with Crew(runtime) as crew:
        crew.work_off()


def test_the_ledger_adds_up_to_what_was_put_in(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form, box: Batch
) -> None:
    reader.pages = [page(alert_form, ALERT), unidentified(2)]
    files = [PlacedFile(f"a/{name}.tif", name.encode()) for name in ("one", "two", "three")]
    files += [PlacedFile("b/again.tif", b"one"), PlacedFile("b/empty.tif", b"")]
    assert put_in(runtime, actor, box, files) == 5
    _work_off(runtime)
    ledger = ledger_of(runtime, box)
    assert ledger == Ledger(
        files=5,
        unpacked=0,
        documents={
            DocumentState.REVIEW: 3,
            DocumentState.DUPLICATE: 1,
            DocumentState.REFUSED: 1,
        },
        pages={"read": 3, "unidentified": 3},
        form_counts=(FormCount(form="alert-form", state=RecordState.REVIEW, number=3),),
    )
    assert ledger.left == 0


def test_what_lies_in_a_batch_already_is_not_taken_in_again(
    runtime: Runtime, actor: Actor, box: Batch
) -> None:
    first = [PlacedFile("one.tif", b"one"), PlacedFile("two.tif", b"two")]
    changed = PlacedFile("one.tif", b"one, rescanned")
    assert put_in(runtime, actor, box, first) == 2
    assert put_in(runtime, actor, box, [*first, changed]) == 1
    assert put_in(runtime, actor, box, [*first, changed]) == 0
    assert ledger_of(runtime, box).files == 3


def test_what_comes_out_of_a_container_is_of_its_batch(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, box: Batch
) -> None:
    reader.members = [Member(place="in/one.tif", name="one.tif", content=b"one")]
    put_in(runtime, actor, box, [PlacedFile("all.zip", b"PK zip")])
    [container] = list_documents(runtime)
    assert read_document(runtime, container.id)
    ledger = ledger_of(runtime, box)
    assert (ledger.files, ledger.unpacked) == (1, 1)


def test_exceptions_say_where_each_file_lay_and_why(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, box: Batch
) -> None:
    reader.pages = [unidentified()]
    put_in(
        runtime, actor, box, [PlacedFile("a/letter.tif", b"one"), PlacedFile("a/empty.tif", b"")]
    )
    _work_off(runtime)
    letter, empty = exceptions_of(runtime, box)
    assert (letter.place, letter.state) == ("a/letter.tif", DocumentState.UNIDENTIFIED)
    assert (empty.place, empty.reason_code) == ("a/empty.tif", "empty-file")


def _written(runtime: Runtime, box: Batch) -> dict[str, str]:
    """Give what the list for people says of each place."""
    target = StringIO(newline="")
    write_exceptions(exceptions_of(runtime, box), target)
    return {row["place"]: row["reason"] for row in csv.DictReader(StringIO(target.getvalue()))}


def test_exceptions_say_what_is_left_to_settle(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form, box: Batch
) -> None:
    torn = PageReading(file="fax.tif", page=3, status=PageStatus.FAILED)
    doubtful = ["death", "date_of_birth"]
    back = replace(unidentified(4), problems=(Problem(code=BLANK_PAGE, message="blank"),))
    reader.pages = [page(alert_form, ALERT, doubtful=doubtful), unidentified(2), torn, back]
    put_in(runtime, actor, box, [PlacedFile("a/one.tif", b"one")])
    _work_off(runtime)
    [item] = exceptions_of(runtime, box)
    [record_id] = item.record_ids
    assert item.open == OpenPoints(
        values=2,
        match_notes=(MatchNote.NOBODY,),
        concerns=(),
        pages_unidentified=1,
        pages_failed=1,
    )
    assert _written(runtime, box) == {
        "a/one.tif": "2 values to check. No client on the register is likely to be meant. "
        "1 page is of no form that is known. 1 page could not be read."
    }
    put_in(runtime, actor, box, [PlacedFile("a/empty.tif", b"")])
    put_in(runtime, actor, box, [PlacedFile("a/notes.txt", b"hello")])
    reader.error = FileRefusedError("the file is of no type that is read", code="unknown-type")
    _work_off(runtime)
    written = _written(runtime, box)
    assert written["a/empty.tif"].startswith("Send the file again")
    assert written["a/notes.txt"].startswith("The file is of no type")
    with unit_of_work(runtime.engine) as session:
        row = session.get_one(RecordRow, record_id)
        row.doubts, row.match_note = {}, str(MatchNote.NOT_NEEDED)
        for one in row.document.pages[1:]:
            session.delete(one)
    assert _written(runtime, box)["a/one.tif"] == "Only to be accepted."


def test_a_page_of_a_form_whose_other_pages_lay_elsewhere_names_the_record(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form, box: Batch
) -> None:
    reader.pages = [page(alert_form, ALERT, doubtful=["death"])]
    put_in(runtime, actor, box, [PlacedFile("a/one.tif", b"one")])
    _work_off(runtime)
    reader.pages = [unidentified()]
    put_in(runtime, actor, box, [PlacedFile("a/two.tif", b"two")])
    _work_off(runtime)
    with unit_of_work(runtime.engine) as session:
        one, two = session.scalars(select(PageRow).order_by(PageRow.id)).all()
        two.record = one.record
    assert [item.record_ids for item in exceptions_of(runtime, box)] == [(1,), (1,)]
    assert [item.open.values for item in exceptions_of(runtime, box)] == [1, 1]


def test_a_batch_is_begun_once_and_gone_on_with_by_its_name(
    runtime: Runtime, actor: Actor, box: Batch
) -> None:
    with pytest.raises(ConflictError, match="already"):
        open_batch(runtime, actor, box.name, resume=False)
    assert open_batch(runtime, actor, "  Leeds  2009 box 14", resume=True) == box
    assert open_batch(runtime, actor, "Hull", resume=True) != box
    with pytest.raises(BadRequestError):
        open_batch(runtime, actor, " ", resume=False)
    with pytest.raises(NotFoundError):
        find_batch(runtime, "York")
    assert [batch.name for batch in list_batches(runtime)] == ["Hull", box.name]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A box of six files, one of them twice."""
    found = tmp_path / "box"
    (found / "deep").mkdir(parents=True)
    contents = list(returns(5, seed=515))
    for at, content in enumerate([*contents, contents[0]]):
        (found / ("deep" if at % 2 else ".") / f"{at}.pdf").write_bytes(content)
    return found


def _ledger(data_dir: Path, name: str) -> Ledger:
    runtime = open_runtime(Settings.from_env({"THROUGHCARE_DATA_DIR": str(data_dir)}))
    upgrade(runtime.engine)
    found = ledger_of(runtime, find_batch(runtime, name))
    runtime.engine.dispose()
    return found


def _interrupted(command: list[str], environment: Mapping[str, str], after: float) -> int:
    """Run a command and interrupt it after a while; give its exit code."""
    process = subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        return process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(random.Random(after).choice([signal.SIGINT, signal.SIGKILL]))
        return process.wait(_PATIENCE)


def test_a_batch_that_is_interrupted_and_resumed_comes_to_the_same(
    tmp_path: Path, folder: Path
) -> None:
    chance = random.Random(616)
    environment = {**os.environ, "THROUGHCARE_DATA_DIR": str(tmp_path / "broken")}
    command = [*_INGEST, str(folder), "--batch", "box", "--resume", "--jobs", "2"]
    interruptions = 0
    deadline = time.monotonic() + _PATIENCE
    while _interrupted(command, environment, chance.uniform(1.5, 4.5)) < 0 or interruptions < 3:
        interruptions += 1
        assert time.monotonic() < deadline
    whole = {**os.environ, "THROUGHCARE_DATA_DIR": str(tmp_path / "whole")}
    done = subprocess.run([*command[:-3], "--jobs", "2"], env=whole, check=False)
    assert done.returncode == 1
    subprocess.run(command, env=environment, check=False)
    broken = _ledger(tmp_path / "broken", "box")
    assert broken == _ledger(tmp_path / "whole", "box")
    assert broken.documents == {DocumentState.REVIEW: 5, DocumentState.DUPLICATE: 1}


def test_the_ledger_and_its_exceptions_are_printed(console: Console, folder: Path) -> None:
    (folder / "empty.pdf").write_bytes(b"")
    code, printed, _ = console.run("ingest", folder, "--batch", "box")
    assert code == 1
    lines = [line.split(maxsplit=1) for line in printed.splitlines()]
    assert lines == [
        ["7", "Files put in"],
        ["5", "Check needed"],
        ["1", "Refused"],
        ["1", "Sent before"],
        ["5", "Pages read"],
        ["5", "read"],
        ["5", "alert-form: check needed"],
    ]
    assert console.run("batches", "show", "box")[1] == printed
    assert "box: 7 files, 0 left to read" in console.run("batches")[1]
    _, table, _ = console.run("batches", "exceptions", "box")
    assert "empty.pdf,Refused" in table
    code, _, errors = console.run("ingest", folder, "--batch", "box")
    assert (code, errors.count("--resume")) == (1, 1)
    assert console.run("ingest", folder, "--resume")[0] == 2
