"""Weighs what a form says against the register, newer facts, and what people decided."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from service.clocks.limits import day_of
from service.effects.facts import ADDED, ORDER, Fact
from service.effects.register import Changed, is_so, known
from service.effects.saying import Statement, same_text
from service.entities import Client

_KEY_LENGTH = 24


class Standing(StrEnum):
    """What has become of something that a form says."""

    OPEN = "open"
    """A person is to decide."""
    ALREADY = "already"
    """The register has it so."""
    APPLIED = "applied"
    REFUSED = "refused"
    OUTDATED = "outdated"
    """The register has moved on since the form was accepted, or the form only mentions it."""


_SETTLED = (Standing.ALREADY, Standing.APPLIED)


class NewerBy(StrEnum):
    """Where something newer than a form comes from."""

    HAND = "hand"
    IMPORT = "import"
    FORM = "form"
    """Another form says so, of the same day or later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newer:
    """What stands against a change: something newer than the form."""

    by: NewerBy
    at: datetime | date
    who: str | None = None
    """Who changed the register."""
    record_id: int | None = None
    """The other form."""
    value: str = field(default="", repr=False)
    """What it says."""
    was_known: bool = True
    """It was there before this form was accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a person decided of a change that a form says; it stands."""

    id: int
    record_id: int
    fact: Fact
    field_key: str
    value: str = field(repr=False)
    before: str = field(repr=False)
    is_accepted: bool
    reason: str = field(repr=False)
    day: date
    """Of the form."""
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An accepted form, and what it says."""

    record_id: int
    form_id: str
    day: date
    """That is written on it, else of its coming in."""
    accepted_at: datetime
    said: tuple[Statement, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Something that a form says of its client, and how it stands."""

    key: str
    """Stands for what is said and for what the register had when it was shown."""
    record_id: int
    said: Statement
    before: str = field(repr=False)
    """What the register has now; what it had, of one that was decided."""
    standing: Standing
    newer: Newer | None = None
    decided: Decided | None = None
    same_as: int | None = None
    """The record through which the register has it already."""

    @property
    def is_chosen(self) -> bool:
        """Whether it is among what one click accepts."""
        return self.standing is Standing.OPEN and self.newer is None and self.said.is_likely

    @property
    def is_waiting(self) -> bool:
        """Whether somebody should look at it: a name that is only written otherwise can wait."""
        return self.standing is Standing.OPEN and (self.said.is_news or self.is_chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """All that a client's forms are weighed against."""

    client: Client
    papers: tuple[Paper, ...]
    """Accepted forms of the client, in any order."""
    decided: tuple[Decided, ...]
    changed: tuple[Changed, ...]
    """Changes that no form made, the latest first."""
    today: date


def weigh(paper: Paper, around: Circumstances) -> tuple[Proposal, ...]:
    """Give how everything stands that a form says, in the order in which it would be made."""
    found = list(_weighed(paper, around))
    meant = {one.said.field_key for one in found if one.said.caution and _is_meant(one)}
    left = [one for one in found if _is_meant(one) or one.said.field_key not in meant]
    return tuple(sorted(left, key=lambda one: ORDER[one.said.fact]))


def _is_meant(one: Proposal) -> bool:
    """Tell whether a field that may mean two things has turned out to mean this one."""
    is_past = one.standing is Standing.OUTDATED and one.said.is_likely
    return one.standing in _SETTLED or is_past


def _weighed(paper: Paper, around: Circumstances) -> Iterator[Proposal]:
    for said in paper.said:
        before = known(said.fact, around.client, around.today)
        decided = _decision(paper, said, around.decided)
        if decided is not None:
            standing = Standing.APPLIED if decided.is_accepted else Standing.REFUSED
            yield _proposal(paper, said, decided.before, standing, decided=decided)
        elif is_so(said, around.client, around.today):
            same = _same_as(paper, said, around.decided)
            yield _proposal(paper, said, before, Standing.ALREADY, same_as=same)
        elif not (said.is_first and before):
            yield _undecided(paper, said, before, around)


def _undecided(paper: Paper, said: Statement, before: str, around: Circumstances) -> Proposal:
    newer = None if said.fact in ADDED else _newer(paper, said, around)
    is_over = newer is not None and not (said.is_news and newer.was_known)
    standing = Standing.OUTDATED if is_over else Standing.OPEN
    return _proposal(paper, said, before, standing, newer=newer)


def _proposal(
    paper: Paper,
    said: Statement,
    before: str,
    standing: Standing,
    *,
    newer: Newer | None = None,
    decided: Decided | None = None,
    same_as: int | None = None,
) -> Proposal:
    return Proposal(
        key=_key(paper, said, before),
        record_id=paper.record_id,
        said=said,
        before=before,
        standing=standing,
        newer=newer,
        decided=decided,
        same_as=same_as,
    )


def _key(paper: Paper, said: Statement, before: str) -> str:
    parts = (str(paper.record_id), said.fact, said.field_key, said.value, before)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_KEY_LENGTH]


def _decision(paper: Paper, said: Statement, decided: Iterable[Decided]) -> Decided | None:
    wanted = (paper.record_id, said.fact, said.field_key, said.value)
    for one in decided:
        if (one.record_id, one.fact, one.field_key, one.value) == wanted:
            return one
    return None


def _same_as(paper: Paper, said: Statement, decided: Iterable[Decided]) -> int | None:
    for one in decided:
        is_same = one.is_accepted and one.fact is said.fact and same_text(one.value, said.value)
        if is_same and one.record_id != paper.record_id:
            return one.record_id
    return None


def _newer(paper: Paper, said: Statement, around: Circumstances) -> Newer | None:
    """Find what is newer than a form; what was known before it was accepted comes first."""
    found = [*_by_hand(paper, said, around), *_by_forms(paper, said, around)]
    return min(found, key=lambda one: not one.was_known, default=None)


def _by_hand(paper: Paper, said: Statement, around: Circumstances) -> Iterator[Newer]:
    for change in around.changed:
        if said.fact in change.facts and day_of(change.at) > paper.day:
            yield Newer(
                by=NewerBy.IMPORT if change.was_imported else NewerBy.HAND,
                at=change.at,
                who=change.by,
                value=known(said.fact, around.client, around.today),
                was_known=change.at <= paper.accepted_at,
            )


def _by_forms(paper: Paper, said: Statement, around: Circumstances) -> Iterator[Newer]:
    """Give what other forms say that are no older: taken over into the register, or open."""
    decided = {(one.record_id, one.fact): one for one in around.decided}
    for other in around.papers:
        if other.record_id == paper.record_id or other.day < paper.day:
            continue
        for one in other.said:
            decision = decided.get((other.record_id, said.fact))
            if not _speaks_against(one, said, decision):
                continue
            yield Newer(
                by=NewerBy.FORM,
                at=other.day,
                record_id=other.record_id,
                value=one.value,
                was_known=decision is None or decision.at <= paper.accepted_at,
            )


def _speaks_against(one: Statement, said: Statement, decision: Decided | None) -> bool:
    """Tell whether another form's word on a fact is against it; a mere mention is not news."""
    if one.fact is not said.fact or same_text(one.value, said.value):
        return False
    if decision is not None:
        return decision.is_accepted
    return one.is_news and one.is_likely
