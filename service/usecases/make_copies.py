"""Makes a set of copies, a portion at a time, and deletes its file again after a week.

Each portion's copies are registered in one transaction under the claim on the job. Whoever takes
the job up after a kill prints what is registered already once more, with its own copy ids and
values, and goes on from there: no client has two copies, and the file is as if nothing had been.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from tempfile import TemporaryFile
from typing import BinaryIO

import structlog
from sqlalchemy.orm import Session

from forms.answers import Answers
from forms.artefacts import ArtefactFormat
from forms.copies import CopyId, new_copy_id
from forms.definition import Form
from forms.errors import ValuesError
from service.clock import now_utc
from service.consent.sheet import FORM_ID as CONSENT_SHEET
from service.consent.words import ASK
from service.copy_sets import KEPT_FOR
from service.entities import Actor
from service.errors import ClaimLostError
from service.ledger.expecting import expectation
from service.originals import Kept
from service.permission.rules import by_the_service
from service.runtime import Runtime
from service.set_files import SetWriter, set_writer
from service.store import audit, copy_sets, jobs
from service.store.copy_set_models import CopySetMemberRow, CopySetRow
from service.store.engine import looking
from service.store.states import Channel, CopySetState, JobKind
from service.usecases.addressing import contact_facts
from service.usecases.copy_sets import get_set, set_files
from service.usecases.disclosing import may_give
from service.usecases.issue import NewCopy, file_name, known_values, register_copies
from service.usecases.views import client_of
from service.usecases.work import Claim, back_off, ended, held, patiently, put_back

_log = structlog.get_logger(__name__)
_PORTION = 100
_MOST_ATTEMPTS = 5
_MERGED = {"client": "was merged into another client meanwhile"}
_THE_SERVICE = Actor(user_id=None, channel=Channel.SERVICE)


@dataclass(frozen=True, slots=True)
class _Order:
    """What a set is of, and who asked for it."""

    set_id: int
    form: Form
    artefact: ArtefactFormat
    actor: Actor
    recipient_id: int | None
    contacts: Mapping[str, str]
    """What the forms carry of sender and recipient."""
    due_back: date | None
    """As whoever asked said; None: by the rule."""


@dataclass(frozen=True, slots=True)
class _Written:
    """What became of one client in the file."""

    place: int
    new: NewCopy | None = None
    """None: it had its copy already, or can have none."""
    problems: dict[str, str] | None = None


class _End(StrEnum):
    """How the writing of a file ended."""

    ALL = "all"
    STOPPING = "stopping"
    MERGED = "client-merged-meanwhile"
    """It is begun again, without that client; so, too, where consent was taken back."""


@by_the_service
def make_claimed(
    runtime: Runtime, claim: Claim, watch: Callable[[int], object] = lambda _: None
) -> bool:
    """Make a set; however it ends, the tables say so.

    Args:
        runtime: the installation.
        claim: on the job.
        watch: is told how many clients are done.

    Returns:
        Whether it is left for later.
    """
    log = _log.bind(copy_set_id=claim.copy_set_id)
    try:
        if claim.attempts > _MOST_ATTEMPTS:
            patiently(runtime, lambda: _give_up(runtime, claim))
            return False
        return not _make(runtime, claim, watch)
    except ClaimLostError:
        log.warning("claim lost")
    return False


def _make(runtime: Runtime, claim: Claim, watch: Callable[[int], object]) -> bool:
    """Write the whole file and keep it; tell whether it came to that."""
    order = _order(runtime, claim.copy_set_id)
    with TemporaryFile() as file:
        with set_writer(order.form, order.artefact, file) as writer:
            end = _write_all(runtime, claim, order, writer, watch)
        if end is not _End.ALL:
            patiently(runtime, lambda: _leave(runtime, claim, end))
            return False
        patiently(runtime, lambda: _finish(runtime, claim, file))
    return True


def _order(runtime: Runtime, set_id: int) -> _Order:
    with looking(runtime.engine) as session:
        row = get_set(session, set_id)
        actor = Actor(user_id=row.created_by_id, channel=row.channel)
        return _Order(
            set_id=set_id,
            form=runtime.catalogue.find(row.form_id, row.form_version),
            artefact=ArtefactFormat(row.artefact),
            actor=actor,
            recipient_id=row.recipient_id,
            contacts=contact_facts(session, actor, row.recipient_id),
            due_back=row.due_back,
        )


def _write_all(
    runtime: Runtime,
    claim: Claim,
    order: _Order,
    writer: SetWriter,
    watch: Callable[[int], object],
) -> _End:
    """Write and register portion after portion."""
    place = 0
    while written := _write_portion(runtime, order, writer, place):
        place = written[-1].place
        register = partial(_register, runtime, claim, order, written)
        if not patiently(runtime, register):
            return _End.MERGED
        watch(place)
        if runtime.stopping.is_set():
            return _End.STOPPING
    return _End.ALL


def _write_portion(
    runtime: Runtime, order: _Order, writer: SetWriter, after_place: int
) -> list[_Written]:
    with looking(runtime.engine) as session:
        portion = copy_sets.portion(session, order.set_id, after_place=after_place, limit=_PORTION)
        return [_write(runtime, session, order, writer, member) for member in portion]


def _write(
    runtime: Runtime,
    session: Session,
    order: _Order,
    writer: SetWriter,
    member: CopySetMemberRow,
) -> _Written:
    """Print one client's copy: as it is registered, or anew."""
    if member.problems is not None:
        return _Written(member.place)
    if member.copy is not None:
        _print(order, writer, CopyId(member.copy.copy_id), member.copy.values)
        return _Written(member.place)
    client = client_of(member.client)
    if client.merged_into_id is not None:
        return _Written(member.place, problems=_MERGED)
    if not _may_have(session, order, client.id):
        return _Written(member.place, problems={"consent": ASK})
    copy = new_copy_id(order.form.code)
    try:
        values = known_values(runtime, order.form, client, {}, order.contacts)
        _print(order, writer, copy, values)
    except ValuesError as error:
        return _Written(member.place, problems=error.problems)
    expected = expectation(order.form.id, client, due=order.due_back, is_of_set=True)
    new = NewCopy(
        copy=copy,
        values=values,
        client_id=client.id,
        recipient_id=order.recipient_id,
        expected=expected,
    )
    return _Written(member.place, new)


