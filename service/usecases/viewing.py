"""Notes in the audit trail who has seen what, who signed in, and who was refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.entities import Actor
from service.permission.rules import anybody
from service.runtime import Runtime
from service.store import audit
from service.store.engine import unit_of_work
from service.store.models import PageRow, RecordRow
from service.store.work_models import QualityCheckRow

Seen = tuple[str, str]
"""A subject and its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One thing that somebody has seen or was refused."""

    action: str
    subject: str
    subject_id: str
    page: str
    """The address by its name, never by what was typed into it."""
    code: str | None = None
    """Why it was refused."""
    is_passing: bool = False
    """It is not noted where the same was noted lately: a picture on a page, a list once more."""

    @property
    def about(self) -> Seen:
        """Say what it is about."""
        return self.subject, self.subject_id


@anybody
def note_sights(runtime: Runtime, actor: Actor, sights: Sequence[Sight]) -> list[Seen]:
    """Note what somebody has seen, in one transaction; give all that was seen with it."""
    with unit_of_work(runtime.engine) as session:
        return [seen for sight in sights for seen in _note(session, actor, sight)]


def _note(session: Session, actor: Actor, sight: Sight) -> Iterable[Seen]:
    subject, subject_id = sight.subject, sight.subject_id
    seen = [(subject, subject_id)]
    details: dict[str, str | int | list[int]] = {"page": sight.page}
    if sight.code:
        details["code"] = sight.code
    if subject == "quality_check":
        seen.append(found := ("record", _record_of(session, subject_id)))
        subject, subject_id = found
    elif subject == "record" and (row := _record(session, subject_id)) is not None:
        client_id, documents = row
        details["documents"] = documents
        if client_id is not None:
            details["client"] = client_id
        seen += [("document", str(one)) for one in documents]
    audit.write(session, actor, sight.action, subject, subject_id, **details)
    return seen


def _record(session: Session, record_id: str) -> tuple[int | None, list[int]] | None:
    same = RecordRow.id == int(record_id)
    row = session.execute(select(RecordRow.client_id, RecordRow.document_id).where(same)).first()
    if row is None:
        return None
    pages = select(PageRow.document_id).where(PageRow.record_id == int(record_id))
    return row.client_id, sorted({row.document_id, *session.scalars(pages)})


def _record_of(session: Session, check_id: str) -> str:
    query = select(QualityCheckRow.record_id).where(QualityCheckRow.id == int(check_id))
    return str(session.scalar(query))
