"""Queries for sendings, their documents and pages."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.orm import Session, selectinload

from forms.limits import MAX_PAGES
from service.store.models import DocumentRow, IntakeRow, PageRow
from service.store.states import DocumentState
from service.store.work_models import DocumentEventRow

_OF_A_DOCUMENT = (
    *(DocumentRow.intake, DocumentRow.original),
    *(DocumentRow.records, DocumentRow.pages),
)
_SETTLED_BADLY = (DocumentState.FAILED, DocumentState.REFUSED, DocumentState.DUPLICATE)


def get(session: Session, document_id: int) -> DocumentRow | None:
    """Find a document by id."""
    return session.get(DocumentRow, document_id)


def received_at(session: Session, document_ids: Collection[int]) -> dict[int, datetime]:
    """Tell when documents came in."""
    query = select(DocumentRow.id, IntakeRow.received_at).join(IntakeRow)
    found = session.execute(query.where(DocumentRow.id.in_(document_ids)))
    return dict(found.all())


def get_intake(session: Session, intake_id: int) -> IntakeRow | None:
    """Find a sending by id, with all that is known of its documents."""
    of = selectinload(IntakeRow.documents)
    whole = (of.selectinload(one) for one in _OF_A_DOCUMENT)
    return session.get(IntakeRow, intake_id, options=list(whole))


def with_source_key(session: Session, source_key: str) -> IntakeRow | None:
    """Find the sending that came as this letter or this dropped file."""
    return session.scalar(select(IntakeRow).where(IntakeRow.source_key == source_key))


def intakes(session: Session, *, before_id: int | None, limit: int) -> list[IntakeRow]:
    """List sendings, newest first, below the given id."""
    of = selectinload(IntakeRow.documents)
    query = select(IntakeRow).options(*(of.selectinload(one) for one in _OF_A_DOCUMENT))
    query = query.order_by(IntakeRow.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(IntakeRow.id < before_id)
    return list(session.scalars(query))


def listed(
    session: Session,
    *,
    states: Collection[DocumentState] | None,
    before_id: int | None,
    limit: int,
) -> list[DocumentRow]:
    """List documents, newest first, below the given id."""
    query = (
        select(DocumentRow)
        .options(*map(selectinload, _OF_A_DOCUMENT))
        .order_by(DocumentRow.id.desc())
        .limit(limit)
    )
    if states is not None:
        query = query.where(DocumentRow.state.in_(states))
    if before_id is not None:
        query = query.where(DocumentRow.id < before_id)
    return list(session.scalars(query))


Line = Row[int, str, datetime, DocumentState]
"""Id, name, when it came, state."""


def lines(
    session: Session,
    *,
    states: Collection[DocumentState] | None = None,
    intake_id: int | None = None,
    before_id: int | None = None,
    limit: int | None = None,
) -> Sequence[Line]:
    """List documents as a table shows them, newest first; those of one sending as they were sent.

    What was read on their pages, by far the most of them, stays in the database.
    """
    query = select(
        DocumentRow.id, DocumentRow.name_given, IntakeRow.received_at, DocumentRow.state
    ).join(DocumentRow.intake)
    if states is not None:
        query = query.where(DocumentRow.state.in_(states))
    if before_id is not None:
        query = query.where(DocumentRow.id < before_id)
    if intake_id is not None:
        query = query.where(DocumentRow.intake_id == intake_id)
    order = DocumentRow.id.desc() if intake_id is None else DocumentRow.id
    return session.execute(query.order_by(order).limit(limit)).all()


def page_counts(session: Session, document_ids: Collection[int]) -> dict[int, int]:
    """Count the pages of documents."""
    of = PageRow.document_id
    query = select(of, func.count()).where(of.in_(document_ids)).group_by(of)
    return dict(session.execute(query).all())


def counts(session: Session) -> dict[DocumentState, int]:
    """Count documents by state."""
    query = select(DocumentRow.state, func.count()).group_by(DocumentRow.state)
    return dict(session.execute(query).all())


def counts_in(session: Session, intake_ids: Collection[int]) -> dict[DocumentState, int]:
    """Count the documents of some sendings by state."""
    query = select(DocumentRow.state, func.count()).where(DocumentRow.intake_id.in_(intake_ids))
    return dict(session.execute(query.group_by(DocumentRow.state)).all())


def first_with_bytes(session: Session, sha256: str) -> DocumentRow | None:
    """Find the document that stands for these bytes: the first that did not fail."""
    same = DocumentRow.original_sha256 == sha256
    query = select(DocumentRow).where(same, DocumentRow.state.not_in(_SETTLED_BADLY))
    return session.scalar(query.order_by(DocumentRow.id).limit(1))


def enter(
    session: Session,
    document: DocumentRow,
    state: DocumentState,
    at_utc: datetime,
    reason_code: str | None = None,
) -> None:
    """Have a document enter a state, and note when."""
    document.state = state
    event = DocumentEventRow(state=state, reason_code=reason_code, at=at_utc)
    event.document = document
    session.add(event)


def enter_all(
    session: Session, document_ids: Collection[int], state: DocumentState, at_utc: datetime
) -> None:
    """Have documents enter a state, and note when, in two statements however many they are."""
    connection = session.connection()
    connection.execute(_ENTER, {"documents": list(document_ids), "entered": state})
    events = [{"document_id": one, "state": state, "at": at_utc} for one in document_ids]
    connection.execute(_NOTE, events)


_ENTER = (
    update(DocumentRow)
    .where(DocumentRow.id.in_(bindparam("documents", expanding=True)))
    .values(state=bindparam("entered"))
)
_NOTE = insert(DocumentEventRow)


def last_page_read(session: Session, document_id: int) -> int:
    """Give the number of the last page that is kept; 0 where none is."""
    query = select(func.max(PageRow.number)).where(PageRow.document_id == document_id)
    return session.scalar(query) or 0


def containers_of(session: Session, document: DocumentRow) -> list[DocumentRow]:
    """List the containers that a document came out of, the innermost first."""
    found, row = [], document
    while row.parent_id is not None:
        row = session.get_one(DocumentRow, row.parent_id)
        found.append(row)
    return found


def count_below(session: Session, container: DocumentRow) -> int:
    """Count all documents that came out of a container, and out of those."""
    below = (
        select(DocumentRow.id)
        .where(DocumentRow.parent_id == container.id)
        .cte("below", recursive=True)
    )
    further = select(DocumentRow.id).join(below, DocumentRow.parent_id == below.c.id)
    return session.scalar(select(func.count()).select_from(below.union_all(further))) or 0


def page(session: Session, document_id: int, number: int) -> PageRow | None:
    """Find a page of a document, counted from 1."""
    if number > MAX_PAGES:
        # PostgreSQL refuses even to compare what no page number can be.
        return None
    same = (PageRow.document_id == document_id, PageRow.number == number)
    return session.scalar(select(PageRow).where(*same))
