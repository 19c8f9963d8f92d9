"""A record that was taken out of the list to check, as callers see it, and who checks one."""

from dataclasses import dataclass, field
from datetime import datetime

from service.store.states import ReturnReason, Withdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Who checks a record."""

    by: str
    since: datetime
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """That a record was taken out of the list, and why."""

    kind: Withdrawn
    reason: ReturnReason | None
    note: str = field(repr=False)
    by: str | None
    """None: the person at the console."""
    at: datetime
    led_to: tuple[int, ...]
    """Records that were made of its pages; the document, where they were read again."""
