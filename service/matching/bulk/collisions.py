"""Counts how often numbers of different people agree, over all pairs: too seldom for a sample."""

from collections.abc import Iterator

import duckdb

from service.matching.comparing.comparisons import CRO, NHS, PNC, PRISON_NUMBER, Comparison

_COLUMNS = (
    (PRISON_NUMBER, ("nomis", "older")),
    (PNC, ("pnc",)),
    (CRO, ("cro",)),
    (NHS, ("nhs",)),
)
"""Numbers whose slips, the widest way in which two of them may agree, lie in `…_slips`."""


def collisions(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], float]:
    """Give the share of pairs at each level but the last ones, of the pairs where both are known.

    The tables are `forms` and `strangers`, clients whom no form is about.
    """
    found: dict[tuple[str, str], float] = {}
    for one, columns in _COLUMNS:
        pairs = _known_pairs(connection, columns)
        if pairs:
            counts = dict(_counts(connection, one, columns))
            agreeing = (level.key for level in one.levels if level.key in _AGREEING)
            found |= {(one.key, key): counts.get(key, 0) / pairs for key in agreeing}
    return found


_AGREEING = frozenset(("same", "lookalike", "one"))


def _known_pairs(connection: duckdb.DuckDBPyConnection, columns: tuple[str, ...]) -> int:
    known = " or ".join(f"{column} is not null" for column in columns)
    counts = [
        connection.execute(f"select count(*) from {table} where {known}").fetchall()[0][0]  # noqa: S608
        for table in ("forms", "strangers")
    ]
    return int(counts[0]) * int(counts[1])


def _counts(
    connection: duckdb.DuckDBPyConnection, one: Comparison, columns: tuple[str, ...]
) -> Iterator[tuple[str, int]]:
    slips = " union all ".join(
        f"""
        select l.unique_id as form, r.unique_id as client
        from (select unique_id, unnest({column}_slips) as slip from forms) l
        join (select unique_id, unnest({column}_slips) as slip from strangers) r using (slip)
        """  # noqa: S608
        for column in columns
    )
    names = sorted({f"{name}{suffix}" for name in columns for suffix in ("", "_keys", "_slips")})
    names = [name for name in names if name != "nhs_keys"]
    sides = ", ".join(f"l.{name} as {name}_l, r.{name} as {name}_r" for name in names)
    cases = " ".join(
        f"when {level.when.sql()} then '{level.key}'"
        for level in one.levels
        if level.key in _AGREEING
    )
    yield from connection.execute(
        f"""
        with paired as (select distinct form, client from ({slips})),
        faced as (
            select {sides} from paired
            join forms l on l.unique_id = form join strangers r on r.unique_id = client
        )
        select case {cases} end, count(*) from faced group by 1
        """  # noqa: S608
    ).fetchall()
