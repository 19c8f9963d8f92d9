"""Gives the register as a table."""

from collections.abc import Iterator

from service.entities import Actor, Client
from service.exporting.spreadsheet import csv_line
from service.permission.powers import Power
from service.permission.rules import needs
from service.register.columns import COLUMNS
from service.register.writing import write_row
from service.runtime import Runtime
from service.store import audit, clients
from service.store.engine import looking, unit_of_work
from service.usecases.views import client_of

_TOGETHER = 500


@needs(Power.MOVE_REGISTER)
def export_register(runtime: Runtime, actor: Actor) -> Iterator[str]:
    """Yield the lines of a CSV file, some at a time; that the register left is noted.

    Whoever was merged into another is not among them. The file begins with the mark of UTF-8.
    """
    with unit_of_work(runtime.engine) as session:
        audit.write(session, actor, "register.exported", "register", "all")
    yield "\ufeff" + csv_line(COLUMNS)
    for client in _all(runtime):
        yield csv_line(write_row(client))


def _all(runtime: Runtime) -> Iterator[Client]:
    after_id = 0
    while True:
        with looking(runtime.engine) as session:
            rows = clients.portion(session, after_id=after_id, limit=_TOGETHER)
            together = [client_of(row) for row in rows]
        if not together:
            return
        yield from together
        after_id = together[-1].id
