"""The tables of the register: clients and all that is known of them.

The columns of a client hold its main values; what else is known, such as a name it had before, is
a row of its own. A client that was merged into another keeps its row, so that the merge can be
undone, and its reference, which finds the other.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.identifiers.numbers import NumberKind
from service.store.base import Base
from service.store.columns import BigId, Json, UtcDateTime, Word
from service.store.states import Channel, ClientAction, CustodyStatus, WorkerRole

_IS_MERGED = text("merged_into_id IS NOT NULL")


class ClientNameRow(Base):
    """A further name: one that the client had, has as well, or is called by."""

    __tablename__ = "client_names"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    given_names: Mapped[str] = mapped_column(String(120))
    surname: Mapped[str] = mapped_column(String(120))


class ClientBirthRow(Base):
    """A further date of birth that some paper or register gives for the client."""

    __tablename__ = "client_births"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    date_of_birth: Mapped[date] = mapped_column(index=True)


class ClientNumberRow(Base):
    """A further number of the client."""

    __tablename__ = "client_numbers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    kind: Mapped[NumberKind] = mapped_column(Word(NumberKind))
    text: Mapped[str] = mapped_column(String(40))
    """As written."""
    canonical: Mapped[str | None] = mapped_column(String(40), index=True)
    """None where it cannot be right."""


class ClientPostcodeRow(Base):
    """A further postcode, of an address that the client had."""

    __tablename__ = "client_postcodes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    postcode: Mapped[str] = mapped_column(String(10))


class EpisodeRow(Base):
    """One stay in custody, as far as it is known; empty text and no date where nothing is."""

    __tablename__ = "custody_episodes"
    __table_args__ = (
        # Who is at a prison now is told from the index alone.
        Index(
            "ix_custody_episodes_at_prison",
            *("prison", "to_date", "from_date", "status", "release_date", "client_id"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    prison: Mapped[str] = mapped_column(String(80))
    """Its NOMIS code; as written where it is on no list."""
    status: Mapped[CustodyStatus | None] = mapped_column(Word(CustodyStatus))
    court: Mapped[str] = mapped_column(String(120))
    release_date: Mapped[date | None]
    from_date: Mapped[date | None]
    to_date: Mapped[date | None]
    court_date: Mapped[date | None]
    """Of the next hearing that is known."""
    treatment: Mapped[str] = mapped_column(Text, default="")
    release_plan: Mapped[str] = mapped_column(Text, default="")
    """What the forms say last of either, in their words."""


class KeyWorkerRow(Base):
    """Somebody who works with the client."""

    __tablename__ = "key_workers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    agency: Mapped[str] = mapped_column(String(120))
    telephone: Mapped[str] = mapped_column(String(40))
    role: Mapped[WorkerRole] = mapped_column(Word(WorkerRole))
    from_date: Mapped[date | None]
    to_date: Mapped[date | None]


class ClientRow(Base):
    """A client on the register."""

    __tablename__ = "clients"
    __table_args__ = (
        Index("ix_clients_number_birth", "prisoner_number", "date_of_birth"),
        Index("ix_clients_surname_given_names", "surname", "given_names", "id"),
        Index("uq_clients_request_key", "request_key", unique=True),
        # Whoever may be at the end of their time is looked for among those added long ago.
        Index("ix_clients_created_at", "created_at"),
        # Of merged clients alone: SQLite would else look for the others, nearly all, by it.
        Index(
            "ix_clients_merged_into_id",
            "merged_into_id",
            sqlite_where=_IS_MERGED,
            postgresql_where=_IS_MERGED,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    given_names: Mapped[str] = mapped_column(String(120))
    surname: Mapped[str] = mapped_column(String(120))
    date_of_birth: Mapped[date | None]
    sex: Mapped[str] = mapped_column(String(20))
    postcode: Mapped[str] = mapped_column(String(10))
    prisoner_number: Mapped[str] = mapped_column(String(20))
    pnc: Mapped[str] = mapped_column(String(20))
    cro: Mapped[str] = mapped_column(String(20))
    nhs_number: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(Text)
    home_dat: Mapped[str] = mapped_column(String(20))
    """Code of the Drug Action Team area where the client lives."""
    is_ppo: Mapped[bool]
    """A Prolific and other Priority Offender."""
    search_key: Mapped[str] = mapped_column(Text)
    """What a search finds it by: names and numbers, without accents and in capitals; empty while
    another stands for it."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    request_key: Mapped[str | None] = mapped_column(String(64))
    """Stands for the page that it was added by: sent twice, that page adds nobody twice."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"))
    """The client who stands for this one; None: it stands for itself."""
    revision: Mapped[int] = mapped_column(default=1)
    """Rises with every change of the client or of its parts."""

    # Loaded a kind at a time for all clients of a query: a list of a hundred costs six more.
    names: Mapped[list[ClientNameRow]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by=ClientNameRow.id
    )
    births: Mapped[list[ClientBirthRow]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by=ClientBirthRow.id
    )
    numbers: Mapped[list[ClientNumberRow]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by=ClientNumberRow.id
    )
    postcodes: Mapped[list[ClientPostcodeRow]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by=ClientPostcodeRow.id
    )
    episodes: Mapped[list[EpisodeRow]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by=EpisodeRow.id
    )
    workers: Mapped[list[KeyWorkerRow]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by=KeyWorkerRow.id
    )


class ClientHistoryRow(Base):
    """One change of a client. It holds personal data, which the audit trail must not."""

    __tablename__ = "client_history"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    action: Mapped[ClientAction] = mapped_column(Word(ClientAction))
    changes: Mapped[list[Any]] = mapped_column(Json)
    """As `service.store.client_history.differences` gives them."""


class ClientMergeRow(Base):
    """That two clients are one person, and all that it takes to undo it."""

    __tablename__ = "client_merges"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    survivor_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    moved: Mapped[dict[str, Any]] = mapped_column(Json)
    """Ids of what went over to the survivor, by table."""
    made: Mapped[dict[str, Any]] = mapped_column(Json)
    """Ids of rows, by table, that hold the main values of the merged client at the survivor."""
    filled: Mapped[dict[str, Any]] = mapped_column(Json)
    """Columns of the survivor that were empty, with what the merged client has there."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
