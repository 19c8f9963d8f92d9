"""Keys under a passphrase, for whoever wants them in the back-up: scrypt and AES-256-GCM."""

import os
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from service.errors import BadRequestError

_N, _R, _P = 1 << 17, 8, 1
"""128 MB and about half a second a guess (OWASP's first choice for scrypt)."""
SHORTEST = 12
"""Characters of a passphrase."""


def locked(texts: Sequence[str], passphrase: str) -> dict[str, Any]:
    """Lock keys away.

    Raises:
        BadRequestError: the passphrase is too short.
    """
    if len(passphrase) < SHORTEST:
        raise BadRequestError(f"a passphrase needs at least {SHORTEST} characters")
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_derived(passphrase, salt)).encrypt(nonce, "\n".join(texts).encode(), None)
    parts = zip(_PARTS, (salt, nonce, sealed), strict=True)
    return {name: b64encode(part).decode() for name, part in parts}


_PARTS = ("salt", "nonce", "sealed")


def unlocked(box: Mapping[str, Any], passphrase: str) -> list[str]:
    """Take the keys out again.

    Raises:
        BadRequestError: it is another passphrase.
    """
    salt, nonce, sealed = (b64decode(box[name]) for name in _PARTS)
    try:
        plain = AESGCM(_derived(passphrase, salt)).decrypt(nonce, sealed, None)
    except InvalidTag as error:
        raise BadRequestError("this is not the passphrase of this back-up") from error
    return plain.decode().split("\n")


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_N, r=_R, p=_P).derive(passphrase.encode())
