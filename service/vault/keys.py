"""Keys at work. From each follow, by HKDF (RFC 5869), its id, the names and the keys of files."""

import hmac
from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.errors import KeyMissingError
from service.vault.key_text import KEY_BYTES

ID_BYTES = 16
SALT_BYTES = 32
SHORT_ID_LETTERS = 12


def _derived(secret: bytes, what: bytes, *, length: int = KEY_BYTES, salt: bytes = b"") -> bytes:
    derivation = HKDF(
        algorithm=SHA256(), length=length, salt=salt or None, info=b"throughcare " + what
    )
    return derivation.derive(secret)


def short_id(key_id: bytes) -> str:
    """Give what people know a key by."""
    return key_id.hex()[:SHORT_ID_LETTERS]


@dataclass(frozen=True, slots=True)
class Key:
    """One key; `repr` shows its id alone, which tells nothing of it."""

    id: bytes
    secret: bytes = field(repr=False)
    _naming: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: bytes) -> Self:
        """Make a key of its 32 bytes."""
        return cls(
            _derived(secret, b"key id", length=ID_BYTES), secret, _derived(secret, b"file names")
        )

    @property
    def short_id(self) -> str:
        """What people know it by."""
        return short_id(self.id)

    def name_of(self, sha256: str) -> str:
        """Name a file by its content, so that only who has the key can tell what it would be."""
        return hmac.digest(self._naming, bytes.fromhex(sha256), "sha256").hex()

    def cipher(self, salt: bytes) -> AESGCM:
        """Give the cipher of one file, whose salt no other file has."""
        return AESGCM(_derived(self.secret, b"file", salt=salt))

    def mark_of(self, content: bytes) -> str:
        """Give the mark that only who has the key could have set under a content."""
        return hmac.digest(_derived(self.secret, b"marks"), content, "sha256").hex()


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys of an installation: the first writes, all read."""

    keys: tuple[Key, ...]

    @property
    def first(self) -> Key:
        """The key that files are sealed with."""
        return self.keys[0]

    def find(self, key_id: bytes) -> Key:
        """Find a key by its id.

        Raises:
            KeyMissingError: it is not there.
        """
        for key in self.keys:
            if key.id == key_id:
                return key
        raise KeyMissingError(f"the key {short_id(key_id)} of a stored file is not set")

    def find_short(self, wanted: str) -> Key:
        """Find a key by its short id.

        Raises:
            KeyMissingError: it is not there.
        """
        for key in self.keys:
            if key.short_id == wanted:
                return key
        raise KeyMissingError(f"the key {wanted} is not set")
