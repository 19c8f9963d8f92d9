"""The format of a sealed file: chunks under AES-256-GCM, each bound to its place in its file.

    8 bytes    magic and version
    16 bytes   id of the key
    32 bytes   salt, from which and from the key the file's own key follows
    chunks     65,536 bytes each, the last of 0 to 65,536, and a tag of 16 bytes behind each

The nonce of a chunk is its number and whether it is the last (the STREAM construction of Hoang,
Reyhanitabar, Rogaway and Vizár, 2015), so none can be taken away, added or moved. The header is
authenticated with each; the SHA-256 of the whole content with the last: one file cannot stand in
for another, and whoever opens one knows at once whether it is whole.
"""

import io
import os
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag

from service.errors import DamagedError
from service.vault.keys import ID_BYTES, SALT_BYTES, Key, KeyRing

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK_BYTES = 1 << 16
_TAG_BYTES = 16
_SEALED_BYTES = CHUNK_BYTES + _TAG_BYTES
_MAGIC = b"TCSEAL\x00\x01"
_HEADER_BYTES = len(_MAGIC) + ID_BYTES + SALT_BYTES


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealer:
    """Seals one file while it is written, a piece at a time."""

    def __init__(self, key: Key, target: BinaryIO) -> None:
        salt = os.urandom(SALT_BYTES)
        self._header = _MAGIC + key.id + salt
        self._cipher, self._target = key.cipher(salt), target
        self._digest, self._held, self._number = sha256(), b"", 0
        target.write(self._header)

    def write(self, piece: bytes) -> int:
        """Take the next bytes."""
        self._digest.update(piece)
        self._held += piece
        start = 0
        while len(self._held) - start > CHUNK_BYTES:
            self._put(self._held[start : start + CHUNK_BYTES], b"", last=False)
            start += CHUNK_BYTES
        self._held = self._held[start:]
        return len(piece)

    def end(self) -> str:
        """Write what is left; give the SHA-256 of the whole content."""
        self._put(self._held, self._digest.digest(), last=True)
        return self._digest.hexdigest()

    def _put(self, chunk: bytes, digest: bytes, *, last: bool) -> None:
        nonce = _nonce(self._number, last=last)
        self._target.write(self._cipher.encrypt(nonce, chunk, self._header + digest))
        self._number += 1


def key_id_of(file: BinaryIO) -> bytes:
    """Give the id of the key that a file was sealed with.

    Raises:
        DamagedError: it is no sealed file.
    """
    header = file.read(_HEADER_BYTES)
    if len(header) != _HEADER_BYTES or not header.startswith(_MAGIC):
        raise DamagedError("the stored file is damaged")
    return header[len(_MAGIC) : -SALT_BYTES]


class Unsealed(io.RawIOBase):
    """The content of a sealed file, to be read in any order; its end is looked at when it opens."""

    def __init__(self, file: BinaryIO, ring: KeyRing, sha256_hex: str) -> None:
        """Open a content.

        Args:
            file: sealed; closed with this.
            ring: the keys.
            sha256_hex: of the content that it must be.

        Raises:
            KeyMissingError: its key is not among them.
            DamagedError: it is another content, or damaged where that can be seen already.
        """
        super().__init__()
        self._file, self._at = file, 0
        key = ring.find(key_id_of(file))
        file.seek(0)
        self._header = file.read(_HEADER_BYTES)
        self._cipher = key.cipher(self._header[-SALT_BYTES:])
        sealed = file.seek(0, os.SEEK_END) - _HEADER_BYTES
        self._last = max(0, sealed - 1) // _SEALED_BYTES
        self.size = sealed - (self._last + 1) * _TAG_BYTES
        self._digest = bytes.fromhex(sha256_hex)
        self._chunk_number, self._chunk = self._last, self._get(self._last)

    def _get(self, number: int) -> bytes:
        self._file.seek(_HEADER_BYTES + number * _SEALED_BYTES)
        sealed, last = self._file.read(_SEALED_BYTES), number == self._last
        associated = self._header + (self._digest if last else b"")
        try:
            return self._cipher.decrypt(_nonce(number, last=last), sealed, associated)
        except InvalidTag as error:
            raise DamagedError("the stored file is damaged") from error

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read in any order."""
        return True

    def tell(self) -> int:
        """Give the place of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Give the next bytes, none at the end.

        Raises:
            DamagedError: they are no longer what was written.
        """
        number, start = divmod(self._at, CHUNK_BYTES)
        if self._at >= self.size:
            return 0
        if number != self._chunk_number:
            self._chunk_number, self._chunk = number, self._get(number)
        target = memoryview(buffer).cast("B")
        piece = self._chunk[start : start + len(target)]
        target[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        """Close the file, too."""
        self._file.close()
        super().close()
