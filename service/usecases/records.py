"""Lets a person judge a record: correct and confirm its values, choose its client, accept it."""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from forms.answers import Answer
from forms.definition import Form
from forms.schema import check_answers
from service.assembly import Concern, Doubt
from service.clock import now_utc
from service.entities import Actor, Record, RecordSummary
from service.errors import (
    BadRequestError,
    ConflictError,
    HeldError,
    NotReadyError,
    StaleError,
)
from service.labels import label_of
from service.matching.identity import Fact
from service.permission.powers import Power
from service.permission.rules import by_the_service, needs
from service.quality import same_answer
from service.runtime import Runtime
from service.store import audit, holds, records
from service.store.engine import looking, unit_of_work
from service.store.models import CorrectionRow, RecordRow
from service.store.states import GONE, MatchedBy, RecordState
from service.usecases.consents import take_sheet
from service.usecases.gone import gone_or_none
from service.usecases.layouts import leave_lessons
from service.usecases.match import match_record, needs_client
from service.usecases.standing import settle_all
from service.usecases.views import record_of, summary_of

LEASE = timedelta(minutes=5)
"""A record is held so long by whoever opened it to check it, from the last sign of life."""


@needs(Power.SEE_CLIENTS)
def list_records(
    runtime: Runtime,
    *,
    state: RecordState | None = None,
    client_id: int | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> list[RecordSummary]:
    """List records, newest first, below the given id."""
    with looking(runtime.engine) as session:
        rows = records.listed(
            session, state=state, client_id=client_id, before_id=before_id, limit=limit
        )
        return [summary_of(row) for row in rows]


@needs(Power.SEE_CLIENTS)
def list_to_check(runtime: Runtime, *, skip: int = 0, limit: int = 50) -> list[RecordSummary]:
    """List the records that wait for a person: a death first, then releases, then treatments.

    Those that somebody is checking are among them, with the name of whoever does.
    """
    with looking(runtime.engine) as session:
        rows = records.to_check(session, skip=skip, limit=limit)
        held = holds.of(session, [row.id for row in rows], now_utc())
        found = ((summary_of(row), held.get(row.id)) for row in rows)
        return [replace(one, checked_by=by.by if by else None) for one, by in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentRecord:
    """A record that should not wait for its turn."""

    record: RecordSummary
    reasons: tuple[str, ...]
    """Labels of what was answered on it that makes it urgent."""


@needs(Power.SEE_CLIENTS)
def list_urgent(runtime: Runtime, *, limit: int) -> list[UrgentRecord]:
    """List the records that wait for a person and are urgent, most urgent first, with why."""
    with looking(runtime.engine) as session:
        rows = [row for row in records.to_check(session, skip=0, limit=limit) if row.urgency]
        return [
            UrgentRecord(record=summary_of(row), reasons=_reasons(runtime, row)) for row in rows
        ]


def _reasons(runtime: Runtime, row: RecordRow) -> tuple[str, ...]:
    form = runtime.catalogue.find(row.form_id, row.form_version)
    return tuple(one.label for one in form.fields() if one.urgency and row.values.get(one.key))


@needs(Power.SEE_CLIENTS)
def find_record(runtime: Runtime, record_id: int) -> Record:
    """Find a record by id.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        return record_of(_get(session, record_id), runtime.catalogue, runtime.lists)


def _get(session: Session, record_id: int) -> RecordRow:
    row = records.get(session, record_id)
    if row is None:
        raise gone_or_none(session, "record", record_id)
    return row


def opened(session: Session, actor: Actor, record_id: int, revision: int) -> RecordRow:
    """Find a record to change it.

    Raises:
        NotFoundError: there is none.
        HeldError: somebody else is checking it.
        StaleError: somebody else changed it since that revision.
        ConflictError: it was sent back or withdrawn.
    """
    row = opened_as_it_is(session, actor, record_id)
    if row.revision != revision:
        raise StaleError(f"record {record_id} was changed by somebody else meanwhile")
    if row.state in GONE:
        raise ConflictError(
            f"record {record_id} is no longer to be checked",
            hint="Open it and put it back first, if it is to be checked after all.",
        )
    return row


def opened_as_it_is(session: Session, actor: Actor, record_id: int) -> RecordRow:
    """Find a record to change it, whatever state it is in, and go on holding it.

    Raises:
        NotFoundError: there is none.
        HeldError: somebody else is checking it.
    """
    now = now_utc()
    hold = holds.lock(session, record_id)
    row = _get(session, record_id)
    if hold is not None and hold.until > now:
        if hold.user_id != actor.user_id:
            raise HeldError(f"somebody else is checking record {record_id}")
        hold.until = now + LEASE
    return row


def let_go(session: Session, actor: Actor, record_id: int) -> None:
    """Let others check a record at once, in the transaction of whoever is done with it."""
    if actor.user_id is not None:
        holds.shorten(session, record_id, actor.user_id, now_utc())


@needs(Power.CHECK)
def correct_record(
    runtime: Runtime,
    actor: Actor,
    record_id: int,
    *,
    revision: int,
    changes: Mapping[str, Answer],
    confirmed: Collection[str] = (),
) -> Record:
    """Keep a person's word on values; what was there before stays in the history.

    Args:
        runtime: the installation.
        actor: the person.
        record_id: which record.
        revision: as the person saw it.
        changes: canonical answers by field; an equal one changes nothing.
        confirmed: fields that the person compared with the paper and found as they stand here.

    Raises:
        NotFoundError: there is no such record.
        BadRequestError: the form has no such field.
        StaleError: somebody else changed it meanwhile.
    """
    with unit_of_work(runtime.engine) as session:
        row = opened(session, actor, record_id, revision)
        correct_row(runtime, session, actor, row, changes, confirmed)
        session.flush()
        return record_of(row, runtime.catalogue, runtime.lists)


@by_the_service
def correct_row(
    runtime: Runtime,
    session: Session,
    actor: Actor,
    row: RecordRow,
    changes: Mapping[str, Answer],
    confirmed: Collection[str] = (),
) -> None:
    """Keep a person's word on values, within the caller's transaction; see `correct_record`."""
    form = runtime.catalogue.find(row.form_id, row.form_version)
    _check_keys(form, {*changes, *confirmed})
    before = check_answers(form, row.values, runtime.lists).keys()
    touched = _apply(row, actor, changes, confirmed)
    if not touched:
        return
    after = check_answers(form, row.values, runtime.lists).keys()
    doubts = _doubts(row.doubts, touched, new=after - (before - touched), now=after)
    row.doubts = {key: doubt for key, doubt in doubts.items() if key not in confirmed}
    _wait_again(session, row, form, touched)
    audit.write(session, actor, "record.corrected", "record", row.id, fields=sorted(touched))


def _check_keys(form: Form, keys: Collection[str]) -> None:
    known = {field.key for field in form.fields()}
    if unknown := sorted(set(keys) - known):
        raise BadRequestError(
            f"{form.id} has no such field", dict.fromkeys(unknown, "This form has no such field.")
        )


def _apply(
    row: RecordRow, actor: Actor, changes: Mapping[str, Answer], confirmed: Collection[str]
) -> set[str]:
    touched = set()
    values = dict(row.values)
    for key in [*changes, *(key for key in confirmed if key not in changes)]:
        before = values.get(key)
        after = changes.get(key, before)
        if same_answer(before, after) and key not in confirmed:
            continue
        values[key] = after
        correction = CorrectionRow(
            field=key,
            before={"value": before},
            after={"value": after},
            by_id=actor.user_id,
            at=now_utc(),
        )
        row.corrections.append(correction)
        touched.add(key)
    row.values = values
    return touched


def _doubts(
    doubts: Mapping[str, str],
    touched: AbstractSet[str],
    *,
    new: AbstractSet[str],
    now: AbstractSet[str],
) -> dict[str, str]:
    """Take away what a person settled; add what breaks a rule by it, in whatever field."""
    left = {key: doubt for key, doubt in doubts.items() if key not in touched}
    left = {key: doubt for key, doubt in left.items() if doubt != Doubt.INVALID or key in now}
    return {**dict.fromkeys(sorted(new), str(Doubt.INVALID)), **left}


def open_again(row: RecordRow) -> None:
    """Let a record wait for a person again, accepted or not."""
    row.state, row.accepted_at, row.accepted_by_id = RecordState.REVIEW, None, None


def _wait_again(session: Session, row: RecordRow, form: Form, touched: AbstractSet[str]) -> None:
    open_again(row)
    if row.matched_by is not MatchedBy.PERSON and touched & set(Fact):
        match_record(session, row, form)
    settle_all(session, row)


@needs(Power.CHECK)
def accept_record(
    runtime: Runtime,
    actor: Actor,
    record_id: int,
    *,
    revision: int,
    concerns_seen: bool = False,
    is_compared: bool = True,
) -> Record:
    """Accept a record: its values may be relied on, and its layout is learned if it is new.

    Args:
        runtime: the installation.
        actor: the person.
        record_id: which record.
        revision: as the person saw it.
        concerns_seen: whether what is unusual about the form was shown and accepted.
        is_compared: whether the person had the whole form before them; without it no layout is
            learned from it.

    Raises:
        NotFoundError: there is no such record.
        StaleError: somebody else changed it meanwhile.
        NotReadyError: a value is still in doubt, a concern was not seen, or there is no client.
    """
    with unit_of_work(runtime.engine) as session:
        row = opened(session, actor, record_id, revision)
        form = runtime.catalogue.find(row.form_id, row.form_version)
        if problems := _in_the_way(row, form, concerns_seen=concerns_seen):
            raise NotReadyError(f"record {record_id} still needs a person", problems)
        row.state, row.accepted_at, row.accepted_by_id = (
            RecordState.ACCEPTED,
            now_utc(),
            actor.user_id,
        )
        settle_all(session, row)
        let_go(session, actor, row.id)
        audit.write(session, actor, "record.accepted", "record", row.id)
        take_sheet(session, actor, row)
        lesson = leave_lessons(session, actor, row) if is_compared else None
        session.flush()
        record = record_of(row, runtime.catalogue, runtime.lists)
    if lesson is not None:
        runtime.wake(lesson.id)
    return record


def _in_the_way(row: RecordRow, form: Form, *, concerns_seen: bool) -> dict[str, str]:
    on_missing_page = concerns_seen and Concern.MISSING_PAGES in row.concerns
    problems = {
        key: f"Check “{label_of(form, key)}” against the form."
        for key, doubt in row.doubts.items()
        if not (on_missing_page and doubt == Doubt.NOT_READ)
    }
    if row.concerns and not concerns_seen:
        problems["concerns_seen"] = "Confirm that you have seen what is unusual about this form."
    if row.client_id is None and needs_client(form):
        problems["client"] = "Choose the client whose form this is."
    return problems
