"""Words for roles."""

from collections.abc import Callable, Collection, Mapping

from service.permission.roles import ROLE_WORDS
from service.store.states import Role

ROLE_HINT: Mapping[Role, str] = {
    Role.CJIT_WORKER: "Works with clients in the community",
    Role.PRISON_CLINICAL: "Works with clients in prison; takes no records out, merges no clients",
    Role.CARAT_WORKER: "Works with clients in prison and hands their file over",
    Role.TEAM_MANAGER: "All that workers may, whole registers, batches and quality besides",
    Role.DATA_OFFICER: "Sees figures and de-personalised data, and no client",
    Role.ADMINISTRATOR: "Manages accounts, agencies and forms, and sees no client",
    Role.AUDITOR: "Reads the audit trail, and nothing else",
}


def show_roles(roles: Collection[Role]) -> list[str]:
    """Name roles, in the order of the list."""
    return [ROLE_WORDS[role] for role in Role if role in roles]


FILTERS: Mapping[str, Callable[..., object]] = {
    "roles": show_roles,
    "role": ROLE_WORDS.__getitem__,
    "role_hint": ROLE_HINT.__getitem__,
}
