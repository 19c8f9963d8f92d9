"""The one way to change a client: held meanwhile, indexed anew, noted in its history."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from service.entities import Actor
from service.errors import ConflictError, NotFoundError, StaleError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import clients, journeys
from service.store.client_history import differences, note, state_of
from service.store.engine import unit_of_work
from service.store.register_models import ClientRow
from service.store.states import ClientAction
from service.usecases.effect_counts import recount
from service.usecases.indexing import index_clients
from service.usecases.rematch import match_again

_FACTS = {"episodes", "workers", "home_dat", "address", "numbers", "prisoner_number"}
"""What accepted forms are weighed against."""
_PLACES = {"home_dat", "episodes"}
"""What tells whose teams have something to do for a client."""


def opened(session: Session, client_id: int, revision: int | None) -> ClientRow:
    """Hold a client to change it; without a revision, however it stands.

    Raises:
        NotFoundError: there is none.
        ConflictError: it was merged into another.
        StaleError: somebody else changed it meanwhile.
    """
    row = clients.get(session, client_id, to_change=True)
    if row is None:
        raise NotFoundError(f"there is no client {client_id}")
    if row.merged_into_id is not None:
        raise ConflictError(
            f"client {client_id} was merged into client {row.merged_into_id}",
            hint="Open the other client, or undo the merge.",
        )
    if revision is not None and row.revision != revision:
        raise StaleError(f"client {client_id} was changed by somebody else meanwhile")
    return row


@contextmanager
def amended(
    session: Session,
    actor: Actor,
    row: ClientRow,
    action: ClientAction,
    index: Callable[[Session, list[ClientRow]], None] = index_clients,
) -> Iterator[None]:
    """Note what is changed of a client within; what comes out as it was is no change.

    Whoever changes several clients has them indexed last: the index is held until the end.
    """
    before = state_of(row)
    yield
    if changes := differences(before, state_of(row)):
        row.revision += 1
        index(session, [row])
        note(session, actor, row, action, changes)
        changed = {change["field"] for change in changes}
        if _PLACES & changed:
            journeys.rebuild_known(session, row.id)
        if _FACTS & changed:
            recount(session, row.id)


@needs(Power.CHANGE_CLIENTS)
@contextmanager
def amending(
    runtime: Runtime, actor: Actor, client_id: int, revision: int | None
) -> Iterator[ClientRow]:
    """Open the transaction that changes one client; see `opened` and `amended`."""
    with unit_of_work(runtime.engine) as session:
        row = opened(session, client_id, revision)
        with amended(session, actor, row, ClientAction.CHANGED):
            yield row
        session.flush()
    match_again(runtime)
