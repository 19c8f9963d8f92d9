"""The second factor: codes of an app, each good once, and codes on paper that stand in for them."""

import hashlib
import secrets
from base64 import b32encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlalchemy.orm import Session

from service.clock import now_utc
from service.entities import Actor, User
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.patience import Door
from service.permission.powers import Power
from service.permission.rules import anybody, needs, own_account
from service.runtime import Runtime
from service.sealing import seal, unseal
from service.settings import Settings
from service.store import audit, second_factors, users
from service.store.engine import looking, unit_of_work
from service.store.identity_models import RecoveryCodeRow, SecondFactorRow, SessionRow
from service.store.models import UserRow
from service.store.states import Channel, Role
from service.usecases.entering import note_failure
from service.usecases.patience import Doors, count_try, forgive
from service.usecases.sessions import end_sessions

_ISSUER = "Throughcare"
_DIGITS = 6
_WINDOW = 1
"""Half minutes before and after: the clocks of telephones are never quite right."""
_RECOVERY_CODES = 10
_RECOVERY_BYTES = 10
_SET_UP_WITHIN = timedelta(minutes=30)
_NEEDING = frozenset((Role.ADMINISTRATOR, Role.AUDITOR))
_WRONG = "This is not the code that the app shows now. Wait for its next one."


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What an app needs to make codes, until one of them has shown that it does."""

    secret: str = field(repr=False)
    address: str = field(repr=False)
    """Secret and account as the picture holds them (otpauth:)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """How an account's second factor stands."""

    since: datetime
    recovery_codes_left: int


def needs_second_factor(settings: Settings, user: User) -> bool:
    """Tell whether an account may do nothing without a second factor."""
    return settings.second_factor_required and not _NEEDING.isdisjoint(user.roles)


@own_account
def second_factor_of(runtime: Runtime, user_id: int) -> SecondFactor | None:
    """Tell how an account's second factor stands; None: it has none."""
    with looking(runtime.engine) as session:
        row = second_factors.confirmed(session, user_id)
        if row is None or row.confirmed_at is None:
            return None
        left = second_factors.recovery_codes_left(session, user_id)
        return SecondFactor(since=row.confirmed_at, recovery_codes_left=left)


@needs(Power.MANAGE_ACCOUNTS)
def accounts_with_second_factor(runtime: Runtime) -> set[int]:
    """Tell which accounts have one."""
    with looking(runtime.engine) as session:
        return second_factors.having(session)


def _place(user_id: int) -> str:
    return f"second factor of user {user_id}"


def _codes_of(runtime: Runtime, row: SecondFactorRow, name: str) -> pyotp.TOTP:
    secret = unseal(runtime.settings, _place(row.user_id), row.secret)
    return pyotp.TOTP(secret, digits=_DIGITS, name=name, issuer=_ISSUER)


@own_account
def begin_set_up(runtime: Runtime, actor: Actor, *, at_utc: datetime | None = None) -> None:
    """Draw a secret for whoever asks; it counts for nothing until a code has shown it works.

    Raises:
        ConflictError: there is a second factor already.
        NotFoundError: nobody is signed in.
    """
    with unit_of_work(runtime.engine) as session:
        user = _asker(session, actor)
        row = second_factors.of_user(session, user.id) or SecondFactorRow(user_id=user.id)
        if row.confirmed_at is not None:
            raise ConflictError("there is a second factor already", hint="Turn it off first.")
        row.secret = seal(runtime.settings, _place(user.id), pyotp.random_base32())
        row.begun_at, row.last_step = at_utc or now_utc(), None
        session.add(row)


@own_account
def set_up_under_way(
    runtime: Runtime, actor: Actor, *, at_utc: datetime | None = None
) -> SetUp | None:
    """Give what the app needs, while it is being set up."""
    at = at_utc or now_utc()
    with looking(runtime.engine) as session:
        user = _asker(session, actor)
        row = second_factors.of_user(session, user.id)
        if row is None or row.confirmed_at is not None or at - row.begun_at > _SET_UP_WITHIN:
            return None
        codes = _codes_of(runtime, row, user.name)
        return SetUp(secret=codes.secret, address=codes.provisioning_uri())


@own_account
def confirm_set_up(
    runtime: Runtime,
    actor: Actor,
    code: str,
    *,
    session_id: int | None,
    at_utc: datetime | None = None,
) -> list[str]:
    """Turn the second factor on, given one code of the app; gives the recovery codes, this once.

    The account's other sessions end: they were begun without it.

    Raises:
        BadRequestError: the code is wrong.
        ConflictError: nothing is being set up.
    """
    at = at_utc or now_utc()
    with unit_of_work(runtime.engine) as session:
        user = _asker(session, actor)
        row = second_factors.of_user(session, user.id)
        if row is None or row.confirmed_at is not None or at - row.begun_at > _SET_UP_WITHIN:
            raise ConflictError("nothing is being set up", hint="Begin again.")
        step = _step(_codes_of(runtime, row, user.name), _plain(code), at)
        if step is None:
            raise BadRequestError("the code is wrong", {"code": _WRONG})
        row.confirmed_at, row.last_step = at, step
        end_sessions(session, user, but=session_id)
        _strengthen(session, user.id, session_id)
        audit.write(session, actor, "second_factor.turned_on", "user", user.id)
        return _draw_recovery_codes(session, user.id)


