"""Finds and weighs candidates of many forms at once: keys joined in DuckDB, weights by Splink."""

import logging
from collections.abc import Iterable

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker

from service.matching.bulk.settings import settings
from service.matching.weights.frequencies import Frequencies
from service.matching.weights.model import COLUMNS, Model

_FACES_A_KEY = 500
"""A key that more of the register share is not asked: narrower ones find the same client."""


def load(
    connection: duckdb.DuckDBPyConnection, name: str, parts: Iterable[tuple[pa.Table, pa.Table]]
) -> None:
    """Put faces and their keys into the tables `name` and `name_keys`."""
    for number, (faces, keys) in enumerate(parts):
        for table, content in ((name, faces), (f"{name}_keys", keys)):
            connection.register("part", content)
            made = f"create table {table} as" if number == 0 else f"insert into {table}"
            connection.execute(f"{made} select * from part")  # noqa: S608 - names of our own
            connection.unregister("part")


def frequencies(connection: duckdb.DuckDBPyConnection, model: Model) -> Frequencies:
    """Count the terms of the register's faces."""
    counts: dict[tuple[str, str], int] = {}
    for column in COLUMNS:
        query = f"select {column}, count(*) from register where {column} is not null group by 1"  # noqa: S608
        counts |= {(column, term): n for term, n in connection.execute(query).fetchall()}
    [(size,)] = connection.execute("select count(*) from register").fetchall()
    return Frequencies(size, lambda column, term: counts.get((column, term), 0), model.usual)


def find_pairs(connection: duckdb.DuckDBPyConnection) -> int:
    """Pair the faces that share a key, into the table `pairs`; tell how many there are."""
    connection.execute(
        """
        create or replace table asked as
        select key, any_value(face) as face from forms_keys group by key, face
        """
    )
    connection.execute(
        f"""
        create or replace table pairs as
        with shared as (
            select key, face from register_keys where key in (select key from asked)
        ), narrow as (
            select key from shared group by key having count(*) <= {_FACES_A_KEY}
        )
        select distinct asked.face as form, shared.face as client
        from asked join narrow using (key) join shared using (key)
        """  # noqa: S608
    )
    [(count,)] = connection.execute("select count(*) from pairs").fetchall()
    return int(count)


def weigh(connection: duckdb.DuckDBPyConnection, model: Model, terms: Frequencies) -> str:
    """Weigh the pairs with Splink; give the name of the table with their bits.

    Its columns are `form`, `client` (ids of the owners of the best pair of faces) and `bits`.
    """
    api = DuckDBAPI(connection)
    tables = [api.register(name, dataset_display_name=name) for name in ("forms", "register")]
    linker = Linker(tables, settings(model), log_level=logging.ERROR)
    for column in COLUMNS:
        _register_terms(connection, linker, api, column, terms)
    connection.execute(
        """
        create or replace table blocked as
        select '0' as match_key, 'forms-__-' || form as join_key_l,
               'register-__-' || client as join_key_r
        from pairs
        """
    )
    linker.table_management.register_blocked_pairs_for_predict(api.register("blocked"))
    found = linker.inference.predict(warning_mode="never").physical_name
    connection.execute(
        f"""
        create or replace table weighed as
        select owner_l as form, owner_r as client, unique_id_l as form_face,
               unique_id_r as client_face, match_weight as bits
        from {found}
        """  # noqa: S608
    )
    return "weighed"


def _register_terms(
    connection: duckdb.DuckDBPyConnection,
    linker: Linker,
    api: DuckDBAPI,
    column: str,
    terms: Frequencies,
) -> None:
    query = f"select distinct {column} from register where {column} is not null"  # noqa: S608
    names = [name for (name,) in connection.execute(query).fetchall()]
    shares = [terms.share(column, name) for name in names]
    connection.register("terms", pa.table({column: names, f"tf_{column}": shares}))
    connection.execute(f"create or replace table terms_{column} as select * from terms")  # noqa: S608
    connection.unregister("terms")
    linker.table_management.register_term_frequency_lookup(api.register(f"terms_{column}"), column)
