"""The queue that wakes workers: Huey, in a file of its own or on Redis. It may lose every message.

The table of jobs is the truth (service.usecases.work): a message says no more than that a job
waits, and a worker that hears it does whatever is due.
"""

import json
import logging
import sqlite3
from collections.abc import Callable
from typing import Any

import structlog
from huey import Huey, RedisHuey, SqliteHuey
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer

from service.errors import UnavailableError
from service.folders import make_folder
from service.settings import Settings

_log = structlog.get_logger(__name__)
_NAME = "throughcare"
_TASK = "job-waits"
_LONGEST_SILENCE = 1.0
"""Seconds between two looks into the embedded queue while nothing comes."""
_ENOUGH = 2
"""Messages that nobody has heard: a worker that takes a job and leaves more sends the next."""
_QUIET = 60
"""Seconds: nothing is scheduled in the queue, so its scheduler need hardly look."""


class _AsJson(Serializer):  # type: ignore[misc]
    """Messages as JSON: a pickle out of a queue could run anything."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Message:
        return Message(*json.loads(data))


class _Quiet(Consumer):  # type: ignore[misc]
    """A consumer in a process that has its own way with signals."""

    def _set_signal_handlers(self) -> None:
        pass


def _open(settings: Settings) -> Huey:
    logging.getLogger("huey").setLevel(logging.CRITICAL)
    options: dict[str, Any] = {"results": False, "serializer": _AsJson()}
    if settings.queue_url:
        return RedisHuey(_NAME, url=settings.queue_url, **options)
    make_folder(settings.data_dir)
    try:
        # Apart from the data: its locks hold up nobody who writes there.
        return SqliteHuey(_NAME, filename=str(settings.data_dir / "queue.db"), **options)
    except sqlite3.Error as error:
        raise UnavailableError("the queue cannot be opened in the data folder") from error


class Queue:
    """Sends the ids of jobs that wait, and runs workers that hear them."""

    def __init__(self, settings: Settings) -> None:
        """Open the queue that the settings name; a Redis server is reached when first needed."""
        self._huey = _open(settings)
        self._work: Callable[[], object] = lambda: None
        self._wake = self._huey.task(name=_TASK)(self._hear)
        self._consumer: _Quiet | None = None

    def send(self, job_id: int) -> None:
        """Say that a job waits; where the queue is away, the next look for lost jobs says it."""
        try:
            # Whoever hears one of these does whatever is due by then, this job, too.
            if self._huey.pending_count() < _ENOUGH:
                self._wake(job_id)
        except Exception as error:  # noqa: BLE001 - of whatever server is behind the queue
            _log.warning("queue away", error=type(error).__name__)

    def reach(self) -> None:
        """Look whether the queue answers.

        Raises:
            UnavailableError: it does not.
        """
        try:
            self._huey.pending_count()
        except Exception as error:
            raise UnavailableError("the queue cannot be reached") from error

    def _hear(self, job_id: int) -> None:
        del job_id
        self._work()

    def start(self, workers: int, work: Callable[[], object]) -> None:
        """Have threads listen; each that hears of a job calls `work` and listens on."""
        self._work = work
        self._consumer = _Quiet(
            self._huey,
            workers=workers,
            periodic=False,
            max_delay=_LONGEST_SILENCE,
            scheduler_interval=_QUIET,
            check_worker_health=False,
        )
        self._consumer.start()

    def stop(self) -> None:
        """Listen no longer; wait for the jobs in hand."""
        if self._consumer is not None:
            self._consumer.stop(graceful=True)
