"""The two ways in for hostile files: the confined reader itself, or the door of a service."""

import json
import time
import urllib.request
import uuid
from abc import abstractmethod
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from enum import StrEnum
from multiprocessing import active_children
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self
from urllib.parse import urlsplit

from bench.running import below, high_water_mb, listener
from service.errors import ReadingFailedError
from service.evidence import PlainFile
from service.jobs.child import Limits, Order
from service.jobs.reader import Reader
from service.store.states import DocumentState

_MOST_INSIDE = 100
"""Files of one upload that are followed, those in containers in it counted."""
_SAMPLE_SECONDS = 0.1
_USUAL_PORT = 80


class Ended(StrEnum):
    """What became of a file."""

    READ = "read"
    """At least one page of it."""
    OPENED = "opened"
    """A container, and each file in it ended in one of these ways."""
    FAILED_PAGES = "all pages failed"
    REFUSED = "refused"
    FAILED = "failed by a limit or a fault of ours"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the reading of one file ended."""

    ended: Ended
    codes: tuple[str, ...] = ()
    longest_seconds: float = 0.0
    """The longest wait for the reader to say anything."""
    memory_mb: int = 0
    reasons_stated: bool = True


class Door(AbstractContextManager["Door"]):
    """Takes files in."""

    @abstractmethod
    def send(self, path: Path) -> Outcome:
        """Send a file and wait until nothing more will come of it."""


class _Watch:
    """Samples what memory processes hold at their highest."""

    def __init__(self, watched: Callable[[], Iterator[int]]) -> None:
        self._watched, self._highest_mb = watched, 0
        self._stop = Event()
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(_SAMPLE_SECONDS):
            self._look()

    def _look(self) -> None:
        for pid in self._watched():
            self._highest_mb = max(self._highest_mb, high_water_mb(pid))

    def since_last(self) -> int:
        """Give the highest, in MB, since this was last asked."""
        self._look()
        highest, self._highest_mb = self._highest_mb, 0
        return highest


def _own_readers() -> Iterator[int]:
    for child in active_children():
        if child.pid is not None:
            yield child.pid
            yield from below(child.pid)


class ReaderDoor(Door):
    """One confined reading process, replaced where it was lost."""

    def __init__(self, seconds: int, memory_mb: int, pages: int) -> None:
        self._reader = Reader((), Limits(memory_mb=memory_mb, seconds=seconds))
        self._pages = pages

    def __exit__(self, *_: object) -> None:
        self._reader.end()

    def send(self, path: Path) -> Outcome:
        """Read a file, and what is in it."""
        with _Watch(_own_readers) as watch:
            outcome = self._send(path, 0, [_MOST_INSIDE])
            return replace(outcome, memory_mb=watch.since_last())

    def _send(self, path: Path, depth: int, left: list[int]) -> Outcome:
        order = Order(name="file", first=1, last=self._pages, pictures=True, depth=depth)
        heard = _Heard()
        try:
            for message in self._reader.obey(order, PlainFile(path)):
                heard.take(message)
                if message["kind"] == "issued":
                    self._reader.answer(None)
        except ReadingFailedError as error:
            heard.codes.append(error.code)
            heard.lost = True
        inside = [self._inside(path, n, m, depth, left) for n, m in enumerate(heard.members)]
        return heard.outcome([one for one in inside if one])

    def _inside(
        self, path: Path, number: int, data: bytes, depth: int, left: list[int]
    ) -> Outcome | None:
        left[0] -= 1
        if left[0] < 0:
            return None
        inner = path.with_name(f"{path.name}-{number}")
        inner.write_bytes(data)
        try:
            return self._send(inner, depth + 1, left)
        finally:
            inner.unlink()


class _Heard:
    """What a reader said of one file."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.members: list[bytes] = []
        self.pages: list[dict[str, Any]] = []
        self.container = self.lost = self.refused = False
        self.stated = True
        self._at, self._longest = time.monotonic(), 0.0

    def take(self, message: dict[str, Any]) -> None:
        now = time.monotonic()
        self._longest, self._at = max(self._longest, now - self._at), now
        match message["kind"]:
            case "open":
                self.container = bool(message.get("container"))
            case "member":
                self.members.append(b64decode(message["data"]))
            case "page":
                self._take_page(message["reading"])
            case "failed":
                self.refused = bool(message.get("refused"))
                self.codes.append(message["code"])
                self.stated = bool(message["message"] and message["hint"])
            case _:
                pass

    def _take_page(self, reading: dict[str, Any]) -> None:
        self.pages.append(reading)
        codes = [problem["code"] for problem in reading["problems"]]
        self.codes += codes
        # A page that is no form and has no problem would leave a person guessing.
        self.stated &= bool(codes) or bool(reading["form"])

    def outcome(self, inside: list[Outcome]) -> Outcome:
        codes = [*self.codes, *(code for one in inside for code in one.codes)]
        longest = max(self._longest, time.monotonic() - self._at if self.lost else 0.0)
        return Outcome(
            ended=self._ended(),
            codes=tuple(codes),
            longest_seconds=max([longest, *(one.longest_seconds for one in inside)]),
            reasons_stated=self.stated and all(one.reasons_stated for one in inside),
        )

    def _ended(self) -> Ended:
        if any(page["status"] != "failed" for page in self.pages):
            return Ended.READ
        if self.lost or (self.codes and not self.refused and not self.pages):
            return Ended.FAILED
        if self.refused:
            return Ended.REFUSED
        return Ended.OPENED if self.container else Ended.FAILED_PAGES


