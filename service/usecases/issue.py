"""Issues a form: draws a copy id, registers it with its values, and makes the document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from forms.answers import Answer, Answers
from forms.artefacts import ArtefactFormat, make_document
from forms.copies import CopyId, new_copy_id
from forms.definition import Form
from forms.errors import UnknownFormError
from forms.prefill import prefill
from service.clock import now_utc
from service.consent.sheet import FORM_ID as CONSENT_SHEET
from service.disclosures import Giving, Way
from service.entities import Actor, Client, IssuedCopy
from service.errors import BadRequestError
from service.facts import facts_of
from service.ledger.copies import mask_of
from service.ledger.expecting import NOTHING, Expectation, expectation
from service.matching.identity import Fact
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import audit, clients, copies
from service.store.engine import looking, unit_of_work
from service.store.models import IssuedCopyRow
from service.store.states import CopyPurpose
from service.usecases.addressing import contact_facts
from service.usecases.disclosing import disclose, parties
from service.usecases.journey_forms import note_sent
from service.usecases.known import known_client
from service.usecases.views import client_of, copy_of


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRequest:
    """What is to be issued."""

    form_id: str
    form_version: str | None = None
    """None: the newest."""
    artefact: ArtefactFormat
    client_id: int | None = None
    """None: a blank copy, for anybody."""
    values: Answers = field(default_factory=dict, repr=False)
    """Answers to fill in besides what the register knows."""
    action_id: int | None = None
    """What is due, and done by sending this copy."""
    recipient_id: int | None = None
    """The agency that it is addressed to; None: for our own use."""
    purpose: CopyPurpose | None = None
    """None: as the form and the way of issuing it suggest."""
    due_back: date | None = None
    """None: by the rule of `service.ledger.due_back`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedDocument:
    """A document ready to hand over."""

    copy: CopyId
    content: bytes = field(repr=False)
    media_type: str
    file_name: str
    """Form and copy id: no personal data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCopy:
    """A copy that was made and is to be registered."""

    copy: CopyId
    values: Answers = field(repr=False)
    client_id: int | None
    recipient_id: int | None = None
    """The agency that it is addressed to; None: for our own use."""
    sent_to_id: int | None = None
    """The agency that it is sent to, where the gate was passed before."""
    expected: Expectation = NOTHING


@needs(Power.MAKE_FORMS)
def issue_form(runtime: Runtime, actor: Actor, request: IssueRequest) -> IssuedDocument:
    """Issue one copy; it is registered before anybody holds it.

    Raises:
        UnknownFormError: no such form or version.
        NotFoundError: no such client.
        ValuesError: a value does not fit the form.
        NoGroundError: it is addressed to an agency that may not be given it.
    """
    form = runtime.catalogue.find(request.form_id, request.form_version)
    if runtime.catalogue.is_retired(form):
        raise UnknownFormError(f"{form.id} version {form.version} is retired: no copies are made")
    copy = new_copy_id(form.code)
    values = values_for(runtime, request, actor)
    content = make_document(request.artefact, form, values, copy)
    with unit_of_work(runtime.engine) as session:
        client = None
        if request.client_id is not None:
            client = clients.standing(session, request.client_id, to_link=True)
        client_id = client.id if client else None
        new = NewCopy(
            copy=copy,
            values=values,
            client_id=client_id,
            recipient_id=request.recipient_id,
            expected=expectation(
                form.id,
                client_of(client) if client else None,
                purpose=request.purpose,
                due=request.due_back,
            ),
        )
        register_copies(session, actor, form, request.artefact, [new])
        if client_id is not None:
            note_sent(session, actor, client_id, form.id, request.values, request.action_id)
    return IssuedDocument(
        copy=copy,
        content=content,
        media_type=request.artefact.media_type,
        file_name=file_name(form, copy, request.artefact),
    )


def file_name(form: Form, copy: CopyId, artefact: ArtefactFormat) -> str:
    """Name the file of a copy: form and copy id, no personal data."""
    return f"{form.id}-{form.version}-{copy}{artefact.suffix}"


def register_copies(
    session: Session,
    actor: Actor,
    form: Form,
    artefact: ArtefactFormat,
    copies_made: Sequence[NewCopy],
) -> list[IssuedCopyRow]:
    """Register copies before anybody holds them, within the caller's transaction.

    Every copy that leaves the service passes here, one at a time or by the thousand, and each that
    is about a client passes the gate.

    Raises:
        NoGroundError: one is addressed to an agency that may not be given it.
    """
    for new in copies_made:
        _pass_gate(session, actor, form, new)
    now = now_utc()
    rows = [
        IssuedCopyRow(
            copy_id=new.copy.text,
            form_id=form.id,
            form_version=form.version,
            artefact=str(artefact),
            values=dict(new.values),
            client_id=new.client_id,
            issued_by_id=actor.user_id,
            issued_at=now,
            recipient_id=new.recipient_id or new.sent_to_id,
            purpose=new.expected.purpose,
            prison=new.expected.prison,
            due_back=new.expected.due_back,
            all_pages=mask_of(form.pages),
        )
        for new in copies_made
    ]
    session.add_all(rows)
    for new in copies_made:
        audit.write(session, actor, "form.issued", "copy", new.copy.text, form=form.id)
    return rows


def _pass_gate(session: Session, actor: Actor, form: Form, new: NewCopy) -> None:
    """Let a copy go to its recipient; our own team may always make the sheet that asks."""
    if form.id == CONSENT_SHEET and parties(session, actor, None).is_own_use:
        return
    if new.client_id is not None:
        giving = Giving(
            client_id=new.client_id,
            agency_id=new.recipient_id,
            way=Way.MADE,
            subject="copy",
            subject_id=new.copy.text,
            form_id=form.id,
        )
        disclose(session, actor, giving)
    elif new.recipient_id is not None and any(new.values.get(fact) for fact in Fact):
        problems = {"client_id": "Say which client it is about: consent is asked of the client."}
        raise BadRequestError("this form names somebody and no client", problems)


@needs(Power.MAKE_FORMS)
def values_for(
    runtime: Runtime, request: IssueRequest, actor: Actor | None = None
) -> dict[str, Answer]:
    """Give what the form would be filled in with; nothing is issued.

    Raises:
        UnknownFormError: no such form or version.
        NotFoundError: no such client.
        ValuesError: what the register knows does not fit the form.
    """
    if request.client_id is None and request.recipient_id is None:
        return dict(request.values)
    form = runtime.catalogue.find(request.form_id, request.form_version)
    with looking(runtime.engine) as session:
        contacts = contact_facts(session, actor, request.recipient_id) if actor else {}
        if request.client_id is None:
            return {**prefill(form, contacts, runtime.lists), **request.values}
        row = known_client(session, request.client_id)
        return known_values(runtime, form, client_of(row), request.values, contacts)


@needs(Power.MAKE_FORMS)
def known_values(
    runtime: Runtime,
    form: Form,
    client: Client,
    given: Answers,
    contacts: Mapping[str, str] | None = None,
) -> dict[str, Answer]:
    """Give the given answers and what the register and the list of contacts know besides.

    Raises:
        ValuesError: what it knows does not fit the form.
    """
    known = facts_of(client, form, given, runtime.lists) | dict(contacts or {})
    return {**prefill(form, known, runtime.lists), **given}


@needs(Power.SEE_CLIENTS)
def copies_of_client(runtime: Runtime, client_id: int) -> list[IssuedCopy]:
    """List what was issued for a client, newest first."""
    with looking(runtime.engine) as session:
        return [copy_of(row) for row in copies.of_client(session, client_id)]
