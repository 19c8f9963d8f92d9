"""The ledger of copies: where each is, what of it is back, and that it will not come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from service.clock import now_utc
from service.clocks.limits import day_of
from service.disclosures import Giving, Way
from service.entities import Actor
from service.errors import ConflictError, NotFoundError
from service.ledger.copies import CopyState, LedgerCopy, pages_in, state_of
from service.ledger.expecting import check_due
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, copies, ledger
from service.store.engine import looking, unit_of_work
from service.store.ledger import Sought
from service.store.models import IssuedCopyRow
from service.usecases.reasons import given_reason

_TOGETHER = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage:
    """Some lines of the ledger, with how many there are in each state."""

    copies: tuple[LedgerCopy, ...]
    counts: Mapping[CopyState, int]


@needs(Power.SEE_CLIENTS)
def list_copies(
    runtime: Runtime, sought: Sought, *, before_id: int | None = None, limit: int = 50
) -> LedgerPage:
    """List copies, newest first, below the given id."""
    today = _today()
    with looking(runtime.engine) as session:
        rows = ledger.listed(session, sought, today, before_id=before_id, limit=limit)
        return LedgerPage(
            copies=tuple(_line(row, today) for row in rows),
            counts=ledger.counts(session, sought, today),
        )


@needs(Power.SEE_CLIENTS)
def every_copy(runtime: Runtime, sought: Sought) -> Iterator[LedgerCopy]:
    """Yield all copies that are sought, newest first, some at a time."""
    today, before_id = _today(), None
    while True:
        with looking(runtime.engine) as session:
            rows = ledger.listed(session, sought, today, before_id=before_id, limit=_TOGETHER)
            together = [_line(row, today) for row in rows]
        if not together:
            return
        yield from together
        before_id = together[-1].id


@needs(Power.SEE_CLIENTS)
def find_copy(runtime: Runtime, copy_id: str) -> LedgerCopy:
    """Find a copy by its id, with or without hyphens.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        row = ledger.one(session, plain_id(copy_id))
        if row is None:
            raise NotFoundError("there is no such copy")
        return _line(row, _today())


def plain_id(copy_id: str) -> str:
    """Give a copy id as it is kept: without the hyphens that it is printed with."""
    return copy_id.replace("-", "").upper()


def _today() -> date:
    return day_of(now_utc())


def _line(row: IssuedCopyRow, today: date) -> LedgerCopy:
    missing = pages_in(row.all_pages & ~row.pages_back)
    is_late = row.due_back is not None and row.due_back < today and bool(missing)
    return LedgerCopy(
        id=row.id,
        copy_id=row.copy_id,
        form_id=row.form_id,
        form_version=row.form_version,
        artefact=row.artefact,
        client_id=row.client_id,
        reference=row.client.reference if row.client else "",
        name=f"{row.client.given_names} {row.client.surname}".strip() if row.client else "",
        prison=row.prison,
        recipient=row.recipient.name if row.recipient else None,
        purpose=row.purpose,
        issued_at=row.issued_at,
        issued_by=row.issued_by.name if row.issued_by else None,
        due_back=row.due_back,
        pages_back=pages_in(row.pages_back),
        pages_missing=missing,
        back_at=row.back_at,
        state=state_of(
            all_pages=row.all_pages,
            pages_back=row.pages_back,
            due_back=row.due_back,
            is_written_off=row.written_off_at is not None,
            today=today,
        ),
        written_off_at=row.written_off_at,
        written_off_by=row.written_off_by.name if row.written_off_by else None,
        written_off_because=row.written_off_because,
        is_late=is_late and row.written_off_at is None,
    )


@needs(Power.SEE_CLIENTS)
def filters_of(runtime: Runtime) -> tuple[list[str], list[tuple[str, str]]]:
    """Give what the ledger can be filtered by: prisons, and teams as code and name."""
    with looking(runtime.engine) as session:
        return ledger.prisons(session), ledger.teams(session)


@needs(Power.MAKE_FORMS)
def write_off_copy(runtime: Runtime, actor: Actor, copy_id: str, because: str) -> LedgerCopy:
    """Note that nobody waits for a copy any more, and why.

    Raises:
        NotFoundError: there is no such copy.
        BadRequestError: no reason is given, or it is too long.
        ConflictError: all of it is back, or it was written off already.
    """
    because = given_reason(because, "because", "Say why it will not come back.")
    with unit_of_work(runtime.engine) as session:
        row = _held(copies.by_copy_id(session, plain_id(copy_id), to_change=True))
        if row.written_off_at is not None:
            raise ConflictError("this copy was written off already")
        if row.pages_back == row.all_pages:
            raise ConflictError("this copy is back: there is nothing to write off")
        row.written_off_at, row.written_off_by_id = now_utc(), actor.user_id
        row.written_off_because = because
        audit.write(session, actor, "copy.written_off", "copy", row.copy_id)
    return find_copy(runtime, copy_id)


def _held(row: IssuedCopyRow | None) -> IssuedCopyRow:
    if row is None:
        raise NotFoundError("there is no such copy")
    return row


@needs(Power.MAKE_FORMS)
def expect_copy(runtime: Runtime, actor: Actor, copy_id: str, due: date | None) -> LedgerCopy:
    """Set by when a copy is to be back; who wrote it off before was wrong, then.

    Raises:
        NotFoundError: there is no such copy.
        BadRequestError: the day has passed.
    """
    if due is not None:
        check_due(due)
    with unit_of_work(runtime.engine) as session:
        row = _held(copies.by_copy_id(session, plain_id(copy_id), to_change=True))
        row.due_back, row.written_off_because = due, ""
        row.written_off_at = row.written_off_by_id = None
        audit.write(session, actor, "copy.expected", "copy", row.copy_id, waits=due is not None)
    return find_copy(runtime, copy_id)


def giving_again(row: IssuedCopyRow) -> Giving | None:
    """Say what is given when a page of a copy is printed once more; None: it is about nobody."""
    if row.client_id is None:
        return None
    return Giving(
        client_id=row.client_id,
        agency_id=row.recipient_id,
        way=Way.MADE,
        subject="copy",
        subject_id=row.copy_id,
        form_id=row.form_id,
    )
