"""Writes a client as a row of the register's table; `rows.read_row` reads it as the same."""

from collections.abc import Iterator, Sequence
from datetime import date

from service.entities import Client, Episode, KeyWorker
from service.exporting.spreadsheet import guarded
from service.register.columns import COLUMNS, EPISODE_COLUMNS, MAIN_COLUMNS, WORKER_COLUMNS


def write_row(client: Client) -> list[str]:
    """Give the cells in the order of the columns; of stays and workers, only the last ones."""
    cells = dict(_cells(client))
    return [guarded(cells.get(column, "")) for column in COLUMNS]


def _cells(client: Client) -> Iterator[tuple[str, str]]:
    for column, attribute in MAIN_COLUMNS.items():
        yield column, _text(getattr(client, attribute))
    yield "aliases", client.aliases
    yield "other_births", "; ".join(map(_text, client.other_births))
    yield "other_numbers", "; ".join(f"{one.kind}: {one.text}" for one in client.numbers)
    yield "other_postcodes", "; ".join(client.postcodes)
    yield from _of_last_episode(client.episodes)
    yield from _of_last_workers(client.workers)


def _of_last_episode(episodes: Sequence[Episode]) -> Iterator[tuple[str, str]]:
    for episode in episodes[-1:]:
        for column, attribute in EPISODE_COLUMNS.items():
            yield column, _text(getattr(episode, attribute))


def _of_last_workers(workers: Sequence[KeyWorker]) -> Iterator[tuple[str, str]]:
    for worker in workers:
        for column, attribute in WORKER_COLUMNS[worker.role].items():
            yield column, _text(getattr(worker, attribute))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value or "")
