"""An invented account for each role, so that each can be tried."""

from service.entities import Actor
from service.passwords import new_password
from service.runtime import Runtime
from service.store.states import Role
from service.usecases.accounts import add_user

NAMES = {
    Role.CJIT_WORKER: "cjit",
    Role.PRISON_CLINICAL: "clinical",
    Role.CARAT_WORKER: "carat",
    Role.TEAM_MANAGER: "manager",
    Role.DATA_OFFICER: "data",
    Role.ADMINISTRATOR: "administrator",
    Role.AUDITOR: "auditor",
}


def add_accounts(runtime: Runtime, actor: Actor) -> str:
    """Add them, and give the one password of all."""
    password = new_password()
    for role, name in NAMES.items():
        add_user(runtime, actor, name, role, password)
    return password
