from dataclasses import replace
from datetime import date

import pytest

from service.entities import Client
from service.matching.decision import (
    NOTES,
    Decision,
    MatchNote,
    decide_by_reference,
    decide_found,
    decide_issued,
)
from service.matching.identity import agreeing, written_identity
from service.matching.ruling import Candidate, Outcome, Ranked, Reason, Ruling
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


def _ranked(*ids: int, outcome: Outcome = Outcome.REVIEW, reason: Reason = Reason.UNSURE) -> Ruling:
    """Rule that these clients may be meant, the first most of all."""
    found = (Candidate(client_id, 40.0 - place, ()) for place, client_id in enumerate(ids))
    return Ruling(outcome, reason, tuple(Ranked(one, 0.5) for one in found))


HE_IS_FOUND = _ranked(KIERAN.id, TWIN.id)
NOBODY = _ranked(outcome=Outcome.NONE, reason=Reason.NOBODY)


def test_an_issued_copy_with_his_identity_is_his() -> None:
    decision = decide_issued(written_identity(HIS, ()), KIERAN, HE_IS_FOUND)
    assert (decision.client_id, decision.matched_by) == (KIERAN.id, MatchedBy.ISSUED_COPY)


@pytest.mark.parametrize("key", HIS)
@pytest.mark.parametrize(
    ("doubtful", "note"),
    [((), MatchNote.PRINTED_FOR_ANOTHER), (tuple(HIS), MatchNote.IDENTITY_DIFFERS)],
    ids=["beyond doubt", "in doubt"],
)
def test_one_fact_of_somebody_else_stops_an_issued_copy_whatever_the_score(
    key: str, doubtful: tuple[str, ...], note: MatchNote
) -> None:
    others = {
        "client_name": "Kieron Calder",
        "date_of_birth": "1992-07-08",
        "prisoner_number": "A8418EE",
    }
    written = written_identity({**HIS, key: others[key]}, doubtful)
    linked = _ranked(KIERAN.id, outcome=Outcome.LINK, reason=Reason.AGREES)
    assert decide_issued(written, KIERAN, linked) == Decision(None, None, note)


@pytest.mark.parametrize("doubtful", [(), tuple(HIS)], ids=["beyond doubt", "in doubt"])
def test_a_copy_printed_for_him_that_is_more_anothers_is_an_alert(
    doubtful: tuple[str, ...],
) -> None:
    for ruling in (_ranked(TWIN.id, KIERAN.id), _ranked(TWIN.id)):
        decision = decide_issued(written_identity(HIS, doubtful), KIERAN, ruling)
        assert decision == Decision(None, None, MatchNote.PRINTED_FOR_ANOTHER)


def test_an_issued_copy_without_a_proven_identity_is_for_a_person() -> None:
    for values, doubtful in (({}, ()), (HIS, tuple(HIS)), (HIS, ("client_name", "date_of_birth"))):
        decision = decide_issued(written_identity(values, doubtful), KIERAN, NOBODY)
        assert (decision.client_id, decision.note) == (None, MatchNote.IDENTITY_UNPROVEN)


def test_our_own_reference_is_proof_on_a_form_that_asks_for_no_name() -> None:
    written = written_identity({"client_reference": "tc00001"}, ())
    assert decide_issued(written, KIERAN, NOBODY).client_id == KIERAN.id


def test_twins_are_never_taken_for_one_another() -> None:
    assert decide_issued(written_identity(HIS, ()), TWIN, HE_IS_FOUND).client_id is None


def test_who_is_found_beyond_doubt_is_linked_by_the_evidence() -> None:
    linked = _ranked(KIERAN.id, outcome=Outcome.LINK, reason=Reason.AGREES)
    assert decide_found(linked) == Decision(KIERAN.id, MatchedBy.EVIDENCE, MatchNote.AGREES)


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.AGREES])
def test_any_other_ruling_is_for_a_person_with_its_reason(reason: Reason) -> None:
    assert decide_found(_ranked(KIERAN.id, reason=reason)) == Decision(None, None, NOTES[reason])


def test_a_reference_that_is_not_the_found_clients_stops_the_link() -> None:
    found = decide_found(_ranked(KIERAN.id, outcome=Outcome.LINK, reason=Reason.AGREES))
    others = written_identity({**HIS, "client_reference": "TC00002"}, ())
    assert decide_by_reference(others, KIERAN, found).note is MatchNote.IDENTITY_DIFFERS
    own = written_identity({**HIS, "client_reference": "TC00001"}, ())
    assert decide_by_reference(own, KIERAN, found) == found
