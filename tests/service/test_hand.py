"""Short jobs are taken several at once; none of them is less safe for that."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from huey import SqliteHuey
from sqlalchemy import select, update

from forms.definition import Form
from service.clock import now_utc
from service.entities import Actor
from service.jobs import hand
from service.jobs.crew import Crew
from service.jobs.hand import Hand
from service.jobs.queue import Queue
from service.runtime import Runtime
from service.settings import Settings
from service.store.engine import looking, open_engine, unit_of_work
from service.store.states import DocumentState, JobKind, JobState, Priority
from service.store.work_models import DocumentEventRow, JobRow
from service.usecases.intakes import find_document
from service.usecases.read import read_claimed
from service.usecases.take_in import SentFile, take_in
from service.usecases.work import Claim, reconcile, take_jobs
from tests.service.conftest import of_sqlite_alone
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader, page

_SOON = float("inf")
"""Woken after whatever was looked at before."""
_NO_JOB = Claim(job_id=0, token=0, kind=JobKind.READ, document_id=0, priority=0, attempts=1)


def _send(runtime: Runtime, actor: Actor, number: int) -> list[int]:
    files = [SentFile("return.pdf", b"%%PDF %d" % at) for at in range(number)]
    return [one.id for one in take_in(runtime, actor, files).documents]


def _jobs(runtime: Runtime) -> Sequence[JobRow]:
    with looking(runtime.engine) as session:
        return session.scalars(select(JobRow).order_by(JobRow.id)).all()


def _of_short_jobs(runtime: Runtime) -> Hand:
    """Give a hand that has had many a short job."""
    found = Hand(runtime)
    for _ in range(40):
        found.put_down(_NO_JOB, 0.01, leaves_more=False)
    return found


def test_jobs_that_are_taken_at_once_have_each_their_token_their_step_and_their_end(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    reader.pages = [page(alert_form, ALERT)]
    ids = _send(runtime, actor, 3)
    taken = take_jobs(runtime, 2)
    claims = taken.claims
    assert taken.more
    assert [claim.document_id for claim in claims] == ids[:2]
    assert [(job.state, job.token) for job in _jobs(runtime)] == [
        (JobState.RUNNING, 1),
        (JobState.RUNNING, 1),
        (JobState.WAITING, 0),
    ]
    read_claimed(runtime, claims[1])
    states = [find_document(runtime, one).state for one in ids]
    assert states == [DocumentState.READING, DocumentState.REVIEW, DocumentState.RECEIVED]
    with looking(runtime.engine) as session:
        steps = select(DocumentEventRow.state).where(DocumentEventRow.document_id == ids[0])
        assert DocumentState.READING in session.scalars(steps).all()


def test_whoever_lost_some_of_several_jobs_keeps_only_the_others(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    reader.pages = [page(alert_form, ALERT)]
    ids = _send(runtime, actor, 2)
    lost, kept = take_jobs(runtime, 2).claims
    with unit_of_work(runtime.engine) as session:
        lapsed = update(JobRow).where(JobRow.id == lost.job_id)
        session.execute(lapsed.values(lease_until=now_utc() - timedelta(seconds=1)))
    reconcile(runtime, is_idle=False)
    read_claimed(runtime, lost)
    read_claimed(runtime, kept)
    pages = [len(find_document(runtime, one).pages) for one in ids]
    assert pages == [0, 1]
    assert [job.state for job in _jobs(runtime)] == [JobState.WAITING, JobState.DONE]


def test_a_job_that_was_begun_before_is_taken_alone(runtime: Runtime, actor: Actor) -> None:
    first, second, third = _send(runtime, actor, 3)
    with unit_of_work(runtime.engine) as session:
        session.execute(update(JobRow).where(JobRow.document_id == first).values(attempts=1))
    assert [one.document_id for one in take_jobs(runtime, 3).claims] == [first]
    assert [one.document_id for one in take_jobs(runtime, 3).claims] == [second, third]
    assert take_jobs(runtime, 3).claims == []


def test_only_short_jobs_are_taken_several_at_once(runtime: Runtime, actor: Actor) -> None:
    _send(runtime, actor, 4)
    assert Hand(runtime).draw(_SOON)
    assert [job.state for job in _jobs(runtime)].count(JobState.RUNNING) == 1
    assert _of_short_jobs(runtime).draw(_SOON)
    assert [job.state for job in _jobs(runtime)].count(JobState.RUNNING) == 4


def test_what_cannot_be_begun_soon_is_given_back_and_its_attempt_does_not_count(
    runtime: Runtime, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = _send(runtime, actor, 3)
    held = _of_short_jobs(runtime)
    begun = held.draw(_SOON)
    assert begun is not None
    monkeypatch.setattr(hand, "_STALE", 0.0)
    held.freshen()
    assert held.claims == [begun]
    left = [job for job in _jobs(runtime) if job.document_id in ids[1:]]
    assert [(job.state, job.attempts, job.holder) for job in left] == [
        (JobState.WAITING, 0, None),
        (JobState.WAITING, 0, None),
    ]
    assert reconcile(runtime, is_idle=False) == [job.id for job in left]


def test_what_was_not_begun_is_given_back_at_the_end(runtime: Runtime, actor: Actor) -> None:
    _send(runtime, actor, 3)
    held = _of_short_jobs(runtime)
    held.draw(_SOON)
    held.end()
    states = [job.state for job in _jobs(runtime)]
    assert states == [JobState.RUNNING, JobState.WAITING, JobState.WAITING]


def test_what_cannot_be_given_back_is_done_after_all(
    small: Runtime, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    _send(small, actor, 2)
    away = replace(small)
    held = _of_short_jobs(away)
    first = held.draw(_SOON)
    monkeypatch.setattr(hand, "_STALE", 0.0)
    nowhere = open_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    object.__setattr__(away, "engine", nowhere)
    second = held.draw(_SOON)
    nowhere.dispose()
    assert first is not None
    assert second is not None
    assert first.job_id != second.job_id


def test_nobody_asks_again_who_was_told_before_all_was_taken(
    small: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    reader.pages = [page(alert_form, ALERT)]
    _send(small, actor, 1)
    held = _of_short_jobs(small)
    claim = held.draw(0.0)
    assert claim is not None
    later = take_in(small, actor, [SentFile("late.pdf", b"%PDF late")]).documents[0].id
    assert held.draw(0.0) is None
    held.put_down(claim, 0.01, leaves_more=True)
    found = held.draw(0.0)
    assert found is not None
    assert found.document_id == later


def test_one_crew_works_off_a_box_of_short_jobs(
    runtime: Runtime, actor: Actor, reader: ScriptedReader, alert_form: Form
) -> None:
    reader.pages = [page(alert_form, ALERT)]
    ids = _send(runtime, actor, 9)
    with Crew(runtime) as crew:
        assert crew.work_off() == 9
    assert {find_document(runtime, one).state for one in ids} == {DocumentState.REVIEW}
    assert {(job.state, job.attempts) for job in _jobs(runtime)} == {(JobState.DONE, 1)}


@of_sqlite_alone
def test_few_messages_stand_for_many_jobs(settings: Settings) -> None:
    queue = Queue(settings)
    for number in range(100):
        queue.send(number)
    kept = SqliteHuey("throughcare", filename=str(settings.data_dir / "queue.db"))
    assert kept.pending_count() == 2


def test_whoever_leaves_more_than_it_takes_wakes_another(runtime: Runtime, actor: Actor) -> None:
    woken: list[int] = []
    _send(runtime, actor, 2)
    held = Hand(runtime, woken.append)
    held.draw(_SOON)
    assert len(woken) == 1
    held.draw(_SOON)
    assert len(woken) == 1


def test_what_is_urgent_goes_before_what_is_in_hand(runtime: Runtime, actor: Actor) -> None:
    _send(runtime, actor, 3)
    with unit_of_work(runtime.engine) as session:
        session.execute(update(JobRow).values(priority=int(Priority.BATCH)))
    held = _of_short_jobs(runtime)
    overtaken = held.draw(_SOON)
    assert overtaken is not None
    fax = take_in(runtime, actor, [SentFile("fax.tif", b"II fax")]).documents[0].id
    held.put_down(overtaken, 0.01, leaves_more=True)
    found = held.draw(_SOON)
    assert found is not None
    assert found.document_id == fax
