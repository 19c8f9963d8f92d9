"""Two clients who are one person become one, and two again with nothing lost."""

import secrets
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from forms.artefacts import ArtefactFormat
from forms.definition import Form
from service.clock import now_utc
from service.entities import Actor, Client, ClientDetails, Episode, KeyWorker, PersonName
from service.errors import BadRequestError, ConflictError, NotFoundError, StaleError
from service.identifiers.numbers import NumberKind
from service.runtime import Runtime
from service.store import clients
from service.store.client_history import state_of
from service.store.engine import looking, unit_of_work
from service.store.models import IssuedCopyRow, RecordRow
from service.store.register_models import ClientRow
from service.store.states import ClientAction, CustodyStatus
from service.usecases.client_parts import (
    Change,
    add_birth,
    add_name,
    add_number,
    add_postcode,
    change_parts,
    keep_episode,
    keep_worker,
)
from service.usecases.clients import (
    add_client,
    client_history_of,
    find_client,
    find_client_by_reference,
    search_clients,
)
from service.usecases.issue import IssueRequest, copies_of_client, issue_form
from service.usecases.merging import merge_clients, merged_clients, unmerge_client
from tests.service.conftest import ACTOR, LAURA
from tests.service.invented import ALERT
from tests.service.stored import store_record

LORNA = ClientDetails(
    given_names="Lorna",
    surname="Severn",
    date_of_birth=date(1974, 7, 3),
    prisoner_number="AB12345",
    nhs_number="9434765919",
    home_dat="A09B",
    is_ppo=True,
)


def _snapshot(runtime: Runtime, client_id: int) -> dict[str, Any]:
    """All that a client is and has; its revision alone goes on rising."""
    with looking(runtime.engine) as session:
        row = session.get_one(ClientRow, client_id)
        of_client = select(IssuedCopyRow.id).where(IssuedCopyRow.client_id == client_id)
        its_records = select(RecordRow.id).where(RecordRow.client_id == client_id)
        return {
            **state_of(row),
            "search_key": row.search_key,
            "merged_into": row.merged_into_id,
            "copies": sorted(session.scalars(of_client)),
            "records": sorted(session.scalars(its_records)),
        }


def _issue(runtime: Runtime, client_id: int) -> None:
    with unit_of_work(runtime.engine) as session:
        session.add(
            IssuedCopyRow(
                copy_id=secrets.token_hex(7),
                form_id="alert-form",
                form_version="1",
                artefact="pdf",
                values={},
                client_id=client_id,
                issued_at=now_utc(),
            )
        )


@pytest.fixture
def lorna(runtime: Runtime) -> Client:
    lorna = add_client(runtime, ACTOR, LORNA)
    return change_parts(runtime, ACTOR, lorna.id, keep_worker(KeyWorker(name="Morag Tweed")))


def test_the_survivor_has_all_and_the_other_comes_back_as_it_was(
    runtime: Runtime, actor: Actor, laura: Client, lorna: Client, alert_form: Form
) -> None:
    for client in (laura, lorna):
        store_record(runtime, alert_form, ALERT, client_id=client.id, content=client.name.encode())
        _issue(runtime, client.id)
    before = {client.id: _snapshot(runtime, client.id) for client in (laura, lorna)}
    one = merge_clients(runtime, actor, lorna.id, laura.id)
    assert one.all_names[1:] == (PersonName(given_names="Lorna", surname="Severn"),)
    assert one.all_births == (LAURA.date_of_birth, LORNA.date_of_birth)
    assert one.prisoner_numbers == ("A1234BC", "AB12345")
    assert (one.nhs_number, one.home_dat, one.is_ppo) == ("943 476 5919", "A09B", True)
    assert lorna.reference in one.references
    assert [worker.name for worker in one.workers] == ["Morag Tweed"]
    whole = _snapshot(runtime, laura.id)
    assert (len(whole["copies"]), len(whole["records"])) == (2, 2)
    assert [client.id for client in merged_clients(runtime, laura.id)] == [lorna.id]

    assert unmerge_client(runtime, actor, lorna.id).name == "Lorna Severn"
    assert {client.id: _snapshot(runtime, client.id) for client in (laura, lorna)} == before


def test_a_merged_client_is_found_as_the_one_who_stands_for_it(
    runtime: Runtime, actor: Actor, laura: Client, lorna: Client
) -> None:
    one = merge_clients(runtime, actor, lorna.id, laura.id)
    assert find_client_by_reference(runtime, lorna.reference) == one
    assert find_client(runtime, lorna.id) == one
    assert search_clients(runtime, "") == [one]
    assert search_clients(runtime, lorna.reference) == [one]
    assert search_clients(runtime, "lorna 9434765919") == [one]
    with looking(runtime.engine) as session:
        born = date(1974, 7, 3)
        found = clients.by_number_and_birth(session, "AB12345", born)
        assert [row.id for row in found] == [laura.id]


