"""Matches all records of a file with a register: cleans, finds, weighs, rules."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from service.matching.bulk.assignment import assigned
from service.matching.bulk.candidates import Weighed, candidates
from service.matching.bulk.cleaned import cleaner
from service.matching.bulk.database import opened
from service.matching.bulk.fitting import fit
from service.matching.bulk.linking import load, weigh_all
from service.matching.bulk.links import Link, links_of, nobody_found, one_to_one
from service.matching.weights.model import Model

Facts = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to match."""

    model: Model
    today: date
    """From which two-digit years are read."""
    one_to_one: bool = False
    """A client has at most one record."""
    top: int = 5
    """Candidates of a record that are listed."""
    jobs: int = 1


def matches(records: Iterable[Facts], register: Iterable[Facts], plan: Plan) -> Generator[Link]:
    """Give the links of each record, in order, best first; at least one of each."""
    with cleaner(plan.jobs, plan.today) as clean, opened(threads=plan.jobs) as connection:
        count = load(connection, "forms", clean.parts(records))
        size = load(connection, "register", clean.parts(register))
        weigh_all(connection, plan.model, size)
        client_of = assigned(connection, size) if plan.one_to_one else {}
        found = _in_order(candidates(connection, plan.model), count)
        for record, weighed in found:
            yield from _links(record, weighed, size, plan, client_of)


def fitted(
    records: Iterable[Facts],
    register: Iterable[Facts],
    plan: Plan,
    labels: Callable[[], Mapping[int, int]] | None = None,
) -> Model:
    """Fit the weights of the plan to these people.

    Args:
        records: as `matches` takes them.
        register: the same.
        plan: its model stands in for what cannot be estimated.
        labels: gives the clients of records that are known, by number, once both are read.
    """
    with cleaner(plan.jobs, plan.today) as clean, opened(threads=plan.jobs) as connection:
        load(connection, "forms", clean.parts(records))
        load(connection, "register", clean.parts(register))
        known = labels() if labels else {}
        return fit(connection, plan.model, known, version=f"{plan.model.version}-fitted")


def _in_order(
    found: Iterator[tuple[int, list[Weighed]]], count: int
) -> Iterator[tuple[int, list[Weighed]]]:
    """Put the records for which nothing was found between the others."""
    place = 0
    for record, weighed in found:
        yield from ((missing, []) for missing in range(place, record))
        yield record, weighed
        place = record + 1
    yield from ((missing, []) for missing in range(place, count))


def _links(
    record: int, weighed: Sequence[Weighed], size: int, plan: Plan, client_of: Mapping[int, int]
) -> Iterator[Link]:
    if not weighed:
        yield nobody_found(record)
    elif plan.one_to_one:
        yield from one_to_one(record, weighed, size, plan.top, client_of.get(record))
    else:
        yield from links_of(record, weighed, size, plan.top)
