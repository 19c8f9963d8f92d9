"""Queries for the ledger of copies: one statement a page, however many lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, case, false, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from service.ledger.copies import CopyState
from service.store.agency_models import AgencyRow
from service.store.clients import BARE
from service.store.copy_set_models import CopySetMemberRow
from service.store.models import DocumentRow, IntakeRow, IssuedCopyRow, PageRow, RecordRow
from service.store.states import GONE

_COPY = IssuedCopyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which copies: all of these conditions hold."""

    prison: str = ""
    team: str = ""
    """Code of the agency that has it; `own`: our own team."""
    form_id: str = ""
    state: CopyState | None = None
    client_id: int | None = None
    set_id: int | None = None


OWN_TEAM = "own"


def is_in(state: CopyState, today: date) -> ColumnElement[bool]:
    """Ask whether a copy stands so; see `service.ledger.copies.state_of`."""
    whole = _COPY.pages_back == _COPY.all_pages
    waits = ~whole & _COPY.written_off_at.is_(None)
    late = func.coalesce(_COPY.due_back < today, false())
    match state:
        case CopyState.RETURNED:
            return whole
        case CopyState.WRITTEN_OFF:
            return ~whole & _COPY.written_off_at.is_not(None)
        case CopyState.PARTLY:
            return waits & (_COPY.pages_back != 0)
        case CopyState.OVERDUE:
            return waits & (_COPY.pages_back == 0) & late
        case CopyState.OUT:
            return waits & (_COPY.pages_back == 0) & ~late


def _conditions(sought: Sought, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if sought.prison:
        found.append(_COPY.prison == sought.prison)
    if sought.team == OWN_TEAM:
        found.append(_COPY.recipient_id.is_(None))
    elif sought.team:
        team = select(AgencyRow.id).where(AgencyRow.code == sought.team)
        found.append(_COPY.recipient_id == team.scalar_subquery())
    if sought.form_id:
        found.append(_COPY.form_id == sought.form_id)
    if sought.client_id is not None:
        found.append(_COPY.client_id == sought.client_id)
    if sought.set_id is not None:
        member = CopySetMemberRow
        found.append(
            _COPY.id.in_(select(member.copy_id).where(member.copy_set_id == sought.set_id))
        )
    if sought.state is not None:
        found.append(is_in(sought.state, today))
    return found


def listed(
    session: Session, sought: Sought, today: date, *, before_id: int | None = None, limit: int
) -> list[IssuedCopyRow]:
    """List copies, newest first, below the given id, each with all that its line shows."""
    query = _whole(select(_COPY).where(*_conditions(sought, today)))
    if before_id is not None:
        query = query.where(_COPY.id < before_id)
    return list(session.scalars(query.order_by(_COPY.id.desc()).limit(limit)))


def _whole(query: Select[IssuedCopyRow]) -> Select[IssuedCopyRow]:
    """Load what a line shows along with it."""
    return query.outerjoin(_COPY.client).options(
        contains_eager(_COPY.client).options(*BARE),
        joinedload(_COPY.recipient).lazyload(AgencyRow.contacts),
        joinedload(_COPY.issued_by),
        joinedload(_COPY.written_off_by),
    )


def counts(session: Session, sought: Sought, today: date) -> dict[CopyState, int]:
    """Count copies by how they stand; `sought.state` does not matter."""
    wanted = Sought(
        prison=sought.prison,
        team=sought.team,
        form_id=sought.form_id,
        client_id=sought.client_id,
        set_id=sought.set_id,
    )
    columns = [func.count(case((is_in(state, today), 1))) for state in CopyState]
    numbers = session.execute(select(*columns).where(*_conditions(wanted, today))).one()
    return dict(zip(CopyState, numbers, strict=True))


def one(session: Session, copy_id: str) -> IssuedCopyRow | None:
    """Find a copy with all that its line shows."""
    return session.scalar(_whole(select(_COPY).where(_COPY.copy_id == copy_id)))


def prisons(session: Session) -> list[str]:
    """List the prisons for whose clients copies were issued."""
    query = select(_COPY.prison).where(_COPY.prison != "").distinct().order_by(_COPY.prison)
    return list(session.scalars(query))


def teams(session: Session) -> list[tuple[str, str]]:
    """Name the agencies that copies went to: code and name."""
    went = select(_COPY.recipient_id).where(_COPY.recipient_id.is_not(None))
    query = select(AgencyRow.code, AgencyRow.name).where(AgencyRow.id.in_(went))
    return [(code, name) for code, name in session.execute(query.order_by(AgencyRow.name))]


def pages_that_came(session: Session, copy_id: str) -> Sequence[tuple[int | None, datetime]]:
    """List the pages of a copy that are back: which of the form, and when each came.

    What was sent back to its sender, or was taken for no form of ours, is not back.
    """
    form_page = PageRow.reading["form_page"].as_integer()
    query = (
        select(form_page, IntakeRow.received_at)
        .join(RecordRow, RecordRow.id == PageRow.record_id)
        .join(DocumentRow, DocumentRow.id == PageRow.document_id)
        .join(IntakeRow, IntakeRow.id == DocumentRow.intake_id)
        .where(
            RecordRow.copy_id == copy_id,
            RecordRow.state.not_in(GONE),
            PageRow.is_replaced.is_(False),
        )
    )
    return [(page, at) for page, at in session.execute(query)]