def _strengthen(session: Session, user_id: int, session_id: int | None) -> None:
    row = session.get(SessionRow, session_id) if session_id is not None else None
    if row is not None and row.user_id == user_id:
        row.is_strong = True


def _asker(session: Session, actor: Actor) -> UserRow:
    row = users.get(session, actor.user_id) if actor.user_id is not None else None
    if row is None:
        raise NotFoundError("nobody is signed in")
    return row


def _plain(code: str) -> str:
    return code.replace(" ", "").replace("-", "").lower()


def _step(codes: pyotp.TOTP, code: str, at: datetime) -> int | None:
    if len(code) != _DIGITS or not (code.isascii() and code.isdigit()):
        return None
    try:
        return codes.verify_and_get_timecode(code, for_time=at, valid_window=_WINDOW)
    except OTPVerificationError:
        return None


def _code_hash(user_id: int, code: str) -> str:
    # A recovery code is 80 random bits: a slow hash would protect it no better.
    return hashlib.sha256(f"{user_id}:{code}".encode()).hexdigest()


def _draw_recovery_codes(session: Session, user_id: int) -> list[str]:
    second_factors.forget_recovery_codes(session, user_id)
    drawn = [
        b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower()
        for _ in range(_RECOVERY_CODES)
    ]
    session.add_all(
        RecoveryCodeRow(user_id=user_id, code_hash=_code_hash(user_id, code)) for code in drawn
    )
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in drawn]


@own_account
def renew_recovery_codes(runtime: Runtime, actor: Actor) -> list[str]:
    """Draw new recovery codes for whoever asks; the old ones open nothing any more.

    Raises:
        ConflictError: there is no second factor that they could stand in for.
    """
    with unit_of_work(runtime.engine) as session:
        user = _asker(session, actor)
        if second_factors.confirmed(session, user.id) is None:
            raise ConflictError("there is no second factor", hint="Set it up first.")
        audit.write(session, actor, "second_factor.codes_renewed", "user", user.id)
        return _draw_recovery_codes(session, user.id)


@anybody
def check_code(
    runtime: Runtime, user_id: int, code: str, address: str, *, at_utc: datetime | None = None
) -> bool:
    """Check a code of the app, or a recovery code, and use it up.

    Raises:
        TooManyTriesError: too many wrong ones; this one is not checked.
        SealBrokenError: the secret cannot be opened.
    """
    at = at_utc or now_utc()
    doors: Doors = {Door.CODE: str(user_id), Door.ADDRESS: address}
    count_try(runtime, doors, at)
    with unit_of_work(runtime.engine) as session:
        user = users.get(session, user_id)
        row = second_factors.confirmed(session, user_id)
        is_right = bool(user and row) and _take(session, runtime, row, _plain(code), at)
        if is_right:
            forgive(session, runtime, doors, at)
        else:
            note_failure(session, runtime, user, Door.CODE, str(user_id))
    return is_right


def _take(
    session: Session, runtime: Runtime, row: SecondFactorRow | None, code: str, at: datetime
) -> bool:
    if row is None:
        return False
    if len(code) != _DIGITS:
        taken = second_factors.take_recovery_code(
            session, row.user_id, _code_hash(row.user_id, code), at
        )
        if taken:
            actor = Actor(user_id=row.user_id, channel=Channel.WEB)
            audit.write(session, actor, "second_factor.code_used", "user", row.user_id)
        return taken
    step = _step(_codes_of(runtime, row, ""), code, at)
    return step is not None and second_factors.take_step(session, row.user_id, step)


@own_account
def remove_second_factor(runtime: Runtime, actor: Actor, user_id: int) -> None:
    """Take an account's second factor away: its telephone is lost, or it wants another.

    Its sessions end, but for those of whoever does it to themselves.

    Raises:
        NotFoundError: no such account.
    """
    with unit_of_work(runtime.engine) as session:
        user = users.get(session, user_id)
        if user is None:
            raise NotFoundError(f"there is no account {user_id}")
        row = second_factors.of_user(session, user_id)
        if row is not None:
            session.delete(row)
        second_factors.forget_recovery_codes(session, user_id)
        if actor.user_id != user_id:
            end_sessions(session, user)
        audit.write(session, actor, "second_factor.removed", "user", user_id)