def test_what_came_since_stays_and_what_was_the_others_goes(
    runtime: Runtime, actor: Actor, laura: Client, lorna: Client
) -> None:
    merge_clients(runtime, actor, lorna.id, laura.id)
    change_parts(runtime, actor, laura.id, add_number(NumberKind.CRO, "SF83/50058Z"))
    change_parts(runtime, actor, laura.id, add_birth(date(1974, 7, 3)))
    unmerge_client(runtime, actor, lorna.id)
    parted = find_client(runtime, laura.id)
    assert [number.canonical for number in parted.numbers] == ["SF83/50058Z"]
    assert parted.other_births == ()


def test_what_two_merged_clients_share_stays_when_one_of_them_leaves(
    runtime: Runtime, actor: Actor, lorna: Client
) -> None:
    main = add_client(runtime, actor, ClientDetails(given_names="Lori", surname="Severn"))
    twin = add_client(runtime, actor, LORNA)
    merge_clients(runtime, actor, lorna.id, main.id)
    merge_clients(runtime, actor, twin.id, main.id)
    unmerge_client(runtime, actor, lorna.id)
    left = find_client(runtime, main.id)
    assert (left.date_of_birth, left.nhs_number) == (LORNA.date_of_birth, "943 476 5919")
    assert "Lorna Severn" in left.aliases
    unmerge_client(runtime, actor, twin.id)
    alone = find_client(runtime, main.id)
    assert (alone.date_of_birth, alone.nhs_number, alone.aliases, alone.numbers) == (
        *(None, "", "", ()),
    )


def test_a_chain_of_merges_is_undone_from_its_end(
    runtime: Runtime, actor: Actor, laura: Client, lorna: Client
) -> None:
    last = add_client(runtime, actor, ClientDetails(given_names="Lori", surname="Wye"))
    merge_clients(runtime, actor, lorna.id, laura.id)
    merge_clients(runtime, actor, laura.id, last.id)
    assert find_client_by_reference(runtime, lorna.reference).id == last.id
    with pytest.raises(ConflictError):
        unmerge_client(runtime, actor, lorna.id)
    unmerge_client(runtime, actor, laura.id)
    assert find_client_by_reference(runtime, lorna.reference).id == laura.id
    assert unmerge_client(runtime, actor, lorna.id).id == lorna.id


def test_what_cannot_be_merged_or_parted_says_so(
    runtime: Runtime, actor: Actor, laura: Client, lorna: Client
) -> None:
    with pytest.raises(BadRequestError):
        merge_clients(runtime, actor, laura.id, laura.id)
    with pytest.raises(NotFoundError):
        merge_clients(runtime, actor, 99, laura.id)
    with pytest.raises(ConflictError):
        unmerge_client(runtime, actor, laura.id)
    old = (lorna.revision - 1, laura.revision)
    with pytest.raises(StaleError):
        merge_clients(runtime, actor, lorna.id, laura.id, revisions=old)
    merge_clients(runtime, actor, lorna.id, laura.id)
    for merged_id, survivor_id in ((lorna.id, laura.id), (laura.id, lorna.id)):
        with pytest.raises(ConflictError):
            merge_clients(runtime, actor, merged_id, survivor_id)
    with pytest.raises(ConflictError):
        change_parts(runtime, actor, lorna.id, add_birth(date(1970, 1, 2)))


def test_merging_and_parting_stand_in_the_history_of_both(
    runtime: Runtime, actor: Actor, laura: Client, lorna: Client
) -> None:
    merge_clients(runtime, actor, lorna.id, laura.id)
    actions = [entry.action for entry in client_history_of(runtime, laura.id)]
    assert actions[:2] == [ClientAction.MERGED_AWAY, ClientAction.MERGED]
    unmerge_client(runtime, actor, lorna.id)
    hers = client_history_of(runtime, laura.id)
    assert [entry.action for entry in hers] == [
        *(ClientAction.UNMERGED, ClientAction.MERGED, ClientAction.ADDED),
    ]
    assert {entry.reference for entry in hers} == {laura.reference}
    other = client_history_of(runtime, lorna.id)[0]
    assert (other.action, other.changes[0].before) == (ClientAction.PARTED, laura.reference)


