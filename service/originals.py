"""Keeps bytes for good, each content once, known by its SHA-256: originals and pictures of pages.

A file is on the disk, sealed and synced with its folder, before `keep` returns; a name that exists
is whole. The name follows from SHA-256 and key: it tells nobody else what the file is. Each key has
a folder of its own.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

from ocr.file_types import is_heic
from service.errors import DamagedError, KeyMissingError, NotFoundError, UnavailableError
from service.vault.key_source import SEALED_SUFFIX, KeySource
from service.vault.keys import SHORT_ID_LETTERS, Key, KeyRing
from service.vault.sealing import CHUNK_BYTES, Sealer, Unsealed

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
    (bytes.fromhex("d0cf11e0a1b11ae1"), "application/x-ole-storage"),
)
_UNKNOWN_TYPE = "application/octet-stream"
DRAFT_PREFIX = ".new-"
"""Of files that are being written."""


def media_type_of(data: bytes) -> str:
    """Tell the type by the first bytes; a sender's name or word for it counts for nothing."""
    for signature, media_type in _SIGNATURES:
        if data.startswith(signature):
            return media_type
    if is_heic(data):
        return "image/heic"
    return _UNKNOWN_TYPE


class Stream(Protocol):
    """What bytes come out of, a piece at a time."""

    def read(self, size: int, /) -> bytes:
        """Give the next bytes, at most so many; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """Content that is safely on the disk."""

    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Originals:
    """The store, in one folder."""

    folder: Path
    source: KeySource

    def keep(self, content: bytes | Stream) -> Kept:
        """Store the content; storing it again changes nothing.

        A stream is stored from where it stands to its end, a piece at a time.

        Raises:
            UnavailableError: the disk is full, or the folder cannot be written.
        """
        stream = BytesIO(content) if isinstance(content, bytes) else content
        key = self.source.ring().first
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            kept = self._keep(stream, key)
        except OSError as error:
            raise UnavailableError(f"the file cannot be stored ({error.strerror})") from error
        return kept

    def _keep(self, stream: Stream, key: Key) -> Kept:
        descriptor, temporary = tempfile.mkstemp(dir=self.folder, prefix=DRAFT_PREFIX)
        try:
            with os.fdopen(descriptor, "wb") as file:
                kept = _sealed(stream, key, file)
                file.flush()
                os.fsync(file.fileno())
            path = self._sealed_path(key, kept.sha256)
            _make_folder(path.parent)
            Path(temporary).rename(path)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(temporary).unlink()
            raise
        for folder in (path.parent, path.parent.parent, self.folder):
            _sync_folder(folder)
        return kept

    def take(self, content: "StoredContent") -> None:
        """Store a content of another store, which is read whole before it counts.

        Raises:
            NotFoundError: it is not there.
            DamagedError: it is no longer what it was.
            KeyMissingError: its key is not set.
            UnavailableError: the disk is full, or the folder cannot be written.
        """
        self.keep(_Joined(content.pieces()))

    def read(self, sha256: str) -> bytes:
        """Give the content back.

        Raises:
            NotFoundError: it is not here.
            DamagedError: it is no longer what it was.
            KeyMissingError: its key is not set.
        """
        return b"".join(self.pieces(sha256))

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """Yield the content; the error that it is damaged comes at its end at the latest.

        Raises:
            NotFoundError: it is not here.
            DamagedError: it is no longer what it was.
            KeyMissingError: its key is not set.
            UnavailableError: the disk fails.
        """
        digest = hashlib.sha256()
        with self.open(sha256) as file:
            while piece := _next(file):
                digest.update(piece)
                yield piece
        if digest.hexdigest() != sha256:
            raise DamagedError("the stored file is damaged")

    def open(self, sha256: str) -> BinaryIO:
        """Open the content, to be read in any order.

        Raises:
            NotFoundError: it is not here.
            DamagedError: it is no longer what it was; of its middle, reading tells.
            KeyMissingError: its key is not set.
        """
        ring = self.source.ring()
        # A rotation may move it while we look: where it goes to is looked at first, and once more.
        for path in (*self.places(sha256), *self.places(sha256)):
            with suppress(FileNotFoundError):
                return _opened(path, ring, sha256)
        self._check_keys(ring)
        raise NotFoundError("the stored file is missing")

    def _check_keys(self, ring: KeyRing) -> None:
        """Tell a file that is missing from one whose name nobody can know without its key."""
        for name in self.key_folders() - {key.short_id for key in ring.keys}:
            if any(self.folder.joinpath(name).glob(f"*/*{SEALED_SUFFIX}")):
                raise KeyMissingError(f"the key {name} of stored files is not set")

    def key_folders(self) -> set[str]:
        """Name the folders that there are, one a key, by the key's short id."""
        return {path.name for path in self.folder.glob("?" * SHORT_ID_LETTERS)}

    def content(self, sha256: str) -> "StoredContent":
        """Give the content, to be read by and by."""
        return StoredContent(self, sha256)

    def places(self, sha256: str) -> list[Path]:
        """List where the content may stand: under each key, and unsealed, as once all was."""
        sealed = [self._sealed_path(key, sha256) for key in self.source.ring().keys]
        return [*sealed, self.folder / sha256[:2] / sha256]

    def path(self, sha256: str) -> Path:
        """Give where the content stands; where it would be kept, if it does not."""
        places = self.places(sha256)
        return next((place for place in places if place.is_file()), places[0])

    def reseal(self, sha256: str) -> bool:
        """Have the content stand under the first key alone; tell whether it did not.

        It is written anew and whole before it goes elsewhere: being stopped does no harm.

        Raises:
            NotFoundError: it is not here.
            DamagedError: it is no longer what it was; then it is left as it is.
            KeyMissingError: its key is not set.
            UnavailableError: the disk is full, or the folder cannot be written.
        """
        first, *others = self.places(sha256)
        old = [place for place in others if place.is_file()]
        if not old and first.is_file():
            return False
        self.take(self.content(sha256))
        for place in old:
            place.unlink(missing_ok=True)
        return True

    def files(self) -> Iterator[Path]:
        """Yield all stored files; not those that are being written."""
        for place in ("??/*", f"{'?' * SHORT_ID_LETTERS}/??/*"):
            yield from (path for path in sorted(self.folder.glob(place)) if path.is_file())

    def is_there(self, sha256: str) -> bool:
        """Tell whether the content stands here, whole or not."""
        return any(place.is_file() for place in self.places(sha256))

    def discard(self, sha256: str) -> None:
        """Remove the content, wherever it stands; doing it again changes nothing."""
        for place in self.places(sha256):
            place.unlink(missing_ok=True)

    def sweep(self, before: float) -> None:
        """Remove what was being written when its process was killed, and not touched since."""
        for draft in self.folder.glob(f"{DRAFT_PREFIX}*"):
            with suppress(FileNotFoundError):
                if draft.stat().st_mtime < before:
                    draft.unlink()

    def discard_settled(self, sha256: str, since: float) -> bool:
        """Remove the content unless it was kept after an instant; tell whether it is gone.

        It is first moved aside: whoever keeps the same content at this very instant keeps his own.
        """
        for place in self.places(sha256):
            aside = place.with_name(f"{DRAFT_PREFIX}{place.name}")
            with suppress(FileNotFoundError):
                if place.stat().st_mtime > since:
                    return False
                place.rename(aside)
                if aside.stat().st_mtime > since:
                    aside.rename(place)
                    return False
                aside.unlink()
        return True

    def _sealed_path(self, key: Key, sha256: str) -> Path:
        name = key.name_of(sha256)
        return self.folder / key.short_id / name[:2] / f"{name}{SEALED_SUFFIX}"


