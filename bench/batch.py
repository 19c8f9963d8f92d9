"""Measure digitising by the box, in processes of the real program.

    python -m bench.batch cost --pages 1000 [--fax]     cost of a page behind as many others
    python -m bench.batch workers --pages 60 [--fax]    pages of two workers against those of one
    python -m bench.batch idle --seconds 60             CPU time of a service with nothing to do
    python -m bench.batch urgent --pages 1000           how soon a fax behind a batch is read
    python -m bench.batch resume --pages 60 --times 10  interrupted at random against one run

Costs are CPU seconds of the program with all that it started (bench.spent); shares and ratios
are of the same run. `--fax` sends faxes of our print in place of forms filled in on screen.
"""

import argparse
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from bench.spent import adopt, cpu_of, cpu_of_all, cpu_of_ended, stat
from service.cli.context import console_actor
from service.errors import UnavailableError
from service.migrations import upgrade
from service.permission.asking import asked_by
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.engine import looking
from service.store.models import DocumentRow
from service.store.states import UNFINISHED, DocumentState
from service.store.work_models import DocumentEventRow
from service.usecases.batches import find_batch, ledger_of
from service.usecases.take_in import SentFile, take_in
from tests.service.processes import installation
from tests.service.sending import returns

_INGEST = [sys.executable, "-c", "from service.cli import main; main()", "ingest"]
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / (1 << 20)
_LOOK_EVERY = 0.5
_MORE = 80
"""Pages that are read before and behind a box."""
_FEW = 10
"""Pages of the box against which a larger one is held: what is made once is made for both."""


@dataclass(frozen=True, slots=True)
class Look:
    """How far a program had come at one moment."""

    seconds: float
    cpu: float
    done: int
    memory_mb: float
    """Of the program itself, without its readers."""


def _box(folder: Path, pages: int, seed: int, *, fax: bool) -> Path:
    box = folder / "box"
    box.mkdir()
    suffix = "tif" if fax else "pdf"
    for at, content in enumerate(returns(pages, seed, faxed_each=1 if fax else 0)):
        (box / f"{at:05}.{suffix}").write_bytes(content)
    return box


def _runtime(data_dir: Path) -> Runtime:
    runtime = open_runtime(Settings.from_env({"THROUGHCARE_DATA_DIR": str(data_dir)}))
    upgrade(runtime.engine)
    return runtime


def _done(runtime: Runtime) -> int:
    with looking(runtime.engine) as session:
        query = select(func.count()).where(DocumentRow.state.not_in(UNFINISHED))
        return session.scalar(query) or 0


def _environment(data_dir: Path) -> dict[str, str]:
    return {**os.environ, "THROUGHCARE_DATA_DIR": str(data_dir), "OMP_THREAD_LIMIT": "1"}


@contextmanager
def _ingesting(box: Path, data_dir: Path, jobs: int) -> Iterator["subprocess.Popen[bytes]"]:
    command = [*_INGEST, str(box), "--batch", "bench", "--resume", "--jobs", str(jobs)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=_environment(data_dir), stdout=quiet, stderr=quiet)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _watched(box: Path, data_dir: Path, jobs: int) -> list[Look]:
    """Digitise a box and look at it all the while."""
    runtime, looks, began = _runtime(data_dir), [], time.monotonic()
    with _ingesting(box, data_dir, jobs) as process:
        while process.poll() is None:
            with suppress(OSError, ValueError, UnavailableError):
                cpu = cpu_of(process.pid) + cpu_of_ended(process.pid)
                memory = int(stat(process.pid)[21]) * _PAGE_MB
                if memory:  # Else it has just ended.
                    looks.append(Look(time.monotonic() - began, cpu, _done(runtime), memory))
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK_EVERY)
    runtime.engine.dispose()
    return looks


def cost_of_a_page(folder: Path, pages: int, seed: int, *, fax: bool) -> float:
    """Give CPU seconds a page of digitising a box, beyond those of starting and ending."""
    folder.mkdir(parents=True)
    box, few = _box(folder, pages, seed, fax=fax), folder / "few"
    few.mkdir()
    for path in sorted(box.iterdir())[:_FEW]:
        path.rename(few / path.name)
    spent = [_whole_cost(one, folder / f"var-{one.name}") for one in (few, box)]
    return (spent[1] - spent[0]) / (pages - 2 * _FEW)


def _whole_cost(box: Path, data_dir: Path) -> float:
    """Give CPU seconds of digitising a box from the first to the last process."""
    _runtime(data_dir).engine.dispose()
    before = cpu_of_all()
    with _ingesting(box, data_dir, 2) as process:
        process.wait()
    return cpu_of_all() - before


def _cost(options: argparse.Namespace, folder: Path) -> None:
    box = _box(folder, options.pages, options.seed, fax=options.fax)
    whole = folder / "whole"
    looks = _watched(box, whole, options.jobs)
    working = [look.memory_mb for look in looks if look.done > 10]
    seconds, cpu, pages = looks[-1].seconds, looks[-1].cpu, options.pages
    print(f"{pages} pages, {seconds:.0f} s, {cpu:.0f} s CPU, {1000 * cpu / pages:.1f} ms a page")
    print(f"memory of the program: {working[0]:.0f} MB at page 10, {working[-1]:.0f} MB at the end")
    _show_later(options, folder, cpu / pages)
    runtime = _runtime(whole)
    print("ledger", ledger_of(runtime, find_batch(runtime, "bench")))
    runtime.engine.dispose()


