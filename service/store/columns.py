"""Column types that behave alike on SQLite and PostgreSQL."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from service.auditing.chain import details_text

BigId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up by itself only for INTEGER keys."""

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

BytewiseText = String(64).with_variant(String(64, collation="C"), "postgresql")
"""Text in the order of its bytes, so that an index finds whatever begins alike."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware and in UTC on this side, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times; SQLite keeps no zone, so it gets UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value_utc = value.astimezone(UTC)
        return value_utc.replace(tzinfo=None) if dialect.name == "sqlite" else value_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back what was put in, in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[StrEnum]):
    """A StrEnum kept as its text: a new member needs no migration."""

    impl = String(32)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """Keep the text."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Give the member."""
        del dialect
        return None if value is None else self.words(value)


class Words(TypeDecorator[frozenset[StrEnum]]):
    """A few members of a StrEnum, kept as their texts with spaces between."""

    impl = String(200)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: frozenset[StrEnum] | None, dialect: Dialect) -> str | None:
        """Keep the texts, in the order of the enum."""
        del dialect
        return None if value is None else " ".join(one for one in self.words if one in value)

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> frozenset[StrEnum] | None:
        """Give the members."""
        del dialect
        return None if value is None else frozenset(map(self.words, value.split()))


class HashedJson(TypeDecorator[Mapping[str, Any]]):
    """An object kept as the very text that an entry of the audit trail is hashed with."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, Any] | None, dialect: Dialect) -> str | None:
        """Write it in its one form."""
        del dialect
        return None if value is None else details_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any] | None:
        """Read it."""
        del dialect
        return None if value is None else json.loads(value)
