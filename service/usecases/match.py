"""Matches a record to a client: by its issued copy, else by prisoner number and date of birth."""

from sqlalchemy.orm import Session

from forms.definition import Form
from service.matching.decision import Decision, MatchNote, decide_by_number, decide_issued
from service.matching.identity import Fact, WrittenIdentity, born, squeeze, written_identity
from service.store import clients, copies
from service.store.models import RecordRow
from service.store.register_models import ClientRow
from service.usecases.views import client_of


def needs_client(form: Form) -> bool:
    """Tell whether the form is about a client at all."""
    keys = {field.key for field in form.fields()}
    return any(fact in keys for fact in Fact)


def match_record(session: Session, row: RecordRow, form: Form) -> None:
    """Decide the client of a record from its values; a person's choice is not touched here."""
    decision = _decide(session, row, form)
    found = decision.client and clients.standing(session, decision.client.id, to_link=True)
    row.client_id = found.id if found else None
    row.matched_by, row.match_note = decision.matched_by, str(decision.note)


def _decide(session: Session, row: RecordRow, form: Form) -> Decision:
    if not needs_client(form):
        return Decision(None, None, MatchNote.NOT_NEEDED)
    written = written_identity(row.values, row.doubts)
    copy = copies.by_copy_id(session, row.copy_id) if row.copy_id else None
    if copy is not None and copy.client is not None:
        return decide_issued(written, client_of(copy.client))
    return decide_by_number(written, [client_of(c) for c in _candidates(session, written)])


def _candidates(session: Session, written: WrittenIdentity) -> list[ClientRow]:
    number, day = written.facts.get(Fact.NUMBER, ""), born(written.facts.get(Fact.BIRTH, ""))
    if not number or day is None:
        return []
    return clients.by_number_and_birth(session, squeeze(number), day)
