"""Sets of copies: one form for each client of a prison, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forms.artefacts import ArtefactFormat
from service.store.caseloads import Caseload
from service.store.states import CopySetOrder, CopySetState

KEPT_FOR = timedelta(days=7)
"""The file of a set; the copies themselves stay registered."""
MOST_COPIES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class CopySetRequest:
    """Which form, for whom."""

    form_id: str
    form_version: str | None = None
    """None: the newest."""
    artefact: ArtefactFormat
    """Print: one file; all else: a ZIP of one file a client."""
    caseload: Caseload
    order: CopySetOrder = CopySetOrder.SURNAME
    request_key: str | None = None
    """Drawn by whoever asks, so that asking twice makes one set."""
    recipient: str | None = None
    """Code of the agency that the copies are addressed to; None: for our own use."""
    due_back: date | None = None
    """By when they are to be back; None: by the rule of `service.ledger.due_back`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopySet:
    """A set, and how far it has come."""

    id: int
    form_id: str
    form_version: str
    artefact: ArtefactFormat
    caseload: Caseload
    order: CopySetOrder
    state: CopySetState
    total: int
    """Clients."""
    made: int
    left_out: int
    """Clients who can have no copy."""
    created_by: str | None
    created_at: datetime
    finished_at: datetime | None
    delete_at: datetime | None
    """When its file goes, or went."""
    file_size: int | None
    """Bytes."""
    recipient_id: int | None = None
    """The agency that the copies are addressed to; None: for our own use."""

    @property
    def percent(self) -> int:
        """How much is done; the file itself is the last of it."""
        if self.state is not CopySetState.WAITING:
            return 100
        return 99 * (self.made + self.left_out) // max(self.total, 1)

    @property
    def file_name(self) -> str:
        """Form and set: no personal data."""
        suffix = "pdf" if self.artefact is ArtefactFormat.PRINT else "zip"
        return f"{self.form_id}-{self.form_version}-set-{self.id}.{suffix}"

    @property
    def media_type(self) -> str:
        """Of its file."""
        is_merged = self.artefact is ArtefactFormat.PRINT
        return "application/pdf" if is_merged else "application/zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A client of a set who can have no copy."""

    client_id: int
    reference: str
    problems: Mapping[str, str]
    """By field, without the answer."""
