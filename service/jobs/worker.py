"""The worker of this process: threads that read documents, and learn from them, when woken."""

from types import TracebackType
from typing import Self

from service.jobs.crew import Crew
from service.jobs.queue import Queue
from service.runtime import Runtime


class Worker:
    """Does what waits, from its start on and whenever the queue says so."""

    def __init__(self, runtime: Runtime, queue: Queue, threads: int) -> None:
        """Prepare.

        Args:
            runtime: the installation.
            queue: wakes the worker.
            threads: documents that are read at the same time.
        """
        self._runtime, self._queue, self._threads = runtime, queue, threads
        self._crew = Crew(runtime, queue.send)

    def __enter__(self) -> Self:
        """Look for what is unfinished, then listen."""
        self._crew.__enter__()
        self._queue.start(self._threads, self._crew.work_off)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End after the pages in hand; the rest of their documents is left for later."""
        self._runtime.stopping.set()
        self._queue.stop()
        self._crew.__exit__(kind, error, trace)
