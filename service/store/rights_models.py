"""The tables of what clients ask of us about themselves: to see what is held, and to correct it.

Requests stay with the client they were made of; whoever stands for that client is asked about by
all their ids.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.store.base import Base
from service.store.columns import BigId, UtcDateTime, Word
from service.store.models import RecordRow, UserRow
from service.store.register_models import ClientRow
from service.store.states import Channel, CorrectionOutcome


class AccessRequestRow(Base):
    """One time that all that is held on a client was taken out, for whom and why."""

    __tablename__ = "access_requests"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    asked_by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    manifest_sha256: Mapped[str | None] = mapped_column(String(64))
    """Of the bundle, so that it can be known again; None: it was not finished."""

    by: Mapped[UserRow | None] = relationship()


class CorrectionRequestRow(Base):
    """That a client says something held on them is wrong, and what came of it."""

    __tablename__ = "correction_requests"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    record_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"), index=True)
    """The form whose value it is; None: it is the register's."""
    field: Mapped[str] = mapped_column(String(120))
    statement: Mapped[str] = mapped_column(Text)
    """In the client's own words."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    outcome: Mapped[CorrectionOutcome] = mapped_column(Word(CorrectionOutcome))
    because: Mapped[str] = mapped_column(Text)
    """Why so; empty while it waits."""
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    client: Mapped[ClientRow] = relationship()
    record: Mapped[RecordRow | None] = relationship()
    by: Mapped[UserRow | None] = relationship(foreign_keys=[by_id])
    decided_by: Mapped[UserRow | None] = relationship(foreign_keys=[decided_by_id])
