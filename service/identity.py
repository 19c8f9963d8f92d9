"""Values of who gets in: ways to sign in, sessions, and what a program's token may do."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from service.entities import User


class SignInWay(StrEnum):
    """How somebody proved who they are."""

    PASSWORD = "password"  # noqa: S105 - a word
    PROVIDER = "provider"
    """Through the identity provider of the organisation (OpenID Connect)."""


class TokenScope(StrEnum):
    """What a program's token is for; it may do nothing else, whatever its account may."""

    READ = "read"
    """Look: clients, records, what is due."""
    WRITE = "write"
    """Change: clients, records, decisions, events, consent."""
    INTAKE = "intake"
    """Send in files, and see what became of them."""
    FORMS = "forms"
    """Get forms, blank or for a client, and send them."""
    EXPORT = "export"
    """Take records and their evidence out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """Where a request comes from."""

    address: str = field(default="", repr=False)
    program: str = field(default="", repr=False)
    """What the browser calls itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSession:
    """A session that has not ended."""

    id: int
    user: User
    is_strong: bool
    """A second factor was shown too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSignIn:
    """One sign-in of an account."""

    id: int
    at: datetime
    seen_at: datetime
    way: SignInWay
    is_strong: bool
    is_open: bool
    address: str = field(repr=False)
    browser: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A program's token, without the token itself: only its hash is kept."""

    id: int
    label: str
    user_name: str
    scopes: Collection[TokenScope]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    def is_live(self, at_utc: datetime) -> bool:
        """Tell whether it still opens anything."""
        return self.revoked_at is None and at_utc < self.expires_at
