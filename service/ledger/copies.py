"""An issued copy as the ledger shows it, and how it stands."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from service.store.states import CopyPurpose


class CopyState(StrEnum):
    """Where a copy is."""

    OUT = "out"
    OVERDUE = "overdue"
    """It was to be back by now, and no page of it is."""
    PARTLY = "partly"
    """Some of its pages are back."""
    RETURNED = "returned"
    """All of its pages are back."""
    WRITTEN_OFF = "written_off"
    """Somebody said why it will not come."""


def mask_of(pages: int) -> int:
    """Give one bit for each of so many pages."""
    return (1 << pages) - 1


def pages_in(mask: int) -> tuple[int, ...]:
    """Give the pages that a mask stands for, counted from 1."""
    return tuple(_pages(mask))


def _pages(mask: int) -> Iterator[int]:
    page = 1
    while mask:
        if mask & 1:
            yield page
        mask >>= 1
        page += 1


def state_of(
    *, all_pages: int, pages_back: int, due_back: date | None, is_written_off: bool, today: date
) -> CopyState:
    """Tell how a copy stands; `service.store.ledger` asks the database the same."""
    if pages_back == all_pages:
        return CopyState.RETURNED
    if is_written_off:
        return CopyState.WRITTEN_OFF
    if pages_back:
        return CopyState.PARTLY
    is_late = due_back is not None and due_back < today
    return CopyState.OVERDUE if is_late else CopyState.OUT


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerCopy:
    """One line of the ledger."""

    id: int
    copy_id: str
    form_id: str
    form_version: str
    artefact: str
    client_id: int | None
    """None: a blank copy."""
    reference: str
    """The client's on the register."""
    name: str = field(repr=False)
    prison: str
    """Where the client was when it was issued; a code, or what the register has."""
    recipient: str | None
    """Who has it; None: our own team."""
    purpose: CopyPurpose
    issued_at: datetime
    issued_by: str | None
    due_back: date | None
    pages_back: tuple[int, ...]
    pages_missing: tuple[int, ...]
    back_at: datetime | None
    """When the last of its pages came."""
    state: CopyState
    written_off_at: datetime | None
    written_off_by: str | None
    written_off_because: str = field(repr=False)
    is_late: bool
    """Not all of it is back on time."""
