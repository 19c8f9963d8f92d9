"""What a row of a table says of a client that the register does not know yet, and keeping it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields

from service.entities import Episode, KeyWorker
from service.register.rows import RegisterRow
from service.store.register_models import (
    ClientBirthRow,
    ClientNameRow,
    ClientNumberRow,
    ClientPostcodeRow,
    ClientRow,
    EpisodeRow,
    KeyWorkerRow,
)

_EPISODE = tuple(part.name for part in fields(Episode) if part.name != "id")
_WORKER = ("name", "agency", "telephone")


def knows(client: ClientRow, row: RegisterRow) -> bool:
    """Tell whether the register knows all that the row says."""
    return not any(True for _ in _news(client, row))


def keep(client: ClientRow, row: RegisterRow) -> None:
    """Keep what the row says: main values replace others, names and numbers are added to them."""
    for attribute, value in row.main.items():
        setattr(client, attribute, value)
    client.names += [
        ClientNameRow(given_names=one.given_names, surname=one.surname)
        for one in row.names
        if (one.given_names, one.surname) not in _names(client)
    ]
    client.births += [
        ClientBirthRow(date_of_birth=born) for born in row.births if born not in _births(client)
    ]
    client.numbers += [
        ClientNumberRow(kind=one.kind, text=one.text, canonical=one.canonical)
        for one in row.numbers
        if (one.kind, one.text) not in _numbers(client)
    ]
    client.postcodes += [
        ClientPostcodeRow(postcode=one) for one in row.postcodes if one not in _postcodes(client)
    ]
    _keep_episode(client, row.episode)
    for worker in row.workers:
        _keep_worker(client, worker)


def _news(client: ClientRow, row: RegisterRow) -> Iterator[object]:
    yield from (key for key, value in row.main.items() if getattr(client, key) != value)
    yield from {(one.given_names, one.surname) for one in row.names} - _names(client)
    yield from set(row.births) - _births(client)
    yield from {(one.kind, one.text) for one in row.numbers} - _numbers(client)
    yield from set(row.postcodes) - _postcodes(client)
    if row.episode is not None:
        yield from _changes(_episode_of(client, row.episode), _given(row.episode, _EPISODE))
    for worker in row.workers:
        yield from _changes(_worker_of(client, worker), _given(worker, _WORKER))


def _names(client: ClientRow) -> set[tuple[str, str]]:
    return {(one.given_names, one.surname) for one in client.names}


def _births(client: ClientRow) -> set[object]:
    return {one.date_of_birth for one in client.births}


def _numbers(client: ClientRow) -> set[tuple[str, str]]:
    return {(one.kind, one.text) for one in client.numbers}


def _postcodes(client: ClientRow) -> set[str]:
    return {one.postcode for one in client.postcodes}


def _given(part: Episode | KeyWorker, keys: Iterable[str]) -> Mapping[str, object]:
    return {key: value for key in keys if (value := getattr(part, key))}


def _changes(row: object | None, given: Mapping[str, object]) -> list[str]:
    return [key for key, value in given.items() if row is None or getattr(row, key) != value]


def _episode_of(client: ClientRow, told: Episode) -> EpisodeRow | None:
    """Find the stay that is spoken of: the last one in that prison, begun on that day if it says.

    A stay of which neither is known takes up what is said; no prison named means the last stay.
    """
    for row in reversed(client.episodes):
        same_prison = not told.prison or row.prison in ("", told.prison)
        same_day = not (told.from_date and row.from_date) or told.from_date == row.from_date
        if same_prison and same_day:
            return row
    return None


def _keep_episode(client: ClientRow, told: Episode | None) -> None:
    if told is None:
        return
    row = _episode_of(client, told)
    if row is None:
        row = EpisodeRow(prison="", court="")
        client.episodes.append(row)
    for key, value in _given(told, _EPISODE).items():
        setattr(row, key, value)


def _worker_of(client: ClientRow, told: KeyWorker) -> KeyWorkerRow | None:
    """Find the worker who is spoken of: of that name, on that side of the gate."""
    same = [row for row in client.workers if (row.role, row.name) == (told.role, told.name)]
    return same[-1] if same else None


def _keep_worker(client: ClientRow, told: KeyWorker) -> None:
    row = _worker_of(client, told)
    if row is None:
        row = KeyWorkerRow(name=told.name, agency="", telephone="", role=told.role)
        client.workers.append(row)
    for key, value in _given(told, _WORKER).items():
        setattr(row, key, value)
