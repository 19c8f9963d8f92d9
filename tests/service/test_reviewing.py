"""Nothing is deleted that nobody has reviewed, and what somebody keeps stays."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from forms.definition import Form
from service.app import create_app
from service.clock import now_utc
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.retention import Item, ReviewState, Subject, read_item
from service.runtime import Runtime
from service.store.engine import looking, unit_of_work
from service.store.models import AuditRow, DocumentRow, RecordRow
from service.store.register_models import ClientRow
from service.store.retention_models import RetentionDecisionRow
from service.store.states import Role
from service.usecases.accounts import add_user
from service.usecases.legal_holds import hold, release
from service.usecases.retention import erase_due
from service.usecases.review_lists import count_to_review, find_review, list_ended
from service.usecases.reviewing import approve_deletion, keep_longer, take_back_approval
from service.usecases.roles import set_roles
from tests.service.conftest import ACTOR
from tests.service.long_ago import FAX, LONG_AGO, add_then, be_at, file_then, keeping_for
from tests.service.served import PASSWORD
from tests.service.visitor import Visitor

_SOON = date(2030, 3, 27)


@pytest.fixture
def keeping(runtime: Runtime) -> Runtime:
    return keeping_for(runtime, client_months=72)


def _client(client_id: int) -> Item:
    return Item(Subject.CLIENT, client_id)


def _approve(runtime: Runtime, *items: Item) -> None:
    approve_deletion(runtime, ACTOR, items, is_reviewed=True)


def _state(runtime: Runtime, item: Item) -> ReviewState:
    return find_review(runtime, item).state


def _actions(runtime: Runtime) -> list[str]:
    with looking(runtime.engine) as session:
        return list(session.scalars(select(AuditRow.action).order_by(AuditRow.id)))


def _reference(runtime: Runtime, client_id: int) -> str:
    with looking(runtime.engine) as session:
        return session.get_one(ClientRow, client_id).reference


def test_nothing_goes_that_nobody_has_approved(keeping: Runtime, alert_form: Form) -> None:
    first, second = add_then(keeping, "Severn"), add_then(keeping, "Derwent")
    file_then(keeping, alert_form, first)
    assert erase_due(keeping, ACTOR).is_nothing
    assert erase_due(keeping, ACTOR).waiting == 2
    _approve(keeping, _client(second))
    due = erase_due(keeping, ACTOR)
    assert (due.clients, due.waiting) == ({second}, 1)


def test_an_approval_needs_somebody_who_looked(keeping: Runtime) -> None:
    one = _client(add_then(keeping, "Severn"))
    with pytest.raises(BadRequestError):
        approve_deletion(keeping, ACTOR, [one], is_reviewed=False)
    with pytest.raises(BadRequestError):
        approve_deletion(keeping, ACTOR, [], is_reviewed=True)
    assert erase_due(keeping, ACTOR).is_nothing


def test_the_list_says_what_since_when_and_under_which_rule(
    runtime: Runtime, alert_form: Form
) -> None:
    keeping = keeping_for(runtime, client_months=72, document_months=24)
    client_id = add_then(keeping, "Severn")
    file_then(keeping, alert_form, client_id)
    add_then(keeping, "Derwent", now_utc())
    page = list_ended(keeping)
    client, paper = page.found
    assert (client.item, client.label) == (_client(client_id), _reference(keeping, client_id))
    assert (client.last, client.over_since) == (LONG_AGO.date(), date(2025, 3, 1))
    assert (paper.item.subject, paper.over_since) == (Subject.DOCUMENT, date(2021, 3, 1))
    assert page.counts[ReviewState.WAITING] == 2
    assert "Severn" not in repr(page)
    assert [one.item for one in list_ended(keeping, skip=1).found] == [paper.item]
    assert list_ended(keeping, ReviewState.HELD).found == ()


def test_whoever_approves_sees_what_goes_with_it(keeping: Runtime, alert_form: Form) -> None:
    client_id = add_then(keeping, "Severn")
    file_then(keeping, alert_form, client_id)
    found = find_review(keeping, _client(client_id))
    assert (found.records, found.documents, found.shared) == (1, 1, 0)
    assert (found.months, found.state) == (72, ReviewState.WAITING)


def test_twice_approved_is_approved_once(keeping: Runtime) -> None:
    one = _client(add_then(keeping, "Severn"))
    _approve(keeping, one)
    _approve(keeping, one, one)
    assert _actions(keeping).count("client.deletion_approved") == 1
    assert erase_due(keeping, ACTOR).clients == {one.id}
    with pytest.raises(NotFoundError, match="deleted under retention on"):
        _approve(keeping, one)


def test_what_is_not_over_or_is_kept_cannot_be_approved(keeping: Runtime) -> None:
    fresh, kept, old = (
        _client(add_then(keeping, "Severn", now_utc())),
        _client(add_then(keeping, "Derwent")),
        _client(add_then(keeping, "Trent")),
    )
    keep_longer(keeping, ACTOR, kept, "a claim", _SOON)
    for one in (fresh, kept):
        with pytest.raises(ConflictError):
            _approve(keeping, old, one)
    assert _state(keeping, old) is ReviewState.WAITING, "all of them, or none"
    assert _state(keeping, fresh) is ReviewState.NOT_YET
    with pytest.raises(NotFoundError):
        _approve(keeping, _client(999))


def test_an_approval_is_taken_back_once(keeping: Runtime) -> None:
    one = _client(add_then(keeping, "Severn"))
    take_back_approval(keeping, ACTOR, one)
    _approve(keeping, one)
    take_back_approval(keeping, ACTOR, one)
    take_back_approval(keeping, ACTOR, one)
    assert erase_due(keeping, ACTOR).is_nothing
    assert _actions(keeping).count("client.approval_taken_back") == 1


def test_what_is_kept_longer_waits_again_on_its_day(keeping: Runtime) -> None:
    one = _client(add_then(keeping, "Severn"))
    for reason, until in (("", _SOON), ("a claim", None), ("a claim", now_utc().date())):
        with pytest.raises(BadRequestError):
            keep_longer(keeping, ACTOR, one, reason, until)
    keep_longer(keeping, ACTOR, one, "a claim", _SOON)
    keep_longer(keeping, ACTOR, one, "a claim", _SOON)
    assert _actions(keeping).count("client.kept_longer") == 1
    assert _state(keeping, one) is ReviewState.KEPT
    with pytest.MonkeyPatch.context() as patch:
        be_at(patch, now_utc() + timedelta(days=366 * 5))
        assert _state(keeping, one) is ReviewState.WAITING


def test_an_approval_ends_with_whatever_is_said_or_recorded_later(
    keeping: Runtime, alert_form: Form
) -> None:
    held, met = _client(add_then(keeping, "Severn")), _client(add_then(keeping, "Derwent"))
    reference = _reference(keeping, held.id)
    _approve(keeping, held, met)
    hold(keeping, ACTOR, reference, "an inquiry")
    release(keeping, ACTOR, reference, "it ended")
    file_then(keeping, alert_form, met.id, at=now_utc())
    assert _state(keeping, held) is ReviewState.WAITING
    assert erase_due(keeping, ACTOR).is_nothing
    with pytest.MonkeyPatch.context() as patch:
        be_at(patch, now_utc() + timedelta(days=366 * 7))
        assert _state(keeping, met) is ReviewState.WAITING, "its time is over a second time"


def test_each_thing_that_was_said_stays_with_its_reason(keeping: Runtime) -> None:
    one = _client(add_then(keeping, "Severn"))
    reference = _reference(keeping, one.id)
    hold(keeping, ACTOR, reference, "an inquiry")
    found = find_review(keeping, one)
    assert found.hold
    assert (found.state, found.hold.reason) == (ReviewState.HELD, "an inquiry")
    release(keeping, ACTOR, reference, "it ended")
    keep_longer(keeping, ACTOR, one, "a claim", _SOON)
    found = find_review(keeping, one)
    assert found.hold is None
    assert [said.reason for said in found.decisions] == ["a claim", "it ended", "an inquiry"]
    assert "inquiry" not in repr(found)


def test_a_client_who_is_kept_keeps_their_papers_and_a_paper_its_clients(
    runtime: Runtime, alert_form: Form
) -> None:
    keeping = keeping_for(runtime, client_months=72, document_months=24)
    by_client, by_paper = add_then(keeping, "Severn"), add_then(keeping, "Derwent")
    records = [
        file_then(keeping, alert_form, one, FAX + bytes([one])) for one in (by_client, by_paper)
    ]
    with looking(keeping.engine) as session:
        papers = [session.get_one(RecordRow, one).document_id for one in records]
    keep_longer(keeping, ACTOR, _client(by_client), "a claim", _SOON)
    keep_longer(keeping, ACTOR, Item(Subject.DOCUMENT, papers[1]), "an original", _SOON)
    assert list_ended(keeping).counts[ReviewState.KEPT] == 4
    assert list_ended(keeping, ReviewState.WAITING).found == ()
    hold(keeping, ACTOR, _reference(keeping, by_client), "an inquiry")
    assert {one.item for one in list_ended(keeping, ReviewState.HELD).found} == {
        _client(by_client),
        Item(Subject.DOCUMENT, papers[0]),
    }


def test_a_hold_keeps_the_box_that_the_papers_came_in(keeping: Runtime, alert_form: Form) -> None:
    gone, held = add_then(keeping, "Severn"), add_then(keeping, "Derwent")
    records = [file_then(keeping, alert_form, one, FAX + bytes([one])) for one in (gone, held)]
    box = file_then(keeping, alert_form, None, b"PK\x03\x04 a box")
    with unit_of_work(keeping.engine) as session:
        box_id = session.get_one(RecordRow, box).document_id
        session.delete(session.get_one(RecordRow, box))
        for one in records:
            session.get_one(RecordRow, one).document.parent_id = box_id
    hold(keeping, ACTOR, _reference(keeping, held), "an inquiry")
    _approve(keeping, _client(gone))
    assert box_id not in erase_due(keeping, ACTOR).documents
    with looking(keeping.engine) as session:
        assert session.get(DocumentRow, box_id)


def test_merged_entries_are_reviewed_as_one(keeping: Runtime) -> None:
    old, survivor = add_then(keeping, "Severn"), add_then(keeping, "Derwent")
    with unit_of_work(keeping.engine) as session:
        session.get_one(ClientRow, old).merged_into_id = survivor
    assert [one.item for one in list_ended(keeping).found] == [_client(survivor)]
    _approve(keeping, _client(old))
    assert erase_due(keeping, ACTOR).clients == {old, survivor}


def test_what_was_said_goes_with_what_it_was_said_of(keeping: Runtime) -> None:
    one = _client(add_then(keeping, "Severn"))
    _approve(keeping, one)
    erase_due(keeping, ACTOR)
    with looking(keeping.engine) as session:
        assert session.scalars(select(RetentionDecisionRow)).all() == []


@pytest.mark.parametrize("code", ["", "client", "client-", "client-x", "page-1", "client-²"])
def test_an_address_that_names_nothing_is_told(code: str) -> None:
    assert read_item(code) is None


# The pages


@pytest.fixture
def pages(small: Runtime) -> Flask:
    add_user(small, ACTOR, "morag", Role.TEAM_MANAGER, PASSWORD)
    return create_app(keeping_for(small, client_months=72), testing=True)


@pytest.fixture
def manager(pages: Flask) -> Visitor:
    found = Visitor(pages.test_client())
    assert found.post("/sign-in", name="morag", password=PASSWORD).status_code == 302
    return found


def test_a_manager_reviews_confirms_and_nothing_goes_twice(
    manager: Visitor, small: Runtime
) -> None:
    keeping = keeping_for(small, client_months=72)
    code = _client(add_then(keeping, "Severn")).code
    listed = manager.text("/retention")
    assert "TC00001" in listed
    assert "Severn" not in listed
    assert "nothing speaks against" in manager.text(f"/retention/approve?item={code}")
    assert manager.post("/retention/approve", item=code).status_code == 422
    for _ in range(2):
        answer = manager.post("/retention/approve", item=code, reviewed="yes")
        assert answer.location == "/retention?state=approved"
    assert _actions(small).count("client.deletion_approved") == 1
    assert "TC00001" in manager.text("/retention?state=approved")
    assert len(erase_due(keeping, ACTOR).clients) == 1
    again = manager.post("/retention/approve", item=code, reviewed="yes")
    assert (again.status_code, "was deleted under retention" in again.text) == (404, True)
    assert manager.get("/retention/clients/1").status_code == 404
    assert manager.get("/retention/approve?item=page-1").status_code == 404
    assert manager.get("/retention/approve").location == "/retention"


def test_a_hold_on_the_page_is_put_on_and_lifted_with_why(manager: Visitor, small: Runtime) -> None:
    page = f"/retention/clients/{add_then(small, 'Severn')}"
    assert manager.post(page, act="hold", reason=" ").status_code == 422
    for _ in range(2):
        assert manager.post(page, act="hold", reason="an inquiry").location == page
    assert "On legal hold" in manager.text(page)
    assert manager.post(page, act="release").status_code == 422
    for _ in range(2):
        assert manager.post(page, act="release", reason="it ended").location == page
    assert [one for one in _actions(small) if one in ("client.held", "client.released")] == [
        "client.held",
        "client.released",
    ]
    assert manager.post(page, act="nonsense").status_code == 422


def test_keeping_longer_on_the_page_asks_for_why_and_a_day(
    manager: Visitor, small: Runtime
) -> None:
    page = f"/retention/clients/{add_then(small, 'Severn')}"
    day = {"until-day": "27", "until-month": "3", "until-year": "2030"}
    assert manager.post(page, act="keep", reason="a claim").status_code == 422
    wrong = manager.post(page, act="keep", reason="a claim", **{**day, "until-day": "31x"})
    assert wrong.status_code == 422
    assert manager.post(page, act="keep", reason="a claim", **day).location == page
    assert "until 27 March 2030" in manager.text(page)
    assert "until 27 March 2030" in manager.text("/retention?state=kept")


def test_an_administrator_reviews_by_reference_and_sees_no_client(
    manager: Visitor, small: Runtime
) -> None:
    page = f"/retention/clients/{add_then(small, 'Severn')}"
    assert "Open the client" in manager.text(page)
    set_roles(small, ACTOR, "morag", [Role.CARAT_WORKER])
    assert manager.get("/retention").status_code == 403
    set_roles(small, ACTOR, "morag", [Role.ADMINISTRATOR])
    text = manager.text(page)
    assert "Open the client" not in text
    assert "Severn" not in text


def test_the_first_page_reminds_whoever_decides_of_what_waits(
    manager: Visitor, small: Runtime
) -> None:
    first, second = (_client(add_then(small, name)) for name in ("Severn", "Derwent"))
    assert "2</span>" in manager.text("/")
    assert "records to review, their time is over" in manager.text("/")
    manager.post("/retention/approve", item=first.code, reviewed="yes")
    assert "record to review, its time is over" in manager.text("/")
    page = f"/retention/clients/{second.id}"
    manager.post(page, act="hold", reason="an inquiry")
    assert "to review" not in manager.text("/")
    manager.post(page, act="release", reason="it ended")
    set_roles(small, ACTOR, "morag", [Role.CARAT_WORKER])
    assert "to review" not in manager.text("/")
    set_roles(small, ACTOR, "morag", [Role.ADMINISTRATOR])
    assert "1 record to review</a>: its time is over" in manager.text("/")


def test_nothing_is_counted_where_no_term_is_set(small: Runtime) -> None:
    add_then(small, "Severn")
    asked: list[str] = []
    event.listen(small.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    assert count_to_review(small) == 0
    assert asked == []
    assert count_to_review(keeping_for(small, client_months=72)) == 1
    [looked] = [one for one in asked if "clients.created_at <" in one]
    with small.engine.connect() as connection:
        values = (now_utc().isoformat(),) * looked.count("?")
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {looked}", values).all()
    assert "ix_clients_created_at" in plan[0][3]


def test_without_a_term_the_page_says_that_nothing_goes(visitor: Visitor, small: Runtime) -> None:
    set_roles(small, ACTOR, "morag", [Role.TEAM_MANAGER])
    assert "nothing is ever deleted" in visitor.text("/retention")
