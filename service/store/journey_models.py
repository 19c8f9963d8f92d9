"""The tables of the journey: what happened to clients, and what is to be done because of it.

Events are added and never changed, except that one may be withdrawn. All else follows from them.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.journey.actions import How, Standing
from service.journey.duties import Call, Team, Work
from service.journey.events import EventKind
from service.store.base import Base
from service.store.columns import BigId, Json, UtcDateTime, Word
from service.store.models import UserRow
from service.store.register_models import ClientRow
from service.store.states import Channel

_IS_OPEN = text("standing = 'open'")


class JourneyEventRow(Base):
    """One thing that happened to a client, as somebody or a form says."""

    __tablename__ = "journey_events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    kind: Mapped[EventKind] = mapped_column(Word(EventKind))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date | None]
    prison: Mapped[str] = mapped_column(String(80))
    form: Mapped[str] = mapped_column(String(80))
    says: Mapped[list[Any]] = mapped_column(Json)
    action: Mapped[str] = mapped_column(String(80))
    """Key of the action that it answers, where somebody named it."""
    record_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"), index=True)
    """The accepted form that says so."""
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    entered_by: Mapped[UserRow | None] = relationship(foreign_keys=[entered_by_id])
    withdrawn_by: Mapped[UserRow | None] = relationship(foreign_keys=[withdrawn_by_id])


class JourneyRow(Base):
    """Where a client stands. Who derives it anew holds this row meanwhile."""

    __tablename__ = "journeys"

    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), primary_key=True)
    point: Mapped[int | None]
    """A process point; none where no event leads to one."""
    dir_date: Mapped[date | None]
    release_date: Mapped[date | None]


class JourneyActionRow(Base):
    """One thing to be done, derived from the events: `service.journey.due` gives the same."""

    __tablename__ = "journey_actions"
    __table_args__ = (
        Index("uq_journey_actions_client_id_key", "client_id", "key", unique=True),
        Index(
            "ix_journey_actions_open",
            *("due_at", "id", "work", "team", "place", "point"),
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index(
            "ix_journey_actions_team",
            *("team", "place", "due_at", "id", "work", "point"),
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    key: Mapped[str] = mapped_column(String(80))
    duty: Mapped[str] = mapped_column(String(40))
    event_id: Mapped[int] = mapped_column(ForeignKey("journey_events.id"), index=True)
    point: Mapped[int]
    work: Mapped[Work] = mapped_column(Word(Work))
    form: Mapped[str] = mapped_column(String(80))
    team: Mapped[Team] = mapped_column(Word(Team))
    place: Mapped[str] = mapped_column(String(80))
    to_team: Mapped[Team] = mapped_column(Word(Team))
    to_place: Mapped[str] = mapped_column(String(80))
    call: Mapped[Call] = mapped_column(Word(Call))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    day: Mapped[date | None]
    standing: Mapped[Standing] = mapped_column(Word(Standing))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by: Mapped[How | None] = mapped_column(Word(How))

    client: Mapped[ClientRow] = relationship()


class CalendarFeedRow(Base):
    """A calendar of what is due, for one account; only the hash of its token is kept."""

    __tablename__ = "calendar_feeds"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    team: Mapped[Team] = mapped_column(Word(Team))
    place: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[UserRow] = relationship(lazy="joined")
