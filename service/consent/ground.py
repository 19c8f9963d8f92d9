"""The one question of disclosure: on what ground may an agency be given a client's information?

Fail-safe: every rule below can only take a ground away. Whatever is missing, doubtful, contradicted
or not yet there gives none, which the pages say as "no consent recorded: ask".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from service.clock import LONDON
from service.consent.facts import (
    Agency,
    ConsentFact,
    ExceptionFact,
    History,
    Purpose,
    Stand,
)


class GroundKind(StrEnum):
    """Why information may be given."""

    CONSENT = "consent"
    TWO_WAY = "two_way"
    """The agency that asks has the consent, and this is the agency that took it."""
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a disclosure rests on: one fact, by its id."""

    kind: GroundKind
    fact_id: int


def ground(
    history: History,
    client_id: int,
    agency_id: Agency | None,
    purpose: Purpose,
    at: datetime,
    *,
    sender_id: Agency | None = None,
) -> Ground | None:
    """Give the ground on which an agency may be given what is known of a client; None: none.

    Consent before exceptions: where there are both, the disclosure rests on the client's own word.

    Args:
        history: whatever is recorded.
        client_id: whose information it is.
        agency_id: who would be given it; None: the agency that runs this service.
        purpose: what for.
        at: the instant; what is recorded later does not count yet.
        sender_id: who would give it; None: the agency that runs this service.
    """
    if agency_id == sender_id:
        # An agency's own use of its own client's information is no disclosure, and needs no ground:
        # whoever asks for one has asked the wrong question.
        return None
    said = [fact for fact in history.consents if _concerns(fact, client_id, purpose, at)]
    if found := _consent(said, agency_id, sender_id, at):
        return found
    if purpose is not Purpose.CONTINUITY or agency_id is None:
        return None
    excepted = [one for one in history.exceptions if _excepts(one, client_id, agency_id, at)]
    newest = max(excepted, key=lambda one: (one.recorded_at, one.id), default=None)
    return Ground(GroundKind.EXCEPTION, newest.id) if newest else None


def _concerns(fact: ConsentFact, client_id: int, purpose: Purpose, at: datetime) -> bool:
    """Tell whether a fact speaks of this client and purpose, and is known at this instant."""
    return (
        fact.client_id == client_id
        and (fact.purpose is purpose or _is_no_to_all(fact))
        and fact.recorded_at <= at
    )


def _is_no_to_all(fact: ConsentFact) -> bool:
    """Tell whether a client said no to any sharing: that is a no to monitoring with names, too."""
    of_all = fact.purpose is Purpose.CONTINUITY and fact.agency_id is None
    return of_all and fact.stand is not Stand.GIVEN


def _consent(
    said: list[ConsentFact], agency_id: Agency | None, sender_id: Agency | None, at: datetime
) -> Ground | None:
    if agency_id is not None and (fact := live_consent(said, agency_id, at)):
        return Ground(GroundKind.CONSENT, fact.id)
    # "The CJIT team may also receive relevant information from Substance Misuse Team in return
    # without further consent being obtained" (Annex A): unless the client said no to this one.
    if sender_id is None or (agency_id is not None and _last_no(said, agency_id)):
        return None
    fact = live_consent(said, sender_id, at)
    if fact is None or fact.holder_id != agency_id:
        return None
    return Ground(GroundKind.TWO_WAY, fact.id)


def live_consent(
    said: Iterable[ConsentFact], agency_id: Agency, at: datetime
) -> ConsentFact | None:
    """Give the newest yes to an agency that no later no has ended.

    Args:
        said: of one client, for one purpose.
        agency_id: which agency.
        at: the instant.
    """
    facts = list(said)
    no = _last_no(facts, agency_id)
    given = [fact for fact in facts if _is_proven(fact, agency_id, at) and _outlives(fact, no)]
    return max(given, key=lambda fact: (fact.recorded_at, fact.id), default=None)


def _last_no(said: Iterable[ConsentFact], agency_id: Agency) -> ConsentFact | None:
    """Give the last refusal or withdrawal: it needs no proof, and bites when it is recorded."""
    noes = (
        fact
        for fact in said
        if fact.stand is not Stand.GIVEN and fact.agency_id in (agency_id, None)
    )
    return max(noes, key=_no_day, default=None)


def _no_day(no: ConsentFact) -> tuple[date, datetime, int]:
    """Give the latest day on which it can have been said: the one that ends most."""
    known = no.recorded_at.astimezone(LONDON).date()
    return max(no.said_on or known, known), no.recorded_at, no.id


def _is_proven(fact: ConsentFact, agency_id: Agency, at: datetime) -> bool:
    """Tell whether a yes is beyond doubt: both signed, both days read and none to come."""
    complete_on = fact.signed.complete_on
    return (
        fact.stand is Stand.GIVEN
        and fact.agency_id == agency_id
        and fact.stands
        and bool(fact.sheet_version.strip())
        and complete_on is not None
        and complete_on <= fact.recorded_at.astimezone(LONDON).date()
        and complete_on <= at.astimezone(LONDON).date()
    )


def _outlives(fact: ConsentFact, no: ConsentFact | None) -> bool:
    """Tell whether a yes came after a no: signed by both on a later day.

    A sheet that was signed before, or on the same day, may be the very one that was taken back,
    however late it is scanned.
    """
    if no is None:
        return True
    first_on = fact.signed.first_on
    return first_on is not None and first_on > _no_day(no)[0] and fact.recorded_at > no.recorded_at


def _excepts(one: ExceptionFact, client_id: int, agency_id: Agency, at: datetime) -> bool:
    """Tell whether an exception holds: with a reason in words, who, when, and not run out."""
    return (
        one.client_id == client_id
        and one.agency_id == agency_id
        and bool(one.because.strip())
        and bool(one.recorded_by.strip())
        and one.recorded_at <= at
        and one.recorded_at.astimezone(LONDON).date() <= one.until
        and at.astimezone(LONDON).date() <= one.until
    )


class Glance(StrEnum):
    """How consent to one agency stands, as a page says it."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ASK = "ask"
    """No consent recorded: ask."""


def glance(
    history: History, client_id: int, agency_id: Agency, purpose: Purpose, at: datetime
) -> tuple[Glance, ConsentFact | None]:
    """Tell how consent stands, and the fact that says so."""
    said = [fact for fact in history.consents if _concerns(fact, client_id, purpose, at)]
    if given := live_consent(said, agency_id, at):
        return Glance.GIVEN, given
    no = _last_no(said, agency_id)
    if no is None:
        return Glance.ASK, None
    return (Glance.REFUSED if no.stand is Stand.REFUSED else Glance.WITHDRAWN), no
