"""The table of form definitions that were uploaded: none is ever changed, only its state."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.store.base import Base
from service.store.columns import BigId, UtcDateTime, Word
from service.store.models import UserRow
from service.store.states import DefinitionState


class FormDefinitionRow(Base):
    """One version of a form, as its TOML file says it."""

    __tablename__ = "form_definitions"
    __table_args__ = (Index("uq_form_definitions_version", "form_id", "version", unique=True),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    form_id: Mapped[str] = mapped_column(String(80))
    version: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    state: Mapped[DefinitionState] = mapped_column(Word(DefinitionState))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    live_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    uploaded_by: Mapped[UserRow | None] = relationship()
