"""Invented registers and forms as faces, with the truth beside them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bench.people.clients import COLUMNS, Client
from bench.people.queries import Query, queries
from bench.people.registers import register
from service.matching.face import Face, faces_of
from service.matching.rows import person_of

TODAY = date(2009, 12, 31)
"""Forms of the pilot were written until then: two-digit years are read from there."""
Faces = Sequence[tuple[int, int, Face]]
"""Id of the face, id of its owner, face."""


@dataclass(frozen=True, slots=True)
class Case:
    """A register and forms about its people."""

    clients: Sequence[Client] = field(repr=False)
    forms: Sequence[Query] = field(repr=False)

    def right(self) -> Mapping[int, frozenset[int]]:
        """Give, by place of a form, the places of the entries that are its client."""
        entries: dict[int, set[int]] = {}
        for place, client in enumerate(self.clients):
            entries.setdefault(client.person_id, set()).add(place)
        return {
            place: frozenset(entries[form.person_id])
            for place, form in enumerate(self.forms)
            if form.person_id is not None
        }


def case(clients: int, forms: int, seed: int) -> Case:
    """Invent a register and forms."""
    people = list(register(clients, seed))
    return Case(people, list(queries(people, forms, seed)))


def client_row(client: Client) -> dict[str, str]:
    """Give the columns of a register."""
    return dict(zip(COLUMNS, client.row(), strict=True))


def faces_by_owner(rows: Iterable[Mapping[str, str]]) -> Faces:
    """Clean rows into faces; owners are counted from 0."""
    found: list[tuple[int, int, Face]] = []
    for owner, row in enumerate(rows):
        for face in faces_of(person_of(row), TODAY):
            found.append((len(found), owner, face))
    return found


def best_pairs(
    forms: Faces,
    clients: Faces,
    right: Mapping[int, frozenset[int]],
    weigh: Callable[[Face, Face], float],
) -> list[tuple[int, int]]:
    """Pair each form with the face of its client that is most like it."""
    by_owner: dict[int, list[tuple[int, Face]]] = {}
    for number, owner, face in clients:
        by_owner.setdefault(owner, []).append((number, face))
    best: dict[tuple[int, int], tuple[float, int, int]] = {}
    for number, owner, face in forms:
        for client in right.get(owner, frozenset()):
            for other, known in by_owner[client]:
                found = (weigh(face, known), number, other)
                best[owner, client] = max(best.get((owner, client), found), found)
    return [(form, client) for _, form, client in best.values()]
