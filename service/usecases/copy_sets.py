"""One form for each client of a prison: asked for here, made by a worker, kept for a week."""

from collections.abc import Sequence
from typing import BinaryIO

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from forms.artefacts import ArtefactFormat
from forms.definition import Form
from forms.written_dates import today_utc
from service.clock import now_utc
from service.copy_sets import MOST_COPIES, CopySet, CopySetRequest, LeftOut
from service.entities import Actor
from service.errors import BadRequestError, ConflictError, NotAllowedError, NotFoundError
from service.ledger.expecting import check_due
from service.originals import Originals
from service.permission.powers import Power
from service.permission.rules import by_the_service, needs
from service.runtime import Runtime
from service.store import audit, caseloads, copy_sets, jobs
from service.store.caseloads import Caseload
from service.store.copy_set_models import CopySetRow
from service.store.engine import looking, unit_of_work
from service.store.states import CopySetState, JobKind
from service.usecases.addressing import agency_id_of
from service.usecases.disclosing import may_give, parties


@needs(Power.MAKE_FORMS)
def order_set(runtime: Runtime, actor: Actor, request: CopySetRequest) -> CopySet:
    """Settle whom a set is for and have a worker make it.

    Asked for again with the same request key, the first set is given back.

    Raises:
        UnknownFormError: no such form or version.
        BadRequestError: it would be for nobody, or for too many.
        NotAllowedError: a worker of another agency asks.
    """
    form = runtime.catalogue.find(request.form_id, request.form_version)
    if request.due_back is not None:
        check_due(request.due_back)
    recipient_id = agency_id_of(runtime, request.recipient)
    try:
        with unit_of_work(runtime.engine) as session:
            _refuse_guests(session, actor, recipient_id)
            if known := _known(session, request.request_key):
                return views_of(session, [known])[0]
            found, job_id = _add(session, actor, form, request, recipient_id)
    except IntegrityError:
        # The same was asked for at this very instant.
        return _asked_meanwhile(runtime, request.request_key)
    runtime.wake(job_id)
    return found


def _refuse_guests(session: Session, actor: Actor, recipient_id: int | None) -> None:
    """Let nobody of another agency have a whole prison at once."""
    if parties(session, actor, recipient_id).sender_id is not None:
        raise NotAllowedError("forms for a whole prison are made by its own team")


def _known(session: Session, request_key: str | None) -> CopySetRow | None:
    return copy_sets.with_request_key(session, request_key) if request_key else None


def _asked_meanwhile(runtime: Runtime, request_key: str | None) -> CopySet:
    with looking(runtime.engine) as session:
        row = _known(session, request_key)
        if row is None:
            raise ConflictError("the register was changed at the same time", hint="Ask again.")
        return views_of(session, [row])[0]


def _add(
    session: Session,
    actor: Actor,
    form: Form,
    request: CopySetRequest,
    recipient_id: int | None,
) -> tuple[CopySet, int]:
    """Add the rows; give the set and the job that makes it."""
    client_ids = _client_ids(session, request)
    row = _row(actor, form, request)
    row.recipient_id = recipient_id
    session.add(row)
    now = now_utc()
    job = jobs.add_on_set(session, row, JobKind.MAKE_COPIES, now, now)
    session.flush()
    copy_sets.add_members(session, row.id, client_ids)
    audit.write(session, actor, "copy_set.asked", "copy_set", row.id, copies=len(client_ids))
    return views_of(session, [row])[0], job.id


def _client_ids(session: Session, request: CopySetRequest) -> list[int]:
    found = caseloads.ids(
        session, request.caseload, today_utc(), request.order, limit=MOST_COPIES + 1
    )
    if not found:
        problems = {"prison": "No client on the register is there, or fits what you chose."}
        raise BadRequestError("the set would be for nobody", problems)
    if len(found) > MOST_COPIES:
        problems = {"prison": f"That is more than {MOST_COPIES:,} clients: choose fewer."}
        raise BadRequestError("the set would be for too many", problems)
    return found


def _row(actor: Actor, form: Form, request: CopySetRequest) -> CopySetRow:
    asked = request.caseload
    return CopySetRow(
        request_key=request.request_key,
        form_id=form.id,
        form_version=form.version,
        artefact=str(request.artefact),
        prison=asked.prison,
        status=asked.status,
        release_weeks=asked.release_weeks,
        worker=asked.worker,
        home_dat=asked.home_dat,
        order=request.order,
        due_back=request.due_back,
        state=CopySetState.WAITING,
        channel=actor.channel,
        created_by_id=actor.user_id,
        created_at=now_utc(),
    )


