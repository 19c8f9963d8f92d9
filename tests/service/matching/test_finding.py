"""Who is found for a form, and what is linked without a person, on each engine."""

from dataclasses import replace
from datetime import date

import pytest

from service.entities import ClientDetails
from service.matching.against_image import hold_all
from service.matching.query import Query, with_readings
from service.matching.readings import Group, Held, alternatives
from service.matching.ruling import Outcome, Reason, Ruling
from service.runtime import Runtime
from service.store.engine import looking
from service.usecases.clients import add_client
from service.usecases.finding import Search, find_candidates
from tests.service.conftest import ACTOR
from tests.service.matching.people import KIERAN, TODAY, about

_OTHERS = (
    ClientDetails(given_names="Ann", surname="Tweed", date_of_birth=date(1981, 2, 3)),
    ClientDetails(given_names="Joanne", surname="Nene", prisoner_number="B1111AA"),
    ClientDetails(given_names="Mohammed", surname="Aire", date_of_birth=date(1969, 12, 1)),
)


@pytest.fixture
def register(runtime: Runtime) -> Runtime:
    for details in (KIERAN, *_OTHERS):
        add_client(runtime, ACTOR, details)
    return runtime


def _found(runtime: Runtime, query: Query) -> Ruling:
    with looking(runtime.engine) as session:
        return find_candidates(session, query)


def _first(ruling: Ruling) -> int | None:
    return ruling.ranked[0].candidate.client_id if ruling.ranked else None


@pytest.mark.parametrize(
    "query",
    [
        about("Kieran Calder", "7/7/72", "A8417EE"),
        about("KIERAN JAMES CALDER", "1972-07-07"),
        about("Kieran Calder", number="A8417EE"),
        about("Kez Ouse", "07.07.1972", "A84I7EE"),
        about("Kieron Calder", "1972-07-07", "A8417EE"),
    ],
    ids=["all", "name and birth", "name and number", "alias", "a letter off, the number agrees"],
)
def test_he_is_linked(register: Runtime, query: Query) -> None:
    ruling = _found(register, query)
    assert (ruling.outcome, _first(ruling)) == (Outcome.LINK, 1)


@pytest.mark.parametrize(
    "query",
    [
        about("Kieran Ca1der", "1972-07-01"),
        about("Calder Kieran", "1972-07-07"),
        about("K Calder", "1972-07-07"),
        about("Kieran Caldwell", "1972-07-07"),
        about("Kieran Calder"),
        about("", "", "AB417EE"),
        about("K1eram Ca1der", "07/01/1972"),
    ],
    ids=["a digit", "turned", "initial", "surname", "name alone", "number alone", "much noise"],
)
def test_he_is_among_the_candidates_and_first_under_noise(register: Runtime, query: Query) -> None:
    assert _first(_found(register, query)) == 1


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (about("Kyle Calder", "1972-07-07"), Reason.RELATIVE),
        (about("Kieran Calder", "1995-01-30"), Reason.NAMESAKE),
        (about("Ann Grace Tweed", "1981-02-03"), Reason.DIFFERS),
        (about("Kieran Calder", "1972-07-07", "B9999ZZ"), Reason.DIFFERS),
        (about("Denise Medway", "1972-07-07", "A8417EE"), Reason.DIFFERS),
        (about("Kieran Calder"), Reason.THIN),
    ],
    ids=["twin", "son", "more names", "another number", "another name", "name alone"],
)
def test_he_is_not_linked(register: Runtime, query: Query, reason: Reason) -> None:
    ruling = _found(register, query)
    assert (ruling.outcome, ruling.reason) == (Outcome.REVIEW, reason)


@pytest.mark.parametrize(("given", "outcome"), [("Ann", "link"), ("Ann Grace", "review")])
def test_a_number_that_is_hardly_read_does_not_carry_more_names(
    register: Runtime, given: str, outcome: str
) -> None:
    known = replace(_OTHERS[0], prisoner_number="A3333CC", given_names="Una")
    una = add_client(register, ACTOR, known)
    query = about(f"{given.replace('Ann', 'Una')} Tweed", "1981-02-03")
    numbers = alternatives([("", 0.85), ("A3333CC", 0.15)])
    ruling = _found(register, with_readings(query, Group.NUMBER, numbers, TODAY))
    assert (ruling.outcome, _first(ruling)) == (Outcome(outcome), una.id)


