"""Processes that write to the audit trail at the same time."""

from contextlib import suppress
from multiprocessing import get_context

from sqlalchemy import Engine, text

from service.entities import Actor
from service.store import audit
from service.store.engine import open_engine, unit_of_work
from service.store.states import Channel

_PATIENCE = 120
_ACTOR = Actor(user_id=None, channel=Channel.SERVICE)


def write_together(database_url: str, processes: int, times: int) -> list[int | None]:
    """Have processes write so many transactions each, a fifth of them in vain; give exit codes."""
    context = get_context("spawn")
    writers = [
        context.Process(target=_write, args=(database_url, number, times))
        for number in range(processes)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(_PATIENCE)
    return [writer.exitcode for writer in writers]


class _GaveUpError(Exception):
    pass


def _write(database_url: str, number: int, times: int) -> None:
    engine = open_engine(database_url)
    for at in range(times):
        with suppress(_GaveUpError):
            _write_once(engine, number, at)
    engine.dispose()


def _write_once(engine: Engine, number: int, at: int) -> None:
    """Write two entries about one of four accounts, which others change at the same time."""
    with unit_of_work(engine) as session:
        user_id = 1 + (number + at) % 4
        audit.write(session, _ACTOR, "test.begun", "writer", number, turn=at)
        changed = text("UPDATE users SET session_stamp = :stamp WHERE id = :id")
        session.execute(changed, {"stamp": f"{number}-{at}", "id": user_id})
        audit.write(session, _ACTOR, "test.done", "writer", number, turn=at)
        if at % 5 == 4:
            raise _GaveUpError
