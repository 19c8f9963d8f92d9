"""Records what a client says is wrong, and what came of it: corrected, or kept with their words.

Accepting corrects by the ways there are: a form's value as a person at the form does, a value of
the register as on the client's page. Refusing changes nothing; the statement stays beside it.
"""

from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from forms.errors import ValuesError
from forms.written_dates import read_day, today_utc
from service.answers_in import answer_in
from service.clock import now_utc
from service.entities import Actor
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.permission.powers import Power
from service.permission.rules import needs
from service.register.columns import LONGEST
from service.register.settling import settle
from service.rights import CorrectionDecision, CorrectionRequest, NewCorrection
from service.runtime import Runtime
from service.store import audit, consents, corrections_asked, records
from service.store.clients import CLIENT_COLUMNS, CLIENT_PARTS
from service.store.engine import looking, unit_of_work
from service.store.rights_models import CorrectionRequestRow
from service.store.states import ClientAction, CorrectionOutcome
from service.usecases import amending
from service.usecases.known import known_client
from service.usecases.records import correct_row, opened
from service.usecases.rematch import match_again

REGISTER_FIELDS = (*(one for one in CLIENT_COLUMNS if one != "reference"), *CLIENT_PARTS)
"""What of the register a client may say is wrong."""
_ONE_VALUE = frozenset(CLIENT_COLUMNS) - {"reference", "is_ppo"}
"""What can be put right by one value; the rest is corrected on the client's page."""
_ALREADY = "Correct it on the client's page, and accept this without a new value."


def correction_of(row: CorrectionRequestRow) -> CorrectionRequest:
    """Give a request as a value."""
    found: dict[str, Any] = {
        part.name: getattr(row, part.name) for part in fields(CorrectionRequest)
    }
    found |= {
        "by": row.by.name if row.by else None,
        "decided_by": row.decided_by.name if row.decided_by else None,
    }
    return CorrectionRequest(**found)


@needs(Power.SEE_CLIENTS)
def list_corrections(runtime: Runtime, client_id: int) -> list[CorrectionRequest]:
    """List what a client says is wrong, the newest first.

    Raises:
        NotFoundError: there is no such client.
    """
    with looking(runtime.engine) as session:
        ids = consents.ids_of(session, known_client(session, client_id).id)
        return [correction_of(row) for row in corrections_asked.of_clients(session, ids)]


@needs(Power.SEE_CLIENTS)
def corrections_of_record(runtime: Runtime, record_id: int) -> list[CorrectionRequest]:
    """List what the client says is wrong of a form, the newest first."""
    with looking(runtime.engine) as session:
        return [correction_of(row) for row in corrections_asked.of_record(session, record_id)]


@needs(Power.CHANGE_CLIENTS)
def ask_correction(
    runtime: Runtime, actor: Actor, client_id: int, asked: NewCorrection
) -> CorrectionRequest:
    """Record what a client says is wrong.

    Raises:
        NotFoundError: there is no such client, or no such form of theirs.
        BadRequestError: it does not say what is wrong, or of which value.
    """
    with unit_of_work(runtime.engine) as session:
        client = known_client(session, client_id, to_link=True)
        _check(runtime, session, client.id, asked)
        row = CorrectionRequestRow(
            client_id=client.id,
            record_id=asked.record_id,
            field=asked.field,
            statement=asked.statement.strip(),
            at=now_utc(),
            by_id=actor.user_id,
            channel=actor.channel,
            outcome=CorrectionOutcome.WAITING,
            because="",
        )
        session.add(row)
        session.flush()
        audit.write(session, actor, "client.correction_asked", "client", client.id, request=row.id)
        return correction_of(row)


def _check(runtime: Runtime, session: Session, client_id: int, asked: NewCorrection) -> None:
    problems = {}
    if not asked.statement.strip():
        problems["statement"] = "Write down what the client says."
    if asked.field not in _fields(runtime, session, client_id, asked.record_id):
        problems["field"] = "Choose what the client says is wrong."
    if problems:
        raise BadRequestError("this cannot be recorded", problems)