def _may_have(session: Session, order: _Order, client_id: int) -> bool:
    is_asking = order.form.id == CONSENT_SHEET
    return is_asking or may_give(session, order.actor, client_id, order.recipient_id)


def _print(order: _Order, writer: SetWriter, copy: CopyId, values: Answers) -> None:
    writer.add(values, copy, file_name(order.form, copy, order.artefact))


def _register(runtime: Runtime, claim: Claim, order: _Order, written: list[_Written]) -> bool:
    """Register a portion's copies and note whose they are, all or nothing.

    Nothing is where one of the clients was merged away since, or has taken consent back: the copy
    stands in the file already.
    """
    fresh = {one.place: one for one in written if one.new or one.problems}
    if not fresh:
        return True
    made = [one.new for one in fresh.values() if one.new]
    with held(runtime, claim) as (session, _job):
        asked = {new.client_id for new in made if new.client_id is not None}
        if copy_sets.still_standing(session, asked) != asked:
            return False
        if not all(_may_have(session, order, client_id) for client_id in asked):
            return False
        rows = register_copies(session, order.actor, order.form, order.artefact, made)
        session.flush()
        ids = {new.copy.text: row.id for new, row in zip(made, rows, strict=True)}
        for member in copy_sets.members(session, order.set_id, fresh):
            one = fresh[member.place]
            member.copy_id = ids[one.new.copy.text] if one.new else None
            member.problems = one.problems
    return True


def _finish(runtime: Runtime, claim: Claim, file: BinaryIO) -> None:
    """Keep the file; a set without a single copy has none."""
    file.seek(0)
    is_empty = not _has_copies(runtime, claim.copy_set_id)
    kept = None if is_empty else set_files(runtime).keep(file)
    with ended(runtime, claim) as session:
        row, now = get_set(session, claim.copy_set_id), now_utc()
        row.finished_at = now
        if kept is None:
            row.state = CopySetState.FAILED
            return
        _keep_until(session, row, kept)


def _has_copies(runtime: Runtime, set_id: int) -> bool:
    with looking(runtime.engine) as session:
        _, made, _ = copy_sets.counts(session, [set_id])[set_id]
        return made > 0


def _keep_until(session: Session, row: CopySetRow, kept: Kept) -> None:
    """Have the file be there to be taken, and deleted when its time is over."""
    now = now_utc()
    row.state, row.delete_at = CopySetState.READY, now + KEPT_FOR
    row.file_sha256, row.file_size = kept.sha256, kept.size
    jobs.add_on_set(session, row, JobKind.DELETE_COPIES, now, row.delete_at)
    audit.write(session, _THE_SERVICE, "copy_set.made", "copy_set", row.id)


def _leave(runtime: Runtime, claim: Claim, end: _End) -> None:
    """Leave a set for later; that this process is to end is no fault of the set."""
    wait = None if end is _End.STOPPING else back_off(claim.attempts)
    with held(runtime, claim) as (_session, job):
        put_back(job, None if end is _End.STOPPING else str(end), wait)


def _give_up(runtime: Runtime, claim: Claim) -> None:
    with ended(runtime, claim) as session:
        row = get_set(session, claim.copy_set_id)
        row.state, row.finished_at = CopySetState.FAILED, now_utc()


@by_the_service
def delete_claimed(runtime: Runtime, claim: Claim) -> None:
    """Delete the file of a set; doing it again changes nothing."""
    with looking(runtime.engine) as session:
        sha256 = get_set(session, claim.copy_set_id).file_sha256
    if sha256 is not None:
        set_files(runtime).discard(sha256)
    try:
        with ended(runtime, claim) as session:
            row = get_set(session, claim.copy_set_id)
            row.state, row.file_sha256 = CopySetState.DELETED, None
            audit.write(session, _THE_SERVICE, "copy_set.deleted", "copy_set", row.id)
    except ClaimLostError:
        _log.warning("claim lost", copy_set_id=claim.copy_set_id)
