"""Getting in: a name and a password, heard only as often as patience lasts."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.clock import now_utc
from service.entities import Actor, User
from service.errors import BadRequestError, NotFoundError
from service.password_rules import password_problem
from service.passwords import hash_password, is_outdated, matches, nobodys_hash
from service.patience import Door
from service.permission.powers import Power
from service.permission.rules import anybody, needs, own_account
from service.runtime import Runtime
from service.store import audit, second_factors, users
from service.store.engine import looking, unit_of_work
from service.store.models import UserRow
from service.store.states import Channel
from service.usecases.patience import (
    Doors,
    count_try,
    forgive,
    is_waiting,
    let_try_again,
    waiting_until,
)
from service.usecases.sessions import end_sessions
from service.usecases.views import user_of

_NOBODY = Actor(user_id=None, channel=Channel.WEB)
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Somebody whose password was right."""

    user: User
    asks_code: bool
    """The account has a second factor, which is asked for before a session begins."""


@anybody
def check_password(
    runtime: Runtime, name: str, password: str, address: str, *, at_utc: datetime | None = None
) -> Entered | None:
    """Check a name and password; an unknown name is answered as a wrong password, and as late.

    Raises:
        TooManyTriesError: too many tries for this name, or from this address; nothing is checked.
    """
    at, name = at_utc or now_utc(), name.strip().lower()[:_LONGEST_NAME]
    doors = {Door.ACCOUNT: name, Door.ADDRESS: address}
    count_try(runtime, doors, at)
    with looking(runtime.engine) as session:
        row = users.by_name(session, name)
    # Made before it is needed: the first unknown name would take twice as long else.
    nobodys = nobodys_hash()
    right = matches(row.password_hash if row else nobodys, password)
    with unit_of_work(runtime.engine) as session:
        found = users.by_name(session, name)
        if found is None or not right or not found.active:
            note_failure(session, runtime, found, Door.ACCOUNT, name)
            return None
        forgive(session, runtime, doors, at)
        if is_outdated(found.password_hash):
            found.password_hash = hash_password(password)
        return Entered(
            user=user_of(found), asks_code=second_factors.confirmed(session, found.id) is not None
        )


def note_failure(
    session: Session, runtime: Runtime, row: UserRow | None, door: Door, whose: str
) -> None:
    """Note a failure for the audit trail, and whether nobody is heard for a while because of it."""
    subject = row.id if row else "unknown"
    audit.write(session, _NOBODY, "user.sign_in_failed", "user", subject, door=str(door))
    if is_waiting(session, runtime, door, whose):
        audit.write(session, _NOBODY, "user.locked", "user", subject, door=str(door))


@anybody
def still_open(runtime: Runtime, user_id: int, stamp: str) -> User | None:
    """Find the account whose password was right a while ago, unless it has changed since."""
    with looking(runtime.engine) as session:
        row = users.get(session, user_id)
        is_same = row and row.active and secrets.compare_digest(row.session_stamp, stamp)
        return user_of(row) if row and is_same else None


@own_account
def change_own_password(
    runtime: Runtime, actor: Actor, old: str, new: str, *, session_id: int | None
) -> None:
    """Change the password of whoever asks, who knows the old one; their other sessions end.

    Raises:
        BadRequestError: the old one is wrong, or the new one will not do.
        TooManyTriesError: the old one was wrong too often.
        NotFoundError: nobody is signed in.
    """
    row = _asker(runtime, actor)
    problem = password_problem(row.name, new)
    if problem is None and new == old:
        problem = "Choose another password than the present one."
    if problem:
        raise BadRequestError("the password cannot be changed", {"new_password": problem})
    confirm_password(runtime, actor, old)
    with unit_of_work(runtime.engine) as session:
        found = users.get(session, row.id)
        if found is not None:
            found.password_hash = hash_password(new)
            end_sessions(session, found, but=session_id)
            audit.write(session, actor, "user.password_changed", "user", found.id)


@own_account
def confirm_password(runtime: Runtime, actor: Actor, password: str) -> None:
    """Have whoever is signed in prove it is they who sit there.

    Raises:
        BadRequestError: it is not their password.
        TooManyTriesError: it was wrong too often.
        NotFoundError: nobody is signed in.
    """
    row = _asker(runtime, actor)
    doors: Doors = {Door.ACCOUNT: row.name}
    at = now_utc()
    count_try(runtime, doors, at)
    right = matches(row.password_hash, password)
    with unit_of_work(runtime.engine) as session:
        if right:
            forgive(session, runtime, doors, at)
        else:
            note_failure(session, runtime, row, Door.ACCOUNT, row.name)
    if not right:
        problem = {"password": "This is not your present password."}
        raise BadRequestError("the password is wrong", problem)


def _asker(runtime: Runtime, actor: Actor) -> UserRow:
    with looking(runtime.engine) as session:
        row = users.get(session, actor.user_id) if actor.user_id is not None else None
        if row is None:
            raise NotFoundError("nobody is signed in")
        return row


@needs(Power.MANAGE_ACCOUNTS)
def waiting_accounts(
    runtime: Runtime, accounts: list[User], *, at_utc: datetime | None = None
) -> dict[int, datetime]:
    """Tell which accounts wait after too many failures, and until when."""
    at = at_utc or now_utc()
    names = waiting_until(runtime, Door.ACCOUNT, [one.name for one in accounts], at)
    codes = waiting_until(runtime, Door.CODE, [str(one.id) for one in accounts], at)
    both = {one.id: (names.get(one.name), codes.get(str(one.id))) for one in accounts}
    return {id_: max(filter(None, times)) for id_, times in both.items() if any(times)}


@needs(Power.MANAGE_ACCOUNTS)
def lift_wait(runtime: Runtime, actor: Actor, name: str) -> None:
    """Let somebody try again at once.

    Raises:
        NotFoundError: no such account.
    """
    with unit_of_work(runtime.engine) as session:
        row = users.by_name(session, name)
        if row is None:
            raise NotFoundError("there is no account of this name")
        doors = {Door.ACCOUNT: row.name, Door.CODE: str(row.id)}
        let_try_again(session, runtime, doors, now_utc())
        audit.write(session, actor, "user.wait_lifted", "user", row.id)
