"""What the guidance asks for at each process point: the table `duties.toml`, checked and typed."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from service.clocks.limits import Clock
from service.journey.events import EventKind, Point


class Team(StrEnum):
    """Who acts, or is told."""

    CJIT = "cjit"
    SMT = "smt"
    """The Substance Misuse Team of a prison: clinical and CARATs."""
    DATA_TEAM = "data_team"
    NOBODY = ""


class Where(StrEnum):
    """Which prison's team is meant."""

    HERE = "here"
    BEFORE = "before"
    """The one that the client was at before: the "sending" team."""


class Work(StrEnum):
    """What sort of thing is to be done."""

    FORM = "form"
    """A form is to be sent."""
    CALL = "call"
    """A telephone call, to follow a form up."""
    TASK = "task"
    WATCH = "watch"
    """Nothing is to be done, but a day is to be minded."""


class Call(StrEnum):
    """Whether a form is followed up by telephone."""

    NO = "no"
    IF_NECESSARY = "if_necessary"
    YES = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One required action: who, what, to whom, by when, and where the guidance says so."""

    key: str
    point: Point
    who: Team
    part: str = ""
    """Which part of that team, where the guidance says it: clinical, CARATs, court worker."""
    where: Where = Where.HERE
    to: Team = Team.NOBODY
    to_where: Where = Where.HERE
    what: str
    """The action in the imperative."""
    work: Work = Work.TASK
    form: str = ""
    """Of the catalogue; `dir` and `carat-file` are not of ours."""
    says: frozenset[str] = frozenset()
    """What a form says that answers just this."""
    call: Call = Call.NO
    clock: Clock = Clock.NONE
    since: frozenset[EventKind] = frozenset()
    """The clock begins with the last of these; else with the event that asks for it."""
    on: frozenset[EventKind]
    """What asks for it."""
    unless: frozenset[EventKind] = frozenset()
    """It is not asked for where one of these has happened in this stay."""
    needs: frozenset[EventKind] = frozenset()
    """It is asked for only where all of these have happened in this stay."""
    done: frozenset[EventKind] = frozenset()
    """What shows that it is done."""
    lapses: frozenset[EventKind] = frozenset()
    """After these there is no sense in it."""
    in_stay: bool = False
    """There is no sense in it after the stay either."""
    must: bool
    """The guidance says "must", not "should" or "will"."""
    source: str


_KINDS = ("since", "on", "unless", "needs", "done", "lapses")


@cache
def duties() -> Mapping[str, Duty]:
    """Load the table, by key, in its order."""
    text = (resources.files("service.journey") / "duties.toml").read_text(encoding="utf-8")
    return read_duties(text)


def read_duties(text: str) -> dict[str, Duty]:
    """Read a table of duties.

    Raises:
        ValueError: a word in it is unknown, or a key stands twice.
    """
    found: dict[str, Duty] = {}
    for row in tomllib.loads(text)["duty"]:
        duty = _duty(row)
        if duty.key in found:
            raise ValueError(f"duty {duty.key} stands twice")
        found[duty.key] = duty
    return found


def _duty(row: dict[str, Any]) -> Duty:
    typed = dict(row)
    for key in _KINDS:
        typed[key] = frozenset(map(EventKind, row.get(key, ())))
    for key, kind in _WORDS.items():
        if key in row:
            typed[key] = kind(row[key])
    typed["says"] = frozenset(row.get("says", ()))
    return Duty(**typed)


_WORDS: Mapping[str, type[Point | Team | Where | Work | Call | Clock]] = {
    "point": Point,
    "who": Team,
    "where": Where,
    "to": Team,
    "to_where": Where,
    "work": Work,
    "call": Call,
    "clock": Clock,
}


@cache
def asked_by() -> Mapping[EventKind, tuple[Duty, ...]]:
    """Give what each event asks for."""
    return _indexed((kind, duty) for duty in duties().values() for kind in duty.on)


def _indexed(pairs: Iterable[tuple[EventKind, Duty]]) -> dict[EventKind, tuple[Duty, ...]]:
    found: dict[EventKind, list[Duty]] = defaultdict(list)
    for kind, duty in pairs:
        found[kind].append(duty)
    return {kind: tuple(rows) for kind, rows in found.items()}
