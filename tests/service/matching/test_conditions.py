"""A condition says the same in SQL as in Python, of any two faces."""

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.matching.bulk.columns import ALL_COLUMNS, SETS, TEXTS, face_table
from service.matching.bulk.database import opened
from service.matching.comparing.comparisons import COMPARISONS
from service.matching.comparing.conditions import Condition, Otherwise
from service.matching.face import Face

NAMES = st.one_of(st.text("ABR", max_size=4), st.text("AEILMNORST", max_size=9))
MIDDLES = st.lists(NAMES.filter(bool), max_size=2).map(" ".join)
DAYS = st.one_of(st.just(""), st.text("0123", min_size=8, max_size=8))
NUMBERS = st.frozensets(st.text("A1B2", min_size=5, max_size=6), max_size=2)
POLICE = st.frozensets(st.text("A1B2", min_size=5, max_size=6), max_size=1)
WORDS = st.frozensets(st.sampled_from(["1", "2", "HIGH", "MILL", "ST", "RD", "LEEDS"]), max_size=6)
CODES = st.frozensets(st.sampled_from(["LS11AA", "LS12BB", "B11AA"]), max_size=2)
FACES = st.builds(
    Face,
    given=NAMES,
    middle=MIDDLES,
    surname=NAMES,
    surname_parts=st.frozensets(NAMES.filter(bool), max_size=2),
    birth=DAYS,
    nomis=NUMBERS,
    older=NUMBERS,
    pnc=POLICE,
    cro=POLICE,
    nhs=POLICE,
    postcodes=CODES,
    outcodes=st.frozensets(st.sampled_from(["LS1", "B1"]), max_size=1),
    address=WORDS,
    sex=st.sampled_from(["", "M", "F"]),
)
CONDITIONS = sorted(
    {
        condition.sql(): condition
        for one in COMPARISONS
        for condition in (one.known, *(level.when for level in one.levels))
        if not isinstance(condition, Otherwise)
    }.items()
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with opened(threads=1) as made:
        yield made


def in_sql(
    connection: duckdb.DuckDBPyConnection, left: Face, right: Face, conditions: list[Condition]
) -> list[bool]:
    sides = ", ".join(f"l.{name} as {name}_l, r.{name} as {name}_r" for name in (*TEXTS, *SETS))
    tests = ", ".join(f"coalesce({one.sql()}, false)" for one in conditions)
    connection.register("faces", face_table([(0, 0, left), (1, 1, right)]))
    [found] = connection.execute(
        f"""
        with faced as (select {ALL_COLUMNS} from faces), pair as (
            select {sides} from faced l, faced r where l.unique_id = 0 and r.unique_id = 1
        ) select {tests} from pair
        """  # noqa: S608 - columns of our own
    ).fetchall()
    return list(found)


@settings(deadline=None, max_examples=60)
@given(left=FACES, right=FACES)
def test_sql_and_python_agree(
    connection: duckdb.DuckDBPyConnection, left: Face, right: Face
) -> None:
    conditions = [condition for _, condition in CONDITIONS]
    in_python = [condition.holds(left, right) for condition in conditions]
    assert in_sql(connection, left, right, conditions) == in_python


@settings(deadline=None, max_examples=40)
@given(left=FACES, right=FACES)
def test_sides_may_change_places(left: Face, right: Face) -> None:
    for said, condition in CONDITIONS:
        assert condition.holds(left, right) == condition.holds(right, left), said


def test_a_condition_can_be_told_from_its_sides(connection: duckdb.DuckDBPyConnection) -> None:
    same = Face(given="ANN", surname="LEE", birth="27031974")
    held = [condition.holds(same, same) for _, condition in CONDITIONS]
    assert any(held)
    assert not all(held)
    assert in_sql(connection, same, same, [one for _, one in CONDITIONS]) == held
