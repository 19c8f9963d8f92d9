"""The tables of consent, of exceptions from it, and of what was disclosed on which ground.

Facts of consent and exceptions are only ever added. They stay with the client they were said of;
whoever stands for that client is asked about by all their ids.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.consent.facts import ExceptionReason, Purpose, Stand
from service.consent.ground import GroundKind
from service.disclosures import Way
from service.store.agency_models import AgencyContactRow, AgencyRow
from service.store.base import Base
from service.store.columns import BigId, UtcDateTime, Word
from service.store.models import RecordRow, UserRow
from service.store.states import Channel


class ConsentRow(Base):
    """One thing that a client said about one agency, or about all."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    """None: all of them; only a no."""
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    """Whose worker took it; None: who runs this service."""
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose))
    stand: Mapped[Stand] = mapped_column(Word(Stand))
    said_on: Mapped[date | None]
    sheet_version: Mapped[str] = mapped_column(String(40))
    client_signed: Mapped[bool]
    client_signed_on: Mapped[date | None]
    worker_signed: Mapped[bool]
    worker_signed_on: Mapped[date | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    """The scan that shows it."""
    record_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"), index=True)
    """What was read of the scan."""
    record_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """As the record was accepted then: once it is opened again, a yes that rests on it is none."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    channel: Mapped[Channel] = mapped_column(Word(Channel))

    agency: Mapped[AgencyRow | None] = relationship(foreign_keys=[agency_id])
    record: Mapped[RecordRow | None] = relationship()
    recorded_by: Mapped[UserRow | None] = relationship()


class ConsentExceptionRow(Base):
    """That information may go to an agency without consent."""

    __tablename__ = "consent_exceptions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    reason: Mapped[ExceptionReason] = mapped_column(Word(ExceptionReason))
    because: Mapped[str] = mapped_column(Text)
    until: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    agency: Mapped[AgencyRow] = relationship()
    recorded_by: Mapped[UserRow] = relationship()


class DisclosureRow(Base):
    """That a client's information was given to an agency: the ground, and how it went."""

    __tablename__ = "disclosures"
    __table_args__ = (Index("ix_disclosures_calls", "follow_up_at", "way", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    """None: the agency that runs this service, given by another's worker."""
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose))
    way: Mapped[Way] = mapped_column(Word(Way))
    subject: Mapped[str] = mapped_column(String(40))
    """What was given: a copy, a record, the client's page."""
    subject_id: Mapped[str] = mapped_column(String(64))
    form_id: Mapped[str] = mapped_column(String(80))
    ground: Mapped[GroundKind] = mapped_column(Word(GroundKind))
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consents.id"))
    exception_id: Mapped[int | None] = mapped_column(ForeignKey("consent_exceptions.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("agency_contacts.id"))
    """The point of contact that it was sent to."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the mail server had taken it, or its fax had been printed."""
    failed_because: Mapped[str | None] = mapped_column(String(200))
    follow_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When somebody rang to say that it was on its way."""
    follow_up_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    agency: Mapped[AgencyRow | None] = relationship()
    contact: Mapped[AgencyContactRow | None] = relationship()
    by: Mapped[UserRow | None] = relationship(foreign_keys=[by_id])
    follow_up_by: Mapped[UserRow | None] = relationship(foreign_keys=[follow_up_by_id])
