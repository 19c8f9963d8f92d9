"""Reads files in a process apart: a page that breaks its reader fails alone, the others go on."""

from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forms.copies import parse_copy_id
from ocr.issued import IssuedLookup
from ocr.kept_lines import MOST_BYTES
from ocr.reading import PageReading, PageStatus, Problem, page_from_json
from service.errors import FileRefusedError, ReadingFailedError
from service.evidence import Content, FileOpened, FileToRead, Member, Read, ReadPage
from service.jobs.child import Limits, Order
from service.jobs.reader import Reader, crashed

_PREPARED_MB, _PREPARED_SECONDS = 3072, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """Some pages of one file, to be read in one go."""

    content: Content = field(repr=False)
    name: str
    """As the sender called the file."""
    first: int = 1
    last: int | None = None
    """None: the last there is."""
    pictures: bool = False
    depth: int = 0
    """Containers that it came out of."""
    lines_of: tuple[str, ...] = ()
    """Fields of which to send what the recogniser saw."""
    turns: Mapping[int, int] = field(default_factory=dict)
    """By page, degrees clockwise by which a person turned it from how it was read."""


@dataclass(slots=True)
class _Progress:
    """How far the reading of a portion has come."""

    portion: Portion
    next_page: int
    count: int | None = None
    """Pages of the whole file, once it could be opened."""
    opened: bool = False
    """By the process that reads now."""

    @property
    def last_page(self) -> int:
        count = self.count or 0
        return count if self.portion.last is None else min(self.portion.last, count)

    def failed(self, error: ReadingFailedError) -> ReadPage:
        self.next_page += 1
        return failed_page(self.portion.name, self.next_page - 1, error)

    @property
    def order(self) -> Order:
        """What is left to do."""
        return Order(
            name=self.portion.name,
            first=self.next_page,
            last=self.portion.last,
            pictures=self.portion.pictures,
            depth=self.portion.depth,
            lines_of=self.portion.lines_of,
            turns={str(page): degrees for page, degrees in self.portion.turns.items()},
        )


def failed_page(name: str, number: int, error: ReadingFailedError) -> ReadPage:
    """Give a page that could not be read, with the reason."""
    problem = Problem(code=error.code, message=error.advice)
    reading = PageReading(file=name, page=number, status=PageStatus.FAILED, problems=(problem,))
    return ReadPage(reading=reading, picture=None)


def _lines(sent: Mapping[str, str], wanted: Sequence[str]) -> dict[str, bytes]:
    """Take what was kept of the fields; a reader that sends more than was asked is not trusted."""
    lines = {key: b64decode(text) for key, text in sent.items()}
    if not lines.keys() <= set(wanted) or any(len(one) > MOST_BYTES for one in lines.values()):
        raise crashed()
    return lines


def _page(message: dict[str, Any], wanted: Sequence[str]) -> ReadPage:
    picture = message["picture"]
    return ReadPage(
        reading=page_from_json(message["reading"]),
        picture=picture and b64decode(picture),
        picture_hash=message["hash"] and f"{int(message['hash'], 16):064x}",
        lines=_lines(message["lines"], wanted),
    )


def _member(message: dict[str, Any]) -> Member:
    return Member(place=message["place"], name=message["name"], content=b64decode(message["data"]))


def _issued(copy: str, issued: IssuedLookup | None) -> dict[str, Any] | None:
    found = issued(parse_copy_id(copy)) if issued else None
    if found is None:
        return None
    return {"form": found.form.id, "version": found.form.version, "values": dict(found.values)}


def _refusal(message: dict[str, Any]) -> ReadingFailedError:
    kind = FileRefusedError if message.get("refused") else ReadingFailedError
    return kind(message["message"], code=message["code"], hint=message["hint"])


def _converse(reader: Reader, progress: _Progress, issued: IssuedLookup | None) -> Iterator[Read]:
    """Have what is left of a portion read by one process."""
    progress.opened = False
    for message in reader.obey(progress.order, progress.portion.content):
        match message["kind"]:
            case "open":
                first_time = progress.count is None
                progress.count, progress.opened = message["pages"], True
                if first_time:
                    yield FileOpened(pages=progress.count)
            case "page":
                page = _page(message, progress.portion.lines_of)
                progress.next_page += 1
                yield page
            case "member":
                yield _member(message)
            case "issued":
                reader.answer(_issued(message["copy"], issued))
            case "failed":
                raise _refusal(message)
            case _:
                pass


def read_portion(reader: Reader, portion: Portion, issued: IssuedLookup | None) -> Iterator[Read]:
    """Read some pages of a file; a page over which the process is lost fails, the next go on.

    Raises:
        ReadingFailedError: nothing of the file could be read; `code` says why.
    """
    progress = _Progress(portion, portion.first)
    done = False
    while not done:
        try:
            yield from _converse(reader, progress, issued)
            done = True
        except ReadingFailedError as error:
            if not progress.count:
                raise
            # A file that cannot be opened again will not open for its other pages either.
            until = progress.next_page if progress.opened else progress.last_page
            while progress.next_page <= until:
                yield progress.failed(error)
            done = progress.next_page > progress.last_page


def read_apart(
    file: FileToRead,
    issued: IssuedLookup,
    *,
    folders: tuple[Path, ...],
    limits: Limits,
    layouts: Sequence[str] = (),
) -> Iterator[Read]:
    """Read a file in a process of its own, which ends when nobody asks for more.

    Args:
        file: the stored file.
        issued: the register of copies; asked from this process.
        folders: of local form definitions.
        limits: of the process.
        layouts: those of other agencies that were learned, as JSON.

    Raises:
        ReadingFailedError: nothing of the file can be read; `code` says why.
    """
    portion = Portion(
        content=file.content,
        name=file.name,
        first=file.first,
        last=file.last,
        turns=file.turns,
        depth=file.depth,
        pictures=True,
        lines_of=file.lines_of,
    )
    with Reader(folders, limits, layouts) as reader:
        yield from read_portion(reader, portion, issued)


def prepare() -> None:
    """Have the server that forks readers make what they need; come back when it has.

    Raises:
        ReadingFailedError: no reader can be started.
    """
    with Reader((), Limits(memory_mb=_PREPARED_MB, seconds=_PREPARED_SECONDS)) as reader:
        reader.start()
