"""The tables. Rows never leave the use cases: others see the values of service.entities."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.store.agency_models import AgencyRow
from service.store.base import Base
from service.store.columns import BigId, HashedJson, Json, UtcDateTime, Word, Words
from service.store.register_models import ClientRow
from service.store.states import (
    Channel,
    CopyPurpose,
    DocumentState,
    LayoutState,
    MatchedBy,
    RecordState,
    Role,
)


class UserRow(Base):
    """Somebody who may sign in."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    roles: Mapped[frozenset[Role]] = mapped_column(Words(Role))
    password_hash: Mapped[str] = mapped_column(Text)
    session_stamp: Mapped[str] = mapped_column(String(32))
    """Part of every session of this account: a new stamp ends them all."""
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    """Whose worker it is; None: of whoever runs this service."""


class ApiTokenRow(Base):
    """A token of a program that acts for a user; only its hash is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    label: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    scopes: Mapped[str] = mapped_column(String(120))
    """What it is for: `service.identity.TokenScope`, with spaces between."""
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[UserRow] = relationship(lazy="joined")


class IssuedCopyRow(Base):
    """One copy of a form that went out, with the values that were printed on it."""

    __tablename__ = "issued_copies"
    __table_args__ = (
        Index("ix_issued_copies_prison_id", "prison", "id"),
        Index("ix_issued_copies_recipient_id_id", "recipient_id", "id"),
        Index("ix_issued_copies_due_back", "due_back"),
        # What went out in a period is told from the index alone.
        Index("ix_issued_copies_counted", "issued_at", "form_id", "copy_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    copy_id: Mapped[str] = mapped_column(String(14), unique=True)
    form_id: Mapped[str] = mapped_column(String(80))
    form_version: Mapped[str] = mapped_column(String(20))
    artefact: Mapped[str] = mapped_column(String(8))
    """What it was made as: a `forms.artefacts.ArtefactFormat`."""
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"), index=True)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    """The agency that has it; None: our own team."""
    purpose: Mapped[CopyPurpose] = mapped_column(Word(CopyPurpose), default=CopyPurpose.STOCK)
    prison: Mapped[str] = mapped_column(String(80), default="")
    """Where the client was when it was issued, as the register had it."""
    due_back: Mapped[date | None]
    """None: nobody waits for it."""
    all_pages: Mapped[int] = mapped_column(default=1)
    pages_back: Mapped[int] = mapped_column(default=0)
    """One bit a page, the lowest the first: those of the form, and those that came back."""
    back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the last of them came."""
    written_off_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    written_off_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    written_off_because: Mapped[str] = mapped_column(Text, default="")

    client: Mapped[ClientRow | None] = relationship()
    recipient: Mapped[AgencyRow | None] = relationship()
    issued_by: Mapped[UserRow | None] = relationship(foreign_keys=[issued_by_id])
    written_off_by: Mapped[UserRow | None] = relationship(foreign_keys=[written_off_by_id])


