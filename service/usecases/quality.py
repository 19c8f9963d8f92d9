"""Measures what reading does wrong: a random share of what nobody looked at goes to a person.

The person looks blind, at the place on the form alone; what was read is shown afterwards.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from forms.answers import Answer
from forms.definition import Form
from ocr.reading import FieldState, Reading, page_from_json
from service.assembly import Doubt
from service.clock import now_utc
from service.crops import crop_png
from service.entities import Actor
from service.errors import ConflictError, NotFoundError
from service.labels import label_of
from service.permission.powers import Power
from service.permission.rules import needs
from service.quality import ErrorRate, Outcome, Part, QualityCheck, outcome_of, read_alike
from service.runtime import Runtime
from service.store import audit, checks
from service.store.engine import looking, unit_of_work
from service.store.models import PageRow, RecordRow
from service.store.states import GONE
from service.store.work_models import QualityCheckRow
from service.usecases.records import correct_row

_SEEN_CLEARLY = (FieldState.READ, FieldState.BLANK)
_SHARES = 1 << 64


def draw_sample(session: Session, record: RecordRow, percent: float, key: bytes) -> int:
    """Draw values of a record that nobody will look at; give how many were drawn.

    Each value is drawn by itself, by a keyed hash of record and field: a job that runs again draws
    the same, and nobody without the key can tell which will be looked at.

    Args:
        session: the transaction; the record has its id already.
        record: just made, whether it was accepted or waits for a person over other values.
        percent: of the values that were accepted without a person, 0 to 100.
        key: a secret of this installation.
    """
    drawn_before = checks.fields_of(session, record.id)
    found = 0
    for field, page, reading in _unseen(record):
        if field not in drawn_before and _is_drawn(key, record.id, field, percent):
            session.add(_check(record, field, page, reading))
            found += 1
    return found


def _unseen(record: RecordRow) -> Iterator[tuple[str, PageRow, Reading]]:
    """Yield the values that the reader accepted and whose place a person can look at."""
    taken: set[str] = set(record.doubts)
    for page in record.pages:
        for field, reading in page_from_json(page.reading).fields.items():
            if field in taken or reading.state is FieldState.NOT_ASKED:
                continue
            taken.add(field)
            if reading.accepted and reading.state in _SEEN_CLEARLY and page.evidence_sha256:
                yield field, page, reading


def _is_drawn(key: bytes, record_id: int, field: str, percent: float) -> bool:
    digest = hmac.digest(key, f"quality:{record_id}:{field}".encode(), hashlib.sha256)
    return int.from_bytes(digest[:8]) < percent / 100 * _SHARES


def _check(record: RecordRow, field: str, page: PageRow, reading: Reading) -> QualityCheckRow:
    return QualityCheckRow(
        record=record,
        field=field,
        form_id=record.form_id,
        channel=page.reading["channel"] or "unknown",
        read={"value": reading.value},
        drawn_at=now_utc(),
    )


@needs(Power.JUDGE_QUALITY)
def list_checks(runtime: Runtime, *, limit: int = 50) -> list[QualityCheck]:
    """List the checks that wait for a person, oldest first."""
    with looking(runtime.engine) as session:
        return [_view(runtime, row) for row in checks.waiting(session, limit=limit)]


@needs(Power.JUDGE_QUALITY)
def find_check(runtime: Runtime, check_id: int) -> QualityCheck:
    """Find a check by id; what was read is in it only once somebody has answered.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        return _view(runtime, _get(session, check_id))


def _get(session: Session, check_id: int, *, to_change: bool = False) -> QualityCheckRow:
    row = checks.get(session, check_id, to_change=to_change)
    if row is None:
        raise NotFoundError(f"there is no quality check {check_id}")
    return row


def _form(runtime: Runtime, row: QualityCheckRow) -> Form:
    return runtime.catalogue.find(row.record.form_id, row.record.form_version)


