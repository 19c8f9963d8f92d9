"""The best of the weighed pairs as candidates with their evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import duckdb

from service.matching.bulk.columns import SETS, TEXTS
from service.matching.comparing.comparisons import COMPARISONS, Comparison
from service.matching.ruling import Candidate
from service.matching.weights.model import Model
from service.matching.weights.scorer import Evidence

_FIRST_LEVEL = 5
"""Form, client, bits, claims and whether the form has more names stand before the levels."""
_KEPT = 12
"""Candidates of a form."""
_FETCHED = 10_000


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate of a form."""

    candidate: Candidate
    claims: float
    """What all forms together, this one too, weigh on this client: sum of two to their bits."""


def candidates(
    connection: duckdb.DuckDBPyConnection, model: Model
) -> Iterator[tuple[int, list[Weighed]]]:
    """Give forms with their best candidates, in the order of forms."""
    tables = [
        [Evidence(one, level, model.bits(one.key, level)) for level in one.levels]
        for one in COMPARISONS
    ]
    for form, found in groupby(_rows(_best_first(connection)), itemgetter(0)):
        yield int(form), [_weighed(row, tables) for row in found]


def _rows(found: duckdb.DuckDBPyConnection) -> Iterator[Sequence[float]]:
    while some := found.fetchmany(_FETCHED):
        yield from some


def _weighed(row: Sequence[float], tables: Sequence[Sequence[Evidence]]) -> Weighed:
    levels = zip(tables, row[_FIRST_LEVEL:], strict=True)
    evidence = tuple(table[int(number)] for table, number in levels if number >= 0)
    candidate = Candidate(int(row[1]), row[2], evidence, more_middles=bool(row[4]))
    return Weighed(candidate, row[3])


def _level_number(one: Comparison) -> str:
    """Give the number of the level that a pair is at as SQL, -1 where nothing is known."""
    cases = " ".join(
        f"when {level.when.sql()} then {number}" for number, level in enumerate(one.levels[:-1])
    )
    return (
        f"case when not coalesce({one.known.sql()}, false) then -1 {cases} "
        f"else {len(one.levels) - 1} end"
    )


def _best_first(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Select form, client, bits, claims, whether the form has more names, and the levels."""
    sides = ", ".join(f"l.{name} as {name}_l, r.{name} as {name}_r" for name in (*TEXTS, *SETS))
    levels = ", ".join(map(_level_number, COMPARISONS))
    return connection.execute(
        f"""
        with once as (
            select * from weighed
            qualify row_number() over (partition by form, client order by bits desc) = 1
        ), kept as (
            select *, sum(pow(2, bits)) over (partition by client) as claims from once
            qualify row_number() over (partition by form order by bits desc, client) <= {_KEPT}
        ), faced as (
            select form, client, bits, claims, {sides} from kept
            join forms l on l.unique_id = form_face join register r on r.unique_id = client_face
        )
        select form, client, bits, claims, middle_l is not null and middle_r is null, {levels}
        from faced order by form, bits desc, client
        """  # noqa: S608
    )
