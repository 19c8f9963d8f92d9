"""Works off documents in this process, with progress, until those that were named are done."""

import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic
from types import FrameType

import click

from service.jobs.crew import Crew
from service.runtime import Runtime
from service.store.states import UNFINISHED, DocumentState

_LOOK_EVERY = 1.0
"""Seconds between two looks at how far it is."""
_LOOKS_COST = 0.005
"""Share of the time that looks may take: counting a box of 30,000 is no small thing."""

Counted = Callable[[], Mapping[DocumentState, int]]
"""Counts, by state, the documents that are waited for."""


@contextmanager
def _interrupted(stopping: Event) -> Iterator[None]:
    """Have the first Ctrl+C or SIGTERM end the work after the pages in hand."""

    def told(number: int, frame: FrameType | None) -> None:
        del number, frame
        stopping.set()

    with ExitStack() as stack:
        for which in (signal.SIGINT, signal.SIGTERM):
            stack.callback(signal.signal, which, signal.signal(which, told))
        yield


@dataclass(frozen=True, slots=True)
class _Look:
    left: int
    """Documents."""
    rest: float
    """Seconds until the next look."""


def _timed(show: Callable[[], int]) -> _Look:
    began = monotonic()
    left = show()
    return _Look(left, max(_LOOK_EVERY, (monotonic() - began) / _LOOKS_COST))


def _left(counts: Mapping[DocumentState, int]) -> int:
    return sum(counts.get(state, 0) for state in UNFINISHED)


def work_until(runtime: Runtime, threads: int, counted: Counted) -> bool:
    """Work off what is due until nothing that is counted is left; tell whether it came to that.

    Args:
        runtime: the installation.
        threads: documents that are read at the same time.
        counted: counts the documents that are waited for.
    """
    over, stopping = Event(), runtime.stopping
    with Crew(runtime) as crew, _interrupted(stopping), _bar(counted) as show:

        def work() -> None:
            # What others hold, or what waits for another try, is waited for, too.
            while not stopping.is_set() and not over.is_set():
                crew.work_off()
                over.wait(_LOOK_EVERY)

        workers = [Thread(target=work, name=f"reader-{number}") for number in range(threads)]
        for worker in workers:
            worker.start()
        while (look := _timed(show)).left and not stopping.wait(look.rest):
            pass
        over.set()
        for worker in workers:
            worker.join()
    return not _left(counted())


@contextmanager
def _bar(counted: Counted) -> Iterator[Callable[[], int]]:
    """Show how far it is, at what rate and for how long yet; give what looks how much is left."""
    counts = counted()
    total, waiting, began = sum(counts.values()), _left(counts), monotonic()
    with click.progressbar(
        length=waiting, label="Reading", file=sys.stderr, show_pos=True, show_eta=True
    ) as bar:

        def show() -> int:
            now = counted()
            nonlocal total
            # Containers bring more files than were known at the beginning.
            bar.length = (bar.length or 0) + sum(now.values()) - total
            total, left = sum(now.values()), _left(now)
            bar.update(bar.length - left - bar.pos)
            if bar.pos:
                bar.label = f"Reading, {60 * bar.pos / (monotonic() - began):.0f} a minute"
            return left

        yield show