_NAMES = st.builds(
    PersonName,
    given_names=st.sampled_from(["Aled", "Siân", ""]),
    surname=st.sampled_from(["Severn", "Wye", "O'Usk"]),
)
_DAYS = st.sampled_from([date(1974, 3, 27), date(1974, 7, 3), date(1980, 1, 2)])
_NUMBERS = st.sampled_from(["A1234BC", "AB12345", "AB99999", "not known"])
_DETAILS = st.builds(
    ClientDetails,
    given_names=st.sampled_from(["Aled", "Siân", ""]),
    surname=st.sampled_from(["Severn", "Wye"]),
    aliases=st.sampled_from(["", "Ali Wye", "Ali Wye; Severn, Aled Rhys"]),
    date_of_birth=st.none() | _DAYS,
    postcode=st.sampled_from(["", "LS1 4AP", "LS", "nowhere"]),
    prisoner_number=st.just("") | _NUMBERS,
    cro=st.sampled_from(["", "SF83/50058Z", "85227/65G"]),
    home_dat=st.sampled_from(["", "A09B"]),
    is_ppo=st.booleans(),
)
_CHANGES = st.one_of(
    _NAMES.map(add_name),
    _DAYS.map(add_birth),
    _NUMBERS.map(lambda text: add_number(NumberKind.UNKNOWN, text)),
    st.just(add_postcode("LS1 4AP")),
    st.just(keep_episode(Episode(prison="LEI", status=CustodyStatus.REMAND))),
    st.just(keep_worker(KeyWorker(name="Morag Tweed"))),
)
_PEOPLE = st.tuples(_DETAILS, st.lists(_CHANGES, max_size=4))
_EACH_ON_THE_SAME_REGISTER = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _add(runtime: Runtime, person: tuple[ClientDetails, list[Change]]) -> int:
    client = add_client(runtime, ACTOR, person[0])
    for change in person[1]:
        change_parts(runtime, ACTOR, client.id, change)
    _issue(runtime, client.id)
    return client.id


@_EACH_ON_THE_SAME_REGISTER
@given(people=st.tuples(_PEOPLE, _PEOPLE, _PEOPLE), order=st.permutations([1, 2]))
def test_whoever_was_merged_is_parted_as_if_nothing_had_been(
    small: Runtime, people: tuple[Any, Any, Any], order: list[int]
) -> None:
    ids = [_add(small, person) for person in people]
    before = [_snapshot(small, client_id) for client_id in ids]
    for other in (1, 2):
        merge_clients(small, ACTOR, ids[other], ids[0])
    for other in order:
        unmerge_client(small, ACTOR, ids[other])
    assert [_snapshot(small, client_id) for client_id in ids] == before


@_EACH_ON_THE_SAME_REGISTER
@given(people=st.tuples(_PEOPLE, _PEOPLE, _PEOPLE))
def test_a_chain_is_parted_as_if_nothing_had_been(
    small: Runtime, people: tuple[Any, Any, Any]
) -> None:
    first, second, third = [_add(small, person) for person in people]
    before = [_snapshot(small, client_id) for client_id in (first, second, third)]
    merge_clients(small, ACTOR, first, second)
    merge_clients(small, ACTOR, second, third)
    unmerge_client(small, ACTOR, second)
    unmerge_client(small, ACTOR, first)
    assert [_snapshot(small, client_id) for client_id in (first, second, third)] == before


@_EACH_ON_THE_SAME_REGISTER
@given(people=st.tuples(_PEOPLE, _PEOPLE), since=st.lists(_NUMBERS, max_size=3, unique=True))
def test_numbers_that_came_since_stay_unless_they_came_from_the_other(
    small: Runtime, people: tuple[Any, Any], since: list[str]
) -> None:
    survivor, other = [_add(small, person) for person in people]
    before = _snapshot(small, other)
    hers = set(find_client(small, survivor).prisoner_numbers)
    others = set(find_client(small, other).prisoner_numbers)
    merge_clients(small, ACTOR, other, survivor)
    for text in since:
        change_parts(small, ACTOR, survivor, add_number(NumberKind.UNKNOWN, text))
    unmerge_client(small, ACTOR, other)
    assert _snapshot(small, other) == before
    assert set(find_client(small, survivor).prisoner_numbers) == hers | (set(since) - others)


def test_a_form_for_a_merged_client_is_issued_for_the_one_who_stands_for_it(
    runtime: Runtime, actor: Actor, laura: Client, lorna: Client
) -> None:
    merge_clients(runtime, actor, lorna.id, laura.id)
    asked = IssueRequest(form_id="alert-form", artefact=ArtefactFormat.PDF, client_id=lorna.id)
    issue_form(runtime, actor, asked)
    [copy] = copies_of_client(runtime, laura.id)
    assert copy.client_id == laura.id
