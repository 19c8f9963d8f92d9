"""The process in which strangers' files are parsed: confined, without database, replaced when lost.

It takes orders and answers in JSON, never in pickles: what a parser that has been taken over sends
is then no more than a wrong reading. What it loads, models above all, serves all files it reads.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, assert_never

from forms.answers import Answer
from forms.copies import CopyId
from forms.errors import FileError, LayoutError, ThroughcareError
from forms.registry import Catalogue, load_catalogue
from ocr.issued import IssuedCopy, IssuedLookup
from ocr.kept_lines import pack
from ocr.learned.layout import LearnedLayout, from_json
from ocr.learned.lesson import learn_page
from ocr.pipeline import OpenFile, open_file, read_opened
from ocr.reading import PageReading, page_json
from service.containers import ContainerKind, container_kind, members
from service.jobs.confined.limits import Limits, allow_cpu
from service.jobs.confined.warden import Ending, run_confined
from service.page_pictures import page_picture

__all__ = ["LearnOrder", "Limits", "Order", "send", "serve_orders"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a reading process is asked to read; the file itself follows, piece by piece."""

    name: str
    """As the sender called the file."""
    first: int
    """Page to begin with, counted from 1."""
    last: int | None
    """Page to end with; None: the last there is."""
    pictures: bool
    """Send a picture of each page with its reading."""
    depth: int = 0
    """Containers that the file came out of, one in another."""
    lines_of: Sequence[str] = ()
    """Fields of which to send what the recogniser saw."""
    turns: Mapping[str, int] = field(default_factory=dict)
    """By page, as text, degrees clockwise by which it is turned from how it would be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnOrder:
    """What a reading process is asked to learn, the layout of one page; its file follows."""

    page: int
    """In the file, counted from 1."""
    values: Mapping[str, Answer] | None = field(repr=False)
    """What stands on it, as a person has confirmed it; None: nobody has."""


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What the process knows before it looks at a file."""

    catalogue: Catalogue
    layouts: Sequence[LearnedLayout]
    cpu_seconds: int
    """For opening a file and for each page of it."""


def send(connection: Connection, message: dict[str, Any]) -> None:
    """Send a message as JSON."""
    connection.send_bytes(json.dumps(message).encode())


def _lookup(connection: Connection, catalogue: Catalogue) -> IssuedLookup:
    def find(copy: CopyId) -> IssuedCopy | None:
        send(connection, {"kind": "issued", "copy": copy.text})
        answer = json.loads(connection.recv_bytes())
        if answer is None:
            return None
        form = catalogue.find(answer["form"], answer["version"])
        return IssuedCopy(form=form, values=answer["values"])

    return find


def _lines(page: PageReading, wanted: Sequence[str]) -> dict[str, str]:
    """Pack what the recogniser saw of the wanted fields; nothing of what was not read from ink."""
    packed = {key: pack(page.fields[key].lines) for key in wanted if key in page.fields}
    return {key: b64encode(data).decode() for key, data in packed.items() if data}


def _pages(
    connection: Connection, file: OpenFile, order: Order, known: _Known
) -> Iterator[dict[str, Any]]:
    catalogue = known.catalogue
    lookup = _lookup(connection, catalogue)
    count = None if order.last is None else order.last - order.first + 1
    turns = {int(page): degrees for page, degrees in order.turns.items()}
    pages = read_opened(
        file, catalogue, lookup, first=order.first, layouts=known.layouts, turns=turns
    )
    for reading in islice(pages, count):
        turn = turns.get(reading.page, 0)
        picture = page_picture(file.data, reading, catalogue, turn) if order.pictures else None
        yield {
            "reading": page_json(reading),
            "picture": picture and b64encode(picture.png).decode(),
            "hash": picture and picture.hash,
            "lines": _lines(reading, order.lines_of),
        }
        allow_cpu(known.cpu_seconds)


def _received(connection: Connection) -> bytes:
    """Take the file of an order; an empty piece ends it."""
    pieces = []
    while piece := connection.recv_bytes():
        pieces.append(piece)
    return b"".join(pieces)


