"""Merges two clients who are one person, and parts them again with nothing lost.

What hangs on the one goes over to the other, and its main values become further ones there. The
merge keeps what went over, what was made and what was filled in, so that undoing it puts back just
that: what came to the survivor since stays with it.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.clock import now_utc
from service.entities import Actor, Client
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.identifiers.numbers import NumberKind
from service.permission.powers import Power
from service.permission.rules import needs
from service.register.settling import NUMBER_COLUMNS
from service.runtime import Runtime
from service.store import clients, journeys
from service.store.base import Base
from service.store.client_history import note
from service.store.effect_models import EffectDecisionRow
from service.store.engine import looking, unit_of_work
from service.store.journey_models import JourneyEventRow
from service.store.models import IssuedCopyRow, RecordRow
from service.store.register_models import (
    ClientBirthRow,
    ClientMergeRow,
    ClientNameRow,
    ClientNumberRow,
    ClientPostcodeRow,
    ClientRow,
    EpisodeRow,
    KeyWorkerRow,
)
from service.store.states import ClientAction
from service.usecases import client_parts
from service.usecases.amending import amended, opened
from service.usecases.clients import find_client
from service.usecases.effect_counts import recount
from service.usecases.indexing import index_clients
from service.usecases.rematch import match_again
from service.usecases.views import client_of

_PARTS: Mapping[str, type[Base]] = {
    "names": ClientNameRow,
    "births": ClientBirthRow,
    "numbers": ClientNumberRow,
    "postcodes": ClientPostcodeRow,
    "episodes": EpisodeRow,
    "workers": KeyWorkerRow,
}
"""The parts of a client that go over, by their attribute."""
_LINKED: Mapping[str, type[Base]] = {
    "records": RecordRow,
    "issued_copies": IssuedCopyRow,
    "journey_events": JourneyEventRow,
    "effect_decisions": EffectDecisionRow,
}
_GO_OVER = {**_PARTS, **_LINKED}
_FILLED = (
    *("date_of_birth", "sex", "postcode", "prisoner_number", "pnc", "cro", "nhs_number"),
    *("address", "home_dat", "is_ppo"),
)
Ids = dict[str, list[int]]


@needs(Power.MERGE_CLIENTS)
def merge_clients(
    runtime: Runtime,
    actor: Actor,
    merged_id: int,
    survivor_id: int,
    *,
    revisions: tuple[int, int] | None = None,
) -> Client:
    """Merge one client into another, who stands for both from now on.

    Args:
        runtime: the installation.
        actor: who says that they are one person.
        merged_id: the client that is merged away.
        survivor_id: the client that stays.
        revisions: of both, in that order, as they were compared; None: however they stand.

    Raises:
        BadRequestError: they are the same entry.
        NotFoundError: there is no such client.
        ConflictError: one of them was merged already.
        StaleError: somebody else changed one of them meanwhile.
    """
    if merged_id == survivor_id:
        raise BadRequestError("a client cannot be merged into itself")
    with unit_of_work(runtime.engine) as session:
        merged, survivor = _both(session, merged_id, survivor_id, revisions or (None, None))
        with amended(session, actor, survivor, ClientAction.MERGED):
            moved = _move_all(session, merged, survivor)
            merged.merged_into_id = survivor.id
            made, filled = _carry(session, merged, survivor)
        session.add(
            ClientMergeRow(
                survivor_id=survivor.id,
                merged_id=merged.id,
                moved=moved,
                made=made,
                filled=filled,
                at=now_utc(),
                by_id=actor.user_id,
            )
        )
        _note_other(session, actor, merged, ClientAction.MERGED_AWAY, survivor)
        _derive_both(session, merged, survivor)
    match_again(runtime)
    return find_client(runtime, survivor_id)


def _both(
    session: Session, merged_id: int, survivor_id: int, revisions: tuple[int | None, int | None]
) -> tuple[ClientRow, ClientRow]:
    """Hold both clients, the lower id first: two merges at once never wait for each other."""
    wanted = dict(zip((merged_id, survivor_id), revisions, strict=True))
    held = {
        client_id: opened(session, client_id, wanted[client_id]) for client_id in sorted(wanted)
    }
    return held[merged_id], held[survivor_id]


def _note_other(
    session: Session, actor: Actor, row: ClientRow, action: ClientAction, survivor: ClientRow
) -> None:
    row.revision += 1
    index_clients(session, [row])
    into = {"field": "merged_into", "before": None, "after": survivor.reference}
    if action is ClientAction.PARTED:
        into |= {"before": survivor.reference, "after": None}
    note(session, actor, row, action, [into])


def _derive_both(session: Session, merged: ClientRow, survivor: ClientRow) -> None:
    """Have what is to be done and decided for both follow from what each has now."""
    for client_id in sorted((merged.id, survivor.id)):
        journeys.rebuild_known(session, client_id)
        recount(session, client_id)


def _move_all(session: Session, merged: ClientRow, survivor: ClientRow) -> Ids:
    session.flush()
    moved: Ids = {}
    for name, table in _GO_OVER.items():
        columns: Any = table
        ids = list(session.scalars(select(columns.id).where(columns.client_id == merged.id)))
        _relink(session, table, ids, merged.id, survivor.id)
        moved[name] = ids
    _forget_parts(session, merged, survivor)
    return moved


def _relink(session: Session, table: type[Base], ids: list[int], old: int, new: int) -> None:
    columns: Any = table
    here = (columns.id.in_(ids), columns.client_id == old)
    session.execute(
        update(table)
        .where(*here)
        .values(client_id=new)
        .execution_options(synchronize_session=False)
    )


def _forget_parts(session: Session, *rows: ClientRow) -> None:
    """Let what was loaded of these clients' parts be loaded again: it was changed beneath them."""
    session.flush()
    for row in rows:
        session.expire(row, list(_PARTS))


