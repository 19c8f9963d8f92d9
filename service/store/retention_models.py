"""Tables of what may no longer be kept: who is held back, what was said of it, what was deleted."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.store.base import Base
from service.store.columns import BigId, UtcDateTime, Word
from service.store.models import UserRow
from service.store.states import RetentionAct


class RetentionHoldRow(Base):
    """A client of whom nothing is to be deleted, whatever its age."""

    __tablename__ = "retention_holds"

    client_id: Mapped[int] = mapped_column(
        ForeignKey("clients.id"), primary_key=True, autoincrement=False
    )
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class RetentionDecisionRow(Base):
    """What a person said of how long a client or a file is kept; the last one counts."""

    __tablename__ = "retention_decisions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    """Just one of the two is given."""
    act: Mapped[RetentionAct] = mapped_column(Word(RetentionAct))
    reason: Mapped[str] = mapped_column(Text)
    until: Mapped[date | None]
    """The day on which it is looked at again."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    by: Mapped[UserRow | None] = relationship(lazy="joined")


class ErasureRow(Base):
    """One thing that may no longer be kept and was deleted: its id or hash, nothing of it."""

    __tablename__ = "erasures"
    __table_args__ = (Index("ix_erasures_subject_subject_id", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    subject: Mapped[str] = mapped_column(String(40))
    """`client`, `document`, `record` or `file`."""
    subject_id: Mapped[str] = mapped_column(String(64))
    """Its id; of a file its SHA-256."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_gone: Mapped[bool]
    """Of a file: it is off the disk; the row is committed before, so that none is forgotten."""
