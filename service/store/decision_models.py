"""Tables of what people decided: whose a record is, and who is not one person with whom."""

from datetime import datetime
from typing import Any

from sqlalchemy import Double, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.store.base import Base
from service.store.columns import BigId, Json, UtcDateTime
from service.store.models import UserRow


class ClientDecisionRow(Base):
    """A person's word on whose a record is. Rows are only added; undoing one says by whom, when."""

    __tablename__ = "client_decisions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), index=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"), index=True)
    """None: it is none of the clients that were shown."""
    pairs: Mapped[list[Any]] = mapped_column(Json)
    """Of each client that was judged: id, whether it is the same person, and the evidence."""
    register_size: Mapped[int]
    model_version: Mapped[str] = mapped_column(String(80))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    by: Mapped[UserRow | None] = relationship(foreign_keys=[by_id])


class ApartDecisionRow(Base):
    """A person's word that two registered clients are two people; the lower id comes first."""

    __tablename__ = "apart_decisions"
    __table_args__ = (Index("ix_apart_decisions_pair", "first_id", "second_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    evidence: Mapped[list[Any]] = mapped_column(Json)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    by: Mapped[UserRow | None] = relationship(foreign_keys=[by_id])


class AlikeRow(Base):
    """Two clients who look like one person, as they were when they were last compared."""

    __tablename__ = "clients_alike"

    first_id: Mapped[int] = mapped_column(
        ForeignKey("clients.id"), primary_key=True, autoincrement=False
    )
    second_id: Mapped[int] = mapped_column(
        ForeignKey("clients.id"), primary_key=True, autoincrement=False, index=True
    )
    probability: Mapped[float] = mapped_column(Double)
    bits: Mapped[float] = mapped_column(Double, index=True)
    reason: Mapped[str] = mapped_column(String(32))
    """A `service.matching.ruling.Reason`: what speaks against, or that all agrees."""
    evidence: Mapped[list[Any]] = mapped_column(Json)
    """Key, level and bits of each comparison."""


class AlikeSearchRow(Base):
    """The only row: when the register was last compared with itself."""

    __tablename__ = "alike_search"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    clients: Mapped[int]
    model_version: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
