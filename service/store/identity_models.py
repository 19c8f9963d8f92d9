"""The tables of who gets in: sessions, failed tries, second factors, ties to the provider."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.identity import SignInWay
from service.store.base import Base
from service.store.columns import BigId, UtcDateTime, Word
from service.store.models import UserRow


class SessionRow(Base):
    """One sign-in on one browser, open or over; only the hash of its key is kept."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_user_id", "user_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    stamp: Mapped[str] = mapped_column(String(32))
    """The account's stamp as it was: another one ends this session."""
    way: Mapped[SignInWay] = mapped_column(Word(SignInWay))
    is_strong: Mapped[bool]
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(45))
    browser: Mapped[str] = mapped_column(String(80))

    user: Mapped[UserRow] = relationship(lazy="joined", innerjoin=True)


class TriesRow(Base):
    """Failures in a row at one door: of a name, of an address, of an account's code.

    Names and addresses are kept as keyed hashes: people type passwords into the box of the name.
    """

    __tablename__ = "sign_in_tries"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Nothing is tried before."""


class SecondFactorRow(Base):
    """What makes an account's codes."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(Text)
    """Sealed (service.sealing)."""
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None: not shown to work yet, so it is asked of nobody."""
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    """The half minute of the last code that was taken: neither it nor an earlier one is again."""


class RecoveryCodeRow(Base):
    """A code that stands in for the second factor, once."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProviderTieRow(Base):
    """Who an account is at the identity provider."""

    __tablename__ = "provider_ties"
    __table_args__ = (Index("uq_provider_ties_person", "issuer", "subject", unique=True),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    known_as: Mapped[str] = mapped_column(String(254), unique=True)
    """The e-mail address or name there, as an administrator entered it."""
    issuer: Mapped[str | None] = mapped_column(String(255))
    subject: Mapped[str | None] = mapped_column(String(255))
    """With the issuer: who that is for good, from the first sign-in on."""
    tied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[UserRow] = relationship(lazy="joined", innerjoin=True)
