"""Accounts: who may sign in, and whose worker each is."""

import secrets
from dataclasses import dataclass, field

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.clock import now_utc
from service.entities import Actor, User
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.password_rules import password_problem
from service.passwords import hash_password, new_password
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, users
from service.store.engine import looking, unit_of_work
from service.store.models import UserRow
from service.store.states import Role
from service.usecases.disclosing import known_agency
from service.usecases.views import user_of

FIRST_NAME = "admin"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account just made, with the password that is shown once."""

    user: User
    password: str = field(repr=False)


def _stamp() -> str:
    return secrets.token_hex(16)


@needs(Power.MANAGE_ACCOUNTS)
def add_user(
    runtime: Runtime, actor: Actor, name: str, role: Role, password: str | None = None
) -> NewAccount:
    """Add an account; without a password, one is drawn.

    Raises:
        BadRequestError: no name, or a password that will not do.
        ConflictError: the name is taken.
    """
    password = password or new_password()
    _check(name, password)
    try:
        with unit_of_work(runtime.engine) as session:
            return NewAccount(_add(session, actor, name, role, password), password)
    except IntegrityError as error:
        raise ConflictError(
            "there is an account of this name already", hint="Choose another name."
        ) from error


def _check(name: str, password: str) -> None:
    problems = {}
    if not name.strip():
        problems["name"] = "Enter a name."
    problem = password_problem(name, password)
    if problem:
        problems["password"] = problem
    if problems:
        raise BadRequestError("the account cannot be added", problems)


def _add(session: Session, actor: Actor, name: str, role: Role, password: str) -> User:
    row = UserRow(
        name=name.strip().lower(),
        roles=frozenset({role}),
        password_hash=hash_password(password),
        session_stamp=_stamp(),
        active=True,
        created_at=now_utc(),
    )
    session.add(row)
    session.flush()
    audit.write(session, actor, "user.added", "user", row.id, role=str(role))
    return user_of(row)


@needs(Power.MANAGE_ACCOUNTS)
def create_first_administrator(runtime: Runtime, actor: Actor) -> NewAccount | None:
    """Add an administrator where there is no account at all; the password is given this once."""
    password = new_password()
    with unit_of_work(runtime.engine) as session:
        if users.listed(session):
            return None
        return NewAccount(_add(session, actor, FIRST_NAME, Role.ADMINISTRATOR, password), password)


@needs(Power.MANAGE_ACCOUNTS)
def list_users(runtime: Runtime) -> list[User]:
    """List all accounts by name."""
    with looking(runtime.engine) as session:
        return [user_of(row) for row in users.listed(session)]


def _named(session: Session, name: str) -> UserRow:
    row = users.by_name(session, name)
    if row is None:
        raise NotFoundError("there is no account of this name")
    return row


@needs(Power.MANAGE_ACCOUNTS)
def set_password(runtime: Runtime, actor: Actor, name: str, password: str | None = None) -> str:
    """Give an account a new password, drawn where none is given, and end its sessions.

    Raises:
        NotFoundError: no such account.
        BadRequestError: the password will not do.
    """
    password = password or new_password()
    _check(name, password)
    with unit_of_work(runtime.engine) as session:
        row = _named(session, name)
        row.password_hash, row.session_stamp = hash_password(password), _stamp()
        audit.write(session, actor, "user.password_set", "user", row.id)
    return password


@needs(Power.MANAGE_ACCOUNTS)
def set_agency(runtime: Runtime, actor: Actor, user_id: int, agency_id: int | None) -> User:
    """Say whose worker an account is; its sessions end, so that it holds at once.

    Raises:
        NotFoundError: no such account or agency.
    """
    with unit_of_work(runtime.engine) as session:
        row = users.get(session, user_id)
        if row is None:
            raise NotFoundError(f"there is no account {user_id}")
        if agency_id is not None:
            known_agency(session, agency_id)
        row.agency_id, row.session_stamp = agency_id, _stamp()
        audit.write(session, actor, "user.agency_set", "user", row.id, agency=agency_id)
        return user_of(row)


@needs(Power.MANAGE_ACCOUNTS)
def find_user(runtime: Runtime, user_id: int) -> User:
    """Find an account by id.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        row = users.get(session, user_id)
        if row is None:
            raise NotFoundError(f"there is no account {user_id}")
        return user_of(row)


@needs(Power.MANAGE_ACCOUNTS)
def find_named(runtime: Runtime, name: str) -> User:
    """Find an account by name.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        return user_of(_named(session, name))


@needs(Power.MANAGE_ACCOUNTS)
def close_account(runtime: Runtime, actor: Actor, name: str) -> None:
    """Close an account: its sessions and tokens end at once.

    Raises:
        NotFoundError: no such account.
        ConflictError: it is the last administrator's.
    """
    with unit_of_work(runtime.engine) as session:
        row = _named(session, name)
        is_able = row.active and Role.ADMINISTRATOR in row.roles
        if is_able and users.active_administrators(session) == 1:
            raise ConflictError(
                "this is the last administrator", hint="Add another administrator first."
            )
        row.active, row.session_stamp = False, _stamp()
        for token in users.tokens(session, row.id):
            token.revoked_at = token.revoked_at or now_utc()
        audit.write(session, actor, "user.closed", "user", row.id)
