"""What the register has of each fact now, and when somebody last changed it there by hand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from service.effects.facts import Fact
from service.effects.saying import Statement, same_text
from service.entities import Client, KeyWorker
from service.store.states import WorkerRole

STAY_FIELDS: Mapping[Fact, str] = {
    Fact.PRISON: "prison",
    Fact.STATUS: "status",
    Fact.RELEASE_DATE: "release_date",
    Fact.COURT: "court",
    Fact.COURT_DATE: "court_date",
    Fact.TREATMENT: "treatment",
    Fact.RELEASE_PLAN: "release_plan",
}
"""What stands with a stay in custody, by its field there."""
ROLES: Mapping[Fact, WorkerRole] = {
    Fact.PRISON_WORKER: WorkerRole.PRISON,
    Fact.COMMUNITY_WORKER: WorkerRole.COMMUNITY,
}
COLUMNS: Mapping[Fact, str] = {Fact.HOME_DAT: "home_dat", Fact.ADDRESS: "address"}
"""Main values of a client."""


class Stay(Protocol):
    """A stay in custody, as a value or as a row."""

    @property
    def id(self) -> int: ...  # noqa: D102 - as the stay has it
    @property
    def from_date(self) -> date | None: ...  # noqa: D102 - as the stay has it
    @property
    def to_date(self) -> date | None: ...  # noqa: D102 - as the stay has it


_Stay = TypeVar("_Stay", bound=Stay)
_Worker = TypeVar("_Worker", bound=Any)


def present_stay(stays: Sequence[_Stay], today: date) -> _Stay | None:
    """Find the stay that a form speaks of: the last to begin of those that have not ended."""
    going = [stay for stay in stays if stay.to_date is None or stay.to_date >= today]
    return max(going or stays, key=_began, default=None)


def _began(stay: Stay) -> tuple[date, int]:
    return stay.from_date or date.min, stay.id or 0


def present_workers(workers: Iterable[_Worker], role: WorkerRole, today: date) -> list[_Worker]:
    """List who works with a client on one side of the gate, whoever came last at the end."""
    going = [one for one in workers if one.role is role and not _has_ended(one, today)]
    return sorted(going, key=_began)


def _has_ended(worker: KeyWorker, today: date) -> bool:
    return worker.to_date is not None and worker.to_date <= today


def known(fact: Fact, client: Client, today: date) -> str:
    """Give what the register has of a fact now; empty where nothing, or several."""
    if fact in STAY_FIELDS:
        stay = present_stay(client.episodes, today)
        return plain(getattr(stay, STAY_FIELDS[fact])) if stay else ""
    if fact in ROLES:
        workers = present_workers(client.workers, ROLES[fact], today)
        return workers[-1].name if workers else ""
    if fact in COLUMNS:
        return str(getattr(client, COLUMNS[fact]))
    return client.prisoner_number if fact is Fact.NUMBER else client.name


def plain(value: object) -> str:
    """Write a value as a statement has it."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def is_so(said: Statement, client: Client, today: date) -> bool:
    """Tell whether the register has it already as the form says it."""
    match said.fact:
        case Fact.NUMBER:
            return said.value in client.prisoner_numbers
        case Fact.NAME:
            return any(_means(name.written, said.value) for name in client.all_names)
        case Fact.PRISON_WORKER | Fact.COMMUNITY_WORKER:
            working = present_workers(client.workers, ROLES[said.fact], today)
            return any(same_text(one.name, said.value) for one in working)
        case _:
            return same_text(known(said.fact, client, today), said.value)


def _means(known_name: str, written: str) -> bool:
    """Tell whether a written name says nothing new: it leaves out given names at most."""
    words = _words(written)
    return bool(words) and words <= _words(known_name)


def _words(name: str) -> set[str]:
    return {
        "".join(char for char in word if char.isalpha())
        for word in name.casefold().replace("-", " ").replace(",", " ").split()
    } - {""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A change of the register that no form made."""

    at: datetime
    by: str | None
    """None: nobody who signs in."""
    facts: frozenset[Fact]
    was_imported: bool = False
    changes: tuple[Any, ...] = field(default=(), repr=False)


def touched(changes: Iterable[Mapping[str, Any]]) -> frozenset[Fact]:
    """Tell which facts an entry of a client's history changed.

    Args:
        changes: each with `field`, `before` and `after`, as the history keeps them.
    """
    found: set[Fact] = set()
    for one in changes:
        before, after = one["before"], one["after"]
        match one["field"]:
            case "episodes":
                found |= {
                    fact
                    for fact, key in STAY_FIELDS.items()
                    if _all(before, key) != _all(after, key)
                }
            case "workers":
                found |= {
                    fact
                    for fact, role in ROLES.items()
                    if _of_role(before, role) != _of_role(after, role)
                }
            case column:
                found |= {fact for fact, name in COLUMNS.items() if name == column}
    return frozenset(found)


def _all(parts: Iterable[Mapping[str, Any]], key: str) -> set[Any]:
    return {part[key] for part in parts if part.get(key)}


def _of_role(parts: Iterable[Mapping[str, Any]], role: WorkerRole) -> set[tuple[Any, ...]]:
    return {(part.get("name"), part.get("to_date")) for part in parts if part.get("role") == role}
