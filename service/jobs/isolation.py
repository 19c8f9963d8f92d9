"""Reads files in a process apart: a page that breaks its reader fails alone, the others go on."""

from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forms.copies import parse_copy_id
from ocr.issued import IssuedLookup
from ocr.reading import PageReading, PageStatus, Problem, page_from_json
from service.errors import ReadingFailedError
from service.evidence import ReadPage
from service.jobs.child import Limits, Order
from service.jobs.reader import Reader

Watcher = Callable[[ReadPage], None]
"""Told of each page as soon as it was read, or failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """Some pages of one file, to be read in one go."""

    path: Path
    name: str
    """As the sender called the file."""
    first: int = 1
    last: int | None = None
    """None: the last there is."""
    pictures: bool = False


@dataclass(slots=True)
class _Progress:
    """How far the reading of a portion has come."""

    portion: Portion
    watch: Watcher
    pages: list[ReadPage] = field(default_factory=list)
    count: int | None = None
    """Pages of the whole file, once it could be opened."""
    opened: bool = False
    """By the process that reads now."""

    @property
    def next_page(self) -> int:
        return self.portion.first + len(self.pages)

    @property
    def last_page(self) -> int:
        count = self.count or 0
        return count if self.portion.last is None else min(self.portion.last, count)

    def add(self, page: ReadPage) -> None:
        self.pages.append(page)
        self.watch(page)

    def add_failed(self, error: ReadingFailedError) -> None:
        self.add(failed_page(self.portion.name, self.next_page, error))

    @property
    def order(self) -> Order:
        """What is left to do."""
        return Order(
            path=str(self.portion.path.absolute()),
            name=self.portion.name,
            first=self.next_page,
            last=self.portion.last,
            pictures=self.portion.pictures,
        )


@dataclass(frozen=True, slots=True)
class PortionRead:
    """What reading a portion gave."""

    pages: list[ReadPage]
    count: int
    """Pages of the whole file."""


def failed_page(name: str, number: int, error: ReadingFailedError) -> ReadPage:
    """Give a page that could not be read, with the reason."""
    problem = Problem(code=error.code, message=error.advice)
    reading = PageReading(file=name, page=number, status=PageStatus.FAILED, problems=(problem,))
    return ReadPage(reading=reading, picture=None)


def _page(message: dict[str, Any]) -> ReadPage:
    picture = message["picture"]
    return ReadPage(
        reading=page_from_json(message["reading"]), picture=picture and b64decode(picture)
    )


def _issued(copy: str, issued: IssuedLookup | None) -> dict[str, Any] | None:
    found = issued(parse_copy_id(copy)) if issued else None
    if found is None:
        return None
    return {"form": found.form.id, "version": found.form.version, "values": dict(found.values)}


def _converse(reader: Reader, progress: _Progress, issued: IssuedLookup | None) -> None:
    """Have what is left of a portion read by one process."""
    progress.opened = False
    for message in reader.obey(progress.order):
        match message["kind"]:
            case "open":
                progress.count, progress.opened = message["pages"], True
            case "page":
                progress.add(_page(message))
            case "issued":
                reader.answer(_issued(message["copy"], issued))
            case "failed":
                raise ReadingFailedError(
                    message["message"], code=message["code"], hint=message["hint"]
                )
            case _:
                pass


def read_portion(
    reader: Reader, portion: Portion, issued: IssuedLookup | None, watch: Watcher
) -> PortionRead:
    """Read some pages of a file; a page over which the process is lost fails, the next go on.

    Raises:
        ReadingFailedError: nothing of the file could be read; `code` says why.
    """
    progress = _Progress(portion, watch)
    done = False
    while not done:
        try:
            _converse(reader, progress, issued)
            done = True
        except ReadingFailedError as error:
            if progress.count is None:
                raise
            # A file that cannot be opened again will not open for its other pages either.
            until = progress.next_page if progress.opened else progress.last_page
            while progress.next_page <= until:
                progress.add_failed(error)
            done = progress.next_page > progress.last_page
    return PortionRead(progress.pages, progress.count or len(progress.pages))


def read_apart(
    path: Path,
    name: str,
    issued: IssuedLookup,
    *,
    folders: tuple[Path, ...],
    memory_mb: int,
    seconds: int,
    layouts: Sequence[str] = (),
) -> list[ReadPage]:
    """Read a file in a process of its own.

    Args:
        path: the stored bytes.
        name: as the sender called the file.
        issued: the register of copies; asked from this process.
        folders: of local form definitions.
        memory_mb: the most address space it may use.
        seconds: the longest that opening the file, and each page of it, may take.
        layouts: those of other agencies that were learned, as JSON.

    Raises:
        ReadingFailedError: nothing of the file can be read; `code` says why.
    """
    with Reader(folders, Limits(memory_mb=memory_mb, seconds=seconds), layouts) as reader:
        portion = Portion(path=path, name=name, pictures=True)
        return read_portion(reader, portion, issued, lambda _page: None).pages
