"""Keeps bytes for good, each content once, under its SHA-256: originals and pictures of pages.

A file is on the disk, synced with its folder, before `keep` returns; a name that exists is whole.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

from service.errors import NotFoundError, UnavailableError

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
    (bytes.fromhex("d0cf11e0a1b11ae1"), "application/x-ole-storage"),
)
_HEIC_SIGNATURES = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"mif1", b"msf1"))
"""Behind the length of the first box."""
_UNKNOWN_TYPE = "application/octet-stream"
_CHUNK_BYTES = 1 << 20


def media_type_of(data: bytes) -> str:
    """Tell the type by the first bytes; a sender's name or word for it counts for nothing."""
    for signature, media_type in _SIGNATURES:
        if data.startswith(signature):
            return media_type
    if data[4:12] in _HEIC_SIGNATURES:
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

    def keep(self, content: bytes | Stream) -> Kept:
        """Store the content; storing it again changes nothing.

        A stream is stored from where it stands to its end, a piece at a time.

        Raises:
            UnavailableError: the disk is full, or the folder cannot be written.
        """
        stream = BytesIO(content) if isinstance(content, bytes) else content
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return self._keep(stream)
        except OSError as error:
            raise UnavailableError(f"the file cannot be stored ({error.strerror})") from error

    def _keep(self, stream: Stream) -> Kept:
        descriptor, temporary = tempfile.mkstemp(dir=self.folder, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                kept = _copy(stream, file)
                file.flush()
                os.fsync(file.fileno())
            path = self.path(kept.sha256)
            path.parent.mkdir(exist_ok=True, mode=0o700)
            Path(temporary).rename(path)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(temporary).unlink()
            raise
        for folder in (path.parent, self.folder):
            _sync_folder(folder)
        return kept

    def read(self, sha256: str) -> bytes:
        """Give the content back.

        Raises:
            NotFoundError: it is not here, or no longer what it was.
        """
        path = self.path(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise NotFoundError("the stored file is missing") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise NotFoundError(
                "the stored file is damaged",
                hint="Tell your administrator: restore it from backup.",
            )
        return data

    def path(self, sha256: str) -> Path:
        """Give where the content stands, for a reader in a process apart."""
        return self.folder / sha256[:2] / sha256


def _copy(stream: Stream, file: BinaryIO) -> Kept:
    digest, size, start = hashlib.sha256(), 0, b""
    while piece := stream.read(_CHUNK_BYTES):
        start = start or piece
        digest.update(piece)
        size += file.write(piece)
    return Kept(digest.hexdigest(), size, media_type_of(start))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
