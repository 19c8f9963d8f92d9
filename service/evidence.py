"""What reading a file gives the service: each page's reading, its picture, and what it teaches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ocr.reading import PageReading
from service.errors import ReadingFailedError

_PIECE_BYTES = 1 << 16


class Content(Protocol):
    """The bytes of a file, wherever they are kept."""

    def pieces(self) -> Iterator[bytes]:
        """Yield them, from the beginning, none of them empty."""
        ...


@dataclass(frozen=True, slots=True)
class PlainFile:
    """A file on the disk as its owner put it there."""

    path: Path = field(repr=False)

    def pieces(self) -> Iterator[bytes]:
        """Yield its bytes.

        Raises:
            ReadingFailedError: it cannot be opened.
        """
        try:
            with self.path.open("rb") as file:
                while piece := file.read(_PIECE_BYTES):
                    yield piece
        except OSError as error:
            raise ReadingFailedError(
                f"the file cannot be opened: {error.strerror}",
                code="cannot-open",
                hint="Check that it is there and may be read.",
            ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class FileToRead:
    """A stored file, and where in it to begin."""

    content: Content = field(repr=False)
    name: str = field(repr=False)
    """As its sender called it."""
    first: int = 1
    """Page to begin with, counted from 1."""
    last: int | None = None
    """Page to end with; None: the last there is."""
    turns: Mapping[int, int] = field(default_factory=dict)
    """By page, degrees clockwise by which a person turned it from how it was read."""
    depth: int = 0
    """Containers that it came out of, one inside the other."""
    lines_of: tuple[str, ...] = ()
    """Fields of which to keep what the recogniser saw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOpened:
    """A file could be opened."""

    pages: int
    """0: it is a container, and its members follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file out of a container, which is a document of its own."""

    place: str = field(repr=False)
    """Where in the container it lay."""
    name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """One page as it was read."""

    reading: PageReading
    picture: bytes | None = field(repr=False)
    """PNG of the whole page, laid on the issued page, so that crops go by millimetres."""
    picture_hash: str | None = None
    """Perceptual hash of the picture, 64 hexadecimal digits."""
    lines: Mapping[str, bytes] = field(repr=False, default_factory=dict)
    """By field, what the recogniser saw of it, as `ocr.kept_lines` packs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedPage:
    """What learning the layout of a page gives."""

    layout_id: str
    """Follows from what was learned."""
    form: str
    version: str
    layout: str = field(repr=False)
    """JSON, as readers take it."""
    before: str | None
    """Id of the layout that was known of this page before, which this one takes the place of."""


Read = FileOpened | ReadPage | Member
"""What comes of a file while it is read."""
