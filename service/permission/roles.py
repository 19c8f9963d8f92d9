"""The one table from roles to powers; whoever has several roles has the powers of all of them.

The clinical team and the CARATs of a prison have the same duties for consent and the Alert Form
(guidance of June 2009, process points 1 to 7); the CARATs and the CJIT hold the file that is handed
over, so they merge clients and take records out. ADR 23.
"""

from collections.abc import Collection, Iterable, Mapping

from service.errors import BadRequestError
from service.permission.powers import Power
from service.store.states import Role

_CARE = frozenset(
    {
        Power.SEE_CLIENTS,
        Power.CHANGE_CLIENTS,
        Power.MAKE_FORMS,
        Power.TAKE_IN,
        Power.CHECK,
        Power.DECIDE,
        Power.RECORD_CONSENT,
        Power.DISCLOSE,
        Power.SEE_FIGURES,
        Power.LOOK_UP,
    }
)
_HOLDS_THE_FILE = _CARE | {Power.MERGE_CLIENTS, Power.EXPORT}
POWERS: Mapping[Role, frozenset[Power]] = {
    Role.CJIT_WORKER: _HOLDS_THE_FILE,
    Role.PRISON_CLINICAL: _CARE,
    Role.CARAT_WORKER: _HOLDS_THE_FILE,
    Role.TEAM_MANAGER: _HOLDS_THE_FILE
    | {
        Power.MOVE_REGISTER,
        Power.RUN_BATCHES,
        Power.JUDGE_QUALITY,
        Power.EXPORT_MONITORING,
        Power.SEE_WHO_SAW,
        Power.ANSWER_CLIENTS,
        Power.REVIEW_RETENTION,
    },
    Role.DATA_OFFICER: frozenset({Power.EXPORT_MONITORING, Power.SEE_FIGURES, Power.LOOK_UP}),
    Role.ADMINISTRATOR: frozenset(
        {
            Power.MANAGE_ACCOUNTS,
            Power.MANAGE_AGENCIES,
            Power.MANAGE_DEFINITIONS,
            Power.MAINTAIN,
            Power.REVIEW_RETENTION,
            Power.SEE_FIGURES,
            Power.LOOK_UP,
        }
    ),
    Role.AUDITOR: frozenset({Power.READ_AUDIT}),
}
ALONE = frozenset({Role.AUDITOR, Role.DATA_OFFICER})
"""With another role these would see what they are there not to see."""
ROLE_WORDS: Mapping[Role, str] = {
    Role.CJIT_WORKER: "CJIT worker",
    Role.PRISON_CLINICAL: "Prison clinical",
    Role.CARAT_WORKER: "CARAT worker",
    Role.TEAM_MANAGER: "Team manager",
    Role.DATA_OFFICER: "Data officer",
    Role.ADMINISTRATOR: "Administrator",
    Role.AUDITOR: "Auditor",
}
EVERY_POWER = frozenset(Power)
"""Of the console, whose person has the database in hand anyway."""


def powers_of(roles: Iterable[Role]) -> frozenset[Power]:
    """Give all that these roles may do."""
    return frozenset[Power]().union(*(POWERS[role] for role in roles))


def roles_with(power: Power) -> list[Role]:
    """List the roles that have a power."""
    return [role for role in Role if power in POWERS[role]]


def check_together(roles: Collection[Role]) -> None:
    """See whether one account may have these roles.

    Raises:
        BadRequestError: it has none, or one that stands alone has company.
    """
    if not roles:
        problem = "Choose what the account may do."
    elif len(roles) > 1 and (apart := ALONE.intersection(roles)):
        names = " and ".join(sorted(ROLE_WORDS[role] for role in apart))
        problem = f"{names}: this stands alone. Make a second account for the rest."
    else:
        return
    raise BadRequestError("an account cannot have these roles", {"role": problem})
