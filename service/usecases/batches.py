"""Digitises historic paper by the box: what is put in is accounted for, file by file."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from service.clock import now_utc
from service.entities import Actor
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.originals import Kept
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, batches
from service.store.engine import looking, unit_of_work
from service.store.models import BatchRow, IntakeRow
from service.store.states import UNFINISHED, DocumentState, RecordState
from service.usecases.receive import Arrival, add_document

_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch."""

    id: int
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """A file of a batch: where in the box it lay, and what it holds."""

    place: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCount:
    """How many records of one form stand in one state."""

    form: str
    state: RecordState
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What was put into a batch and what became of it; `documents` adds up to what was put in."""

    files: int
    """Put in, as files."""
    unpacked: int
    """Files that came out of those that were containers."""
    documents: dict[DocumentState, int]
    """All of both by state."""
    pages: dict[str, int]
    """Pages that were read, by status."""
    form_counts: tuple[FormCount, ...]
    """By form and state, in order."""
    unpacked_documents: Mapping[DocumentState, int] = field(default_factory=dict)
    """Of all, those that came out of containers, by state."""

    @property
    def total(self) -> int:
        """Documents: what was put in, and what came out of containers."""
        return self.files + self.unpacked

    @property
    def left(self) -> int:
        """Documents that are not read yet."""
        return sum(self.documents.get(state, 0) for state in UNFINISHED)


@needs(Power.RUN_BATCHES)
def open_batch(runtime: Runtime, actor: Actor, name: str, *, resume: bool) -> Batch:
    """Begin a batch, or go on with one.

    Raises:
        BadRequestError: the name is empty or too long.
        ConflictError: there is one of this name, and nobody said that it is to go on.
    """
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME:
        raise BadRequestError(
            "a batch needs a name", {"name": f"Give 1 to {_LONGEST_NAME} characters."}
        )
    with unit_of_work(runtime.engine) as session:
        row = batches.by_name(session, name)
        if row is not None and not resume:
            raise ConflictError(
                "there is a batch of this name already",
                hint="Use --resume to go on with it, or choose another name.",
            )
        if row is None:
            row = BatchRow(name=name, created_by_id=actor.user_id, created_at=now_utc())
            session.add(row)
            session.flush()
            audit.write(session, actor, "batch.begun", "batch", row.id)
        return _batch_of(row)


def _batch_of(row: BatchRow) -> Batch:
    return Batch(id=row.id, name=row.name, created_at=row.created_at)


@needs(Power.SEE_FIGURES)
def list_batches(
    runtime: Runtime, *, before_id: int | None = None, limit: int | None = None
) -> list[Batch]:
    """List batches, newest first, below the given id."""
    with looking(runtime.engine) as session:
        return [_batch_of(row) for row in batches.listed(session, before_id=before_id, limit=limit)]


@needs(Power.SEE_FIGURES)
def batches_under_way(runtime: Runtime, *, limit: int) -> list[Batch]:
    """List batches of which something is still to be read, newest first."""
    with looking(runtime.engine) as session:
        return [_batch_of(row) for row in batches.under_way(session, limit=limit)]


@needs(Power.SEE_FIGURES)
def find_batch(runtime: Runtime, name: str) -> Batch:
    """Find a batch by name.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        row = batches.by_name(session, " ".join(name.split()))
        if row is None:
            raise NotFoundError(
                "there is no batch of this name", hint="`throughcare batches` lists them."
            )
        return _batch_of(row)


@needs(Power.SEE_FIGURES)
def get_batch(runtime: Runtime, batch_id: int) -> Batch:
    """Find a batch by id.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        row = batches.get(session, batch_id)
        if row is None:
            raise NotFoundError(f"there is no batch {batch_id}")
        return _batch_of(row)


@needs(Power.RUN_BATCHES)
def put_in(runtime: Runtime, actor: Actor, batch: Batch, files: Sequence[PlacedFile]) -> int:
    """Take files into a batch; one that lies in it from the same place is left. Give how many."""
    kept = [runtime.originals.keep(file.content) for file in files]
    keys = [_place_key(file, content) for file, content in zip(files, kept, strict=True)]
    with unit_of_work(runtime.engine) as session:
        known = batches.known_places(session, batch.id, keys)
        new = {key: at for at, key in enumerate(keys) if key not in known}
        if not new:
            return 0
        intake = IntakeRow(
            channel=actor.channel, received_by_id=actor.user_id, received_at=now_utc()
        )
        session.add(intake)
        for key, at in new.items():
            place = files[at].place
            arrival = Arrival(
                name=place, kept=kept[at], place=place, place_key=key, batch_id=batch.id
            )
            add_document(session, intake, arrival)
            session.flush()
        audit.write(
            session,
            actor,
            "intake.received",
            "intake",
            intake.id,
            documents=len(new),
            batch_id=batch.id,
        )
        return len(new)


def _place_key(file: PlacedFile, kept: Kept) -> str:
    return hashlib.sha256(f"{file.place}\0{kept.sha256}".encode()).hexdigest()


@needs(Power.SEE_FIGURES)
def count_documents(runtime: Runtime, batch: Batch) -> dict[DocumentState, int]:
    """Count the documents of a batch by state, as its ledger does, for less."""
    with looking(runtime.engine) as session:
        put = Counter(batches.document_counts(session, batch.id, unpacked=False))
        put.update(batches.document_counts(session, batch.id, unpacked=True))
        return dict(put)


@needs(Power.SEE_FIGURES)
def ledger_of(runtime: Runtime, batch: Batch) -> Ledger:
    """Account for a batch, all in one look."""
    with looking(runtime.engine) as session:
        put = batches.document_counts(session, batch.id, unpacked=False)
        out = batches.document_counts(session, batch.id, unpacked=True)
        states = {state for state in DocumentState if state in put or state in out}
        return Ledger(
            files=sum(put.values()),
            unpacked=sum(out.values()),
            documents={state: put.get(state, 0) + out.get(state, 0) for state in states},
            pages=batches.page_counts(session, batch.id),
            form_counts=_form_counts(session, batch),
            unpacked_documents=out,
        )


def _form_counts(session: Session, batch: Batch) -> tuple[FormCount, ...]:
    counted = sorted(batches.record_counts(session, batch.id).items())
    return tuple(
        FormCount(form=form, state=state, number=number) for (form, state), number in counted
    )
