"""Shows what has come to the end of its time, and how it stands: ids and references alone."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from service.clock import LONDON, now_utc
from service.clocks.months import months_later
from service.permission.powers import Power
from service.permission.rules import needs
from service.retention import (
    ENDED,
    Ended,
    EndedPage,
    Item,
    RetentionPolicy,
    Review,
    ReviewState,
    Subject,
)
from service.runtime import Runtime
from service.store import clients, consents, documents, retention
from service.store import retention_decisions as decisions
from service.store.engine import looking
from service.store.erasing import CLIENTS, last_touches
from service.store.states import RetentionAct
from service.usecases.ended import Found, Said, find_ended, known_item, what_was_said
from service.usecases.retention import what_goes


@needs(Power.REVIEW_RETENTION)
def list_ended(
    runtime: Runtime, state: ReviewState | None = None, *, skip: int = 0, limit: int = 50
) -> EndedPage:
    """List what has come to the end of its time, clients before files, in the order they came."""
    policy = runtime.settings.retention
    with looking(runtime.engine) as session:
        said = what_was_said(session, now_utc())
        found = find_ended(session, policy, said)
        chosen = sorted(one for one, is_so in found.states.items() if state in (None, is_so))
        shown = chosen[skip : skip + limit]
        counts = Counter(found.states.values())
        return EndedPage(
            found=tuple(_shown(session, policy, said, found, shown)),
            counts={one: counts[one] for one in ENDED},
        )


@needs(Power.REVIEW_RETENTION)
def count_to_review(runtime: Runtime) -> int:
    """Count what has come to the end of its time and waits for a review."""
    policy = runtime.settings.retention
    if not policy.is_on:
        return 0
    with looking(runtime.engine) as session:
        found = find_ended(session, policy, what_was_said(session, now_utc()))
        return Counter(found.states.values())[ReviewState.WAITING]


def _shown(
    session: Session, policy: RetentionPolicy, said: Said, found: Found, items: list[Item]
) -> list[Ended]:
    lasts = _lasts(session, {one: _entries(found, one) for one in items})
    labels = _labels(session, items)
    return [
        Ended(
            item=one,
            label=labels[one],
            last=lasts[one],
            over_since=months_later(lasts[one], policy.months(one.subject) or 0),
            months=policy.months(one.subject) or 0,
            state=found.states[one],
            last_decision=said.last[one.subject].get(one.id),
        )
        for one in items
    ]


def _entries(found: Found, item: Item) -> frozenset[int]:
    together = found.people.get(item.id) if item.subject is Subject.CLIENT else None
    return together or frozenset({item.id})


def _labels(session: Session, items: Collection[Item]) -> dict[Item, str]:
    ids = [one.id for one in items if one.subject is Subject.CLIENT]
    known = clients.references(session, ids)
    return {
        one: known[one.id] if one.subject is Subject.CLIENT else f"File {one.id}" for one in items
    }


def _lasts(session: Session, entries: Mapping[Item, Collection[int]]) -> dict[Item, date]:
    """Give the day of the last that was recorded of each."""
    people = {one for item, ids in entries.items() if item.subject is Subject.CLIENT for one in ids}
    files = [item.id for item in entries if item.subject is Subject.DOCUMENT]
    came_in = documents.received_at(session, files)
    touched = clients.added_at(session, people)
    for one, at in last_touches(session, CLIENTS, people).items():
        touched[one] = max(touched[one], at)
    return {
        item: _day(
            came_in[item.id]
            if item.subject is Subject.DOCUMENT
            else max(touched[one] for one in ids)
        )
        for item, ids in entries.items()
    }


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


@needs(Power.REVIEW_RETENTION)
def find_review(runtime: Runtime, item: Item) -> Review:
    """Show how one thing stands, what was said of it, and what would go with it.

    Raises:
        NotFoundError: there is no such thing; or it was deleted, and when.
    """
    with looking(runtime.engine) as session:
        return _reviews(session, runtime.settings.retention, [item])[0]


@needs(Power.REVIEW_RETENTION)
def find_reviews(runtime: Runtime, items: Collection[Item]) -> list[Review]:
    """Show several things, each once, as `find_review` does.

    Raises:
        NotFoundError: there is no such thing; or it was deleted, and when.
    """
    with looking(runtime.engine) as session:
        return _reviews(session, runtime.settings.retention, items)


def _reviews(session: Session, policy: RetentionPolicy, items: Collection[Item]) -> list[Review]:
    known = dict.fromkeys(known_item(session, one) for one in items)
    said = what_was_said(session, now_utc())
    found = find_ended(session, policy, said)
    return [_review(session, policy, said, found, one) for one in known]


def _review(
    session: Session, policy: RetentionPolicy, said: Said, found: Found, item: Item
) -> Review:
    is_client = item.subject is Subject.CLIENT
    people = frozenset(consents.ids_of(session, item.id)) if is_client else frozenset[int]()
    files = frozenset[int]() if is_client else frozenset({item.id})
    goes = what_goes(session, found, people, files)
    last = _lasts(session, {item: people or files})[item]
    months = policy.months(item.subject)
    told = decisions.all_of(session, item.subject, people or files)
    is_held = bool(people & said.held)
    return Review(
        item=item,
        label=_labels(session, [item])[item],
        last=last,
        over_since=None if months is None else months_later(last, months),
        months=months,
        state=found.states.get(item) or _not_yet(said, item),
        hold=next((one for one in told if one.act is RetentionAct.HELD), None) if is_held else None,
        decisions=tuple(told),
        records=len(retention.records_of(session, people, goes.documents)),
        documents=len(goes.documents),
        shared=len(goes.shared),
    )


def _not_yet(said: Said, item: Item) -> ReviewState:
    is_client = item.subject is Subject.CLIENT
    state = said.of_client(item.id, None) if is_client else said.of_document(item.id, None)
    return state if state in (ReviewState.HELD, ReviewState.KEPT) else ReviewState.NOT_YET
