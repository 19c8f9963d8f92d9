"""Passwords, by Argon2id, and tokens."""

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service.password_rules import LONGEST_PASSWORD, plain_password

_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """Hash a password for keeping."""
    return _HASHER.hash(plain_password(password))


def matches(password_hash: str, password: str) -> bool:
    """Tell whether this is the password."""
    try:
        return _HASHER.verify(password_hash, plain_password(password[: LONGEST_PASSWORD + 1]))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Tell whether a hash was made with less work than new ones are."""
    return _HASHER.check_needs_rehash(password_hash)


@cache
def nobodys_hash() -> str:
    """Give a hash that no password matches: an unknown name takes as long as a wrong password."""
    return hash_password(secrets.token_urlsafe(16))


def new_password() -> str:
    """Draw a password that can be read out: 96 bits in four groups."""
    return "-".join(secrets.token_hex(3) for _ in range(4))


def token_hash(token: str) -> str:
    """Hash a drawn token for keeping: of 256 random bits, a slow hash would protect no better."""
    return hashlib.sha256(token.encode()).hexdigest()
