"""Tables of the work: jobs, what became of each document and when, and samples of quality."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.quality import Outcome
from service.request_ids import LONGEST, present_request_id
from service.store.base import Base
from service.store.columns import BigId, Json, UtcDateTime, Word
from service.store.copy_set_models import CopySetRow
from service.store.models import DocumentRow, RecordRow, UserRow
from service.store.states import DocumentState, JobKind, JobState


class JobRow(Base):
    """One piece of work, on a document or on a set of copies.

    This table is the truth; the queue only wakes workers.
    """

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_next", "state", "priority", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[JobKind] = mapped_column(Word(JobKind))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    copy_set_id: Mapped[int | None] = mapped_column(ForeignKey("copy_sets.id"), index=True)
    """One of the two is what it is about."""
    priority: Mapped[int]
    """A `service.store.states.Priority`; the lowest first."""
    state: Mapped[JobState] = mapped_column(Word(JobState))
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    """It waits until then: a fault of ours is tried again later and later."""
    token: Mapped[int] = mapped_column(default=0)
    """Rises with every claim: whoever holds an older one can keep nothing any more."""
    holder: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    """Times that it was begun and not put back in good order."""
    reason_code: Mapped[str | None] = mapped_column(String(80))
    """Of the last fault."""
    sends: Mapped[int] = mapped_column(default=0)
    """Times that the queue was told of it."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    request_id: Mapped[str | None] = mapped_column(
        String(LONGEST), insert_default=present_request_id
    )
    """Of the request that made it necessary: what is logged about it bears the same id."""

    document: Mapped[DocumentRow] = relationship()
    """To be asked for by those alone whose kind of job is on a document."""
    copy_set: Mapped[CopySetRow | None] = relationship()


class DocumentEventRow(Base):
    """One step in the life of a document; rows are only ever added."""

    __tablename__ = "document_events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    state: Mapped[DocumentState] = mapped_column(Word(DocumentState))
    reason_code: Mapped[str | None] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    document: Mapped[DocumentRow] = relationship()


class QualityCheckRow(Base):
    """A value that was accepted without a person, drawn by chance for one to look at anyway."""

    __tablename__ = "quality_checks"
    __table_args__ = (Index("uq_quality_checks_record_field", "record_id", "field", unique=True),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    field: Mapped[str] = mapped_column(String(120))
    form_id: Mapped[str] = mapped_column(String(80))
    channel: Mapped[str] = mapped_column(String(20))
    """How the page had been sent, as read from the page: an `ocr.reading.Channel`."""
    read: Mapped[dict[str, Any]] = mapped_column(Json)
    """`{"value": …}` as it was accepted."""
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """`{"value": …}` as the person found it on the paper; None: nobody has looked yet."""
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome), default=Outcome.WAITING)
    """Follows from the two."""
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)

    record: Mapped[RecordRow] = relationship()
    seen_by: Mapped[UserRow | None] = relationship()
