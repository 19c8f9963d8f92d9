"""Queries for what the recogniser saw of the fields that say whose a form is."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.models import PageRow, WrittenLinesRow


def of_record(session: Session, record_id: int) -> dict[str, bytes]:
    """Give what was kept of a record's fields; of a field on two pages, what the first shows."""
    query = (
        select(WrittenLinesRow)
        .join(PageRow)
        .where(PageRow.record_id == record_id)
        .order_by(PageRow.document_id, PageRow.number)
    )
    found: dict[str, bytes] = {}
    for row in session.scalars(query):
        found.setdefault(row.field, row.content)
    return found
