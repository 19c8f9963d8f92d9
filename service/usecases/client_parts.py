"""What else is known of a client: names, dates of birth, numbers, postcodes, stays, workers."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import TypeVar

from forms.written_dates import today_utc
from service.entities import Actor, Client, Episode, KeyWorker, PersonName
from service.errors import BadRequestError, NotFoundError
from service.identifiers.numbers import NumberKind
from service.identifiers.postcodes import read_postcode
from service.identifiers.reading import read_number
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store.register_models import (
    ClientBirthRow,
    ClientNameRow,
    ClientNumberRow,
    ClientPostcodeRow,
    ClientRow,
    EpisodeRow,
    KeyWorkerRow,
)
from service.usecases.amending import amending
from service.usecases.clients import find_client

Change = Callable[[ClientRow], None]
_Row = TypeVar("_Row", EpisodeRow, KeyWorkerRow)


@needs(Power.CHANGE_CLIENTS)
def change_parts(
    runtime: Runtime, actor: Actor, client_id: int, *changes: Change, revision: int | None = None
) -> Client:
    """Change parts of a client; `changes` are of those that the functions below give.

    Raises:
        NotFoundError: there is no such client, or no such part of it.
        ConflictError: the client was merged into another.
        StaleError: somebody else changed it since that revision.
    """
    with amending(runtime, actor, client_id, revision) as row:
        for change in changes:
            change(row)
    return find_client(runtime, client_id)


def add_name(name: PersonName) -> Change:
    """Add a further name, unless it is known."""
    if not name.surname.strip():
        raise BadRequestError("a name needs a surname", {"surname": "Enter the surname."})

    def change(row: ClientRow) -> None:
        known = {(one.given_names, one.surname) for one in row.names}
        known.add((row.given_names, row.surname))
        if (name.given_names, name.surname) not in known:
            row.names.append(ClientNameRow(given_names=name.given_names, surname=name.surname))

    return change


def remove_name(name: PersonName) -> Change:
    """Remove a further name."""

    def change(row: ClientRow) -> None:
        row.names[:] = [
            one
            for one in row.names
            if (one.given_names, one.surname) != (name.given_names, name.surname)
        ]

    return change


def add_birth(born: date) -> Change:
    """Add a further date of birth, unless it is known."""
    if born > today_utc():
        problem = {"date_of_birth": "The date of birth is in the future."}
        raise BadRequestError("a client has been born", problem)

    def change(row: ClientRow) -> None:
        if born not in (row.date_of_birth, *(one.date_of_birth for one in row.births)):
            row.births.append(ClientBirthRow(date_of_birth=born))

    return change


def remove_birth(born: date) -> Change:
    """Remove a further date of birth."""

    def change(row: ClientRow) -> None:
        row.births[:] = [one for one in row.births if one.date_of_birth != born]

    return change


def add_number(kind: NumberKind, text: str) -> Change:
    """Add a further number, also one that cannot be right, unless it is known."""
    if not text.strip():
        raise BadRequestError("a number is missing", {"number": "Enter the number."})
    read = read_number(kind, text.strip())

    def change(row: ClientRow) -> None:
        main = {row.prisoner_number, row.pnc, row.cro, row.nhs_number} - {""}
        known = {(one.kind, one.canonical or one.text) for one in row.numbers}
        if read.canonical not in main and (read.kind, read.canonical or read.text) not in known:
            row.numbers.append(
                ClientNumberRow(kind=read.kind, text=read.text, canonical=read.canonical)
            )

    return change


def remove_number(kind: NumberKind, text: str) -> Change:
    """Remove a further number, given as it is written."""

    def change(row: ClientRow) -> None:
        row.numbers[:] = [one for one in row.numbers if (one.kind, one.text) != (kind, text)]

    return change


def add_postcode(text: str) -> Change:
    """Add a further postcode, unless it is known."""
    postcode = read_postcode(text).canonical
    if postcode is None:
        problem = {"postcode": "Enter a full postcode, such as LS1 4AP."}
        raise BadRequestError("this is no postcode", problem)
    return keep_postcode(postcode)


def keep_postcode(postcode: str) -> Change:
    """Add a further postcode as it is written, unless it is known."""

    def change(row: ClientRow) -> None:
        if postcode not in (row.postcode, *(one.postcode for one in row.postcodes)):
            row.postcodes.append(ClientPostcodeRow(postcode=postcode))

    return change


def remove_postcode(text: str) -> Change:
    """Remove a further postcode."""

    def change(row: ClientRow) -> None:
        row.postcodes[:] = [one for one in row.postcodes if one.postcode != text]

    return change


def keep_episode(episode: Episode) -> Change:
    """Add a stay in custody, or where it has an id, change that one."""
    if episode.from_date and episode.to_date and episode.to_date < episode.from_date:
        problem = {"to_date": "The stay ends before it begins."}
        raise BadRequestError("the stay cannot be kept like this", problem)
    if not (episode.prison or episode.court or episode.status):
        problem = {"prison": "Enter the prison, the court, or the status."}
        raise BadRequestError("nothing is known of this stay", problem)

    def change(row: ClientRow) -> None:
        kept = _of_id(row.episodes, episode.id) if episode.id else EpisodeRow()
        for part in fields(Episode):
            if part.name != "id":
                setattr(kept, part.name, getattr(episode, part.name))
        if not episode.id:
            row.episodes.append(kept)

    return change


def remove_episode(episode_id: int) -> Change:
    """Remove a stay in custody."""

    def change(row: ClientRow) -> None:
        row.episodes.remove(_of_id(row.episodes, episode_id))

    return change


def keep_worker(worker: KeyWorker) -> Change:
    """Add a key worker, or where it has an id, change that one."""
    if not worker.name.strip():
        raise BadRequestError("a worker has a name", {"name": "Enter the worker's name."})

    def change(row: ClientRow) -> None:
        kept = _of_id(row.workers, worker.id) if worker.id else KeyWorkerRow()
        for part in fields(KeyWorker):
            if part.name != "id":
                setattr(kept, part.name, getattr(worker, part.name))
        if not worker.id:
            row.workers.append(kept)

    return change


def remove_worker(worker_id: int) -> Change:
    """Remove a key worker."""

    def change(row: ClientRow) -> None:
        row.workers.remove(_of_id(row.workers, worker_id))

    return change


def _of_id(rows: list[_Row], part_id: int) -> _Row:
    for row in rows:
        if row.id == part_id:
            return row
    raise NotFoundError("this client has no such entry")
