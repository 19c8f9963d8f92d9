"""The tables of sets of copies: one form for each client of a prison, made together."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.store.base import Base
from service.store.columns import BigId, Json, UtcDateTime, Word
from service.store.models import IssuedCopyRow, UserRow
from service.store.register_models import ClientRow
from service.store.states import Channel, CopySetOrder, CopySetState, CustodyStatus


class CopySetRow(Base):
    """One form for many clients: which were asked for, and what became of it."""

    __tablename__ = "copy_sets"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    request_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Drawn by whoever asks: asking again with the same makes no second set."""
    form_id: Mapped[str] = mapped_column(String(80))
    form_version: Mapped[str] = mapped_column(String(20))
    artefact: Mapped[str] = mapped_column(String(8))
    """A `forms.artefacts.ArtefactFormat`: print is one file, all else a ZIP."""
    prison: Mapped[str] = mapped_column(String(80))
    status: Mapped[CustodyStatus | None] = mapped_column(Word(CustodyStatus))
    release_weeks: Mapped[int | None]
    worker: Mapped[str] = mapped_column(String(120))
    home_dat: Mapped[str] = mapped_column(String(20))
    order: Mapped[CopySetOrder] = mapped_column("sorted_by", Word(CopySetOrder))
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    """The agency that the copies are addressed to; None: for our own use."""
    due_back: Mapped[date | None]
    """By when they are to be back, where somebody said."""
    state: Mapped[CopySetState] = mapped_column(Word(CopySetState), index=True)
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delete_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its file goes."""
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    file_size: Mapped[int | None]

    created_by: Mapped[UserRow | None] = relationship()


class CopySetMemberRow(Base):
    """A client of a set, settled when it was asked for: the key lets nobody have two copies."""

    __tablename__ = "copy_set_members"
    __table_args__ = (
        Index("uq_copy_set_members_place", "copy_set_id", "place", unique=True),
        Index("uq_copy_set_members_copy", "copy_id", unique=True),
    )

    copy_set_id: Mapped[int] = mapped_column(ForeignKey("copy_sets.id"), primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), primary_key=True, index=True)
    place: Mapped[int]
    """In the file, counted from 1."""
    copy_id: Mapped[int | None] = mapped_column(ForeignKey("issued_copies.id"))
    """Set in the transaction that registers the copy: whoever tries again makes no other."""
    problems: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """Why there is no copy: by field, without the answer."""

    client: Mapped[ClientRow] = relationship()
    copy: Mapped[IssuedCopyRow | None] = relationship()
