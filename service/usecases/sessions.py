"""Sessions: begun at each sign-in, over after a time, when idle, or when somebody says so."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service.browsers import browser_words
from service.clock import now_utc
from service.entities import Actor
from service.errors import ConflictError, NotFoundError, UnavailableError
from service.identity import Browser, LiveSession, PastSignIn, SignInWay
from service.passwords import token_hash
from service.permission.rules import anybody, own_account
from service.runtime import Runtime
from service.settings import Settings
from service.store import audit, sessions, tries, users
from service.store.engine import looking, unit_of_work
from service.store.identity_models import SessionRow
from service.store.models import UserRow
from service.store.states import Channel
from service.usecases.views import user_of

_TOUCHED_EVERY = timedelta(minutes=1)
"""A page every second is not a write every second."""
_KEPT = timedelta(days=90)
_TRIES_KEPT = timedelta(days=2)
_LISTED = 10


@anybody
def begin_session(
    runtime: Runtime,
    user_id: int,
    way: SignInWay,
    browser: Browser,
    *,
    is_strong: bool,
    at_utc: datetime | None = None,
) -> str:
    """Sign an account in and give the new session's key, this once.

    Raises:
        NotFoundError: no such account, or it is closed.
    """
    key, at = secrets.token_urlsafe(32), at_utc or now_utc()
    with unit_of_work(runtime.engine) as session:
        row = users.get(session, user_id)
        if row is None or not row.active:
            raise NotFoundError(f"there is no open account {user_id}")
        sessions.forget_old(session, user_id, at - _KEPT)
        tries.forget_old(session, at - _TRIES_KEPT)
        session.add(_session_row(row, key, way, browser, is_strong=is_strong, at=at))
        actor = Actor(user_id=user_id, channel=Channel.WEB)
        audit.write(
            session, actor, "user.signed_in", "user", user_id, way=str(way), strong=is_strong
        )
    return key


def _session_row(
    user: UserRow, key: str, way: SignInWay, browser: Browser, *, is_strong: bool, at: datetime
) -> SessionRow:
    return SessionRow(
        user_id=user.id,
        key_hash=token_hash(key),
        stamp=user.session_stamp,
        way=way,
        is_strong=is_strong,
        begun_at=at,
        seen_at=at,
        address=browser.address[:45],
        browser=browser_words(browser.program),
    )


def _is_live(row: SessionRow, settings: Settings, at: datetime) -> bool:
    return (
        row.ended_at is None
        and row.user.active
        and secrets.compare_digest(row.stamp, row.user.session_stamp)
        and at < row.begun_at + timedelta(minutes=settings.session_minutes)
        and at < row.seen_at + timedelta(minutes=settings.idle_minutes)
    )


@anybody
def live_session(
    runtime: Runtime, key: str, *, is_active: bool = True, at_utc: datetime | None = None
) -> LiveSession | None:
    """Find whose session this is, unless it is over.

    Args:
        runtime: the installation.
        key: as `begin_session` gave it.
        is_active: somebody does something; what a page asks by itself keeps no session alive.
        at_utc: now.
    """
    at = at_utc or now_utc()
    with looking(runtime.engine) as session:
        row = sessions.by_key_hash(session, token_hash(key))
        if row is None or not _is_live(row, runtime.settings, at):
            return None
        found = LiveSession(id=row.id, user=user_of(row.user), is_strong=row.is_strong)
        is_due = is_active and at - row.seen_at >= _TOUCHED_EVERY
    if is_due:
        _touch(runtime, found.id, at)
    return found


def _touch(runtime: Runtime, session_id: int, at: datetime) -> None:
    try:
        with unit_of_work(runtime.engine) as session:
            sessions.touch(session, session_id, at)
    except (ConflictError, UnavailableError):
        # The database is busy or full: what was asked for may well be answered all the same.
        return


@own_account
def end_session(runtime: Runtime, actor: Actor, session_id: int) -> None:
    """End one session: its key opens nothing any more, in whosever hands it is."""
    with unit_of_work(runtime.engine) as session:
        row = session.get(SessionRow, session_id)
        if row is not None and row.ended_at is None:
            row.ended_at = now_utc()
            audit.write(session, actor, "user.signed_out", "user", row.user_id)


@own_account
def sign_out_everywhere(runtime: Runtime, actor: Actor, user_id: int) -> None:
    """End all sessions of an account.

    Raises:
        NotFoundError: no such account.
    """
    with unit_of_work(runtime.engine) as session:
        row = users.get(session, user_id)
        if row is None:
            raise NotFoundError(f"there is no account {user_id}")
        end_sessions(session, row)
        audit.write(session, actor, "user.signed_out_everywhere", "user", user_id)


def end_sessions(session: Session, user: UserRow, *, but: int | None = None) -> None:
    """End all sessions of an account, but one, if said, that goes on."""
    user.session_stamp = secrets.token_hex(16)
    kept = session.get(SessionRow, but) if but is not None else None
    sessions.end_all(session, user.id, now_utc(), but=but)
    if kept is not None and kept.user_id == user.id:
        kept.stamp = user.session_stamp


@own_account
def past_sign_ins(
    runtime: Runtime, user_id: int, *, at_utc: datetime | None = None
) -> list[PastSignIn]:
    """List an account's last sign-ins, the newest first."""
    at = at_utc or now_utc()
    with looking(runtime.engine) as session:
        rows = sessions.of_user(session, user_id, limit=_LISTED)
        return [_past(row, is_open=_is_live(row, runtime.settings, at)) for row in rows]


def _past(row: SessionRow, *, is_open: bool) -> PastSignIn:
    return PastSignIn(
        id=row.id,
        at=row.begun_at,
        seen_at=row.seen_at,
        way=row.way,
        is_strong=row.is_strong,
        is_open=is_open,
        address=row.address,
        browser=row.browser,
    )