def _read(connection: Connection, order: Order, data: bytes, known: _Known) -> None:
    """Read a file and send page after page, or file after file of a container."""
    kind = container_kind(data)
    if kind is None:
        _read_pages(connection, order, data, known)
    else:
        _unpack(connection, kind, data, order.depth)


def _unpack(connection: Connection, kind: ContainerKind, data: bytes, depth: int) -> None:
    """Send the files in a container: whoever asked has each read as a document of its own.

    All are taken out before the first is sent: a container is opened whole, or refused whole.
    """
    found = tuple(members(kind, data, depth))
    send(connection, {"kind": "open", "pages": 0, "container": True})
    for member in found:
        what = {"place": member.place, "name": member.name, "data": b64encode(member.data).decode()}
        send(connection, {"kind": "member", **what})


def _read_pages(connection: Connection, order: Order, data: bytes, known: _Known) -> None:
    file = open_file(order.name, data, known.catalogue)
    allow_cpu(known.cpu_seconds)
    send(connection, {"kind": "open", "pages": file.pages})
    for page in _pages(connection, file, order, known):
        send(connection, {"kind": "page", **page})


def _learn(connection: Connection, order: LearnOrder, data: bytes, known: _Known) -> None:
    """Learn the layout of the page that the order names and send it."""
    lesson = learn_page(data, order.page, known.catalogue, order.values, known.layouts)
    before = lesson.before and lesson.before.id
    layout = lesson.layout
    names = {"id": layout.id, "form": layout.form, "version": layout.version, "before": before}
    send(connection, {"kind": "learned", **names, "layout": layout.to_json()})


def _obey(connection: Connection, order: Order | LearnOrder, known: _Known) -> None:
    """Do what an order says and send what it brings, or the error, to the parent."""
    data = _received(connection)
    try:
        match order:
            case Order():
                _read(connection, order, data, known)
            case LearnOrder():
                _learn(connection, order, data, known)
            case _:
                assert_never(order)
        send(connection, {"kind": "done"})
    except ThroughcareError as error:
        failure = {"code": error.code, "message": error.message, "hint": error.hint}
        # What is wrong with a file stays wrong: it need not be tried again.
        send(connection, {"kind": "failed", **failure, "refused": isinstance(error, FileError)})


def _order(message: dict[str, Any]) -> Order | LearnOrder:
    return Order(**message) if "name" in message else LearnOrder(**message)


def _layouts(written: Sequence[str]) -> Iterator[LearnedLayout]:
    """Yield layouts; one that is damaged must not keep every file from being read."""
    for one in written:
        with suppress(LayoutError):
            yield from_json(one)


def serve_orders(
    connection: Connection,
    scratch: Path,
    folders: tuple[Path, ...],
    limits: Limits,
    layouts: Sequence[str] = (),
) -> None:
    """Obey orders until the parent hangs up; end where anything went wrong that has no name.

    Args:
        connection: to the parent.
        scratch: folder for temporary files.
        folders: of local form definitions.
        limits: of this process.
        layouts: the learned ones, as JSON.
    """

    def work() -> None:
        _serve(connection, folders, limits, layouts)

    with suppress(BrokenPipeError):
        match run_confined(work, limits, scratch):
            case Ending.OVERTIME:
                send(connection, {"kind": "overtime"})
            case Ending.OUT_OF_MEMORY:
                send(connection, {"kind": "memory"})
            case Ending.OTHER:
                pass
            case ending:
                assert_never(ending)


def _serve(
    connection: Connection, folders: tuple[Path, ...], limits: Limits, layouts: Sequence[str]
) -> None:
    # An order that never ended well leaves a process that nobody should trust with the next file.
    with suppress(EOFError, BrokenPipeError):
        try:
            found = tuple(_layouts(layouts))
            known = _Known(load_catalogue(*folders), found, limits.cpu_seconds)
            while True:
                order = _order(json.loads(connection.recv_bytes()))
                allow_cpu(limits.cpu_seconds)
                _obey(connection, order, known)
        except MemoryError:
            send(connection, {"kind": "memory"})
        except (EOFError, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - a traceback here could quote the file
            send(connection, {"kind": "crashed", "error": type(error).__name__})
