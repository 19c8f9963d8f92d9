"""The audit trail for auditors: verify it, note its head, search it, take it out."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from sqlalchemy.orm import Session

from service.auditing.asked import TrailAsked, TrailEntry
from service.auditing.verifying import Anchor, Breach, BreachKind, Verdict, verify
from service.entities import Actor
from service.errors import NotFoundError
from service.runtime import Runtime
from service.store import audit, audit_chain, clients, trail_search
from service.store.engine import looking, unit_of_work
from service.store.models import AuditRow
from service.store.trail_search import Found

_TOGETHER = 1000
_VERIFIED = "audit.verified"


def check_trail(runtime: Runtime, anchors: Sequence[Anchor] = ()) -> Verdict:
    """Check the trail from its first entry to its last, and against what was noted elsewhere."""
    with looking(runtime.engine) as session:
        with closing(audit_chain.stored_entries(session)) as entries:
            verdict = verify(entries, anchors)
        kind = None if verdict.breach else _unkept(session)
    if kind is None:
        return verdict
    last_id = verdict.head.id if verdict.head else 0
    return replace(verdict, breach=Breach(kind=kind, entry_id=last_id))


def _unkept(session: Session) -> BreachKind | None:
    if not audit_chain.is_guarded(session):
        return BreachKind.UNGUARDED
    return BreachKind.INDEX if audit_chain.has_index_faults(session) else None


def verify_trail(runtime: Runtime, actor: Actor, anchors: Sequence[Anchor] = ()) -> Verdict:
    """Check the trail, and note in it that it was checked and what came of it."""
    verdict = check_trail(runtime, anchors)
    head, breach = verdict.head, verdict.breach
    with unit_of_work(runtime.engine) as session:
        audit.write(
            session,
            actor,
            _VERIFIED,
            "audit",
            head.id if head else 0,
            entries=verdict.entries,
            breach=str(breach.kind) if breach else None,
            breach_at=breach.entry_id if breach else None,
        )
    return verdict


def last_verification(runtime: Runtime) -> TrailEntry | None:
    """Give the entry of the last time that the trail was verified."""
    found = search_trail(runtime, TrailAsked(action=_VERIFIED), limit=1)
    return found[0] if found else None


def take_anchor(runtime: Runtime) -> Anchor:
    """Give the head of the trail, to be kept elsewhere.

    Raises:
        NotFoundError: nothing has happened yet.
    """
    with looking(runtime.engine) as session:
        head = audit_chain.head(session)
    if head is None:
        raise NotFoundError("the audit trail has no entry yet")
    return head


def search_trail(runtime: Runtime, asked: TrailAsked, *, limit: int) -> list[TrailEntry]:
    """List entries of the trail, newest first."""
    with looking(runtime.engine) as session:
        ids = trail_search.ids_of_client(session, asked.client) if asked.client else ()
        return [_entry(one) for one in trail_search.search(session, asked, ids, limit)]


def export_trail(runtime: Runtime, actor: Actor, asked: TrailAsked) -> Iterator[TrailEntry]:
    """Give all entries that are asked for, newest first, some at a time; that they left is noted.

    What was asked for is noted by its parts, not by what they said: a reference is of somebody.
    """
    said = [key for key in ("user", "client", "action", "subject") if getattr(asked, key)]
    days = [str(day) for day in (asked.first_day, asked.last_day) if day]
    with unit_of_work(runtime.engine) as session:
        audit.write(session, actor, "audit.exported", "audit", "trail", asked=said, days=days)
    while found := search_trail(runtime, asked, limit=_TOGETHER):
        yield from found
        asked = replace(asked, before_id=found[-1].id)


def seen_by(
    runtime: Runtime, client_id: int, *, before_id: int | None = None, limit: int
) -> list[TrailEntry]:
    """List who has done or seen what of a client, newest first.

    Raises:
        NotFoundError: there is no such client.
    """
    with looking(runtime.engine) as session:
        row = clients.standing(session, client_id)
        if row is None:
            raise NotFoundError(f"there is no client {client_id}")
        asked = TrailAsked(client=row.reference, before_id=before_id)
        ids = trail_search.ids_of_client(session, row.reference)
        return [_entry(one) for one in trail_search.search(session, asked, ids, limit)]


def _entry(found: Found) -> TrailEntry:
    row, name = found
    return TrailEntry(
        id=row.id,
        at=row.at,
        user_id=row.user_id,
        user=name,
        channel=str(row.details.get("channel", "")),
        request_id=str(row.details.get("request", "")),
        action=row.action,
        subject=row.subject,
        subject_id=row.subject_id,
        details=_rest(row),
        hash=row.hash,
    )


def _rest(row: AuditRow) -> dict[str, object]:
    return {key: value for key, value in row.details.items() if key not in ("channel", "request")}
