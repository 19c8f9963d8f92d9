"""Who accounts are at the identity provider: entered by an administrator, tied at first sign-in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.clock import now_utc
from service.entities import Actor
from service.errors import BadRequestError, NotFoundError
from service.permission.powers import Power
from service.permission.rules import anybody, needs
from service.runtime import Runtime
from service.store import audit, provider_ties, second_factors, users
from service.store.engine import looking, unit_of_work
from service.store.identity_models import ProviderTieRow
from service.store.states import Channel
from service.usecases.entering import Entered
from service.usecases.sessions import end_sessions
from service.usecases.views import user_of

_LONGEST = 254
_NOBODY = Actor(user_id=None, channel=Channel.WEB)
STRONG_METHODS = frozenset({"mfa", "otp", "hwk", "swk", "sc", "fpt", "face"})
"""Words of a provider for a second factor (RFC 8176)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderTie:
    """Who an account is at the identity provider."""

    known_as: str = field(repr=False)
    tied_at: datetime | None
    """When it first signed in that way: from then on nobody else of that name is it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderPerson:
    """Whom the identity provider vouches for, out of a token that was checked."""

    issuer: str
    subject: str = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    """By which an account that is not tied yet may be meant."""
    is_strong: bool
    """The provider asked for a second factor."""

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> "ProviderPerson":
        """Take who it is out of checked claims; an address that nobody verified says nothing."""
        email = claims.get("email") if claims.get("email_verified") is True else None
        names = (email, claims.get("preferred_username"))
        methods = claims.get("amr") or ()
        return cls(
            issuer=str(claims["iss"]),
            subject=str(claims["sub"]),
            names=tuple(_plain(name) for name in names if isinstance(name, str) and name),
            is_strong=bool(STRONG_METHODS.intersection(map(str, methods))),
        )


def _plain(name: str) -> str:
    return name.strip().casefold()


@needs(Power.MANAGE_ACCOUNTS)
def tie_of(runtime: Runtime, user_id: int) -> ProviderTie | None:
    """Tell who an account is at the identity provider."""
    with looking(runtime.engine) as session:
        row = provider_ties.of_user(session, user_id)
        return ProviderTie(known_as=row.known_as, tied_at=row.tied_at) if row else None


@needs(Power.MANAGE_ACCOUNTS)
def tie_account(runtime: Runtime, actor: Actor, user_id: int, known_as: str) -> None:
    """Say who an account is at the identity provider, or, with nothing, that it is nobody there.

    Whoever it was tied to before is it no more, and its sessions end.

    Raises:
        NotFoundError: no such account.
        BadRequestError: too long, or another account is that already.
    """
    known_as = _plain(known_as)
    if len(known_as) > _LONGEST or not known_as.isprintable():
        raise BadRequestError("that cannot be kept", {"known_as": "Enter an e-mail address."})
    try:
        with unit_of_work(runtime.engine) as session:
            _tie(session, actor, user_id, known_as)
    except IntegrityError as error:
        problem = {"known_as": "Another account is that already."}
        raise BadRequestError("two accounts cannot be one person", problem) from error


def _tie(session: Session, actor: Actor, user_id: int, known_as: str) -> None:
    user = users.get(session, user_id)
    if user is None:
        raise NotFoundError(f"there is no account {user_id}")
    row = provider_ties.of_user(session, user_id)
    if row is not None:
        session.delete(row)
        session.flush()
    if known_as:
        session.add(ProviderTieRow(user_id=user_id, known_as=known_as))
    end_sessions(session, user)
    audit.write(session, actor, "user.provider_set", "user", user_id, known=bool(known_as))


@anybody
def enter_by_provider(
    runtime: Runtime, person: ProviderPerson, *, at_utc: datetime | None = None
) -> Entered | None:
    """Find whose account it is, and tie it the first time; None: nobody's. None is ever made."""
    with unit_of_work(runtime.engine) as session:
        row = provider_ties.of_person(session, person.issuer, person.subject)
        if row is None:
            row = provider_ties.untied(session, person.names)
            if row is not None:
                row.issuer, row.subject = person.issuer, person.subject
                row.tied_at = at_utc or now_utc()
                audit.write(session, _NOBODY, "user.provider_tied", "user", row.user_id)
        if row is None or not row.user.active:
            subject = row.user_id if row else "unknown"
            audit.write(session, _NOBODY, "user.sign_in_failed", "user", subject, door="provider")
            return None
        factor = second_factors.confirmed(session, row.user_id)
        return Entered(user=user_of(row.user), asks_code=factor is not None)
