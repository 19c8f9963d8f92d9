"""Issues a form: draws a copy id, registers it with its values, and makes the document."""

from dataclasses import dataclass, field

from forms.answers import Answer, Answers
from forms.artefacts import ArtefactFormat, make_document
from forms.copies import CopyId, new_copy_id
from forms.prefill import prefill
from service.clock import now_utc
from service.entities import Actor, IssuedCopy
from service.errors import NotFoundError
from service.facts import facts_of
from service.runtime import Runtime
from service.store import audit, clients, copies
from service.store.engine import looking, unit_of_work
from service.store.models import IssuedCopyRow
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


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedDocument:
    """A document ready to hand over."""

    copy: CopyId
    content: bytes = field(repr=False)
    media_type: str
    file_name: str
    """Form and copy id: no personal data."""


def issue_form(runtime: Runtime, actor: Actor, request: IssueRequest) -> IssuedDocument:
    """Issue one copy; it is registered before anybody holds it.

    Raises:
        UnknownFormError: no such form or version.
        NotFoundError: no such client.
        ValuesError: a value does not fit the form.
    """
    form = runtime.catalogue.find(request.form_id, request.form_version)
    copy = new_copy_id(form.code)
    values = _values(runtime, request)
    content = make_document(request.artefact, form, values, copy)
    row = IssuedCopyRow(
        copy_id=copy.text,
        form_id=form.id,
        form_version=form.version,
        artefact=str(request.artefact),
        values=values,
        issued_by_id=actor.user_id,
        issued_at=now_utc(),
    )
    with unit_of_work(runtime.engine) as session:
        if request.client_id is not None:
            row.client = clients.standing(session, request.client_id, to_link=True)
        session.add(row)
        audit.write(session, actor, "form.issued", "copy", copy.text, form=form.id)
    return IssuedDocument(
        copy=copy,
        content=content,
        media_type=request.artefact.media_type,
        file_name=f"{form.id}-{form.version}-{copy}{request.artefact.suffix}",
    )


def _values(runtime: Runtime, request: IssueRequest) -> dict[str, Answer]:
    if request.client_id is None:
        return dict(request.values)
    form = runtime.catalogue.find(request.form_id, request.form_version)
    with looking(runtime.engine) as session:
        row = clients.standing(session, request.client_id)
        if row is None:
            raise NotFoundError(f"there is no client {request.client_id}")
        known = facts_of(client_of(row), form, request.values)
        return {**prefill(form, known, runtime.lists), **request.values}


def copies_of_client(runtime: Runtime, client_id: int) -> list[IssuedCopy]:
    """List what was issued for a client, newest first."""
    with looking(runtime.engine) as session:
        return [copy_of(row) for row in copies.of_client(session, client_id)]
