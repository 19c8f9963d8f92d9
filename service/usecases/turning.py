"""Has pages read again that were read the wrong way up: the same bytes, as a document of their own.

The pages and the record as they were read stay with the document that they came in.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr.reading import Layout
from service.clock import now_utc
from service.entities import Actor
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, documents, jobs
from service.store.engine import unit_of_work
from service.store.models import DocumentRow, PageRow
from service.store.states import DocumentState, JobKind, Priority, Withdrawn
from service.usecases.records import opened
from service.usecases.returning import withdraw
from service.usecases.standing import get_document, settle

QUARTERS = (90, 180, 270)
"""Degrees clockwise."""


@needs(Power.CHECK)
def turn_page(
    runtime: Runtime,
    actor: Actor,
    document_id: int,
    number: int,
    degrees: int,
    *,
    revision: int | None = None,
) -> int:
    """Turn a page and have it read again, with the other pages of its record.

    Args:
        runtime: the installation.
        actor: the person.
        document_id: the file.
        number: of the page in it, counted from 1.
        degrees: clockwise, from how it is shown.
        revision: of its record, if it has one, as the person saw it.

    Returns:
        The document as which it is read again.

    Raises:
        NotFoundError: there is no such page.
        BadRequestError: not a quarter turn.
        ConflictError: its own marks say which way is up, or somebody else is at its record.
    """
    if degrees not in QUARTERS:
        raise BadRequestError("a page is turned by quarters", {"degrees": "Choose which way."})
    with unit_of_work(runtime.engine) as session:
        document = get_document(session, document_id)
        page = documents.page(session, document_id, number)
        if page is None:
            raise NotFoundError(f"document {document_id} has no page {number}")
        if page.is_replaced:
            return _read_again_as(session, document, number)
        _check_turnable(page)
        pages = _together(session, actor, page, revision)
        job_id, new_id = _read_again(session, document, pages, (number, degrees))
        settle(session, document)
        audit.write(session, actor, "document.page_turned", "document", document_id, page=number)
    runtime.wake(job_id)
    return new_id


def _check_turnable(page: PageRow) -> None:
    if page.reading["layout"] in (Layout.ISSUED, Layout.DIGITAL):
        raise ConflictError(
            "the marks on this page say which way is up",
            hint="If it is not a form of ours, say so; else correct what was read wrongly.",
        )


def _together(
    session: Session, actor: Actor, page: PageRow, revision: int | None
) -> Sequence[PageRow]:
    """Withdraw the record of a page; give the pages of it that came in the same document."""
    if page.record is None:
        return [page]
    row = opened(session, actor, page.record.id, -1 if revision is None else revision)
    pages = [one for one in row.pages if one.document_id == page.document_id]
    for one in pages:
        one.is_replaced = True
    withdraw(session, actor, row, Withdrawn.TURNED)
    return pages


def _read_again(
    session: Session, document: DocumentRow, pages: Sequence[PageRow], turned: tuple[int, int]
) -> tuple[int, int]:
    """Add the document as which pages are read again, and its job; give the ids of both."""
    number, degrees = turned
    turns = dict((document.reread or {}).get("turns", {}))
    turns[str(number)] = (turns.get(str(number), 0) + degrees) % 360
    again = DocumentRow(
        intake=document.intake,
        original_sha256=document.original_sha256,
        name_given=document.name_given,
        place=document.place,
        batch_id=document.batch_id,
        parent_id=document.id,
        reread={"pages": [page.number for page in pages], "turns": turns},
    )
    session.add(again)
    documents.enter(session, again, DocumentState.RECEIVED, now_utc())
    job = jobs.add(session, again, JobKind.READ, Priority.TODAY, now_utc())
    for page in pages:
        page.is_replaced = True
    session.flush()
    return job.id, again.id


def _read_again_as(session: Session, document: DocumentRow, number: int) -> int:
    """Find the document as which a page was read again, the newest."""
    query = select(DocumentRow).where(DocumentRow.parent_id == document.id)
    for row in session.scalars(query.order_by(DocumentRow.id.desc())):
        if row.reread and number in row.reread["pages"]:
            return row.id
    raise NotFoundError(f"document {document.id} has no page {number}")