def test_twins_on_the_register_are_each_linked_to_themselves_alone(register: Runtime) -> None:
    twin = replace(KIERAN, given_names="Kyle", aliases="", prisoner_number="A8418EE", pnc="")
    other = add_client(register, ACTOR, twin)
    assert _first(_found(register, about("Kyle Calder", "1972-07-07", "A8418EE"))) == other.id
    mixed = _found(register, about("Kyle Calder", "1972-07-07", "A8417EE"))
    assert mixed.outcome is Outcome.REVIEW


def test_one_who_is_entered_twice_is_for_a_person(register: Runtime) -> None:
    add_client(register, ACTOR, KIERAN)
    ruling = _found(register, about("Kieran Calder", "1972-07-07", "A8417EE"))
    assert (ruling.outcome, ruling.reason) == (Outcome.REVIEW, Reason.CLOSE_SECOND)


def test_nobody_is_found_for_a_stranger_or_for_nothing(register: Runtime) -> None:
    for query in (about("Oswald Trent", "1950-05-05", "C2222CC"), about()):
        assert _found(register, query).outcome is Outcome.NONE


def test_another_reading_of_the_name_finds_and_links_him(register: Runtime) -> None:
    misread = about(
        "Aurora Blyth", "1972-07-07", "A8417EE", sure=0.6, also=(("Kieran Calder", 0.35),)
    )
    ruling = _found(register, misread)
    assert (ruling.outcome, _first(ruling)) == (Outcome.LINK, 1)


def test_an_unlikely_reading_supports_him_but_carries_no_link(register: Runtime) -> None:
    misread = about(
        "Aurora Blyth", "1972-07-07", "A8417EE", sure=0.8, also=(("Kieran Calder", 0.05),)
    )
    ruling = _found(register, misread)
    assert (ruling.outcome, _first(ruling)) == (Outcome.REVIEW, 1)
    plain = _found(register, about("Aurora Blyth", "1972-07-07", "A8417EE"))
    assert ruling.ranked[0].candidate.bits > plain.ranked[0].candidate.bits


def test_the_evidence_adds_up_to_the_weight(register: Runtime) -> None:
    query = about("Kieran Calder", "1972-07-07", "A8417EE", sure=0.7, also=(("Karen Calder", 0.2),))
    candidate = _found(register, query).ranked[0].candidate
    assert sum(one.bits for one in candidate.evidence) == pytest.approx(candidate.bits)


def test_names_of_clients_held_against_the_image_take_the_place_of_the_text(
    register: Runtime,
) -> None:
    def hold(group: Group, values: object) -> tuple[list[Held], float] | None:
        if group is not Group.NAME:
            return None
        assert "CALDER, KIERAN JAMES" in list(values)  # type: ignore[call-overload]
        return [Held("CALDER, KIERAN JAMES", -8.0)], -8.5

    misread = about("Kmrqn Colbsr", "1972-07-07", sure=0.3)
    with looking(register.engine) as session:
        search = Search(session)
        found = search.find(misread)
        assert found[0].candidate.client_id == 1
        faces = [one.face for one in found]
        against = hold_all(misread, faces, hold, search.scorer.frequencies, TODAY)
        again = search.weigh_again(against, [one.candidate.client_id for one in found])
    assert again[0].candidate.client_id == 1
    assert again[0].candidate.levels["given"] == "same"
    assert again[0].candidate.bits > found[0].candidate.bits + 8


def test_a_client_who_is_added_or_whose_name_is_everybodys_is_found_with_many_others(
    register: Runtime,
) -> None:
    for number in range(120):
        details = ClientDetails(given_names="John", surname="Smith", reference=f"S{number}")
        add_client(register, ACTOR, details)
    known = replace(KIERAN, given_names="John", surname="Smith", aliases="", prisoner_number="")
    john = add_client(register, ACTOR, known)
    assert _first(_found(register, about("John Smith", "1972-07-07"))) == john.id