@dataclass(frozen=True, slots=True)
class StoredContent:
    """One content of a store."""

    store: Originals
    sha256: str

    def pieces(self) -> Iterator[bytes]:
        """Yield it, from the beginning; errors as `Originals.pieces` has them."""
        return self.store.pieces(self.sha256)


class _Joined:
    """A stream of pieces, whatever their size."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def read(self, size: int, /) -> bytes:
        """Give the next piece."""
        del size
        return next(self._pieces, b"")


def _sealed(stream: Stream, key: Key, file: BinaryIO) -> Kept:
    sealer, size, start = Sealer(key, file), 0, b""
    while piece := stream.read(CHUNK_BYTES):
        start = start or piece
        size += sealer.write(piece)
    return Kept(sealer.end(), size, media_type_of(start))


def _next(file: BinaryIO) -> bytes:
    try:
        return file.read(CHUNK_BYTES)
    except OSError as error:
        raise UnavailableError(f"a stored file cannot be read ({error.strerror})") from error


def _opened(path: Path, ring: KeyRing, sha256: str) -> BinaryIO:
    with ExitStack() as stack:
        stored = stack.enter_context(path.open("rb"))
        file = _checked(stored, path, ring, sha256)
        stack.pop_all()
    return file


def _checked(stored: BufferedReader, path: Path, ring: KeyRing, sha256: str) -> BinaryIO:
    if path.suffix == SEALED_SUFFIX:
        return BufferedReader(Unsealed(stored, ring, sha256), CHUNK_BYTES)
    if hashlib.file_digest(stored, "sha256").hexdigest() != sha256:
        raise DamagedError("the stored file is damaged")
    stored.seek(0)
    return stored


def _make_folder(folder: Path) -> None:
    """Make a folder and the one above it, for this user alone."""
    for path in (folder.parent, folder):
        path.mkdir(exist_ok=True, mode=0o700)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
