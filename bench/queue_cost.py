"""Measure what the queue itself costs, against the whole cost of a page that goes through it.

    python -m bench.queue_cost [--pages 120] [--documents 100]

The whole is the CPU time of a page in `throughcare ingest`, with its reader. The queue's own is the
CPU time of the threads of a worker outside the reading and keeping of documents, with that of
sending, of the look for lost jobs, of a job's row and of its end. It is taken with a reader that
only waits as long as a page takes: as many jobs are taken at once as with the real one.

    all at once   the documents come together, as from a ZIP, a folder or a busy fax server
    one by one    each comes when the one before it is done: a message and a claim of its own
"""

import argparse
import logging
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import huey.consumer
import structlog
from sqlalchemy.orm import Session

from bench.batch import cost_of_a_page
from bench.spent import adopt
from ocr.issued import IssuedLookup
from service.cli.context import console_actor
from service.evidence import FileOpened, FileToRead, Read, ReadPage
from service.jobs import crew
from service.jobs.queue import Queue
from service.jobs.worker import Worker
from service.migrations import upgrade
from service.permission.asking import asked_by
from service.runtime import ReadFile, Runtime, open_runtime
from service.settings import Settings
from service.store import documents, jobs
from service.store.engine import looking, unit_of_work
from service.store.states import UNFINISHED, JobKind, Priority
from service.usecases.standing import get_document
from service.usecases.take_in import SentFile, take_in
from tests.service.readings import unidentified

_THREADS = 2
_LOOK_EVERY = 0.02
_ROWS = 200
_USUAL = 20
"""Documents after which a worker knows how long one takes."""
_READING = "reading and keeping"
_METERED: Sequence[tuple[str, Any, str]] = (
    ("hearing and claiming", huey.consumer.Worker, "loop"),
    (_READING, crew, "read_claimed"),
    ("ending", jobs, "finish"),
    ("sending", Queue, "send"),
    ("looking for lost jobs", crew.Crew, "beat"),
)


class _Meter:
    """Adds up the CPU seconds of threads within some functions."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def on(self, what: str, owner: Any, name: str) -> Iterator[None]:  # noqa: ANN401 - module or class
        """Meter a function while this is open."""
        inner: Callable[..., object] = getattr(owner, name)

        def metered(*given: object, **named: object) -> object:
            if given and isinstance(given[0], Session):
                # What a reading brings has its transaction without a queue, too: it is begun here.
                given[0].connection()
            began = time.thread_time()
            try:
                return inner(*given, **named)
            finally:
                with self._lock:
                    self.spent[what] += time.thread_time() - began

        setattr(owner, name, metered)
        try:
            yield
        finally:
            setattr(owner, name, inner)


def _waiting(seconds: float) -> ReadFile:
    """Give a reader that finds a page of no form, and takes its time for it."""

    def read(file: FileToRead, issued: IssuedLookup, layouts: Sequence[str]) -> Iterator[Read]:
        del file, issued, layouts
        time.sleep(seconds)
        yield FileOpened(pages=1)
        yield ReadPage(reading=unidentified(), picture=b"\x89PNG of a page")

    return read


def _send(runtime: Runtime, numbers: range) -> None:
    files = [SentFile("form.pdf", b"%%PDF %d" % number) for number in numbers]
    take_in(runtime, console_actor(), files)
    while not _is_done(runtime):
        time.sleep(_LOOK_EVERY)


def _is_done(runtime: Runtime) -> bool:
    with looking(runtime.engine) as session:
        counts = documents.counts(session)
    return not any(counts.get(state) for state in UNFINISHED)


def _of_a_row(runtime: Runtime) -> float:
    """Give the CPU seconds of a job's row, on top of the rows that are written with it."""
    with unit_of_work(runtime.engine) as session:
        document = get_document(session, 1)
        received = document.intake.received_at

        def written(*, with_job: bool) -> float:
            began = time.thread_time()
            for _ in range(_ROWS):
                documents.enter(session, document, document.state, received)
                if with_job:
                    jobs.add(session, document, JobKind.READ, Priority.TODAY, received)
                session.flush()
            return time.thread_time() - began

        spent = written(with_job=True) - written(with_job=False)
        session.rollback()
    return spent / _ROWS


def _own(data_dir: Path, number: int, seconds: float, *, one_by_one: bool) -> Counter[str]:
    """Give the queue's own CPU seconds a job, by part."""
    settings, meter = Settings.from_env({"THROUGHCARE_DATA_DIR": str(data_dir)}), _Meter()
    with ExitStack() as stack:
        for what, owner, name in _METERED:
            stack.enter_context(meter.on(what, owner, name))
        queue = Queue(settings)
        runtime = open_runtime(settings, read_file=_waiting(seconds), wake=queue.send)
        upgrade(runtime.engine)
        with Worker(runtime, queue, _THREADS):
            _send(runtime, range(_USUAL))
            # A thread that still works is not metered yet: it is to have gone back to listening.
            time.sleep(1)
            meter.spent.clear()
            for at in range(number) if one_by_one else (0,):
                _send(runtime, range(_USUAL + at, _USUAL + (at + 1 if one_by_one else number)))
            time.sleep(1)
    meter.spent["hearing and claiming"] -= meter.spent.pop(_READING)
    parts = Counter({what: spent / number for what, spent in meter.spent.items()})
    parts["a job's row"] = _of_a_row(runtime)
    runtime.engine.dispose()
    return parts


def _show(what: str, whole: float, parts: Counter[str]) -> None:
    own = parts.total()
    print(f"{what}: {1000 * own:.2f} ms of {1000 * whole:.0f} ms CPU = {100 * own / whole:.2f} %")
    for part, spent in parts.most_common():
        print(f"    {1000 * spent:.2f} ms {part}", flush=True)


@asked_by(console_actor())
def main() -> None:
    """Measure and print."""
    layout = argparse.RawTextHelpFormatter
    words = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    words.add_argument("--pages", type=int, default=120, help="digitised for the whole cost")
    words.add_argument("--documents", type=int, default=100, help="for the queue's own")
    words.add_argument("--seed", type=int, default=909)
    options = words.parse_args()
    adopt()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory(prefix="throughcare-bench-") as name:
        for kind, fax in (("form filled in on screen", False), ("faxed page", True)):
            folder = Path(name) / kind
            whole = cost_of_a_page(folder / "whole", options.pages, options.seed, fax=fax)
            for way, one_by_one in (("all at once", False), ("one by one", True)):
                number = options.documents
                parts = _own(folder / way, number, whole, one_by_one=one_by_one)
                _show(f"{kind}, {way}", whole, parts)


if __name__ == "__main__":
    main()
