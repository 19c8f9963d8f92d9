"""Lists registered clients who look like one person; a person merges them, or says they are two."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from forms.written_dates import today_utc
from service.clock import now_utc
from service.decided import AlikeClients, AlikePair, ApartPair
from service.entities import Actor, Client
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.matching.packing import unpack
from service.matching.pairing import query_of_face
from service.matching.ruling import Candidate, Reason, speaks_against
from service.matching.showing import evidence_of, show
from service.matching.weights.model import shipped_model
from service.matching.weights.posterior import pair_probability
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import alike, audit, client_faces, clients, decisions, findings
from service.store.decision_models import AlikeRow, ApartDecisionRow
from service.store.engine import looking, unit_of_work
from service.usecases.finding import Search
from service.usecases.indexing import person_of
from service.usecases.views import client_of

AT_ONCE = 1_000
"""Clients that a page may compare while somebody waits; more are for the command."""
LIKELY = 0.5
"""Probability from which two clients are listed."""
_TOGETHER = 500


@needs(Power.MERGE_CLIENTS)
def compare_register(
    runtime: Runtime, actor: Actor, seen: Callable[[int], None] = lambda _count: None
) -> int:
    """Look for clients who look like one person, and keep what is found; tell how many pairs.

    Args:
        runtime: the installation.
        actor: who asks.
        seen: is told how many clients more were compared.
    """
    found = list(_found(runtime, seen))
    with unit_of_work(runtime.engine) as session:
        _, size = client_faces.counts(session)
        alike.keep(session, found, clients=size, model=shipped_model().version)
        audit.write(session, actor, "clients.compared", "register", "all", pairs=len(found))
    return len(found)


@needs(Power.MERGE_CLIENTS)
def register_size(runtime: Runtime) -> int:
    """Count the clients that there are to compare."""
    with looking(runtime.engine) as session:
        return client_faces.counts(session)[1]


def _found(runtime: Runtime, seen: Callable[[int], None]) -> Iterator[AlikeRow]:
    """Compare portion by portion: one look at the register for hours would hold up its upkeep."""
    last = 0
    while True:
        with looking(runtime.engine) as session:
            some = alike.faces(session, after_id=last, limit=_TOGETHER)
            search = Search(session)
            pairs = [row for each, faces in some.items() for row in _like(search, each, faces)]
        if not some:
            return
        yield from pairs
        last = max(some)
        seen(len(some))


def _like(search: Search, client_id: int, faces: Sequence[str]) -> Iterator[AlikeRow]:
    """Give the clients of a higher id who look like this one."""
    best: dict[int, Candidate] = {}
    for face in faces:
        for one in search.find(query_of_face(unpack(face))):
            other = one.candidate
            if other.client_id > client_id and _is_better(other, best):
                best[other.client_id] = other
    for candidate in best.values():
        probability = pair_probability(candidate.bits, search.size)
        if probability >= LIKELY and candidate.evidence:
            yield _row(client_id, candidate, probability)


def _is_better(one: Candidate, best: Mapping[int, Candidate]) -> bool:
    return one.client_id not in best or one.bits > best[one.client_id].bits


def _row(client_id: int, candidate: Candidate, probability: float) -> AlikeRow:
    return AlikeRow(
        first_id=client_id,
        second_id=candidate.client_id,
        probability=probability,
        bits=candidate.bits,
        reason=str(speaks_against(candidate) or Reason.AGREES),
        evidence=findings.kept_evidence(candidate.evidence),
    )


@needs(Power.MERGE_CLIENTS)
def list_alike(runtime: Runtime, *, skip: int = 0, limit: int = 20) -> AlikeClients:
    """List the pairs that nobody has judged yet, likeliest first, and those said to be two."""
    with looking(runtime.engine) as session:
        last = alike.last_search(session)
        pairs = alike.open_pairs(session, skip=skip, limit=limit)
        apart = list(decisions.all_apart(session))
        people = _people(session, [*pairs, *apart])
        return AlikeClients(
            at=last.at if last else None,
            compared=last.clients if last else 0,
            pairs=tuple(_pair(people, row) for row in pairs),
            apart=tuple(_apart(people, row) for row in apart),
        )


_People = Mapping[int, Client]


def _people(session: Session, rows: Sequence[AlikeRow | ApartDecisionRow]) -> _People:
    """Give the clients of all pairs at once."""
    ids = {each for row in rows for each in (row.first_id, row.second_id)}
    return {row.id: client_of(row) for row in clients.by_ids(session, ids)}


def _pair(people: _People, row: AlikeRow) -> AlikePair:
    first, second = people[row.first_id], people[row.second_id]
    evidence = evidence_of(row.evidence)
    return AlikePair(
        first=first,
        second=second,
        probability=row.probability,
        bits=row.bits,
        reason=Reason(row.reason),
        evidence=show(evidence, person_of(first), person_of(second), today_utc()),
    )


def _apart(people: _People, row: ApartDecisionRow) -> ApartPair:
    return ApartPair(
        first=people[row.first_id],
        second=people[row.second_id],
        by=row.by.name if row.by else None,
        at=row.at,
    )


@needs(Power.MERGE_CLIENTS)
def say_two_people(runtime: Runtime, actor: Actor, one_id: int, other_id: int) -> None:
    """Say that two clients are two people: they are not listed again until that is undone.

    Raises:
        BadRequestError: they are the same entry.
        NotFoundError: there is no such client.
    """
    if one_id == other_id:
        raise BadRequestError("a client is no two people")
    first_id, second_id = sorted((one_id, other_id))
    with unit_of_work(runtime.engine) as session:
        for client_id in (first_id, second_id):
            if clients.get(session, client_id, to_change=True) is None:
                raise NotFoundError(f"there is no client {client_id}")
        if decisions.apart(session, first_id, second_id) is None:
            found = alike.get(session, first_id, second_id)
            session.add(
                ApartDecisionRow(
                    first_id=first_id,
                    second_id=second_id,
                    evidence=found.evidence if found else [],
                    by_id=actor.user_id,
                    at=now_utc(),
                )
            )
            audit.write(session, actor, "clients.apart", "client", first_id, other_id=second_id)


@needs(Power.MERGE_CLIENTS)
def undo_two_people(runtime: Runtime, actor: Actor, one_id: int, other_id: int) -> None:
    """Take back that two clients are two people.

    Raises:
        ConflictError: nobody said so.
    """
    first_id, second_id = sorted((one_id, other_id))
    with unit_of_work(runtime.engine) as session:
        row = decisions.apart(session, first_id, second_id)
        if row is None:
            raise ConflictError("nobody said that these clients are two people")
        row.undone_at, row.undone_by_id = now_utc(), actor.user_id
        audit.write(session, actor, "clients.apart_undone", "client", first_id, other_id=second_id)
