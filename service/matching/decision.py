"""Links a record to a client only where nothing written speaks against it; else, a person does.

The wrong person is the worst error. A copy that was printed for one client and filled in for
another is an alert, whatever the score.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from service.entities import Client
from service.matching.identity import Fact, WrittenIdentity, agreeing
from service.matching.ruling import WORTH_A_LOOK, Outcome, Reason, Ruling
from service.store.states import MatchedBy

_ENOUGH_FACTS = 2


class MatchNote(StrEnum):
    """Why there is a client, or why there is none."""

    ISSUED_AND_AGREES = "issued_and_agrees"
    AGREES = "agrees"
    """Name, and date of birth or a number, agree, and nobody else comes near."""
    NUMBER_AND_BIRTH = "number_and_birth"
    """Of records that were matched before all evidence was weighed."""
    CHOSEN = "chosen"
    """By a person."""
    NONE_OF_THESE = "none_of_these"
    """A person looked: it is nobody of those who were shown."""
    NOT_NEEDED = "not_needed"
    """The form is about no client."""
    PRINTED_FOR_ANOTHER = "printed_for_another"
    """The copy was printed for one client; what is written is not theirs, or more another's."""
    IDENTITY_DIFFERS = "identity_differs"
    """Something written is not that client's."""
    IDENTITY_UNPROVEN = "identity_unproven"
    """Too little of the written identity is read beyond doubt."""
    RELATIVE = "relative"
    """Perhaps a twin of a client."""
    NAMESAKE = "namesake"
    """Perhaps father and son."""
    UNSURE = "unsure"
    """There is a likely client, not a sure one."""
    SEVERAL = "several"
    """More than one client may be meant."""
    NOBODY = "nobody"
    """No client on the register is likely."""


NOTES: Mapping[Reason, MatchNote] = {
    Reason.AGREES: MatchNote.AGREES,
    Reason.NOBODY: MatchNote.NOBODY,
    Reason.UNSURE: MatchNote.UNSURE,
    Reason.CLOSE_SECOND: MatchNote.SEVERAL,
    Reason.RELATIVE: MatchNote.RELATIVE,
    Reason.NAMESAKE: MatchNote.NAMESAKE,
    Reason.DIFFERS: MatchNote.IDENTITY_DIFFERS,
    Reason.THIN: MatchNote.IDENTITY_UNPROVEN,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What matching comes to."""

    client_id: int | None
    matched_by: MatchedBy | None
    note: MatchNote


def _for_a_person(note: MatchNote) -> Decision:
    return Decision(None, None, note)


def decide_issued(written: WrittenIdentity, client: Client, ruling: Ruling) -> Decision:
    """Judge a copy that was issued for this client: does the paper still speak of this person?"""
    agreed = agreeing(written, client)
    if written.trusted - agreed or _is_more_anothers(ruling, client.id):
        return _for_a_person(MatchNote.PRINTED_FOR_ANOTHER)
    if agreed != frozenset(written.facts):
        return _for_a_person(MatchNote.IDENTITY_DIFFERS)
    proven = agreed & written.trusted
    if Fact.REFERENCE in proven or len(proven) >= _ENOUGH_FACTS:
        return Decision(client.id, MatchedBy.ISSUED_COPY, MatchNote.ISSUED_AND_AGREES)
    return _for_a_person(MatchNote.IDENTITY_UNPROVEN)


def _is_more_anothers(ruling: Ruling, client_id: int) -> bool:
    """Tell whether another client ranks above; one who is entered twice does not."""
    own = [one.candidate.bits for one in ruling.ranked if one.candidate.client_id == client_id]
    first = ruling.ranked[0] if ruling.ranked else None
    if first is None or first.probability < WORTH_A_LOOK:
        return False
    return first.candidate.bits > max(own, default=float("-inf"))


def decide_found(ruling: Ruling) -> Decision:
    """Judge a form of which only the written identity says whose it is."""
    note = NOTES[ruling.reason]
    if ruling.outcome is not Outcome.LINK:
        return _for_a_person(note)
    return Decision(ruling.ranked[0].candidate.client_id, MatchedBy.EVIDENCE, note)


def decide_by_reference(written: WrittenIdentity, client: Client, found: Decision) -> Decision:
    """Judge again whom the evidence found: a reference that is written must be theirs."""
    if Fact.REFERENCE in written.facts and Fact.REFERENCE not in agreeing(written, client):
        return _for_a_person(MatchNote.IDENTITY_DIFFERS)
    return found