def _fields(
    runtime: Runtime, session: Session, client_id: int, record_id: int | None
) -> frozenset[str]:
    if record_id is None:
        return frozenset(REGISTER_FIELDS)
    record = records.get(session, record_id)
    if record is None or record.client_id != client_id:
        raise NotFoundError(f"there is no record {record_id} of this client")
    form = runtime.catalogue.find(record.form_id, record.form_version)
    return frozenset(field.key for field in form.fields())


@needs(Power.ANSWER_CLIENTS)
def decide_correction(
    runtime: Runtime, actor: Actor, request_id: int, decision: CorrectionDecision
) -> CorrectionRequest:
    """Correct what is wrong, or say why it stays; in one transaction.

    Raises:
        NotFoundError: there is no such request.
        ConflictError: it was decided before.
        HeldError: somebody is checking the form.
        BadRequestError: a refusal without a reason, or a value that cannot be kept.
    """
    with unit_of_work(runtime.engine) as session:
        row = _waiting(session, request_id)
        if not decision.accept and not decision.because.strip():
            problems = {"because": "Say why it stays as it is: the client is told."}
            raise BadRequestError("a refusal needs a reason", problems)
        if decision.accept and decision.value is not None:
            _correct(runtime, session, actor, row, decision.value.strip())
        row.outcome = CorrectionOutcome.ACCEPTED if decision.accept else CorrectionOutcome.REFUSED
        row.because = decision.because.strip()
        row.decided_at, row.decided_by_id = now_utc(), actor.user_id
        audit.write(
            session,
            actor,
            f"client.correction_{row.outcome}",
            "client",
            row.client_id,
            request=row.id,
        )
        session.flush()
        session.refresh(row)
        decided = correction_of(row)
    match_again(runtime)
    return decided


def _waiting(session: Session, request_id: int) -> CorrectionRequestRow:
    row = corrections_asked.held(session, request_id)
    if row is None:
        raise NotFoundError(f"there is no request {request_id}")
    if row.outcome is not CorrectionOutcome.WAITING:
        raise ConflictError(
            f"request {request_id} was decided before",
            hint="Record a new one if the client asks again.",
        )
    return row


def _correct(
    runtime: Runtime, session: Session, actor: Actor, row: CorrectionRequestRow, value: str
) -> None:
    if row.record_id is None:
        _correct_client(session, actor, row, value)
        return
    known = records.get(session, row.record_id)
    if known is None:
        raise NotFoundError(f"there is no record {row.record_id}")
    record = opened(session, actor, known.id, known.revision)
    form = runtime.catalogue.find(record.form_id, record.form_version)
    try:
        answer = answer_in(form.field(row.field), value or None)
    except ValuesError as error:
        raise BadRequestError(
            "this does not fit the question", {"value": error.problems[row.field]}
        ) from error
    correct_row(runtime, session, actor, record, {row.field: answer})


def _correct_client(session: Session, actor: Actor, row: CorrectionRequestRow, value: str) -> None:
    if row.field not in _ONE_VALUE:
        raise BadRequestError("this cannot be put right by one value", {"value": _ALREADY})
    client = amending.opened(session, known_client(session, row.client_id).id, None)
    with amending.amended(session, actor, client, ClientAction.CHANGED):
        setattr(client, row.field, _settled(row.field, value))


def _settled(column: str, value: str) -> object:
    if column == "surname" and not value:
        raise BadRequestError("a client needs a surname", {"value": "Enter the surname."})
    if column == "date_of_birth":
        return _birth(value)
    if len(value) > LONGEST[column]:
        text = f"Use {LONGEST[column]} characters at most."
        raise BadRequestError("this is too long", {"value": text})
    return settle(column, value)


def _birth(value: str) -> date | None:
    try:
        return date.fromisoformat(read_day(value, born=True, today=today_utc())) if value else None
    except ValueError as error:
        problems = {"value": "Enter a real date, such as 27 3 1974."}
        raise BadRequestError("this is no date", problems) from error
