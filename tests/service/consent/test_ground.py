"""No disclosure without ground, over random histories, held against the rules plainly told."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.consent.facts import (
    ConsentFact,
    ExceptionFact,
    ExceptionReason,
    History,
    Purpose,
    Signed,
    Stand,
)
from service.consent.ground import Glance, Ground, GroundKind, glance, ground
from service.consent.monitoring import leaving

_DAY = date(2026, 3, 2)
_CLIENTS, _AGENCIES = (1, 2), (10, 11)
_NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _at(day: int, hour: int = 12) -> datetime:
    return _NOON + timedelta(days=day, hours=hour - 12)


def _on(day: int) -> date:
    return _DAY + timedelta(days=day)


_days = st.integers(0, 6)
_hours = st.integers(1, 22)
_signed = st.builds(
    Signed,
    client=st.sampled_from([True, True, True, False]),
    client_on=st.one_of(st.none(), _days.map(_on), _days.map(_on), _days.map(_on)),
    worker=st.sampled_from([True, True, True, False]),
    worker_on=st.one_of(st.none(), _days.map(_on), _days.map(_on), _days.map(_on)),
)
_given = st.builds(
    ConsentFact,
    id=st.integers(1, 9999),
    client_id=st.sampled_from(_CLIENTS),
    agency_id=st.sampled_from(_AGENCIES),
    holder_id=st.sampled_from([None, *_AGENCIES]),
    purpose=st.sampled_from(Purpose),
    stand=st.just(Stand.GIVEN),
    recorded_at=st.builds(_at, _days, _hours),
    sheet_version=st.sampled_from(["1", "1", "1", " "]),
    signed=_signed,
    stands=st.sampled_from([True, True, True, False]),
)
_no = st.builds(
    ConsentFact,
    id=st.integers(1, 9999),
    client_id=st.sampled_from(_CLIENTS),
    agency_id=st.sampled_from([None, *_AGENCIES]),
    purpose=st.sampled_from(Purpose),
    stand=st.sampled_from([Stand.REFUSED, Stand.WITHDRAWN]),
    said_on=st.one_of(st.none(), _days.map(_on)),
    recorded_at=st.builds(_at, _days, _hours),
)
_exception = st.builds(
    ExceptionFact,
    id=st.integers(1, 9999),
    client_id=st.sampled_from(_CLIENTS),
    agency_id=st.sampled_from(_AGENCIES),
    reason=st.sampled_from(ExceptionReason),
    because=st.sampled_from(["She said so at the gate.", " "]),
    recorded_by=st.sampled_from(["morag", ""]),
    recorded_at=st.builds(_at, _days, _hours),
    until=_days.map(_on),
)
_histories = st.builds(
    History,
    consents=st.lists(st.one_of(_given, _no), max_size=8),
    exceptions=st.lists(_exception, max_size=3),
)
_asked = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(_CLIENTS),
        "agency_id": st.sampled_from(_AGENCIES),
        "purpose": st.sampled_from(Purpose),
        "at": st.builds(_at, _days, _hours),
        "sender_id": st.sampled_from([None, *_AGENCIES]),
    }
)


def _ask(history: History, asked: Mapping[str, object]) -> Ground | None:
    return ground(history, **asked)  # type: ignore[arg-type]


def _yes(day: int = 0, **changes: object) -> ConsentFact:
    signed = Signed(client=True, client_on=_on(day), worker=True, worker_on=_on(day))
    fact = ConsentFact(
        id=7,
        client_id=1,
        agency_id=10,
        stand=Stand.GIVEN,
        recorded_at=_at(day),
        sheet_version="1",
        signed=signed,
    )
    return replace(fact, **changes)  # type: ignore[arg-type]


def _withdrawal(day: int, **changes: object) -> ConsentFact:
    fact = ConsentFact(id=8, client_id=1, agency_id=10, stand=Stand.WITHDRAWN, recorded_at=_at(day))
    return replace(fact, **changes)  # type: ignore[arg-type]


def _simple(
    *consents: ConsentFact, exceptions: Iterable[ExceptionFact] = (), day: int = 3
) -> Ground | None:
    history = History(consents, tuple(exceptions))
    return ground(history, 1, 10, Purpose.CONTINUITY, _at(day))


# The rules, told once more as a worker would: fact after fact, in the order of recording.


def _allowed_by_consent(
    history: History, client_id: int, agency_id: int, purpose: Purpose, at: datetime
) -> ConsentFact | None:
    """Go through what was recorded; a no closes until something is signed on a later day."""
    closed_until, standing = date.min, None
    told = [fact for fact in history.consents if fact.client_id == client_id]
    no_first = sorted(told, key=lambda fact: (fact.recorded_at, fact.stand is not Stand.GIVEN))
    for fact in no_first:
        if fact.recorded_at > at:
            break
        about_all = fact.agency_id is None and fact.purpose is Purpose.CONTINUITY
        if fact.stand is not Stand.GIVEN:
            mine = fact.purpose is purpose and fact.agency_id in (agency_id, None)
            if mine or about_all:
                standing = None
                days = [fact.recorded_at.date(), fact.said_on or date.min]
                closed_until = max(closed_until, *days)
            continue
        if fact.purpose is not purpose or fact.agency_id != agency_id or not fact.stands:
            continue
        days_signed = [fact.signed.client_on, fact.signed.worker_on]
        if None in days_signed or not (fact.signed.client and fact.signed.worker):
            continue
        known = [day for day in days_signed if day]
        was_possible = max(known) <= fact.recorded_at.date()
        if was_possible and min(known) > closed_until and fact.sheet_version.strip():
            standing = fact
    return standing


def _expected(history: History, asked: dict[str, object]) -> bool:
    client, agency, purpose = asked["client_id"], asked["agency_id"], asked["purpose"]
    at, sender = asked["at"], asked["sender_id"]
    assert isinstance(client, int)
    assert isinstance(agency, int)
    assert isinstance(purpose, Purpose)
    assert isinstance(at, datetime)
    if agency == sender:
        return False
    if _allowed_by_consent(history, client, agency, purpose, at):
        return True
    if isinstance(sender, int):
        said_no = any(
            fact.client_id == client
            and fact.stand is not Stand.GIVEN
            and fact.recorded_at <= at
            and fact.agency_id in (agency, None)
            and (
                fact.purpose is purpose
                or (fact.agency_id is None and fact.purpose is Purpose.CONTINUITY)
            )
            for fact in history.consents
        )
        theirs = _allowed_by_consent(history, client, sender, purpose, at)
        if theirs and theirs.holder_id == agency and not said_no:
            return True
    return purpose is Purpose.CONTINUITY and any(
        one.client_id == client
        and one.agency_id == agency
        and one.because.strip()
        and one.recorded_by
        and one.recorded_at <= at
        and max(at.date(), one.recorded_at.date()) <= one.until
        for one in history.exceptions
    )


@pytest.mark.guidance("A.3")
@given(_histories, _asked)
def test_there_is_a_ground_just_where_the_rules_give_one(
    history: History, asked: dict[str, object]
) -> None:
    assert (_ask(history, asked) is not None) == _expected(history, asked)


@given(_histories, _asked, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_is_no_matter(
    history: History, asked: dict[str, object], chance: random.Random
) -> None:
    consents, exceptions = list(history.consents), list(history.exceptions)
    chance.shuffle(consents)
    chance.shuffle(exceptions)
    shuffled = _ask(History(consents, exceptions), asked)
    assert (shuffled is None) == (_ask(history, asked) is None)


@given(_histories, _asked, st.sampled_from([Stand.REFUSED, Stand.WITHDRAWN]))
def test_a_no_to_all_leaves_exceptions_alone(
    history: History, asked: dict[str, object], stand: Stand
) -> None:
    now = asked["at"]
    assert isinstance(now, datetime)
    client = asked["client_id"]
    assert isinstance(client, int)
    no = ConsentFact(id=10_000, client_id=client, agency_id=None, stand=stand, recorded_at=now)
    found = _ask(History([*history.consents, no], history.exceptions), asked)
    assert found is None or found.kind is GroundKind.EXCEPTION


@given(_histories, _asked)
def test_the_future_the_other_client_and_the_other_agency_give_nothing(
    history: History, asked: dict[str, object]
) -> None:
    now = asked["at"]
    assert isinstance(now, datetime)
    kept = [
        fact
        for fact in history.consents
        if fact.client_id == asked["client_id"] and fact.recorded_at <= now
    ]
    excepted = [
        one
        for one in history.exceptions
        if (one.client_id, one.agency_id) == (asked["client_id"], asked["agency_id"])
    ]
    assert _ask(History(kept, excepted), asked) == _ask(history, asked)


@pytest.mark.guidance("A.7")
@pytest.mark.parametrize("lacking", ["client", "client_on", "worker", "worker_on"])
def test_a_yes_needs_both_signatures_and_both_days(lacking: str) -> None:
    whole = _yes()
    assert _simple(whole) == Ground(GroundKind.CONSENT, 7)
    nothing = False if lacking in ("client", "worker") else None
    signed = replace(whole.signed, **{lacking: nothing})  # type: ignore[arg-type]
    assert _simple(replace(whole, signed=signed)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"sheet_version": ""},
        {"stands": False},
        {"client_id": 2},
        {"agency_id": 11},
        {"purpose": Purpose.MONITORING},
        {"recorded_at": _at(4)},
        {"signed": Signed(client=True, client_on=_on(9), worker=True, worker_on=_on(0))},
    ],
    ids=str,
)
def test_whatever_is_doubtful_or_anothers_is_no_consent(changes: dict[str, object]) -> None:
    assert _simple(_yes(**changes)) is None


@pytest.mark.guidance("A.6")
def test_a_withdrawal_bites_at_once_and_whatever_day_it_is_dated() -> None:
    yes = _yes()
    assert _simple(yes, _withdrawal(2)) is None
    assert _simple(yes, _withdrawal(2, said_on=_on(-300))) is None
    assert _simple(yes, _withdrawal(2, said_on=_on(300))) is None
    assert _simple(yes, _withdrawal(3)) is None
    assert _simple(yes, _withdrawal(4)) is not None, "it is not known yet"


def test_a_later_yes_must_be_signed_on_a_later_day() -> None:
    no = _withdrawal(2)
    assert _simple(no, _yes(2, recorded_at=_at(3, 9))) is None
    assert _simple(no, _yes(3, recorded_at=_at(3, 9))) is not None
    late_scan = _yes(0, recorded_at=_at(3, 9))
    assert _simple(no, late_scan) is None


@pytest.mark.guidance("A.3")
def test_sharing_is_two_way_between_the_two_agencies_and_nobody_else() -> None:
    def back(history: History, recipient: int | None, sender: int) -> Ground | None:
        return ground(history, 1, recipient, Purpose.CONTINUITY, _at(3), sender_id=sender)

    taken_here = History([_yes()])
    assert back(taken_here, None, 10) == Ground(GroundKind.TWO_WAY, 7)
    assert back(taken_here, None, 11) is None
    assert back(taken_here, 11, 10) is None
    taken_by_another = History([_yes(holder_id=11)])
    assert back(taken_by_another, 11, 10) == Ground(GroundKind.TWO_WAY, 7)
    assert back(taken_by_another, None, 10) is None
    refused = _withdrawal(1, agency_id=11, stand=Stand.REFUSED)
    assert back(History([_yes(holder_id=11), refused]), 11, 10) is None
    assert back(History([_yes(holder_id=11), _withdrawal(1)]), 11, 10) is None


@pytest.mark.guidance("A.5")
def test_an_exception_needs_reason_who_and_when_and_runs_out() -> None:
    one = ExceptionFact(
        id=3,
        client_id=1,
        agency_id=10,
        reason=ExceptionReason.HARM_TO_SELF,
        because="Said at reception that he would not wake up tomorrow.",
        recorded_by="morag",
        recorded_at=_at(1),
        until=_on(3),
    )
    found = Ground(GroundKind.EXCEPTION, 3)
    assert _simple(exceptions=[one]) == found
    assert _simple(_withdrawal(2), exceptions=[one]) == found
    assert _simple(_yes(), exceptions=[one]) == Ground(GroundKind.CONSENT, 7)
    for lacking in (
        replace(one, because="  "),
        replace(one, recorded_by=""),
        replace(one, until=_on(2)),
        replace(one, until=_on(0)),
        replace(one, agency_id=11),
        replace(one, client_id=2),
    ):
        assert _simple(exceptions=[lacking]) is None
    assert _simple(exceptions=[one], day=0) is None
    assert "reception" not in repr(one)


def test_a_glance_says_ask_where_nothing_is_known() -> None:
    def seen(*facts: ConsentFact) -> Glance:
        return glance(History(facts), 1, 10, Purpose.CONTINUITY, _at(3))[0]

    assert seen() is Glance.ASK
    assert seen(_yes()) is Glance.GIVEN
    assert seen(_yes(sheet_version="")) is Glance.ASK
    assert seen(_yes(), _withdrawal(2)) is Glance.WITHDRAWN
    assert seen(_withdrawal(2, stand=Stand.REFUSED, agency_id=None)) is Glance.REFUSED


_ROW = {"AGNCY": "N0001", "CLIENTID": "7", "CONSENT": "", "FINITIAL": "A", "DOB": "1979-04-17"}


def test_without_consent_only_three_columns_leave_for_monitoring() -> None:
    kept = leaving(_ROW, has_consent=False)
    assert {column for column, text in kept.items() if text} == {"AGNCY", "CLIENTID", "CONSENT"}
    assert kept["CONSENT"] == "N"
    assert leaving(_ROW, has_consent=True)["FINITIAL"] == "A"
    assert leaving({**_ROW, "surname": "Severn"}, has_consent=True)["surname"] == ""
