"""Takes a record out of the list to check: back to its sender, or as no form of ours.

It can be undone. Doing the same twice, as a double click does, does it once.
"""

from sqlalchemy.orm import Session

from service.checking import Withdrawal
from service.clock import now_utc
from service.entities import Actor
from service.errors import BadRequestError, ConflictError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, withdrawals
from service.store.checking_models import WithdrawalRow
from service.store.engine import looking, unit_of_work
from service.store.models import DocumentRow, PageRow, RecordRow
from service.store.states import GONE, RecordState, ReturnReason, Withdrawn
from service.usecases.records import let_go, open_again, opened, opened_as_it_is
from service.usecases.standing import settle_all

_LONGEST_NOTE = 1000
_NOT_OURS = "not-a-form-of-ours"
_RETURNED = "returned"
_SAID = {
    Withdrawn.NOT_OURS: (_NOT_OURS, "A person looked: it is not a form of ours."),
    Withdrawn.RETURNED: (_RETURNED, "It was sent back: the sender is to send it again."),
}


@needs(Power.CHECK)
def send_back(
    runtime: Runtime,
    actor: Actor,
    record_id: int,
    *,
    revision: int,
    reason: ReturnReason | None,
    note: str = "",
) -> None:
    """Note that a form goes back to its sender.

    Raises:
        NotFoundError: there is no such record.
        BadRequestError: no reason was chosen, or the note is missing where the reason is another.
        ConflictError: somebody else is checking it or changed it, or it is out of the list.
    """
    note = _note(note, needed=reason is ReturnReason.OTHER)
    if reason is None:
        raise BadRequestError("a reason is needed", {"reason": "Choose why it goes back."})
    _take_out(runtime, actor, record_id, revision, Withdrawn.RETURNED, reason=reason, note=note)


@needs(Power.CHECK)
def not_ours(
    runtime: Runtime, actor: Actor, record_id: int, *, revision: int, note: str = ""
) -> None:
    """Note that what was read as a form is none of ours: its file is one that is not recognised.

    Raises:
        NotFoundError: there is no such record.
        BadRequestError: the note is too long.
        ConflictError: somebody else is checking it or changed it, or it is out of the list.
    """
    _take_out(runtime, actor, record_id, revision, Withdrawn.NOT_OURS, note=_note(note))


def _note(note: str, *, needed: bool = False) -> str:
    note = note.strip()
    if needed and not note:
        raise BadRequestError("a note is needed", {"note": "Say why it goes back."})
    if len(note) > _LONGEST_NOTE:
        problem = f"Write at most {_LONGEST_NOTE} characters."
        raise BadRequestError("the note is too long", {"note": problem})
    return note


def _take_out(
    runtime: Runtime,
    actor: Actor,
    record_id: int,
    revision: int,
    kind: Withdrawn,
    *,
    reason: ReturnReason | None = None,
    note: str = "",
) -> None:
    with unit_of_work(runtime.engine) as session:
        if was_done_before(session, actor, record_id, kind):
            return
        row = opened(session, actor, record_id, revision)
        withdraw(session, actor, row, kind, reason=reason, note=note)
        _, words = _SAID[kind]
        _tell_document(row.document, kind, f"{words} {note}".strip())


def was_done_before(session: Session, actor: Actor, record_id: int, kind: Withdrawn) -> bool:
    """Tell whether a record is out of the list already, by the same person and for the same."""
    last = withdrawals.last(session, record_id)
    stands = last is not None and last.undone_at is None
    return bool(last and stands and (last.kind, last.by_id) == (kind, actor.user_id))


def withdraw(
    session: Session,
    actor: Actor,
    row: RecordRow,
    kind: Withdrawn,
    *,
    reason: ReturnReason | None = None,
    note: str = "",
) -> WithdrawalRow:
    """Take a record out of the list, in its user's transaction; what it says stays as it is."""
    open_again(row)
    is_returned = kind is Withdrawn.RETURNED
    row.state = RecordState.RETURNED if is_returned else RecordState.WITHDRAWN
    withdrawal = WithdrawalRow(
        record=row,
        kind=kind,
        reason=reason and str(reason),
        note=note,
        by_id=actor.user_id,
        at=now_utc(),
    )
    session.add(withdrawal)
    let_go(session, actor, row.id)
    settle_all(session, row)
    audit.write(session, actor, f"record.{kind}", "record", row.id, reason=reason and str(reason))
    return withdrawal


def _tell_document(document: DocumentRow, kind: Withdrawn, words: str) -> None:
    document.reason_code, document.reason = _SAID[kind][0], words


@needs(Power.CHECK)
def put_back(runtime: Runtime, actor: Actor, record_id: int) -> None:
    """Have a record wait for a person again that was taken out of the list.

    Raises:
        NotFoundError: there is no such record.
        ConflictError: it was not taken out, was read again, or its parts are in use.
    """
    with unit_of_work(runtime.engine) as session:
        row = opened_as_it_is(session, actor, record_id)
        last = withdrawals.last(session, record_id)
        if last is None or row.state not in GONE:
            if last is not None and last.undone_by_id == actor.user_id:
                return
            raise ConflictError(f"record {record_id} was not taken out of the list")
        if last.kind is Withdrawn.TURNED:
            raise ConflictError("its pages were read again", hint="Turn the page back instead.")
        _take_parts_back(session, actor, row, last)
        last.undone_by_id, last.undone_at = actor.user_id, now_utc()
        open_again(row)
        if row.document.reason_code in (_NOT_OURS, _RETURNED):
            row.document.reason_code = row.document.reason = None
        settle_all(session, row)
        audit.write(session, actor, "record.put_back", "record", row.id)


def _take_parts_back(session: Session, actor: Actor, row: RecordRow, last: WithdrawalRow) -> None:
    """Give a record its pages back, and withdraw what was made of them."""
    parts = last.parts or {"pages": [], "records": []}
    made = [session.get_one(RecordRow, record_id) for record_id in parts["records"]]
    if any(one.state is not RecordState.REVIEW or one.corrections for one in made):
        raise ConflictError(
            "what was made of its pages has been worked on since",
            hint="Open the other records: they say where they came from.",
        )
    for page_id in parts["pages"]:
        session.get_one(PageRow, page_id).record = row
    session.flush()
    for one in made:
        session.refresh(one, ["pages"])
        withdraw(session, actor, one, Withdrawn.PARTED)
    session.refresh(row, ["pages"])


@needs(Power.SEE_CLIENTS)
def withdrawal_of(runtime: Runtime, record_id: int) -> Withdrawal | None:
    """Tell why a record is out of the list; None where it is in it."""
    with looking(runtime.engine) as session:
        row = withdrawals.last(session, record_id)
        if row is None or row.undone_at is not None:
            return None
        return Withdrawal(
            kind=row.kind,
            reason=ReturnReason(row.reason) if row.reason else None,
            note=row.note,
            by=row.by.name if row.by else None,
            at=row.at,
            led_to=tuple((row.parts or {}).get("records", ())),
        )