class OriginalRow(Base):
    """The bytes of a file as they came, kept once however often they come."""

    __tablename__ = "originals"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(80))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IntakeRow(Base):
    """One sending: the files that came together."""

    __tablename__ = "intakes"
    # What came in during a period is counted from the index alone.
    __table_args__ = (Index("ix_intakes_received", "received_at", "channel"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    source_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Stands for the letter or the dropped file that it came as: none is taken in twice."""

    documents: Mapped[list["DocumentRow"]] = relationship(
        back_populates="intake", order_by="DocumentRow.id"
    )


class BatchRow(Base):
    """Historic paper that is digitised together: a box, a shelf."""

    __tablename__ = "batches"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DocumentRow(Base):
    """One file of a sending, and where it stands."""

    __tablename__ = "documents"
    __table_args__ = (
        Index("uq_documents_batch_place", "batch_id", "place_key", unique=True),
        Index("ix_documents_ledger", "batch_id", "state", "parent_id", "finished_at"),
        # What came in day by day is told from the index alone: figures leave batches out.
        Index("ix_documents_of_intake", "intake_id", "batch_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    intake_id: Mapped[int] = mapped_column(ForeignKey("intakes.id"))
    original_sha256: Mapped[str] = mapped_column(ForeignKey("originals.sha256"), index=True)
    name_given: Mapped[str] = mapped_column(String(255))
    """The name that the sender gave: shown, never used as a path."""
    state: Mapped[DocumentState] = mapped_column(Word(DocumentState), index=True)
    reason_code: Mapped[str | None] = mapped_column(String(80))
    reason: Mapped[str | None] = mapped_column(Text)
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    """The ZIP or letter that it came out of."""
    place: Mapped[str | None] = mapped_column(Text)
    """Where in its batch or archive it lay: a path, shown to people and never opened."""
    place_key: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of place and content: a batch that is put in again takes nothing twice."""
    page_count: Mapped[int | None]
    """Pages in the file, once it could be opened."""
    reread: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """`{"pages": […], "turns": {"2": 180}}`: only these pages, turned so by a person."""

    intake: Mapped[IntakeRow] = relationship(back_populates="documents")
    original: Mapped[OriginalRow] = relationship()
    pages: Mapped[list["PageRow"]] = relationship(
        back_populates="document", order_by="PageRow.number"
    )
    records: Mapped[list["RecordRow"]] = relationship(
        back_populates="document", order_by="RecordRow.id"
    )


class PageRow(Base):
    """One page of a document as it was read."""

    __tablename__ = "pages"
    __table_args__ = (
        Index("uq_pages_document_number", "document_id", "number", unique=True),
        Index("ix_pages_document_id_status", "document_id", "status"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    number: Mapped[int]
    """In the file, counted from 1."""
    status: Mapped[str] = mapped_column(String(20))
    reading: Mapped[dict[str, Any]] = mapped_column(Json)
    """The reading as `throughcare read --json` gives it."""
    evidence_sha256: Mapped[str | None] = mapped_column(String(64))
    """The upright picture of the page that crops are cut from, in the store of originals."""
    picture_hash: Mapped[str | None] = mapped_column(String(64))
    """Perceptual hash of that picture in hexadecimal: a page scanned again is close to it."""
    read_by: Mapped[str | None] = mapped_column(Text)
    """Versions of all that had a part in the reading."""
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    record_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"), index=True)
    is_replaced: Mapped[bool] = mapped_column(default=False)
    """It was read again, turned, as a page of another document."""

    document: Mapped[DocumentRow] = relationship(back_populates="pages")
    record: Mapped["RecordRow | None"] = relationship(back_populates="pages")
    written_lines: Mapped[list["WrittenLinesRow"]] = relationship(cascade="all, delete-orphan")
    sureness: Mapped["PageSurenessRow | None"] = relationship(cascade="all, delete-orphan")


class WrittenLinesRow(Base):
    """What the recogniser saw of a field that says whose a form is: candidates are held against it.

    It is the writing of a person's name and number, and goes where the page goes.
    """

    __tablename__ = "written_lines"

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(120), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """As `ocr.kept_lines` packs it."""
    version: Mapped[int]
    """Of that format."""


class PageSurenessRow(Base):
    """How sure the reader was of what it read on a page: thresholds are judged by it.

    The reading says it as well; but one is kilobytes, and there are thousands in a month.
    """

    __tablename__ = "page_sureness"

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    confidences: Mapped[list[float]] = mapped_column(Json)
    """Of each value that was read."""
    accepted: Mapped[int]
    """How many of them no person had to look at."""


class RecordRow(Base):
    """One form that came back, as values."""

    __tablename__ = "records"
    __table_args__ = (
        Index(
            "ix_records_counted", "document_id", "form_id", "state", "accepted_by_id", "client_id"
        ),
        Index("ix_records_accepted", "accepted_at", "document_id"),
        Index("ix_records_to_check", "state", "urgency", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    form_id: Mapped[str] = mapped_column(String(80))
    form_version: Mapped[str] = mapped_column(String(20))
    copy_id: Mapped[str | None] = mapped_column(String(14), index=True)
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    doubts: Mapped[dict[str, Any]] = mapped_column(Json)
    """Fields that a person must still look at, each with the reason's code."""
    concerns: Mapped[list[Any]] = mapped_column(Json)
    """What stands against the record as a whole: missing pages, a copy that came before."""
    state: Mapped[RecordState] = mapped_column(Word(RecordState), index=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"), index=True)
    matched_by: Mapped[MatchedBy | None] = mapped_column(Word(MatchedBy))
    match_note: Mapped[str] = mapped_column(String(40))
    """Why there is, or is not, a client: a code of service.matching."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    urgency: Mapped[int] = mapped_column(default=0)
    """How soon a person should look: a death, a release, a change of treatment first."""
    resembles_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"))
    """A record that is probably of the same paper."""
    revision: Mapped[int] = mapped_column()

    document: Mapped[DocumentRow] = relationship(back_populates="records")
    client: Mapped[ClientRow | None] = relationship()
    pages: Mapped[list[PageRow]] = relationship(
        back_populates="record", order_by="PageRow.document_id, PageRow.number"
    )
    corrections: Mapped[list["CorrectionRow"]] = relationship(order_by="CorrectionRow.id")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy's own spelling


class RecordKeyRow(Base):
    """What a record is found by when its paper comes again: values beyond doubt, as hashes."""

    __tablename__ = "record_keys"
    __table_args__ = (Index("ix_record_keys_key_record_id", "key", "record_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))


class CorrectionRow(Base):
    """A person's word on one value: what it was, and what it is."""

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), index=True)
    field: Mapped[str] = mapped_column(String(120))
    before: Mapped[dict[str, Any]] = mapped_column(Json)
    after: Mapped[dict[str, Any]] = mapped_column(Json)
    """Both as `{"value": …}`; equal where the person confirmed what was read."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    by: Mapped[UserRow | None] = relationship()


class LearnedLayoutRow(Base):
    """The layout of a page that another agency has printed and a person has confirmed."""

    __tablename__ = "learned_layouts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id"), index=True)
    """The page that it was, or is to be, learned from; None: it was deleted since."""
    form_id: Mapped[str] = mapped_column(String(80))
    form_version: Mapped[str] = mapped_column(String(20))
    state: Mapped[LayoutState] = mapped_column(Word(LayoutState), index=True)
    reason_code: Mapped[str | None] = mapped_column(String(80))
    """Why it could not be learned."""
    layout_id: Mapped[str | None] = mapped_column(String(16))
    """Follows from what was learned."""
    layout: Mapped[str | None] = mapped_column(Text)
    """As `ocr.learned.layout` writes it: places and print, nothing that was written."""
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    page: Mapped[PageRow | None] = relationship()
    confirmed_by: Mapped[UserRow | None] = relationship(foreign_keys=[confirmed_by_id])


class AuditRow(Base):
    """Who did what to what, and when; rows are only ever added, each chained to the one before."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_subject_subject_id", "subject", "subject_id"),
        Index("ix_audit_entries_user_id", "user_id", "id"),
        Index("ix_audit_entries_action", "action", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    """Counts up without a gap: it is given where the entry is chained."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(64))
    details: Mapped[dict[str, Any]] = mapped_column(HashedJson)
    """Codes and counts; never a name or a value."""
    previous_hash: Mapped[str] = mapped_column(String(64))
    """Of the entry before."""
    hash: Mapped[str] = mapped_column(String(64))
    """As `service.auditing.chain` says."""
