from dataclasses import replace
from datetime import date

import pytest

from service.entities import Client
from service.matching.decision import MatchNote, decide_by_number, decide_issued
from service.matching.identity import agreeing, written_identity
from service.register.names import parse_names
from service.store.states import MatchedBy

KIERAN = Client(
    id=1,
    reference="TC00001",
    given_names="Kieran",
    surname="Calder",
    other_names=parse_names("K. Severn; Kez Ouse"),
    date_of_birth=date(1992, 7, 7),
    prisoner_number="A8417EE",
)
TWIN = replace(KIERAN, id=2, reference="TC00002", given_names="Kieron", prisoner_number="A8418EE")
HIS = {
    "client_name": "Kieran Calder",
    "date_of_birth": "1992-07-07",
    "prisoner_number": "A8417EE",
}


@pytest.mark.parametrize(
    ("written", "is_his"),
    [
        ("Kieran Calder", True),
        ("CALDER, Kieran", True),
        ("K Calder", True),
        ("Kieran James Calder", True),
        ("Kez Ouse", True),
        ("K. Severn", True),
        ("Kieron Calder", False),
        ("Kieran Caldwell", False),
        ("Calder", False),
        ("Kieran", False),
        ("Kieran Ouse", False),
    ],
)
def test_a_name_is_his_or_not(written: str, is_his: bool) -> None:
    identity = written_identity({"client_name": written}, ())
    assert bool(agreeing(identity, KIERAN)) is is_his


@pytest.mark.parametrize(
    ("given_names", "surname", "written"),
    [
        ("Siân", "Llŷr", "SIAN LLYR"),
        ("Sean", "O'Neill", "Sean O\u2019Neill"),
        ("Anne-Marie", "Smith-Jones", "Anne Marie Smith Jones"),
    ],
)
def test_accents_hyphens_and_apostrophes_do_not_matter(
    given_names: str, surname: str, written: str
) -> None:
    client = replace(KIERAN, given_names=given_names, surname=surname, other_names=())
    assert agreeing(written_identity({"client_name": written}, ()), client)


def test_an_issued_copy_with_his_identity_is_his() -> None:
    decision = decide_issued(written_identity(HIS, ()), KIERAN)
    assert (decision.client, decision.matched_by) == (KIERAN, MatchedBy.ISSUED_COPY)


@pytest.mark.parametrize("key", HIS)
@pytest.mark.parametrize("doubtful", [(), tuple(HIS)], ids=["beyond doubt", "in doubt"])
def test_one_fact_of_somebody_else_stops_an_issued_copy(
    key: str, doubtful: tuple[str, ...]
) -> None:
    others = {
        "client_name": "Kieron Calder",
        "date_of_birth": "1992-07-08",
        "prisoner_number": "A8418EE",
    }
    decision = decide_issued(written_identity({**HIS, key: others[key]}, doubtful), KIERAN)
    assert (decision.client, decision.note) == (None, MatchNote.IDENTITY_DIFFERS)


def test_an_issued_copy_without_a_proven_identity_is_for_a_person() -> None:
    for values, doubtful in (({}, ()), (HIS, tuple(HIS)), (HIS, ("client_name", "date_of_birth"))):
        decision = decide_issued(written_identity(values, doubtful), KIERAN)
        assert (decision.client, decision.note) == (None, MatchNote.IDENTITY_UNPROVEN)


def test_our_own_reference_is_proof_on_a_form_that_asks_for_no_name() -> None:
    decision = decide_issued(written_identity({"client_reference": "tc00001"}, ()), KIERAN)
    assert decision.client == KIERAN


def test_number_and_birth_find_him() -> None:
    decision = decide_by_number(written_identity(HIS, ()), [KIERAN])
    assert (decision.client, decision.matched_by) == (KIERAN, MatchedBy.NUMBER_AND_BIRTH)


def test_number_and_birth_under_another_name_are_for_a_person() -> None:
    written = written_identity({**HIS, "client_name": "Joanne Nene"}, ())
    assert decide_by_number(written, [KIERAN]).note is MatchNote.IDENTITY_DIFFERS


@pytest.mark.parametrize("key", ["date_of_birth", "prisoner_number"])
def test_number_and_birth_must_both_be_beyond_doubt(key: str) -> None:
    assert decide_by_number(written_identity(HIS, (key,)), [KIERAN]).client is None
    missing = {**HIS, key: None}
    assert decide_by_number(written_identity(missing, ()), [KIERAN]).client is None


def test_two_with_the_same_number_and_birth_are_for_a_person() -> None:
    same = replace(TWIN, prisoner_number=KIERAN.prisoner_number)
    assert decide_by_number(written_identity(HIS, ()), [KIERAN, same]).note is MatchNote.SEVERAL
    assert decide_by_number(written_identity(HIS, ()), []).note is MatchNote.NOBODY


def test_twins_are_never_taken_for_one_another() -> None:
    assert decide_issued(written_identity(HIS, ()), TWIN).client is None
    assert decide_by_number(written_identity(HIS, ()), [TWIN]).client is None
