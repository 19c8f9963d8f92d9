"""Tables of matching: the index by which clients are found, and what it found for each record."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import Base
from service.store.columns import BigId, BytewiseText, Json, UtcDateTime


class ClientFaceRow(Base):
    """A face of a client: one name and one date of birth, cleaned, with all numbers."""

    __tablename__ = "client_faces"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    """Follows from the client's id, so that faces and keys go in together, many at once."""
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    content: Mapped[str] = mapped_column(Text)
    """As `service.matching.packing` writes it."""


class ClientKeyRow(Base):
    """A key by which a face is found."""

    __tablename__ = "client_keys"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own spelling

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    face_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class ClientWordRow(Base):
    """A word that a search finds a client by, or after `~` what is left of one further in."""

    __tablename__ = "client_words"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own spelling

    word: Mapped[str] = mapped_column(BytewiseText, primary_key=True)
    client_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class RegisterTermRow(Base):
    """How many faces have a name: agreement on a rare one says more."""

    __tablename__ = "register_terms"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own spelling

    column: Mapped[str] = mapped_column(String(20), primary_key=True)
    term: Mapped[str] = mapped_column(String(120), primary_key=True)
    count: Mapped[int]


class ClientIndexRow(Base):
    """The only row: what the index holds, and by which version of the cleaning."""

    __tablename__ = "client_index"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    faces: Mapped[int]
    clients: Mapped[int]


class MatchFindingRow(Base):
    """What matching found for a record: no name, no value."""

    __tablename__ = "match_findings"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("records.id"), primary_key=True, autoincrement=False
    )
    outcome: Mapped[str] = mapped_column(String(32))
    """A `service.matching.ruling.Outcome`."""
    reason: Mapped[str] = mapped_column(String(32))
    register_size: Mapped[int]
    model_version: Mapped[str] = mapped_column(String(80))
    candidates: Mapped[list[Any]] = mapped_column(Json)
    """Likeliest first: client, probability, bits, and of each comparison key, level and bits."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
