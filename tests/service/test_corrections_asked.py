"""What a client says is wrong: corrected by the ways there are, or kept beside the value."""

from datetime import date

import pytest
from sqlalchemy import select

from forms.definition import Form
from service.entities import Client
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.rights import CorrectionDecision, CorrectionRequest, NewCorrection
from service.runtime import Runtime
from service.store.engine import looking
from service.store.models import AuditRow
from service.store.states import CorrectionOutcome, RecordState
from service.usecases.clients import add_client, client_history_of, find_client
from service.usecases.corrections_asked import (
    ask_correction,
    decide_correction,
    list_corrections,
)
from service.usecases.merging import merge_clients
from service.usecases.records import find_record
from tests.service.conftest import ACTOR, LAURA
from tests.service.invented import ALERT
from tests.service.stored import store_record
from tests.service.visitor import Visitor

_SAYS = "I was born on the 28th, not the 27th."


def _ask(
    runtime: Runtime, client_id: int, field: str = "date_of_birth", record_id: int | None = None
) -> CorrectionRequest:
    asked = NewCorrection(field=field, statement=_SAYS, record_id=record_id)
    return ask_correction(runtime, ACTOR, client_id, asked)


def test_accepted_of_the_register_it_is_changed_as_on_the_clients_page(
    runtime: Runtime, laura: Client
) -> None:
    asked = _ask(runtime, laura.id)
    decision = CorrectionDecision(accept=True, value="28 3 1974")
    decided = decide_correction(runtime, ACTOR, asked.id, decision)
    assert decided.outcome is CorrectionOutcome.ACCEPTED
    assert find_client(runtime, laura.id).date_of_birth == date(1974, 3, 28)
    [change, *_] = client_history_of(runtime, laura.id)
    assert [one.key for one in change.changes] == ["date_of_birth"]


def test_accepted_of_a_form_it_is_corrected_as_a_person_at_the_form_does(
    runtime: Runtime, laura: Client, alert_form: Form
) -> None:
    record_id = store_record(runtime, alert_form, ALERT, client_id=laura.id)
    asked = _ask(runtime, laura.id, "court_name", record_id)
    decision = CorrectionDecision(accept=True, value="York Magistrates Court")
    decide_correction(runtime, ACTOR, asked.id, decision)
    record = find_record(runtime, record_id)
    assert record.values["court_name"] == "York Magistrates Court"
    assert record.corrections[-1].before == "Leeds Magistrates Court"
    assert record.state is RecordState.REVIEW


def test_refused_nothing_changes_and_the_statement_stays(runtime: Runtime, laura: Client) -> None:
    asked = _ask(runtime, laura.id)
    decision = CorrectionDecision(accept=False, because="Her birth certificate says the 27th.")
    decide_correction(runtime, ACTOR, asked.id, decision)
    [kept] = list_corrections(runtime, laura.id)
    assert (kept.outcome, kept.statement) == (CorrectionOutcome.REFUSED, _SAYS)
    assert find_client(runtime, laura.id).date_of_birth == LAURA.date_of_birth


def test_a_refusal_needs_a_reason_and_a_value_must_fit(small: Runtime) -> None:
    laura = add_client(small, ACTOR, LAURA)
    asked = _ask(small, laura.id)
    for decision in (
        CorrectionDecision(accept=False),
        CorrectionDecision(accept=True, value="31 2 1974"),
        CorrectionDecision(accept=True, value="x" * 2000),
    ):
        with pytest.raises(BadRequestError):
            decide_correction(small, ACTOR, asked.id, decision)
    [waits] = list_corrections(small, laura.id)
    assert waits.waits
    assert find_client(small, laura.id).date_of_birth == LAURA.date_of_birth


def test_a_part_is_corrected_on_the_clients_page_first(small: Runtime) -> None:
    laura = add_client(small, ACTOR, LAURA)
    asked = _ask(small, laura.id, "workers")
    with pytest.raises(BadRequestError):
        decide_correction(small, ACTOR, asked.id, CorrectionDecision(accept=True, value="x"))
    decided = decide_correction(small, ACTOR, asked.id, CorrectionDecision(accept=True))
    assert decided.outcome is CorrectionOutcome.ACCEPTED