def _show_later(options: argparse.Namespace, folder: Path, page: float) -> None:
    """Print what the same few pages cost behind the whole box and in front of it, in turns.

    What a processor does in a second moves by a tenth within a minute, more than is looked for.
    """
    (folder / "more").mkdir()
    few = _box(folder / "more", _MORE, options.seed + 1, fax=options.fax)
    spent: dict[str, list[float]] = {"first": [], "behind": []}
    for turn in range(options.times):
        for place in sorted(spent, reverse=bool(turn % 2)):
            data_dir = folder / f"{place}-{turn}"
            if place == "behind":
                shutil.copytree(folder / "whole", data_dir)
            spent[place].append(_whole_cost(few, data_dir))
            shutil.rmtree(data_dir)
    print({place: [round(one, 2) for one in found] for place, found in spent.items()})
    each = zip(spent["behind"], spent["first"], strict=True)
    more = statistics.fmean(behind - first for behind, first in each) / _MORE
    print(f"a page behind {options.pages} others: {1000 * more:+.1f} ms CPU, {1 + more / page:.3f}")


def _rate(looks: list[Look]) -> float:
    """Give documents a second between the first and the last that were done."""
    working = [look for look in looks if look.done > 0]
    return (working[-1].done - working[0].done) / (working[-1].seconds - working[0].seconds)


def _workers(options: argparse.Namespace, folder: Path) -> None:
    box = _box(folder, options.pages, options.seed, fax=options.fax)
    ratios = []
    for turn in range(options.times):
        order = (1, 2) if turn % 2 else (2, 1)
        rates = {jobs: _rate(_watched(box, folder / f"v{turn}{jobs}", jobs)) for jobs in order}
        ratios.append(rates[2] / rates[1])
        print({jobs: round(rate, 3) for jobs, rate in rates.items()}, f"{ratios[-1]:.2f}")
    print(f"pages of two workers against those of one: {statistics.median(ratios):.2f}")


def _idle(options: argparse.Namespace, folder: Path) -> None:
    with installation(folder, {"THROUGHCARE_WORKERS": "2"}) as target:
        pid = target.programs["web"].pid
        time.sleep(5)
        before, began = cpu_of(pid), time.monotonic()
        time.sleep(options.seconds)
        share = (cpu_of(pid) - before) / (time.monotonic() - began)
    print(f"idle: {100 * share:.2f} % of a processor over {options.seconds} s")


def _urgent(options: argparse.Namespace, folder: Path) -> None:
    box, data_dir = _box(folder, options.pages, options.seed, fax=options.fax), folder / "var"
    runtime = _runtime(data_dir)
    fax = next(returns(1, options.seed + 1, faxed_each=1))
    waits = []
    with _ingesting(box, data_dir, options.jobs):
        for at in range(options.times):
            while _done(runtime) < (at + 1) * 10:
                time.sleep(_LOOK_EVERY)
            sent = take_in(runtime, console_actor(), [SentFile("fax.tif", fax + bytes([at]))])
            waits.append(_waited(runtime, sent.documents[0].id))
            print("waited {:.1f} s, read in {:.1f} s".format(*waits[-1]), flush=True)
    runtime.engine.dispose()


def _waited(runtime: Runtime, document_id: int) -> tuple[float, float]:
    """Wait for a document; give seconds until it was begun, and until it was read after that."""
    steps: dict[DocumentState, float] = {}
    while DocumentState.READ not in steps:
        time.sleep(_LOOK_EVERY)
        with looking(runtime.engine) as session:
            query = select(DocumentEventRow).where(DocumentEventRow.document_id == document_id)
            steps = {row.state: row.at.timestamp() for row in session.scalars(query)}
    begun = steps[DocumentState.READING]
    return begun - steps[DocumentState.RECEIVED], steps[DocumentState.READ] - begun


def _resume(options: argparse.Namespace, folder: Path) -> None:
    box = _box(folder, options.pages, options.seed, fax=options.fax)
    _watched(box, folder / "whole", options.jobs)
    chance, interruptions = random.Random(options.seed), 0
    while interruptions < options.times:
        with _ingesting(box, folder / "broken", options.jobs) as process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(2, 8))
                break
            process.send_signal(chance.choice([signal.SIGINT, signal.SIGTERM, signal.SIGKILL]))
            process.wait()
            interruptions += 1
    _watched(box, folder / "broken", options.jobs)
    ledgers = []
    for name in ("whole", "broken"):
        runtime = _runtime(folder / name)
        ledgers.append(ledger_of(runtime, find_batch(runtime, "bench")))
        runtime.engine.dispose()
    print(f"{interruptions} interruptions:", "alike" if ledgers[0] == ledgers[1] else "NOT ALIKE")
    print(ledgers[1])


_MEASURES = {
    "cost": _cost,
    "workers": _workers,
    "idle": _idle,
    "urgent": _urgent,
    "resume": _resume,
}


@asked_by(console_actor())
def main() -> None:
    """Run one measure."""
    layout = argparse.RawTextHelpFormatter
    words = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    words.add_argument("measure", choices=_MEASURES)
    words.add_argument("--pages", type=int, default=100)
    words.add_argument("--fax", action="store_true")
    words.add_argument("--jobs", type=int, default=2)
    words.add_argument("--times", type=int, default=3)
    words.add_argument("--seconds", type=int, default=60)
    words.add_argument("--seed", type=int, default=909)
    options = words.parse_args()
    adopt()
    with tempfile.TemporaryDirectory(prefix="throughcare-bench-") as folder:
        _MEASURES[options.measure](options, Path(folder))


if __name__ == "__main__":
    main()
