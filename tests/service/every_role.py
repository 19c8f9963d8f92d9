"""An account that may see every page, as no account of the service may: roles that are held alone
are given it with the others."""

from collections.abc import Collection

from service.runtime import Runtime
from service.store import users
from service.store.engine import unit_of_work
from service.store.states import Role


def hold_roles(runtime: Runtime, name: str, roles: Collection[Role] = tuple(Role)) -> None:
    """Give an account these roles, whether they go together or not."""
    with unit_of_work(runtime.engine) as session:
        row = users.by_name(session, name)
        assert row is not None
        row.roles = frozenset(roles)
