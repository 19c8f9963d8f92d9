"""The worker of this process: a thread that reads documents, and learns from them, when woken.

The documents table is the truth: at its start the worker takes up whatever is unfinished, so a word
that is lost, or a power cut, loses no document.
"""

from queue import SimpleQueue
from threading import Thread

import structlog

from service.runtime import Runtime
from service.usecases.layouts import learn_waiting, lessons_waiting
from service.usecases.read import read_document, unfinished_documents

_log = structlog.get_logger(__name__)


class Worker:
    """Reads documents as they are named to it, and learns from what people said of them."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[int | None] = SimpleQueue()
        self._thread: Thread | None = None

    def wake(self, document_id: int) -> None:
        """Say that a document waits, to be read or learned from."""
        self._waiting.put(document_id)

    def start(self, runtime: Runtime) -> None:
        """Take up what is unfinished, then whatever comes."""
        for document_id in (*unfinished_documents(runtime), *lessons_waiting(runtime)):
            self.wake(document_id)
        self._thread = Thread(target=self._run, args=(runtime,), name="reader", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the document in hand, then end."""
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join()

    def _run(self, runtime: Runtime) -> None:
        while (document_id := self._waiting.get()) is not None:
            try:
                read_document(runtime, document_id)
                learn_waiting(runtime, document_id)
            except Exception as error:  # noqa: BLE001 - one document must not end the worker
                _log.error(
                    "reading broke down", document_id=document_id, error=type(error).__name__
                )
