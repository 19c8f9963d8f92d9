"""Seals small secrets before they are kept, with a key that follows from the installation's own."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.errors import SealBrokenError
from service.secret_key import secret_key
from service.settings import Settings

_VERSION = "1"
_NONCE = 12


def seal(settings: Settings, purpose: str, text: str) -> str:
    """Seal a secret for one purpose and place, such as `second factor 7`: it opens nowhere else."""
    nonce = urandom(_NONCE)
    sealed = _cipher(settings).encrypt(nonce, text.encode(), purpose.encode())
    return f"{_VERSION}:{urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(settings: Settings, purpose: str, sealed: str) -> str:
    """Open what was sealed.

    Raises:
        SealBrokenError: it was changed, is of another place, or the secret key is another now.
    """
    version, _, text = sealed.partition(":")
    try:
        kept = urlsafe_b64decode(text)
        opened = _cipher(settings).decrypt(kept[:_NONCE], kept[_NONCE:], purpose.encode())
    except (ValueError, InvalidTag):
        opened = None
    if version != _VERSION or opened is None:
        raise SealBrokenError("a secret that is kept sealed cannot be opened")
    return opened.decode()


def _cipher(settings: Settings) -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"throughcare small secrets")
    return AESGCM(derive.derive(secret_key(settings).encode()))
