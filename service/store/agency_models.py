"""The tables of agencies and of how they are reached; a contact is only ever added."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.agencies.values import AgencyKind
from service.store.base import Base
from service.store.columns import BigId, Json, UtcDateTime, Word


class AgencyRow(Base):
    """An agency that forms go to or come from."""

    __tablename__ = "agencies"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[AgencyKind] = mapped_column(Word(AgencyKind))
    is_own: Mapped[bool]
    is_active: Mapped[bool]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a list or a person last said how it is reached."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    contacts: Mapped[list["AgencyContactRow"]] = relationship(
        lazy="selectin", order_by="AgencyContactRow.valid_from, AgencyContactRow.id"
    )


class SpocImportRow(Base):
    """One monthly list that was taken in."""

    __tablename__ = "spoc_imports"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    counts: Mapped[dict[str, Any]] = mapped_column(Json)
    """Rows by what became of them."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class AgencyContactRow(Base):
    """How an agency is reached from a day on."""

    __tablename__ = "agency_contacts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    telephone: Mapped[str] = mapped_column(String(40))
    fax: Mapped[str] = mapped_column(String(40))
    email: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("spoc_imports.id"))
    """None: a person wrote it."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
