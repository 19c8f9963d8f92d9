"""Takes the register in from a table: what it adds and changes, some rows a transaction.

The same table again changes nothing, so an import that was interrupted is simply begun again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import BinaryIO

from sqlalchemy.orm import Session

from service.entities import Actor
from service.permission.powers import Power
from service.permission.rules import needs
from service.register.files import read_table
from service.register.rows import RegisterRow, read_row
from service.runtime import Runtime
from service.store import clients, told
from service.store.engine import unit_of_work
from service.store.register_models import ClientRow
from service.store.states import ClientAction
from service.usecases.amending import amended
from service.usecases.clients import add_rows, new_client_row
from service.usecases.indexing import index_clients
from service.usecases.rematch import match_again

TOGETHER = 500


class RowFate(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MERGED = "merged"
    """Its client was merged into another since: what a person has joined, no file parts."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowNote:
    """What is to be said of a row; nothing of it is quoted."""

    line: int
    column: str
    text: str


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """What became of the rows, or would become of them."""

    counts: dict[RowFate, int] = field(default_factory=lambda: dict.fromkeys(RowFate, 0))
    refusals: list[RowNote] = field(default_factory=list)
    warnings: list[RowNote] = field(default_factory=list)


@needs(Power.MOVE_REGISTER)
def import_register(
    runtime: Runtime, actor: Actor, rows: Iterable[RegisterRow], *, dry_run: bool = False
) -> ImportReport:
    """Add the clients that a table names and change those that it says something new of.

    A row with a reference speaks of that client; one without it, of a client of whom all is known
    that it says, else of a new one. Empty cells say nothing.

    Args:
        runtime: the installation.
        actor: who imports.
        rows: as `service.register.rows` reads them.
        dry_run: only report; nothing is kept.
    """
    importing = _Import(actor)
    left = iter(rows)
    while together := list(islice(left, TOGETHER)):
        with unit_of_work(runtime.engine) as session:
            importing.take(session, together)
            if dry_run:
                session.rollback()
    importing.report.refusals.sort(key=lambda note: note.line)
    if not dry_run:
        match_again(runtime)
    return importing.report


@needs(Power.MOVE_REGISTER)
def import_table(
    runtime: Runtime, actor: Actor, file: BinaryIO, *, dry_run: bool = False
) -> ImportReport:
    """Take in a CSV file as it was sent; see `import_register`.

    Raises:
        TableError: it is no such table.
    """
    rows = (read_row(line, cells, runtime.lists) for line, cells in read_table(file, "the file"))
    return import_register(runtime, actor, rows, dry_run=dry_run)


class _Import:
    """An import under way."""

    def __init__(self, actor: Actor) -> None:
        self.actor, self.report = actor, ImportReport()
        self._lines: dict[str, int] = {}
        """Where each reference stood."""
        self._said: set[bytes] = set()
        """Digests of the rows that were there before."""

    def take(self, session: Session, rows: Sequence[RegisterRow]) -> None:
        """Take some rows in within one transaction."""
        fresh = [row for row in rows if self._is_fresh(row)]
        known = _Known(session, fresh)
        added: list[ClientRow] = []
        changed: list[ClientRow] = []
        for row in fresh:
            client = known.find(row)
            if client is None:
                if (new := self._new(row)) is not None:
                    known.note(new)
                    added.append(new)
            else:
                self._tell(session, client, row, changed)
        add_rows(session, self.actor, added)
        index_clients(session, changed)

    def _is_fresh(self, row: RegisterRow) -> bool:
        """Tell whether the row can be taken in, and says something that no row said before it."""
        if row.problems:
            self._refuse(row, row.problems)
        elif row.digest in self._said:
            self._count(RowFate.UNCHANGED)
        elif row.reference and row.reference in self._lines:
            line = self._lines[row.reference]
            self._refuse(row, {"client_ref": f"line {line} speaks of the same client otherwise"})
        else:
            self._said.add(row.digest)
            self._lines[row.reference] = row.line
            self.report.warnings += _notes(row, row.warnings)
            return True
        return False

    def _new(self, row: RegisterRow) -> ClientRow | None:
        if not row.main.get("surname"):
            self._refuse(row, {"surname": "it is missing, and no client has this reference"})
            return None
        client = new_client_row()
        client.reference = row.reference
        told.keep(client, row)
        self._count(RowFate.ADDED)
        return client

    def _tell(
        self, session: Session, client: ClientRow, row: RegisterRow, changed: list[ClientRow]
    ) -> None:
        if client.merged_into_id is not None:
            self._count(RowFate.MERGED)
        elif told.knows(client, row):
            self._count(RowFate.UNCHANGED)
        else:

            def later(_session: Session, rows: list[ClientRow]) -> None:
                changed.extend(rows)

            with amended(session, self.actor, client, ClientAction.IMPORTED, later):
                told.keep(client, row)
            self._count(RowFate.CHANGED)

    def _refuse(self, row: RegisterRow, problems: Mapping[str, str]) -> None:
        self.report.refusals += _notes(row, problems)
        self._count(RowFate.REFUSED)

    def _count(self, fate: RowFate) -> None:
        self.report.counts[fate] += 1


def _notes(row: RegisterRow, texts: Mapping[str, str]) -> Iterator[RowNote]:
    return (RowNote(line=row.line, column=column, text=text) for column, text in texts.items())


class _Known:
    """The clients that some rows may speak of."""

    def __init__(self, session: Session, rows: Sequence[RegisterRow]) -> None:
        references = [row.reference for row in rows if row.reference]
        self._by_reference = {
            client.reference: client for client in clients.by_references(session, references)
        }
        names = {_name(row) for row in rows if not row.reference}
        self._by_surname: dict[str, list[ClientRow]] = {}
        for client in clients.by_names(session, names) if names else ():
            self.note(client)

    def note(self, client: ClientRow) -> None:
        """Know one client more."""
        self._by_surname.setdefault(client.surname, []).append(client)

    def find(self, row: RegisterRow) -> ClientRow | None:
        """Find the client of a row."""
        if row.reference:
            return self._by_reference.get(row.reference)
        for client in self._by_surname.get(_name(row)[0], ()):
            if told.knows(client, row):
                return client
        return None


def _name(row: RegisterRow) -> tuple[str, str]:
    return str(row.main.get("surname", "")), str(row.main.get("given_names", ""))
