"""Reads many files by several reading processes; the order of what comes out is that of the files.

A process reads file after file, so that what it loads is loaded once. Long files are read by
several processes, a portion each.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import assert_never

from service.errors import FileRefusedError, ReadingFailedError
from service.evidence import FileOpened, Member, PlainFile, Read, ReadPage
from service.jobs.child import Limits
from service.jobs.isolation import Portion, failed_page, read_portion
from service.jobs.reader import Reader

_CONTAINER = FileRefusedError(
    "this is a container of other files",
    code="container",
    hint="Unpack it first, or take it in with `throughcare ingest`.",
)
_PORTION = 8
"""Pages; a file is opened again for each portion, which costs less than one of its pages."""


Watcher = Callable[[ReadPage], None]
"""Told of each page as soon as it was read, or failed."""


@dataclass(slots=True)
class PortionRead:
    """What reading a portion gave."""

    pages: list[ReadPage] = field(default_factory=list)
    count: int = 0
    """Pages of the whole file."""


def _gathered(items: Iterable[Read], watch: Watcher) -> PortionRead:
    gathered = PortionRead()
    for item in items:
        match item:
            case FileOpened():
                gathered.count = item.pages
            case ReadPage():
                gathered.pages.append(item)
                watch(item)
            case Member():
                raise _CONTAINER
            case _:
                assert_never(item)
    return gathered


@dataclass(slots=True)
class _File:
    """One file on its way; what comes of its portions is waited for in order."""

    path: Path
    begun: "Future[PortionRead]"
    rest: "list[Future[PortionRead]]" = field(default_factory=list)
    """Filled in before `begun` is done."""

    def pages(self) -> list[ReadPage]:
        """Wait for the whole file."""
        try:
            beginning = self.begun.result()
        except ReadingFailedError as error:
            return self._failed(error, range(1, 2))
        pages = list(beginning.pages)
        for portion, first in zip(self.rest, _starts(beginning.count), strict=True):
            try:
                pages += portion.result().pages
            except ReadingFailedError as error:
                end = min(first + _PORTION, beginning.count + 1)
                pages += self._failed(error, range(first, end))
        return pages

    def _failed(self, error: ReadingFailedError, numbers: Sequence[int]) -> list[ReadPage]:
        return [failed_page(self.path.name, number, error) for number in numbers]


def _starts(count: int) -> range:
    """Give the first pages of the portions behind the first."""
    return range(_PORTION + 1, count + 1, _PORTION)


@dataclass(frozen=True, slots=True)
class _Crew:
    """Reading processes at work, each used by one thread at a time."""

    threads: ThreadPoolExecutor
    idle: "SimpleQueue[Reader]"
    watch: Watcher
    divides: bool
    """Whether long files are read in portions."""

    def send(self, path: Path) -> _File:
        """Have a file read, as soon as there is time."""
        rest: list[Future[PortionRead]] = []
        return _File(path, self.threads.submit(self._begin, path, rest), rest)

    def _begin(self, path: Path, rest: "list[Future[PortionRead]]") -> PortionRead:
        beginning = self._read(path, 1)
        if self.divides:
            starts = _starts(beginning.count)
            rest += [self.threads.submit(self._read, path, first) for first in starts]
        return beginning

    def _read(self, path: Path, first: int) -> PortionRead:
        last = first + _PORTION - 1 if self.divides else None
        portion = Portion(content=PlainFile(path), name=path.name, first=first, last=last)
        reader = self.idle.get()
        try:
            return _gathered(read_portion(reader, portion, None), self.watch)
        finally:
            self.idle.put(reader)


def read_files(
    paths: Sequence[Path],
    *,
    jobs: int,
    folders: tuple[Path, ...],
    limits: Limits,
    layouts: Sequence[str] = (),
    watch: Watcher = lambda _page: None,
) -> Iterator[list[ReadPage]]:
    """Yield the pages of each file, files in the order given, pages in theirs.

    A file that cannot be read gives one failed page that says why; a page over which its reader
    was lost gives a failed page in its place.

    Args:
        paths: of the files.
        jobs: reading processes.
        folders: of local form definitions.
        limits: of each process.
        layouts: those of other agencies that were learned, as JSON.
        watch: told of each page as it comes, from several threads.
    """
    with ExitStack() as stack:
        readers = [stack.enter_context(Reader(folders, limits, layouts)) for _ in range(jobs)]
        idle: SimpleQueue[Reader] = SimpleQueue()
        for reader in readers:
            idle.put(reader)
        threads = ThreadPoolExecutor(jobs)
        # Whoever stops listening early must not wait for pages that nobody wants any more.
        stack.callback(threads.shutdown, wait=False, cancel_futures=True)
        crew = _Crew(threads, idle, watch, divides=jobs > 1)
        files = [crew.send(path) for path in paths]
        for file in files:
            yield file.pages()