def test_it_is_decided_once(small: Runtime) -> None:
    laura = add_client(small, ACTOR, LAURA)
    asked = _ask(small, laura.id)
    decide_correction(small, ACTOR, asked.id, CorrectionDecision(accept=True))
    with pytest.raises(ConflictError):
        decide_correction(small, ACTOR, asked.id, CorrectionDecision(accept=True))
    with pytest.raises(NotFoundError):
        decide_correction(small, ACTOR, 999, CorrectionDecision(accept=True))


def test_only_what_there_is_may_be_said_to_be_wrong(small: Runtime, alert_form: Form) -> None:
    laura = add_client(small, ACTOR, LAURA)
    another = store_record(small, alert_form, ALERT)
    with pytest.raises(BadRequestError):
        _ask(small, laura.id, "reference")
    with pytest.raises(NotFoundError):
        _ask(small, laura.id, "court_name", another)
    with pytest.raises(BadRequestError):
        ask_correction(small, ACTOR, laura.id, NewCorrection(field="sex", statement=" "))


def test_a_request_goes_on_with_whoever_stands_for_the_client(small: Runtime) -> None:
    laura, other = (add_client(small, ACTOR, LAURA) for _ in range(2))
    asked = _ask(small, other.id)
    merge_clients(small, ACTOR, other.id, laura.id)
    assert [one.id for one in list_corrections(small, laura.id)] == [asked.id]
    decision = CorrectionDecision(accept=True, value="28/03/1974")
    decide_correction(small, ACTOR, asked.id, decision)
    assert find_client(small, laura.id).date_of_birth == date(1974, 3, 28)


def test_the_trail_says_that_not_what(small: Runtime) -> None:
    laura = add_client(small, ACTOR, LAURA)
    asked = _ask(small, laura.id)
    decide_correction(small, ACTOR, asked.id, CorrectionDecision(accept=False, because="Seen."))
    with looking(small.engine) as session:
        query = select(AuditRow).where(AuditRow.action.like("client.correction%"))
        entries = [(row.action, row.details) for row in session.scalars(query)]
    assert [action for action, _ in entries] == [
        "client.correction_asked",
        "client.correction_refused",
    ]
    assert _SAYS not in str(entries)


def test_pages_record_and_decide_and_the_record_shows_the_statement(
    small: Runtime, visitor: Visitor, alert_form: Form
) -> None:
    laura = add_client(small, ACTOR, LAURA)
    record_id = store_record(small, alert_form, ALERT, client_id=laura.id)
    path = f"/clients/{laura.id}"
    assert "Name of original court" in visitor.text(f"{path}/rights?record={record_id}")
    wrong = visitor.post(f"{path}/corrections", record_id=record_id, field="", statement="")
    assert wrong.status_code == 422
    said = {"record_id": record_id, "field": "court_name", "statement": "It was York."}
    assert visitor.post(f"{path}/corrections", **said).status_code == 302
    assert "It was York." in visitor.text(f"/records/{record_id}")
    [asked] = list_corrections(small, laura.id)
    decide = f"{path}/corrections/{asked.id}"
    assert visitor.post(decide).status_code == 422
    assert visitor.post(decide, outcome="refused", because="").status_code == 422
    assert (
        visitor.post(decide, outcome="refused", because="The sheet says Leeds").status_code == 302
    )
    assert "The sheet says Leeds" in visitor.text(f"/records/{record_id}")
    assert visitor.post(decide, outcome="accepted").status_code == 409


def test_programs_record_and_decide(small: Runtime, visitor: Visitor) -> None:
    laura = add_client(small, ACTOR, LAURA)
    path, headers = f"/api/v1/clients/{laura.id}/corrections", {"X-CSRFToken": visitor.token()}
    asked = {"field": "sex", "statement": "I am a woman."}
    made = visitor.client.post(path, json=asked, headers=headers)
    assert made.status_code == 201
    decision = {"accept": True, "value": "female"}
    decide = f"/api/v1/corrections/{made.json['id']}/decision"
    assert visitor.client.post(decide, json=decision, headers=headers).status_code == 200
    [listed] = visitor.get(path).get_json()
    assert listed["outcome"] == "accepted"
    assert find_client(small, laura.id).sex == "female"
