"""Says of what forms are filled in with since when the register has it, and from where."""

from dataclasses import dataclass, field
from datetime import date

from service.clocks.limits import day_of
from service.effects.facts import Fact
from service.effects.register import known
from service.effects.weighing import Circumstances
from service.facts import PRESENT
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store.engine import looking
from service.usecases.effect_counts import circumstances
from service.usecases.known import known_client
from service.usecases.views import client_of


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSince:
    """One fact that forms are filled in with."""

    fact: Fact
    value: str = field(repr=False)
    since: date | None
    """The day of the form that said so, or on which somebody entered it; None: it was so from the
    start."""
    record_id: int | None
    """The form that said so."""


@needs(Power.SEE_CLIENTS)
def known_since(runtime: Runtime, client_id: int) -> tuple[KnownSince, ...]:
    """Give what forms are filled in with of a client's present stay, each with its day.

    Raises:
        NotFoundError: there is no such client.
    """
    with looking(runtime.engine) as session:
        around = circumstances(session, client_of(known_client(session, client_id)))
    found = (_since(fact, around) for fact in dict.fromkeys(PRESENT.values()))
    return tuple(one for one in found if one.value)


def _since(fact: Fact, around: Circumstances) -> KnownSince:
    value = known(fact, around.client, around.today)
    said = next((one for one in around.decided if one.is_accepted and one.fact is fact), None)
    changed = next((one for one in around.changed if fact in one.facts), None)
    if said is not None and (changed is None or changed.at < said.at):
        return KnownSince(fact=fact, value=value, since=said.day, record_id=said.record_id)
    since = day_of(changed.at) if changed else None
    return KnownSince(fact=fact, value=value, since=since, record_id=None)
