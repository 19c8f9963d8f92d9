"""Shows whom a record may be about: what matching found, in the words of both sides."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from forms.written_dates import today_utc
from service.decided import Candidates, Decided, RankedClient
from service.errors import NotFoundError
from service.matching.cleaning.whole_names import split_name
from service.matching.identity import Fact
from service.matching.person import Person, PersonName
from service.matching.ruling import (
    LEAD_BITS,
    WORTH_A_LOOK,
    Candidate,
    Outcome,
    Reason,
    speaks_against,
)
from service.matching.showing import evidence_of, show
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import clients, copies, decisions, findings, records
from service.store.engine import looking
from service.store.matching_models import MatchFindingRow
from service.store.models import RecordRow
from service.store.register_models import ClientRow
from service.usecases.indexing import person_of
from service.usecases.views import client_of

MOST_SHOWN = 5


@needs(Power.SEE_CLIENTS)
def record_candidates(runtime: Runtime, record_id: int) -> Candidates | None:
    """Give the clients whom a record may be about; None where matching never looked.

    Raises:
        NotFoundError: there is no such record.
    """
    with looking(runtime.engine) as session:
        row = records.get(session, record_id)
        if row is None:
            raise NotFoundError(f"there is no record {record_id}")
        found = findings.get(session, record_id)
        return None if found is None else _candidates(session, row, found)


def _candidates(session: Session, row: RecordRow, found: MatchFindingRow) -> Candidates:
    printed_for = _printed_for(session, row)
    return Candidates(
        outcome=Outcome(found.outcome),
        reason=Reason(found.reason),
        register_size=found.register_size,
        model_version=found.model_version,
        at=found.at,
        ranked=tuple(
            _ranked(row, client, kept) for client, kept in shown_kept(session, row, found)
        ),
        printed_for=client_of(printed_for) if printed_for else None,
        decision=_decided(session, row.id),
    )


def _printed_for(session: Session, row: RecordRow) -> ClientRow | None:
    copy = copies.by_copy_id(session, row.copy_id) if row.copy_id else None
    return copy.client if copy else None


def shown_kept(
    session: Session, row: RecordRow, found: MatchFindingRow
) -> Iterator[tuple[ClientRow, dict[str, Any]]]:
    """Give the candidates that a person is shown, as kept, each with who stands for it now.

    Whom the copy was printed for is shown beside others, however unlikely.
    """
    seen: set[int] = set()
    printed_for = _printed_for(session, row)
    # All at once, and held: who stands for each is then known without asking for one by one.
    held = clients.by_ids(session, [kept["client_id"] for kept in found.candidates])
    ids = {client.id for client in held}
    for kept in found.candidates:
        client = clients.standing(session, kept["client_id"]) if kept["client_id"] in ids else None
        is_shown = client is printed_for or _is_worth_it(found, kept)
        if is_shown and client and client.id not in seen and len(seen) < MOST_SHOWN:
            seen.add(client.id)
            yield client, kept


def _is_worth_it(found: MatchFindingRow, kept: dict[str, Any]) -> bool:
    """Tell whether a candidate is likely, or so close to the first that the two must be told apart.

    A twin by one letter may be a hundred times less likely, and yet be meant.
    """
    behind = found.candidates[0]["bits"] - kept["bits"]
    is_likely = found.candidates[0]["probability"] >= WORTH_A_LOOK
    return bool(kept["probability"] >= WORTH_A_LOOK or (is_likely and behind < LEAD_BITS))


def _ranked(row: RecordRow, client: ClientRow, kept: dict[str, Any]) -> RankedClient:
    value, evidence = client_of(client), evidence_of(kept["evidence"])
    judged = Candidate(client.id, kept["bits"], tuple(evidence))
    return RankedClient(
        client=value,
        probability=kept["probability"],
        bits=kept["bits"],
        against=speaks_against(judged),
        evidence=show(evidence, person_on(row), person_of(value), today_utc()),
    )


def person_on(row: RecordRow) -> Person:
    """Give whom a record is about, as its values say it now."""
    given, surname = split_name(_text(row, Fact.NAME))
    return Person(
        names=(PersonName(given_names=given, surname=surname),),
        births=(_text(row, Fact.BIRTH),),
        prisoner_numbers=(_text(row, Fact.NUMBER),),
        sex=_text(row, "sex"),
    )


def _text(row: RecordRow, key: str) -> str:
    value = row.values.get(key)
    return value if isinstance(value, str) else ""


def _decided(session: Session, record_id: int) -> Decided | None:
    row = decisions.standing(session, record_id)
    if row is None:
        return None
    return Decided(client_id=row.client_id, by=row.by.name if row.by else None, at=row.at)
