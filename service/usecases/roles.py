"""What accounts are for: their roles, given and taken away; they hold from the next request on."""

from collections.abc import Collection

from service.entities import Actor, User
from service.errors import ConflictError, NotAllowedError, NotFoundError
from service.permission.powers import Power
from service.permission.roles import check_together
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, users
from service.store.engine import looking, unit_of_work
from service.store.models import UserRow
from service.store.states import Role
from service.usecases.views import user_of


@needs(Power.MANAGE_ACCOUNTS)
def set_roles(runtime: Runtime, actor: Actor, name: str, roles: Collection[Role]) -> User:
    """Give an account these roles in place of those that it has.

    Raises:
        NotFoundError: no such account.
        BadRequestError: these roles do not go together.
        ConflictError: it is the last administrator's, or whoever asks would change their own.
    """
    check_together(roles)
    with unit_of_work(runtime.engine) as session:
        row = users.by_name(session, name)
        if row is None:
            raise NotFoundError("there is no account of this name")
        if row.id == actor.user_id:
            raise ConflictError(
                "these are your own roles",
                hint="Have another administrator change them, or do it at the console: "
                "throughcare users roles NAME --role ROLE",
            )
        if _steps_down(row, roles) and users.active_administrators(session) == 1:
            raise ConflictError(
                "this is the last administrator", hint="Make another administrator first."
            )
        row.roles = frozenset(roles)
        audit.write(session, actor, "user.roles_set", "user", row.id, roles=sorted(map(str, roles)))
        return user_of(row)


def _steps_down(row: UserRow, roles: Collection[Role]) -> bool:
    return row.active and Role.ADMINISTRATOR in row.roles and Role.ADMINISTRATOR not in roles


@needs(Power.RUN_SERVICE)
def whom_the_console_acts_as(runtime: Runtime, name: str) -> User:
    """Find the account as which the person at the console wants to act.

    Raises:
        NotFoundError: no such account.
        NotAllowedError: it is closed, or another agency's.
    """
    with looking(runtime.engine) as session:
        row = users.by_name(session, name)
        if row is None:
            raise NotFoundError("there is no account of this name")
        if not row.active:
            raise NotAllowedError("this account is closed")
        if row.agency_id is not None:
            raise NotAllowedError(
                "this account is another agency's",
                hint="Commands are for the team that runs this service: name one of its accounts.",
            )
        return user_of(row)
