"""Sees to it that two people never check the same form at once: a lease, renewed in use."""

from collections.abc import Collection
from datetime import timedelta

from service.checking import Hold
from service.clock import now_utc
from service.entities import Actor
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import holds, records
from service.store.engine import looking, unit_of_work
from service.store.states import RecordState
from service.usecases.records import LEASE

_LEFT = timedelta(seconds=15)
"""Whoever leaves a page may only have renewed it: others wait this long."""


@needs(Power.CHECK)
def hold_record(runtime: Runtime, actor: Actor, record_id: int) -> Hold | None:
    """Take a record to check it, or tell who has it; None where it does not wait for a person."""
    return hold_records(runtime, actor, [record_id]).get(record_id)


@needs(Power.CHECK)
def hold_records(runtime: Runtime, actor: Actor, record_ids: Collection[int]) -> dict[int, Hold]:
    """Take several records, as many as nobody else has; tell who has each."""
    now = now_utc()
    with unit_of_work(runtime.engine) as session:
        waiting = records.in_state(session, record_ids, RecordState.REVIEW)
        if actor.user_id is not None:
            holds.take(session, waiting, actor.user_id, now, now + LEASE)
        found = holds.of(session, waiting, now)
    return {
        record_id: Hold(by=held.by, since=held.since, is_mine=held.user_id == actor.user_id)
        for record_id, held in found.items()
    }


@needs(Power.SEE_CLIENTS)
def who_checks(runtime: Runtime, actor: Actor, record_id: int) -> Hold | None:
    """Tell who checks a record, without taking it."""
    with looking(runtime.engine) as session:
        held = holds.of(session, [record_id], now_utc()).get(record_id)
    if held is None:
        return None
    return Hold(by=held.by, since=held.since, is_mine=held.user_id == actor.user_id)


@needs(Power.CHECK)
def leave_record(runtime: Runtime, actor: Actor, record_id: int, *, at_once: bool = False) -> None:
    """Let others check a record soon; at once where the person has gone on to another."""
    if actor.user_id is None:
        return
    until = now_utc() + (timedelta() if at_once else _LEFT)
    with unit_of_work(runtime.engine) as session:
        holds.shorten(session, record_id, actor.user_id, until)


@needs(Power.CHECK)
def next_to_check(runtime: Runtime, actor: Actor, *, but: Collection[int] = ()) -> int | None:
    """Find the most urgent record that waits and that nobody else is checking.

    Args:
        runtime: the installation.
        actor: the person.
        but: records to pass over.
    """
    with looking(runtime.engine) as session:
        return records.next_to_check(session, actor.user_id, now_utc(), but=but)
