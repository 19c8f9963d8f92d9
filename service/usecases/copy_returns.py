"""Keeps with each issued copy which of its pages are back: what the ledger is filtered by."""

from sqlalchemy.orm import Session

from service.store import copies, ledger
from service.store.models import RecordRow


def follow_copy(session: Session, row: RecordRow) -> None:
    """Note anew what is back of the copy that a record is of."""
    if row.copy_id is None:
        return
    copy = copies.by_copy_id(session, row.copy_id)
    if copy is None:
        return
    session.flush()
    came = ledger.pages_that_came(session, row.copy_id)
    mask = 0
    for page, _ in came:
        if page is not None and page >= 1:
            mask |= 1 << (page - 1)
    copy.pages_back = mask & copy.all_pages
    copy.back_at = max((at for _, at in came), default=None)
