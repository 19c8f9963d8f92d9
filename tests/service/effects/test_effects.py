"""From record to effect: what accepted forms change, with a person's word and never without."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from forms.answers import Answer
from forms.definition import Form
from service.clock import LONDON, now_utc
from service.effects.facts import Fact
from service.effects.weighing import NewerBy, Standing
from service.entities import Client
from service.errors import BadRequestError, ConflictError, StaleError
from service.runtime import Runtime
from service.store.due import Asked
from service.store.engine import looking
from service.store.models import AuditRow
from service.store.states import CustodyStatus, WorkerRole
from service.usecases.client_parts import change_parts, keep_episode
from service.usecases.clients import add_client, client_history_of, find_client
from service.usecases.deciding import assign_client
from service.usecases.due import list_due
from service.usecases.effect_lists import (
    count_waiting_forms,
    effects_of_client,
    effects_of_record,
    waiting_forms,
)
from service.usecases.effects import accept_effects, refuse_effects, take_back_effects
from service.usecases.merging import merge_clients, unmerge_client
from service.usecases.records import correct_record, find_record
from service.usecases.returning import not_ours
from tests.service.conftest import ACTOR, add_laura
from tests.service.effects.papers import (
    TODAY,
    accept,
    accepted,
    ago,
    alert,
    at_leeds,
    said,
    standings,
    stay_of,
)
from tests.service.stored import store_record
from tests.service.twins import KIERAN

_MOVED = TODAY + timedelta(days=9)
_NEWS: dict[str, Answer] = {"change_release_or_court_date": True}


def _moves(day: date = _MOVED) -> dict[str, Answer]:
    return {**_NEWS, "change_release_or_court_date_detail": str(day)}


def _keys(runtime: Runtime, record_id: int) -> list[str]:
    """What one click accepts."""
    return [one.key for one in said(runtime, record_id).values() if one.is_chosen]


@pytest.mark.guidance("P6.2")
def test_on_friday_at_1659_an_alert_form_moves_a_release_date(
    runtime: Runtime, laura: Client
) -> None:
    at_leeds(runtime, laura)
    friday = ago((TODAY.weekday() - 4) % 7 or 7)
    came = datetime.combine(friday, datetime.min.time(), LONDON).replace(hour=16, minute=59)
    record = accepted(runtime, laura.id, alert(friday, **_moves()), received_at=came)
    found = said(runtime, record)[Fact.RELEASE_DATE]
    assert (found.before, found.said.value) == (str(TODAY + timedelta(days=30)), str(_MOVED))
    assert found.said.field_key == "change_release_or_court_date_detail"
    assert stay_of(runtime, laura.id).release_date == TODAY + timedelta(days=30)
    assert count_waiting_forms(runtime) == 1
    [decision] = accept_effects(runtime, ACTOR, record, _keys(runtime, record))
    assert stay_of(runtime, laura.id).release_date == _MOVED
    assert standings(runtime, record)["release_date"] == "applied"
    assert count_waiting_forms(runtime) == 0
    [entry] = effects_of_client(runtime, laura.id).applied
    assert (entry.decided.id, entry.decided.record_id) == (decision, record)
    take_back_effects(runtime, ACTOR, [decision])
    assert stay_of(runtime, laura.id).release_date == TODAY + timedelta(days=30)
    assert standings(runtime, record)["release_date"] == "open"
    assert count_waiting_forms(runtime) == 1


def test_the_same_change_on_two_forms_is_made_once(runtime: Runtime, laura: Client) -> None:
    at_leeds(runtime, laura)
    first = accepted(runtime, laura.id, alert(ago(2), **_moves()))
    second = accepted(runtime, laura.id, alert(ago(1), **_moves()))
    assert count_waiting_forms(runtime) == 2
    accept_effects(runtime, ACTOR, first, _keys(runtime, first))
    again = said(runtime, second)[Fact.RELEASE_DATE]
    assert (again.standing, again.same_as) == (Standing.ALREADY, first)
    assert count_waiting_forms(runtime) == 0


def test_two_forms_that_differ_the_older_is_not_chosen(runtime: Runtime, laura: Client) -> None:
    at_leeds(runtime, laura)
    older = accepted(runtime, laura.id, alert(ago(4), **_moves()))
    newer = accepted(runtime, laura.id, alert(ago(2), **_moves(TODAY + timedelta(days=12))))
    found = said(runtime, older)[Fact.RELEASE_DATE]
    assert found.standing is Standing.OPEN
    assert found.newer is not None
    assert (found.newer.by, found.newer.record_id) == (NewerBy.FORM, newer)
    assert found.newer.value == str(TODAY + timedelta(days=12))
    assert not found.is_chosen
    assert said(runtime, newer)[Fact.RELEASE_DATE].is_chosen
    accept_effects(runtime, ACTOR, newer, _keys(runtime, newer))
    assert said(runtime, older)[Fact.RELEASE_DATE].standing is Standing.OUTDATED
    assert count_waiting_forms(runtime) == 0


def _by_hand(runtime: Runtime, client_id: int, day: date) -> None:
    stay = replace(stay_of(runtime, client_id), release_date=day)
    change_parts(runtime, ACTOR, client_id, keep_episode(stay))


def test_a_change_by_hand_after_the_forms_date_is_shown_and_nothing_is_chosen(
    runtime: Runtime, laura: Client
) -> None:
    at_leeds(runtime, laura)
    by_hand = TODAY + timedelta(days=20)
    _by_hand(runtime, laura.id, by_hand)
    record = accepted(runtime, laura.id, alert(ago(3), **_moves()))
    found = said(runtime, record)[Fact.RELEASE_DATE]
    assert found.newer is not None
    assert (found.newer.by, found.standing) == (NewerBy.HAND, Standing.OPEN)
    assert (found.before, found.is_chosen) == (str(by_hand), False)
    accept_effects(runtime, ACTOR, record, [found.key])
    assert stay_of(runtime, laura.id).release_date == _MOVED


def test_what_the_register_moved_on_from_since_asks_for_nothing(
    runtime: Runtime, laura: Client
) -> None:
    at_leeds(runtime, laura)
    record = accepted(runtime, laura.id, alert(ago(3), **_moves()))
    _by_hand(runtime, laura.id, TODAY + timedelta(days=20))
    assert said(runtime, record)[Fact.RELEASE_DATE].standing is Standing.OUTDATED
    assert count_waiting_forms(runtime) == 0


def test_a_form_of_today_is_no_older_than_what_was_changed_today(small: Runtime) -> None:
    laura = add_laura(small)
    at_leeds(small, laura)
    _by_hand(small, laura.id, TODAY + timedelta(days=20))
    # Asked for now, and not taken from when the tests began: midnight may lie between.
    today = now_utc().astimezone(LONDON).date()
    record = accepted(small, laura.id, alert(today, **_moves()))
    assert said(small, record)[Fact.RELEASE_DATE].is_chosen


def test_a_corrected_record_proposes_anew_and_what_was_applied_is_kept(
    runtime: Runtime, laura: Client
) -> None:
    at_leeds(runtime, laura)
    record = accepted(runtime, laura.id, alert(ago(1), **_moves()))
    [decision] = accept_effects(runtime, ACTOR, record, _keys(runtime, record))
    seen = find_record(runtime, record)
    right = TODAY + timedelta(days=11)
    changes = {"change_release_or_court_date_detail": right.isoformat()}
    correct_record(runtime, ACTOR, record, revision=seen.revision, changes=changes)
    waiting = effects_of_record(runtime, record)
    assert waiting.proposals == ()
    assert [one.decided.id for one in waiting.before] == [decision]
    assert count_waiting_forms(runtime) == 0
    accept(runtime, record)
    found = said(runtime, record)[Fact.RELEASE_DATE]
    assert (found.before, found.said.value) == (str(_MOVED), str(right))
    assert found.is_chosen
    accept_effects(runtime, ACTOR, record, [found.key])
    with pytest.raises(ConflictError, match="newer stands"):
        take_back_effects(runtime, ACTOR, [decision])
    take_back_effects(runtime, ACTOR, [decision, *_ids(runtime, record)])
    assert stay_of(runtime, laura.id).release_date == TODAY + timedelta(days=30)


def _ids(runtime: Runtime, record_id: int) -> list[int]:
    found = effects_of_record(runtime, record_id).proposals
    return [one.decided.id for one in found if one.decided]


def test_a_record_that_moves_to_another_client_takes_its_open_changes_along(
    runtime: Runtime, laura: Client
) -> None:
    at_leeds(runtime, laura)
    other = add_client(runtime, ACTOR, KIERAN)
    record = accepted(runtime, laura.id, alert(ago(1), **_moves()))
    [decision] = accept_effects(runtime, ACTOR, record, _keys(runtime, record))
    seen = find_record(runtime, record)
    assign_client(runtime, ACTOR, record, revision=seen.revision, client_id=other.id)
    accept(runtime, record)
    assert standings(runtime, record)["release_date"] == "open"
    [entry] = effects_of_record(runtime, record).before
    assert (entry.client_id, entry.decided.id) == (laura.id, decision)
    [waiting] = waiting_forms(runtime)
    assert (waiting.record_id, waiting.client_id) == (record, other.id)
    take_back_effects(runtime, ACTOR, [decision])
    assert stay_of(runtime, laura.id).release_date == TODAY + timedelta(days=30)
    assert find_client(runtime, other.id).episodes == ()


def test_a_withdrawn_record_changes_nothing_more(runtime: Runtime, laura: Client) -> None:
    at_leeds(runtime, laura)
    record = accepted(runtime, laura.id, alert(ago(1), **_moves()))
    keys = _keys(runtime, record)
    seen = find_record(runtime, record)
    not_ours(runtime, ACTOR, record, revision=seen.revision)
    assert effects_of_record(runtime, record).proposals == ()
    assert count_waiting_forms(runtime) == 0
    with pytest.raises(ConflictError, match="not accepted"):
        accept_effects(runtime, ACTOR, record, keys)


@pytest.mark.guidance("P7.7")
def test_a_move_ends_the_old_stay_and_what_stands_on_it_is_taken_back_first(
    runtime: Runtime, laura: Client
) -> None:
    at_leeds(runtime, laura)
    values = alert(
        ago(2),
        change_prison=True,
        change_prison_detail="HMP Hull HLI",
        change_treatment=True,
        change_treatment_detail="Methadone 40 ml daily",
        change_worker=True,
        change_worker_detail="Aidan Nith",
        prison_key_worker="Aidan Nith",
    )
    record = accepted(runtime, laura.id, values)
    is_open = [fact for fact, standing in standings(runtime, record).items() if standing == "open"]
    assert is_open == ["prison", "prison_worker", "treatment"]
    accept_effects(runtime, ACTOR, record, _keys(runtime, record))
    client = find_client(runtime, laura.id)
    leeds, hull = client.episodes
    assert (leeds.prison, leeds.to_date) == ("LEI", ago(2))
    assert (hull.prison, hull.from_date, hull.treatment) == (
        *("HLI", ago(2), "Methadone 40 ml daily"),
    )
    assert (hull.status, hull.release_date) == (CustodyStatus.SENTENCED, leeds.release_date)
    assert [(one.name, one.to_date) for one in client.workers] == [
        *(("Morag Tweed", ago(2)), ("Aidan Nith", None)),
    ]
    by_fact = {one.said.fact: one.decided for one in said(runtime, record).values()}
    moved = by_fact[Fact.PRISON]
    assert moved is not None
    with pytest.raises(ConflictError, match="newer stands"):
        take_back_effects(runtime, ACTOR, [moved.id])
    take_back_effects(runtime, ACTOR, _ids(runtime, record))
    back = find_client(runtime, laura.id)
    assert [(one.prison, one.to_date) for one in back.episodes] == [("LEI", None)]
    assert [(one.name, one.to_date) for one in back.workers] == [("Morag Tweed", None)]


def test_box_1_of_a_sentence_means_the_release_date_and_only_one_can_be_meant(
    runtime: Runtime, laura: Client
) -> None:
    at_leeds(runtime, laura)
    record = accepted(runtime, laura.id, alert(ago(1), **_moves()))
    found = said(runtime, record)
    assert found[Fact.RELEASE_DATE].is_chosen
    assert not found[Fact.COURT_DATE].is_chosen
    both = [found[fact].key for fact in (Fact.RELEASE_DATE, Fact.COURT_DATE)]
    with pytest.raises(BadRequestError, match="exclude"):
        accept_effects(runtime, ACTOR, record, both)
    accept_effects(runtime, ACTOR, record, both[1:])
    assert stay_of(runtime, laura.id).court_date == _MOVED
    assert Fact.RELEASE_DATE not in said(runtime, record)
    assert count_waiting_forms(runtime) == 0


def test_box_2_without_a_name_in_the_head_is_left_to_a_person(small: Runtime) -> None:
    laura = add_laura(small)
    at_leeds(small, laura)
    values = alert(ago(1), change_worker=True, change_worker_detail="Aidan Nith")
    record = accepted(small, laura.id, values)
    found = said(small, record)
    assert not found[Fact.PRISON_WORKER].is_chosen
    assert not found[Fact.COMMUNITY_WORKER].is_chosen
    assert count_waiting_forms(small) == 1
    accept_effects(small, ACTOR, record, [found[Fact.COMMUNITY_WORKER].key])
    last = find_client(small, laura.id).workers[-1]
    assert (last.name, last.role) == ("Aidan Nith", WorkerRole.COMMUNITY)


def test_a_refusal_has_a_reason_and_can_be_taken_back(runtime: Runtime, laura: Client) -> None:
    at_leeds(runtime, laura)
    record = accepted(runtime, laura.id, alert(ago(1), **_moves()))
    keys = _keys(runtime, record)
    with pytest.raises(BadRequestError, match="reason"):
        refuse_effects(runtime, ACTOR, record, keys, "  ")
    [decision] = refuse_effects(runtime, ACTOR, record, keys, "The prison says it is a slip.")
    found = said(runtime, record)[Fact.RELEASE_DATE]
    assert found.decided is not None
    assert (found.standing, found.decided.reason) == (
        *(Standing.REFUSED, "The prison says it is a slip."),
    )
    assert stay_of(runtime, laura.id).release_date == TODAY + timedelta(days=30)
    take_back_effects(runtime, ACTOR, [decision])
    assert said(runtime, record)[Fact.RELEASE_DATE].is_chosen
    with pytest.raises(ConflictError, match="already"):
        take_back_effects(runtime, ACTOR, [decision])


def test_a_double_click_changes_once_and_what_was_seen_otherwise_nothing(
    runtime: Runtime, laura: Client
) -> None:
    at_leeds(runtime, laura)
    record = accepted(runtime, laura.id, alert(TODAY, **_moves()))
    keys = _keys(runtime, record)
    assert len(accept_effects(runtime, ACTOR, record, keys)) == 1
    before = len(client_history_of(runtime, laura.id))
    assert accept_effects(runtime, ACTOR, record, keys) == ()
    assert len(client_history_of(runtime, laura.id)) == before
    other = accepted(runtime, laura.id, alert(TODAY, **_moves(TODAY + timedelta(days=2))))
    shown = [one.key for one in said(runtime, other).values() if one.is_waiting]
    _by_hand(runtime, laura.id, TODAY + timedelta(days=40))
    with pytest.raises(StaleError):
        accept_effects(runtime, ACTOR, other, shown)
    assert stay_of(runtime, laura.id).release_date == TODAY + timedelta(days=40)


def test_the_ledger_says_who_and_from_which_record_and_the_audit_trail_no_value(
    runtime: Runtime, laura: Client
) -> None:
    at_leeds(runtime, laura)
    record = accepted(runtime, laura.id, alert(ago(1), **_moves()))
    accept_effects(runtime, ACTOR, record, _keys(runtime, record))
    assert client_history_of(runtime, laura.id)[0].record_id == record
    with looking(runtime.engine) as session:
        entries = session.scalars(select(AuditRow).where(AuditRow.action == "effect.accepted"))
        [entry] = entries
        assert (entry.subject, entry.subject_id) == ("record", str(record))
        assert entry.details["facts"] == ["release_date"]
        assert str(_MOVED) not in repr(entry.details)


def test_a_merge_takes_decisions_along_and_undoing_it_gives_them_back(
    runtime: Runtime, laura: Client
) -> None:
    at_leeds(runtime, laura)
    other = add_client(runtime, ACTOR, KIERAN)
    record = accepted(runtime, laura.id, alert(ago(1), **_moves()))
    accept_effects(runtime, ACTOR, record, _keys(runtime, record))
    merge_clients(runtime, ACTOR, laura.id, other.id)
    assert standings(runtime, record)["release_date"] == "applied"
    [entry] = effects_of_client(runtime, other.id).applied
    unmerge_client(runtime, ACTOR, laura.id)
    take_back_effects(runtime, ACTOR, [entry.decided.id])
    assert stay_of(runtime, laura.id).release_date == TODAY + timedelta(days=30)


def test_accepting_a_change_leaves_what_the_form_does_to_the_journey_alone(small: Runtime) -> None:
    laura = add_laura(small)
    at_leeds(small, laura)
    values = alert(
        TODAY, change_prison=True, change_prison_detail="HMP Hull HLI", prison_code="LEI"
    )
    record = accepted(small, laura.id, values)
    before = [action.duty.key for action in list_due(small, Asked()).actions]
    assert before
    accept_effects(small, ACTOR, record, _keys(small, record))
    assert [action.duty.key for action in list_due(small, Asked()).actions] == before


def test_historic_paper_changes_nothing(small: Runtime, alert_form: Form) -> None:
    laura = add_laura(small)
    at_leeds(small, laura)
    values = alert(ago(1), **_moves())
    record = store_record(small, alert_form, values, client_id=laura.id, batch="York 2008")
    assert effects_of_record(small, record).proposals == ()
    with pytest.raises(StaleError):
        accept_effects(small, ACTOR, record, ["0" * 24])
