"""Tables of checking: who checks a record, and what was taken out of the list and put back."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.store.base import Base
from service.store.columns import BigId, Json, UtcDateTime, Word
from service.store.models import RecordRow, UserRow
from service.store.states import Withdrawn


class HoldRow(Base):
    """Who checks a record, or did last: until the lease lapses, nobody else may change it."""

    __tablename__ = "record_holds"

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class WithdrawalRow(Base):
    """One time that a record was taken out of the list to check, and whether it was put back."""

    __tablename__ = "withdrawals"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), index=True)
    kind: Mapped[Withdrawn] = mapped_column(Word(Withdrawn))
    reason: Mapped[str | None] = mapped_column(String(40))
    """A `service.store.states.ReturnReason`, of what goes back to its sender."""
    note: Mapped[str] = mapped_column(Text)
    """A person's own words; empty where there are none."""
    parts: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """`{"pages": […], "records": […]}`: ids of the pages it had, and of what was made of them."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    record: Mapped[RecordRow] = relationship()
    by: Mapped[UserRow | None] = relationship(foreign_keys=[by_id])