_UNFINISHED = {DocumentState.RECEIVED, DocumentState.READING}
_ENDINGS = {
    DocumentState.UNPACKED: Ended.OPENED,
    DocumentState.REFUSED: Ended.REFUSED,
    DocumentState.FAILED: Ended.FAILED,
}
"""All others: read."""


class WebDoor(Door):
    """A running service of this machine, by its API; its readers are looked at meanwhile."""

    def __init__(self, url: str, token: str) -> None:
        """Find the service.

        Raises:
            LookupError: its processes cannot be looked at.
        """
        self._url, self._token = url.rstrip("/"), token
        service = listener(urlsplit(url).port or _USUAL_PORT)
        # What a container held is read while the next file is sent: the watch never pauses.
        self._watch = _Watch(lambda: below(service))

    def __enter__(self) -> Self:
        self._watch.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._watch.__exit__()

    def send(self, path: Path) -> Outcome:
        """Upload a file and wait until its document is in a final state."""
        boundary = uuid.uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="file"\r\n\r\n'
        )
        body = head.encode() + path.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        started = time.monotonic()
        (document,) = self._ask("/api/v1/intakes", body, kind)["documents"][:1]
        while DocumentState(document["state"]) in _UNFINISHED:
            time.sleep(_SAMPLE_SECONDS)
            document = self._ask(f"/api/v1/documents/{document['id']}")
        outcome = _web_outcome(document, time.monotonic() - started)
        return replace(outcome, memory_mb=self._watch.since_last())

    def _ask(self, path: str, body: bytes | None = None, kind: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}"} | (
            {"Content-Type": kind} if kind else {}
        )
        request = urllib.request.Request(self._url + path, body, headers)  # noqa: S310 - the bench's own address
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 - likewise
            found: dict[str, Any] = json.load(answer)
        return found


def _web_outcome(document: dict[str, Any], seconds: float) -> Outcome:
    pages = document.get("pages") or []
    ended = _ENDINGS.get(DocumentState(document["state"]), Ended.READ)
    code = document.get("reason_code") or document["state"]
    stated = ended in {Ended.READ, Ended.OPENED} or bool(document.get("reason") or pages)
    # Opening and each page may take its time.
    longest = seconds / (1 + len(pages))
    return Outcome(ended, (code,), longest, reasons_stated=stated)
