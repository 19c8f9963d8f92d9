"""The audit trail for auditors: verify it, note its head, search it, take it out."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from sqlalchemy.orm import Session

from service.auditing.asked import TrailAsked, TrailEntry
from service.auditing.verifying import Anchor, Breach, BreachKind, Verdict, verify
from service.entities import Actor
from service.errors import BadRequestError, NotFoundError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, audit_chain, clients, trail_search, users
from service.store.engine import looking, unit_of_work
from service.store.models import AuditRow
from service.store.trail_search import Found

_TOGETHER = 1000
_VERIFIED = "audit.verified"


@needs(Power.READ_AUDIT)
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


@needs(Power.READ_AUDIT)
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


@needs(Power.READ_AUDIT)
def last_verification(runtime: Runtime) -> TrailEntry | None:
    """Give the entry of the last time that the trail was verified."""
    found = search_trail(runtime, TrailAsked(action=_VERIFIED), limit=1)
    return found[0] if found else None


@needs(Power.READ_AUDIT)
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


@needs(Power.READ_AUDIT)
def search_trail(runtime: Runtime, asked: TrailAsked, *, limit: int) -> list[TrailEntry]:
    """List entries of the trail, newest first."""
    with looking(runtime.engine) as session:
        return [_entry(one) for one in trail_search.search(session, asked, limit)]


@needs(Power.SEE_WHO_SAW)
def client_trail(
    runtime: Runtime, client_id: int, *, before_id: int | None, limit: int
) -> list[TrailEntry]:
    """List who has done what to a client, and who has seen what of them, the latest first."""
    return search_trail(runtime, TrailAsked(client_id=client_id, before_id=before_id), limit=limit)


@needs(Power.READ_AUDIT)
def name_users(runtime: Runtime) -> list[str]:
    """Name the accounts whose entries may be searched for."""
    with looking(runtime.engine) as session:
        return [row.name for row in users.listed(session)]


@needs(Power.READ_AUDIT)
def export_trail(runtime: Runtime, actor: Actor, asked: TrailAsked) -> Iterator[TrailEntry]:
    """Give all entries that are asked for, newest first; that they left is noted."""
    said = {
        "user": asked.user_id,
        "client": asked.client_id,
        "action_asked": asked.action or None,
        "first_day": str(asked.first_day or ""),
        "last_day": str(asked.last_day or ""),
    }
    with unit_of_work(runtime.engine) as session:
        audit.write(session, actor, "audit.exported", "audit", "trail", **said)
    while found := search_trail(runtime, asked, limit=_TOGETHER):
        yield from found
        asked = replace(asked, before_id=found[-1].id)


@needs(Power.READ_AUDIT)
def who_and_whom(runtime: Runtime, user: str, client: str) -> tuple[int | None, int | None]:
    """Find the account with a name and the client with a reference; nobody where none is given.

    Raises:
        BadRequestError: there is no such account or client.
    """
    problems: dict[str, str] = {}
    with looking(runtime.engine) as session:
        by_name = users.by_name(session, user) if user.strip() else None
        by_reference = clients.by_reference(session, client.strip()) if client.strip() else None
    if user.strip() and by_name is None:
        problems["user"] = "No account has this name."
    if client.strip() and by_reference is None:
        problems["client"] = "No client has this reference."
    if problems:
        raise BadRequestError("nothing can be searched for", problems)
    return by_name.id if by_name else None, by_reference.id if by_reference else None


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
