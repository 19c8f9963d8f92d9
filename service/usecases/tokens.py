"""Tokens of programs: each for what it is for and for a time, kept as a hash."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.clock import now_utc
from service.entities import Actor, User
from service.errors import BadRequestError, ConflictError, NotFoundError, UnavailableError
from service.identity import ApiToken, TokenScope
from service.passwords import token_hash
from service.permission.powers import Power
from service.permission.rules import anybody, needs, own_account
from service.runtime import Runtime
from service.store import audit, users
from service.store.engine import looking, unit_of_work
from service.store.models import ApiTokenRow
from service.usecases.views import user_of

USUAL_DAYS = 90
MOST_DAYS = 365
_LONGEST_LABEL = 80
_USE_NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenUse:
    """Whom a token acts for, and in what."""

    user: User
    scopes: frozenset[TokenScope]


@needs(Power.MANAGE_ACCOUNTS)
def add_token(
    runtime: Runtime,
    actor: Actor,
    name: str,
    label: str,
    scopes: Collection[TokenScope],
    *,
    days: int = USUAL_DAYS,
) -> str:
    """Make a token for a program that acts for an account; it is given this once.

    Raises:
        NotFoundError: no such account, or it is closed.
        BadRequestError: it is for nothing, or for too long.
    """
    _check(label, scopes, days)
    token, at = f"tc_{secrets.token_urlsafe(32)}", now_utc()
    with unit_of_work(runtime.engine) as session:
        row = users.by_name(session, name)
        if row is None or not row.active:
            raise NotFoundError("there is no open account of this name")
        session.add(
            ApiTokenRow(
                user_id=row.id,
                label=label,
                token_hash=token_hash(token),
                created_at=at,
                scopes=_words(scopes),
                expires_at=at + timedelta(days=days),
            )
        )
        audit.write(session, actor, "token.added", "user", row.id, scopes=_words(scopes), days=days)
    return token


def _check(label: str, scopes: Collection[TokenScope], days: int) -> None:
    problems = {}
    if len(label) > _LONGEST_LABEL:
        problems["label"] = f"Say in at most {_LONGEST_LABEL} characters what it is for."
    if not scopes:
        problems["scopes"] = "Say what it may do."
    if not 1 <= days <= MOST_DAYS:
        problems["days"] = f"Let it end after 1 to {MOST_DAYS} days."
    if problems:
        raise BadRequestError("the token cannot be made", problems)


def _words(scopes: Collection[TokenScope]) -> str:
    return " ".join(scope for scope in TokenScope if scope in scopes)


def _scopes(row: ApiTokenRow) -> frozenset[TokenScope]:
    return frozenset(TokenScope(word) for word in row.scopes.split())


@anybody
def use_token(runtime: Runtime, token: str, *, at_utc: datetime | None = None) -> TokenUse | None:
    """Find whom a token acts for; none where it has ended, or its account is closed."""
    at = at_utc or now_utc()
    with looking(runtime.engine) as session:
        row = users.token_by_hash(session, token_hash(token))
        if row is None or not token_of(row).is_live(at) or not row.user.active:
            return None
        found = TokenUse(user=user_of(row.user), scopes=_scopes(row))
        is_due = row.last_used_at is None or at - row.last_used_at >= _USE_NOTED_EVERY
        token_id = row.id
    if is_due:
        _note_use(runtime, token_id, at)
    return found


def _note_use(runtime: Runtime, token_id: int, at: datetime) -> None:
    try:
        with unit_of_work(runtime.engine) as session:
            row = session.get(ApiTokenRow, token_id)
            if row is not None:
                row.last_used_at = at
    except (ConflictError, UnavailableError):
        # The database is busy or full: what was asked for may well be answered all the same.
        return


def token_of(row: ApiTokenRow) -> ApiToken:
    """Give a token as a value."""
    return ApiToken(
        id=row.id,
        label=row.label,
        user_name=row.user.name,
        scopes=tuple(scope for scope in TokenScope if scope in _scopes(row)),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )


@own_account
def list_tokens(runtime: Runtime, user_id: int | None = None) -> list[ApiToken]:
    """List the tokens of an account, or all, the oldest first."""
    with looking(runtime.engine) as session:
        return [token_of(row) for row in users.tokens(session, user_id)]


@own_account
def revoke_token(
    runtime: Runtime, actor: Actor, token_id: int, *, of_user: int | None = None
) -> None:
    """Have a token open nothing any more.

    Args:
        runtime: the installation.
        actor: who does it.
        token_id: which.
        of_user: whose alone it may be; None: whosever.

    Raises:
        NotFoundError: no such token, or somebody else's.
    """
    with unit_of_work(runtime.engine) as session:
        row = session.get(ApiTokenRow, token_id)
        if row is None or (of_user is not None and row.user_id != of_user):
            raise NotFoundError(f"there is no token {token_id}")
        if row.revoked_at is None:
            row.revoked_at = now_utc()
            audit.write(session, actor, "token.revoked", "user", row.user_id, token=row.id)