def _carry(
    session: Session, merged: ClientRow, survivor: ClientRow
) -> tuple[Ids, dict[str, str | bool]]:
    """Give the survivor the other's main values: where it has none as its own, else as further."""
    before = {name: set(getattr(survivor, name)) for name in _PARTS}
    filled = _fill(merged, survivor)
    for change in _further(merged):
        change(survivor)
    session.flush()
    made = {
        name: [row.id for row in getattr(survivor, name) if row not in before[name]]
        for name in _PARTS
    }
    return made, filled


def _fill(merged: ClientRow, survivor: ClientRow) -> dict[str, str | bool]:
    filled = {}
    for column in _FILLED:
        value = getattr(merged, column)
        if value and not getattr(survivor, column):
            setattr(survivor, column, value)
            filled[column] = _plain(value)
    return filled


def _plain(value: Any) -> str | bool:  # noqa: ANN401 - a text, a flag or a day
    return value if isinstance(value, str | bool) else str(value.isoformat())


def _further(merged: ClientRow) -> list[client_parts.Change]:
    """List what the main values of a client are to another: further ones."""
    client = client_of(merged)
    found = [client_parts.add_name(client.all_names[0])]
    if client.date_of_birth:
        found.append(client_parts.add_birth(client.date_of_birth))
    found += [
        client_parts.add_number(kind, getattr(merged, column))
        for column, kind in NUMBER_COLUMNS.items()
        if getattr(merged, column)
    ]
    found.append(client_parts.add_number(NumberKind.LOCAL, merged.reference))
    if merged.postcode:
        found.append(client_parts.keep_postcode(merged.postcode))
    return found


@needs(Power.MERGE_CLIENTS)
def unmerge_client(
    runtime: Runtime, actor: Actor, merged_id: int, *, revision: int | None = None
) -> Client:
    """Part a client from the one it was merged into: both are what they were before.

    Args:
        runtime: the installation.
        actor: who says that they are two persons.
        merged_id: the client that was merged away.
        revision: of the survivor, as it was seen; None: however it stands.

    Raises:
        NotFoundError: there is no such client.
        ConflictError: it is merged into none, or the survivor was itself merged since.
        StaleError: somebody else changed the survivor meanwhile.
    """
    with unit_of_work(runtime.engine) as session:
        merge = clients.open_merge(session, merged_id)
        merged = clients.get(session, merged_id, to_change=True)
        if merged is None:
            raise NotFoundError(f"there is no client {merged_id}")
        if merge is None or merged.merged_into_id is None:
            raise ConflictError(f"client {merged_id} is merged into no other")
        survivor = opened(session, merge.survivor_id, revision)
        merge.undone_at, merge.undone_by_id = now_utc(), actor.user_id
        with amended(session, actor, survivor, ClientAction.UNMERGED):
            _take_back(session, merge, merged, survivor)
            merged.merged_into_id = None
            session.flush()
            _carry_again(session, survivor)
        _note_other(session, actor, merged, ClientAction.PARTED, survivor)
        _derive_both(session, merged, survivor)
    match_again(runtime)
    return find_client(runtime, merged_id)


def _take_back(
    session: Session, merge: ClientMergeRow, merged: ClientRow, survivor: ClientRow
) -> None:
    session.flush()
    for name, table in _GO_OVER.items():
        # A merge of before the journey was kept has moved no events.
        _relink(session, table, merge.moved.get(name, []), survivor.id, merged.id)
    for name, table in _PARTS.items():
        columns: Any = table
        made = (columns.id.in_(merge.made[name]), columns.client_id == survivor.id)
        session.execute(delete(table).where(*made).execution_options(synchronize_session=False))
    for column, value in merge.filled.items():
        if _plain(getattr(survivor, column) or "") == value:
            setattr(survivor, column, {"date_of_birth": None, "is_ppo": False}.get(column, ""))
    _forget_parts(session, merged, survivor)


def _carry_again(session: Session, survivor: ClientRow) -> None:
    """Carry over anew what other merged clients have in common with the one that left."""
    for merge in clients.open_merges_into(session, survivor.id):
        other = session.get_one(ClientRow, merge.merged_id)
        made, filled = _carry(session, other, survivor)
        merge.made = {name: [*merge.made[name], *made[name]] for name in merge.made}
        merge.filled = merge.filled | filled


@needs(Power.MERGE_CLIENTS)
def merged_id_of(runtime: Runtime, reference: str) -> int:
    """Find the merged client that has this reference of its own, not the one who stands for it.

    Raises:
        NotFoundError: no client has this reference.
    """
    with looking(runtime.engine) as session:
        for row in clients.by_references(session, [reference]):
            return row.id
    raise NotFoundError("no client has this reference")


@needs(Power.SEE_CLIENTS)
def merged_clients(runtime: Runtime, survivor_id: int) -> list[Client]:
    """List the clients that stand merged into this one, those of a chain of merges too."""
    with looking(runtime.engine) as session:
        return [client_of(row) for row in clients.merged_into(session, survivor_id)]
