"""A key as people keep it: 32 random bytes in 43 letters. Settings read it without any cipher."""

import binascii
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from pathlib import Path

KEY_BYTES = 32
_LETTERS = 43


def new_key_text() -> str:
    """Draw a key."""
    return key_text(secrets.token_bytes(KEY_BYTES))


def key_text(secret: bytes) -> str:
    """Write a key."""
    return urlsafe_b64encode(secret).decode().rstrip("=")


def secret_of(text: str) -> bytes:
    """Read a key; ValueError, which never quotes it, says what is wanted."""
    try:
        secret = urlsafe_b64decode(text.rstrip("=") + "=")
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES or key_text(secret) != text.rstrip("="):
        raise ValueError(f"must be keys of {_LETTERS} letters each, as `keys new` makes them")
    return secret


def secrets_in(text: str) -> tuple[bytes, ...]:
    """Read keys with commas between; ValueError says what is wanted."""
    return _secrets(text.split(","))


def secrets_of_file(path: Path) -> tuple[bytes, ...]:
    """Read a file with a key a line; a line may be empty, or a remark behind `#`.

    Raises:
        OSError: it cannot be opened.
        ValueError: it holds no key, or something else.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    return _secrets(line for line in lines if not line.lstrip().startswith("#"))


def _secrets(texts: Iterable[str]) -> tuple[bytes, ...]:
    found = tuple(dict.fromkeys(secret_of(text.strip()) for text in texts if text.strip()))
    if not found:
        raise ValueError("must hold at least one key: `throughcare keys new` makes one")
    return found