def _view(runtime: Runtime, row: QualityCheckRow) -> QualityCheck:
    form, page = _form(runtime, row), _page_of(row)
    seen = row.seen
    return QualityCheck(
        id=row.id,
        record_id=row.record_id,
        document_id=page.document_id,
        page=page.number,
        key=row.field,
        label=label_of(form, row.field),
        form_id=row.form_id,
        form_version=form.version,
        channel=row.channel,
        drawn_at=row.drawn_at,
        read=None if seen is None else row.read["value"],
        seen=None if seen is None else seen["value"],
        outcome=row.outcome,
        seen_by=row.seen_by.name if row.seen_by else None,
        seen_at=row.seen_at,
    )


def _page_of(row: QualityCheckRow) -> PageRow:
    """Give the page that asks the field: the last, where all say that it is not asked."""
    pages = row.record.pages
    asked = (page for page in pages if _is_asked(page, row.field))
    return next(asked, pages[-1])


def _is_asked(page: PageRow, field: str) -> bool:
    reading = page.reading["fields"].get(field)
    return reading is not None and reading["state"] != FieldState.NOT_ASKED


@needs(Power.JUDGE_QUALITY)
def check_picture(runtime: Runtime, check_id: int) -> bytes:
    """Give the place on the form as PNG; the whole page where the reader had no place for it.

    Raises:
        NotFoundError: there is no such check, or its picture is gone.
    """
    with looking(runtime.engine) as session:
        row = _get(session, check_id)
        page = _page_of(row)
        reading = page_from_json(page.reading).fields[row.field]
        sha256 = page.evidence_sha256
    if sha256 is None:
        raise NotFoundError(f"quality check {check_id} has no picture")
    picture = runtime.originals.read(sha256)
    return (reading.box and crop_png(picture, reading.box)) or picture


@needs(Power.JUDGE_QUALITY)
def answer_check(
    runtime: Runtime, actor: Actor, check_id: int, answer: Answer, *, is_clear: bool = True
) -> QualityCheck:
    """Keep what a person found on the form. If it differs, the record waits for a person again.

    Args:
        runtime: the installation.
        actor: the person.
        check_id: which check.
        answer: canonical.
        is_clear: the person can tell; if not, it counts neither as right nor as wrong.

    Raises:
        NotFoundError: there is no such check.
        ConflictError: somebody has answered it already.
    """
    with unit_of_work(runtime.engine) as session:
        row = _get(session, check_id, to_change=True)
        if row.seen is not None:
            raise ConflictError("this quality check has been answered already")
        row.seen = {"value": answer} if is_clear else {"value": None, "clear": False}
        row.seen_by_id, row.seen_at = actor.user_id, now_utc()
        outcome = row.outcome = outcome_of(row.read, row.seen)
        details = {"field": row.field, "outcome": str(outcome)}
        audit.write(session, actor, "quality.answered", "record", row.record_id, **details)
        kept = row.record.values.get(row.field)
        is_gone = row.record.state in GONE
        if outcome is Outcome.WRONG and not (is_gone or read_alike(kept, answer)):
            _open_record(runtime, session, actor, row, answer)
        session.flush()
        session.refresh(row, ["seen_by"])
        return _view(runtime, row)


def _open_record(
    runtime: Runtime, session: Session, actor: Actor, row: QualityCheckRow, answer: Answer
) -> None:
    """Put the person's answer into the record, in doubt: a second person compares the two."""
    record = row.record
    correct_row(runtime, session, actor, record, {row.field: answer})
    record.doubts = {**record.doubts, row.field: str(Doubt.UNSURE)}


@needs(Power.SEE_FIGURES)
def error_rates(runtime: Runtime, by: Iterable[Part] = tuple(Part)) -> list[ErrorRate]:
    """Give how often reading was wrong where nobody looked, with the 95 % interval.

    Args:
        runtime: the installation.
        by: what to count apart; nothing gives one line for all.
    """
    parts = tuple(by)
    counts: Counter[tuple[tuple[str, ...], Outcome]] = Counter()
    with looking(runtime.engine) as session:
        for group, outcome, number in checks.counts(session, [part.column for part in parts]):
            counts[group, outcome] = number
    return [
        ErrorRate.counted(
            dict(zip(parts, group, strict=True)),
            {outcome: counts[group, outcome] for outcome in Outcome},
        )
        for group in sorted({group for group, _ in counts})
    ]
