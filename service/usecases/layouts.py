"""Learns other agencies' layouts from pages that a person has confirmed, and forgets them again.

Whoever accepts a record leaves a lesson for each of its pages that another agency has printed. The
worker takes it from there, in a process apart: learning reads the page once more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog
from sqlalchemy.orm import Session

from forms.answers import Answer
from forms.errors import ThroughcareError
from ocr.reading import FieldState, Layout
from service.clock import now_utc
from service.entities import Actor, LearnedLayout
from service.errors import ClaimLostError, ConflictError, NotFoundError
from service.evidence import Content, LearnedPage
from service.permission.powers import Power
from service.permission.rules import by_the_service, needs
from service.runtime import Runtime
from service.store import audit, jobs, layouts, records
from service.store.engine import looking, unit_of_work
from service.store.models import LearnedLayoutRow, PageRow, RecordRow
from service.store.states import Channel, JobKind, LayoutState, Priority, RecordState
from service.store.work_models import JobRow
from service.usecases.views import layout_of
from service.usecases.work import Claim, ended, patiently

_log = structlog.get_logger(__name__)
_THE_SERVICE = Actor(user_id=None, channel=Channel.SERVICE)
_OTHER_FORM = "other-form"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lesson:
    """A page, and what stands on it."""

    row_id: int
    content: Content = field(repr=False)
    page: int
    values: Mapping[str, Answer] = field(repr=False)


def leave_lessons(session: Session, actor: Actor, record: RecordRow) -> JobRow | None:
    """Note that the pages of an accepted record are to be learned; give the job of it, if any."""
    foreign = [page for page in record.pages if page.reading["layout"] == Layout.FOREIGN]
    noted = {row.page_id for row in layouts.waiting(session, record.document_id)}
    for page in (page for page in foreign if page.id not in noted):
        lesson = LearnedLayoutRow(
            page=page,
            form_id=record.form_id,
            form_version=record.form_version,
            state=LayoutState.WAITING,
            confirmed_by_id=actor.user_id,
            confirmed_at=now_utc(),
        )
        session.add(lesson)
    if not foreign:
        return None
    return jobs.add(session, record.document, JobKind.LEARN, Priority.LESSON, now_utc())


@by_the_service
def learn_claimed(runtime: Runtime, claim: Claim) -> None:
    """Learn the layouts of a document's pages that somebody has confirmed.

    However it ends, the tables say so: in use, or failed with a reason.
    """
    try:
        learn_waiting(runtime, claim.document_id)
        patiently(runtime, lambda: _end(runtime, claim))
    except ClaimLostError:
        _log.warning("claim lost", document_id=claim.document_id)


def _end(runtime: Runtime, claim: Claim) -> None:
    with ended(runtime, claim):
        pass


@by_the_service
def learn_waiting(runtime: Runtime, document_id: int) -> None:
    """Learn what waits of one document."""
    for lesson in _lessons(runtime, document_id):
        with looking(runtime.engine) as session:
            known = layouts.active(session)
        try:
            learned = runtime.learn_page(lesson.content, lesson.page, lesson.values, known)
        except ThroughcareError as error:
            _log.warning("learning failed", document_id=document_id, code=error.code)
            _keep_failure(runtime, lesson, error.code)
        else:
            _keep(runtime, lesson, learned)


def _lessons(runtime: Runtime, document_id: int) -> list[_Lesson]:
    """Give the lessons that still stand: a record that was opened again teaches nothing yet."""
    found = []
    with unit_of_work(runtime.engine) as session:
        for row in layouts.waiting(session, document_id):
            page = row.page
            record = records.get(session, page.record_id or 0) if page else None
            if page is None or record is None or record.state is not RecordState.ACCEPTED:
                session.delete(row)
                continue
            original = runtime.originals.content(page.document.original_sha256)
            found.append(
                _Lesson(
                    row_id=row.id,
                    content=original,
                    page=page.number,
                    values=_values(record, page),
                )
            )
    return found


def _asked(page: PageRow) -> set[str]:
    fields = page.reading["fields"].items()
    return {key for key, reading in fields if reading["state"] != FieldState.NOT_ASKED}


def _values(record: RecordRow, page: PageRow) -> dict[str, Answer]:
    """Give what stands on one page of a record: without what another page asks."""
    elsewhere: set[str] = set()
    elsewhere.update(*(_asked(other) for other in record.pages if other is not page))
    elsewhere -= _asked(page)
    return {key: value for key, value in record.values.items() if key not in elsewhere}


def _keep_failure(runtime: Runtime, lesson: _Lesson, code: str) -> None:
    with unit_of_work(runtime.engine) as session:
        row = _get(session, lesson.row_id)
        row.state, row.reason_code, row.ended_at = LayoutState.FAILED, code, now_utc()


def _keep(runtime: Runtime, lesson: _Lesson, learned: LearnedPage) -> None:
    with unit_of_work(runtime.engine) as session:
        row = _get(session, lesson.row_id)
        if (learned.form, learned.version) != (row.form_id, row.form_version):
            row.state, row.reason_code, row.ended_at = LayoutState.FAILED, _OTHER_FORM, now_utc()
            return
        before = layouts.active_one(session, learned.before) if learned.before else None
        withdrawn_meanwhile = learned.before is not None and before is None
        if withdrawn_meanwhile or layouts.active_one(session, learned.layout_id):
            session.delete(row)
            return
        if before is not None:
            before.state, before.ended_at = LayoutState.SUPERSEDED, now_utc()
        row.state = LayoutState.ACTIVE
        row.layout_id, row.layout = learned.layout_id, learned.layout
        audit.write(session, _THE_SERVICE, "layout.learned", "layout", row.id)


def _get(session: Session, row_id: int) -> LearnedLayoutRow:
    row = layouts.get(session, row_id)
    if row is None:
        raise NotFoundError(f"there is no layout {row_id}")
    return row


@needs(Power.MANAGE_DEFINITIONS)
def list_layouts(runtime: Runtime, *, every: bool = False) -> list[LearnedLayout]:
    """List the layouts in use, oldest first; with `every`, those that are not, too."""
    with looking(runtime.engine) as session:
        state = None if every else LayoutState.ACTIVE
        return [layout_of(row) for row in layouts.listed(session, state=state)]


@needs(Power.MANAGE_DEFINITIONS)
def withdraw_layout(runtime: Runtime, actor: Actor, row_id: int) -> LearnedLayout:
    """Use a layout no longer: its pages are read again as if met for the first time.

    Raises:
        NotFoundError: there is none.
        ConflictError: it is not in use.
    """
    with unit_of_work(runtime.engine) as session:
        row = _get(session, row_id)
        if row.state is not LayoutState.ACTIVE:
            raise ConflictError(f"layout {row_id} is not in use", hint="Nothing needs to be done.")
        row.state, row.ended_by_id, row.ended_at = LayoutState.WITHDRAWN, actor.user_id, now_utc()
        audit.write(session, actor, "layout.withdrawn", "layout", row.id)
        return layout_of(row)
