"""The tables of what forms change: a person's decisions, and how much waits for one."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.effects.facts import Fact
from service.store.base import Base
from service.store.columns import BigId, Json, UtcDateTime, Word
from service.store.models import UserRow
from service.store.states import Channel, EffectOutcome


class EffectDecisionRow(Base):
    """What somebody decided of one thing that a form says of its client.

    It speaks of this value in this field: once the record says something else, it is about what
    the record said before. It holds personal data, as the client's history does.
    """

    __tablename__ = "effect_decisions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), index=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    fact: Mapped[Fact] = mapped_column(Word(Fact))
    field: Mapped[str] = mapped_column(String(120))
    value: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(Text)
    """What the register had."""
    outcome: Mapped[EffectOutcome] = mapped_column(Word(EffectOutcome))
    reason: Mapped[str] = mapped_column(Text)
    """Why it was refused."""
    day: Mapped[date]
    """Of the form."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    history_id: Mapped[int | None] = mapped_column(ForeignKey("client_history.id"))
    """The change of the client that it made."""
    patch: Mapped[list[Any] | None] = mapped_column(Json)
    """All that it takes to undo it: see `service.store.client_patches`."""
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undo_history_id: Mapped[int | None] = mapped_column(ForeignKey("client_history.id"))
    """The change of the client that took it back."""

    by: Mapped[UserRow | None] = relationship(foreign_keys=[by_id])
    taken_back_by: Mapped[UserRow | None] = relationship(foreign_keys=[taken_back_by_id])


class OpenEffectsRow(Base):
    """How many changes that a record says wait for a person; derived, as lists show it."""

    __tablename__ = "open_effects"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("records.id"), primary_key=True, autoincrement=False
    )
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    number: Mapped[int]
