"""Measure what the queue itself costs: all that there is beside reading a file and keeping it.

    python -m bench.queue_cost [--documents 200] [--times 3] [--pages 60]

The same documents are taken in, read by a reader that costs nothing, and kept; once by way of
jobs, messages and a worker, once straight on, one transaction each. The difference is the
queue's own: job rows, messages, claims, leases, steps noted, looks for lost jobs. It is set
against the whole cost of a page in `throughcare ingest`, with its reader, for forms filled in on
screen and for faxes of our print. `--pages 0` leaves the whole cost out.

    in a box     all documents come at once, as from a ZIP, a folder or a busy fax server
    one by one   each comes when the one before it is done: a message and a claim of its own
"""

import argparse
import logging
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import structlog

from bench.batch import cost_of_a_page
from ocr.issued import IssuedLookup
from service.cli.context import console_actor
from service.evidence import FileOpened, FileToRead, Read, ReadPage
from service.jobs.queue import Queue
from service.jobs.worker import Worker
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store import documents, jobs
from service.store.engine import looking, unit_of_work
from service.store.states import UNFINISHED, JobKind, Priority
from service.usecases.keep import add_pages, keep_pictures
from service.usecases.outcome import add_end
from service.usecases.read import opened
from service.usecases.standing import get_document
from service.usecases.take_in import SentFile, take_in
from tests.service.readings import unidentified

_THREADS = 1
_LOOK_EVERY = 0.01
_REST = 0.1
_JOB_ROWS = 200
_WAYS = ("in a box", "one by one")


def _read_nothing(file: FileToRead, issued: IssuedLookup, layouts: Sequence[str]) -> Iterator[Read]:
    """Read a page of no form: what little it costs to keep does not drown the rest."""
    del file, issued, layouts
    yield FileOpened(pages=1)
    yield ReadPage(reading=unidentified(), picture=b"\x89PNG of a page")


def _opened(data_dir: Path, wake: Callable[[int], None]) -> Runtime:
    settings = Settings.from_env({"THROUGHCARE_DATA_DIR": str(data_dir)})
    runtime = open_runtime(settings, read_file=_read_nothing, wake=wake)
    upgrade(runtime.engine)
    return runtime


def _take_in(runtime: Runtime, at: int) -> int:
    sent = SentFile("form.pdf", b"%%PDF %d" % at)
    return take_in(runtime, console_actor(), [sent]).documents[0].id


def _straight_on(runtime: Runtime, document_id: int) -> None:
    """Read a document and keep it as if there were no queue."""
    pages = [item for item in opened(runtime, document_id) if isinstance(item, ReadPage)]
    pictures = keep_pictures(runtime, pages)
    with unit_of_work(runtime.engine) as session:
        document = get_document(session, document_id)
        document.page_count = len(pages)
        add_pages(document, pages, pictures)
        session.flush()
        add_end(runtime, session, document)


def _without(folder: Path, number: int, *, one_by_one: bool) -> float:
    """Give CPU seconds a document without the queue; the rows of jobs are written all the same."""
    runtime = _opened(folder, lambda _job_id: None)
    began = time.process_time()
    taken_in = (_take_in(runtime, at) for at in range(number))
    for document_id in taken_in if one_by_one else list(taken_in):
        # A processor that has rested is slower: it is to rest here as it does with the queue.
        time.sleep(_REST if one_by_one else 0)
        _straight_on(runtime, document_id)
    spent = time.process_time() - began
    runtime.engine.dispose()
    return spent / number


def _is_done(runtime: Runtime) -> bool:
    with looking(runtime.engine) as session:
        counts = documents.counts(session)
    return not any(counts.get(state) for state in UNFINISHED)


def _wait(runtime: Runtime) -> float:
    """Wait until all is done; give the CPU seconds of the waiting itself."""
    began = time.thread_time()
    while not _is_done(runtime):
        time.sleep(_LOOK_EVERY)
    return time.thread_time() - began


def _with(folder: Path, number: int, *, one_by_one: bool) -> float:
    """Give CPU seconds a document by way of the queue."""
    queue = Queue(Settings.from_env({"THROUGHCARE_DATA_DIR": str(folder)}))
    runtime, waiting, began = _opened(folder, queue.send), 0.0, time.process_time()
    before = 0 if one_by_one else number
    for at in range(before):
        _take_in(runtime, at)
    with Worker(runtime, queue, _THREADS):
        for at in range(before, number):
            _take_in(runtime, at)
            waiting += _wait(runtime)
        waiting += _wait(runtime)
    spent = time.process_time() - began - waiting
    runtime.engine.dispose()
    return spent / number


def _of_a_row(folder: Path) -> float:
    """Give CPU seconds of the row of a job, which both ways write."""
    runtime = _opened(folder, lambda _job_id: None)
    document_id = _take_in(runtime, 0)
    with unit_of_work(runtime.engine) as session:
        document = get_document(session, document_id)
        began = time.process_time()
        for _ in range(_JOB_ROWS):
            jobs.add(session, document, JobKind.READ, Priority.TODAY, document.intake.received_at)
            session.flush()
        spent = time.process_time() - began
    runtime.engine.dispose()
    return spent / _JOB_ROWS


def _own_cost(folder: Path, options: argparse.Namespace) -> dict[str, float]:
    """Give the queue's CPU seconds a job, each way of coming: the median of several tries."""
    found: dict[str, list[float]] = {way: [] for way in _WAYS}
    for turn in range(options.times):
        row = _of_a_row(folder / f"row {turn}")
        for way, costs in found.items():
            here, one_by_one = folder / f"{way} {turn}", way == _WAYS[1]
            bare = _without(here / "without", options.documents, one_by_one=one_by_one)
            whole = _with(here / "with", options.documents, one_by_one=one_by_one)
            costs.append(whole - bare + row)
            print(
                f"{way}: {_ms(bare)} without, {_ms(whole)} with, {_ms(row)} a job's row", flush=True
            )
    return {way: statistics.median(costs) for way, costs in found.items()}


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.2f} ms"


def main() -> None:
    """Measure and print."""
    layout = argparse.RawTextHelpFormatter
    words = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    words.add_argument("--documents", type=int, default=200)
    words.add_argument("--times", type=int, default=3)
    words.add_argument("--pages", type=int, default=60)
    words.add_argument("--seed", type=int, default=909)
    options = words.parse_args()
    # Neither way is to pay for what is said of each document.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory(prefix="throughcare-bench-") as name:
        folder = Path(name)
        own = _own_cost(folder, options)
        for way, cost in own.items():
            print(f"{way}: the queue's own {_ms(cost)} CPU a job")
        for what in ("form filled in on screen", "faxed page") if options.pages else ():
            fax = what == "faxed page"
            whole = cost_of_a_page(folder / what, options.pages, options.seed, fax=fax)
            for way, cost in own.items():
                share = 100 * cost / whole
                print(f"{what}, {1000 * whole:.0f} ms CPU in all; {way}: {share:.2f} %")


if __name__ == "__main__":
    main()