def views_of(session: Session, rows: Sequence[CopySetRow]) -> list[CopySet]:
    """Give sets as values, each with how far it has come."""
    counted = copy_sets.counts(session, [row.id for row in rows])
    return [_view(row, *counted.get(row.id, (0, 0, 0))) for row in rows]


def _view(row: CopySetRow, total: int, made: int, left_out: int) -> CopySet:
    return CopySet(
        id=row.id,
        form_id=row.form_id,
        form_version=row.form_version,
        artefact=ArtefactFormat(row.artefact),
        caseload=Caseload(
            prison=row.prison,
            status=row.status,
            release_weeks=row.release_weeks,
            worker=row.worker,
            home_dat=row.home_dat,
        ),
        order=row.order,
        state=row.state,
        total=total,
        made=made,
        left_out=left_out,
        created_by=row.created_by.name if row.created_by else None,
        created_at=row.created_at,
        finished_at=row.finished_at,
        delete_at=row.delete_at,
        file_size=row.file_size,
        recipient_id=row.recipient_id,
    )


@needs(Power.MAKE_FORMS)
def list_sets(runtime: Runtime, *, limit: int = 50) -> list[CopySet]:
    """List sets, newest first."""
    with looking(runtime.engine) as session:
        return views_of(session, copy_sets.listed(session, limit=limit))


@needs(Power.MAKE_FORMS)
def find_set(runtime: Runtime, set_id: int) -> CopySet:
    """Find a set by id.

    Raises:
        NotFoundError: there is none.
    """
    with looking(runtime.engine) as session:
        return views_of(session, [get_set(session, set_id)])[0]


def get_set(session: Session, set_id: int) -> CopySetRow:
    """Find the row of a set.

    Raises:
        NotFoundError: there is none.
    """
    row = copy_sets.get(session, set_id)
    if row is None:
        raise NotFoundError(f"there is no set of copies {set_id}")
    return row


@needs(Power.MAKE_FORMS)
def left_out_of(runtime: Runtime, set_id: int) -> list[LeftOut]:
    """List the clients of a set who can have no copy, with the reason of each."""
    with looking(runtime.engine) as session:
        return [
            LeftOut(
                client_id=row.client_id,
                reference=row.client.reference,
                problems=row.problems or {},
            )
            for row in copy_sets.without_copy(session, set_id)
        ]


@by_the_service
def set_files(runtime: Runtime) -> Originals:
    """Give the store of made files, apart from what came in: these go again."""
    return Originals(runtime.settings.data_dir / "copy-sets", runtime.originals.source)


@needs(Power.MAKE_FORMS)
def take_set_file(runtime: Runtime, actor: Actor, set_id: int) -> BinaryIO:
    """Open the file of a set for somebody; who took it is on the audit trail.

    Raises:
        NotFoundError: there is no such set, or its file is gone.
        ConflictError: it is not made yet, or consent to some of it was taken back since.
    """
    with unit_of_work(runtime.engine) as session:
        row = get_set(session, set_id)
        if row.state is CopySetState.WAITING:
            raise ConflictError("this set is still being made", hint="Look again in a minute.")
        _check_grounds(session, actor, row)
        audit.write(session, actor, "copy_set.taken", "copy_set", set_id)
        return _opened(runtime, row.file_sha256)


def _opened(runtime: Runtime, sha256: str | None) -> BinaryIO:
    gone = NotFoundError(
        "the file of this set is gone", hint="Make the set again: a file is kept for a week."
    )
    if sha256 is None:
        raise gone
    try:
        return set_files(runtime).open(sha256)
    except NotFoundError as error:
        raise gone from error


def _check_grounds(session: Session, actor: Actor, row: CopySetRow) -> None:
    """Ask again for every client of an addressed set: a withdrawal bites at once."""
    if parties(session, actor, row.recipient_id).is_own_use:
        return
    for client_id in copy_sets.with_copy(session, row.id):
        if not may_give(session, actor, client_id, row.recipient_id):
            raise ConflictError(
                "consent of a client in this set was taken back since it was made",
                hint="Make the set again: that client is then left out.",
            )
