"""Finds what has come to the end of its time, and how each thing stands with those who review."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from service.clock import LONDON
from service.retention import (
    Decision,
    Item,
    RetentionPolicy,
    ReviewState,
    Subject,
    cutoff,
    standing,
    strongest,
)
from service.store import clients, documents, retention
from service.store import retention_decisions as decisions
from service.usecases.gone import gone_or_none

_KEPT = (ReviewState.HELD, ReviewState.KEPT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What has come to the end of its time."""

    states: Mapping[Item, ReviewState]
    people: Mapping[int, frozenset[int]]
    """By the entry that stands for a client, all entries that are the same person."""
    staying: frozenset[int]
    """Documents that somebody keeps, with what they came out of."""

    def clients(self, state: ReviewState) -> set[int]:
        """Give all entries of the clients who stand so."""
        roots = self._ids(Subject.CLIENT, state)
        return {one for root in roots for one in self.people[root]}

    def documents(self, state: ReviewState) -> set[int]:
        """Give the documents that stand so."""
        return set(self._ids(Subject.DOCUMENT, state))

    def _ids(self, subject: Subject, state: ReviewState) -> Iterator[int]:
        return (
            item.id for item, one in self.states.items() if item.subject is subject and one is state
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What people said of clients and files, whether their time is over or not."""

    now: datetime
    last: Mapping[Subject, Mapping[int, Decision]]
    held: frozenset[int]
    with_papers: frozenset[int]
    """Clients of whom something is in a file that is kept."""
    merged: Mapping[int, int]

    @property
    def today(self) -> date:
        """Give the day in London."""
        return self.now.astimezone(LONDON).date()

    def of_client(self, client_id: int, since: datetime | None) -> ReviewState:
        """Tell how an entry stands by itself."""
        last = self.last[Subject.CLIENT].get(client_id)
        state = standing(last, is_held=client_id in self.held, today=self.today, since=since)
        keeps = client_id in self.with_papers and state is not ReviewState.HELD
        return ReviewState.KEPT if keeps else state

    def of_document(self, document_id: int, since: datetime | None) -> ReviewState:
        """Tell how a file stands by itself."""
        last = self.last[Subject.DOCUMENT].get(document_id)
        return standing(last, is_held=False, today=self.today, since=since)

    def clients_who(self, state: ReviewState) -> set[int]:
        """Give the clients who stand so, with all entries that are the same person."""
        known = {*self.last[Subject.CLIENT], *self.held, *self.with_papers}
        found = {one for one in known if self.of_client(one, None) is state}
        roots = {self.merged.get(one, one) for one in found}
        return roots | {one for one, into in self.merged.items() if into in roots}


def what_was_said(session: Session, now: datetime) -> Said:
    """Gather what people said."""
    last = {subject: decisions.last_of_each(session, subject) for subject in Subject}
    said = Said(
        now=now,
        last=last,
        held=frozenset(decisions.held_clients(session)),
        with_papers=frozenset(),
        merged=decisions.merged_into(session),
    )
    kept = _kept_documents(said)
    return Said(
        now=now,
        last=last,
        held=said.held,
        with_papers=frozenset(decisions.clients_in(session, kept)),
        merged=said.merged,
    )


def _kept_documents(said: Said) -> set[int]:
    known = said.last[Subject.DOCUMENT]
    return {one for one in known if said.of_document(one, None) is ReviewState.KEPT}


def find_ended(session: Session, policy: RetentionPolicy, said: Said) -> Found:
    """Find what has come to the end of its time."""
    states: dict[Item, ReviewState] = {}
    people: dict[int, frozenset[int]] = {}
    if policy.client_months is not None:
        since = cutoff(said.now, policy.client_months)
        people = _people(retention.clients_before(session, since), said.merged)
        states |= {Item(Subject.CLIENT, root): _of(said, root, people, since) for root in people}
    about = {one: decisions.documents_about(session, said.clients_who(one)) for one in _KEPT}
    if policy.document_months is not None:
        since = cutoff(said.now, policy.document_months)
        for one in retention.documents_before(session, since):
            around = [state for state in _KEPT if one in about[state]]
            states[Item(Subject.DOCUMENT, one)] = strongest(around, said.of_document(one, since))
    staying = set().union(*about.values(), _kept_documents(said))
    return Found(
        states=states,
        people=people,
        staying=frozenset(retention.with_containers(session, staying)),
    )


def _people(ids: Collection[int], merged: Mapping[int, int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for one in ids:
        found.setdefault(merged.get(one, one), set()).add(one)
    return {root: frozenset(entries) for root, entries in found.items()}


def _of(
    said: Said, root: int, people: Mapping[int, frozenset[int]], since: datetime
) -> ReviewState:
    together = [said.of_client(one, since) for one in people[root]]
    return strongest(together, said.of_client(root, since))


def known_item(session: Session, item: Item) -> Item:
    """Find the thing, or whoever stands for it now.

    Raises:
        NotFoundError: it was deleted, or never was.
    """
    if item.subject is Subject.CLIENT:
        client = clients.standing(session, item.id)
        if client is not None:
            return Item(Subject.CLIENT, client.id)
    elif documents.get(session, item.id) is not None:
        return item
    raise gone_or_none(session, item.subject, item.id)
