"""Links a record to a client only where nothing written speaks against it; else, a person does.

The wrong person is the worst error: a fact that is written and is not the client's stops the link,
read beyond doubt or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.entities import Client
from service.matching.identity import Fact, WrittenIdentity, agreeing
from service.store.states import MatchedBy

_ENOUGH_FACTS = 2
_KEY = frozenset({Fact.NUMBER, Fact.BIRTH})


class MatchNote(StrEnum):
    """Why there is a client, or why there is none."""

    ISSUED_AND_AGREES = "issued_and_agrees"
    NUMBER_AND_BIRTH = "number_and_birth"
    CHOSEN = "chosen"
    """By a person."""
    NOT_NEEDED = "not_needed"
    """The form is about no client."""
    IDENTITY_DIFFERS = "identity_differs"
    """Something written is not that client's."""
    IDENTITY_UNPROVEN = "identity_unproven"
    """Too little of the written identity is read beyond doubt."""
    SEVERAL = "several"
    """More than one client has that number and date of birth."""
    NOBODY = "nobody"
    """No client on the register has them."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What matching comes to."""

    client: Client | None
    matched_by: MatchedBy | None
    note: MatchNote


def _for_a_person(note: MatchNote) -> Decision:
    return Decision(None, None, note)


def decide_issued(written: WrittenIdentity, client: Client) -> Decision:
    """Judge a copy that was issued for this client: does the paper still speak of this person?"""
    agreed = agreeing(written, client)
    if agreed != frozenset(written.facts):
        return _for_a_person(MatchNote.IDENTITY_DIFFERS)
    proven = agreed & written.trusted
    if Fact.REFERENCE in proven or len(proven) >= _ENOUGH_FACTS:
        return Decision(client, MatchedBy.ISSUED_COPY, MatchNote.ISSUED_AND_AGREES)
    return _for_a_person(MatchNote.IDENTITY_UNPROVEN)


def decide_by_number(written: WrittenIdentity, candidates: Sequence[Client]) -> Decision:
    """Judge by prisoner number and date of birth, `candidates` being all clients who have both."""
    if not written.trusted >= _KEY:
        return _for_a_person(MatchNote.IDENTITY_UNPROVEN)
    if len(candidates) != 1:
        return _for_a_person(MatchNote.SEVERAL if candidates else MatchNote.NOBODY)
    if agreeing(written, candidates[0]) != frozenset(written.facts):
        return _for_a_person(MatchNote.IDENTITY_DIFFERS)
    return Decision(candidates[0], MatchedBy.NUMBER_AND_BIRTH, MatchNote.NUMBER_AND_BIRTH)
