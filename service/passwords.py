"""Passwords, by Argon2id."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST_PASSWORD = 12
_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """Hash a password for keeping."""
    return _HASHER.hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Tell whether this is the password."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def nobodys_hash() -> str:
    """Give a hash that no password matches: an unknown name takes as long as a wrong password."""
    return hash_password(secrets.token_urlsafe(16))


def new_password() -> str:
    """Draw a password that can be read out: 96 bits in four groups."""
    return "-".join(secrets.token_hex(3) for _ in range(4))
