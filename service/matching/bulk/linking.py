"""Finds and weighs candidates of many forms at once: keys joined in DuckDB, weights by Splink.

Narrow keys are asked first. Forms that they settle, one client far likelier than not and far ahead
of any other, are not asked for by wide keys, which bring twenty times as many pairs.
"""

import logging
from collections.abc import Iterable

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker

from service.matching.bulk.cleaned import Part
from service.matching.bulk.columns import ALL_COLUMNS
from service.matching.bulk.settings import settings
from service.matching.weights.frequencies import Frequencies
from service.matching.weights.model import COLUMNS, Model
from service.matching.weights.posterior import prior_bits

_FACES_A_KEY = 500
"""A key that more of the register share is not asked: narrower ones find the same client."""
_SETTLED_BITS, _SETTLED_LEAD = 16.0, 12.0
"""Beyond the prior, and before the second: more than linking asks for (ruling)."""


def load(connection: duckdb.DuckDBPyConnection, name: str, parts: Iterable[Part]) -> int:
    """Put faces and their keys into the tables `name` and `name_keys`; tell how many persons.

    Of the register, loaded last, only keys that a form has are kept.
    """
    persons = 0
    asked = " where key in (select key from forms_keys)" if name != "forms" else ""
    # One transaction: otherwise each part is written twice, the first time to a journal.
    connection.begin()
    for number, part in enumerate(parts):
        for table, content, columns, some in (
            (name, part.faces, ALL_COLUMNS, ""),
            (f"{name}_keys", part.keys, "*", asked),
        ):
            connection.register("part", content)
            made = f"create table {table} as" if number == 0 else f"insert into {table}"
            connection.execute(f"{made} select {columns} from part{some}")  # noqa: S608 - names of our own
            connection.unregister("part")
        persons += part.rows
    connection.commit()
    return persons


def frequencies(connection: duckdb.DuckDBPyConnection, model: Model) -> Frequencies:
    """Count the terms of the register's faces."""
    counts: dict[tuple[str, str], int] = {}
    for column in COLUMNS:
        query = f"select {column}, count(*) from register where {column} is not null group by 1"  # noqa: S608
        counts |= {(column, term): n for term, n in connection.execute(query).fetchall()}
    [(size,)] = connection.execute("select count(*) from register").fetchall()
    return Frequencies(size, lambda column, term: counts.get((column, term), 0), model.usual)


def weigh_all(connection: duckdb.DuckDBPyConnection, model: Model, size: int) -> None:
    """Fill the table `weighed`: the best pair of faces of each form and client that may be one.

    Args:
        connection: with the tables of `load`.
        model: the weights.
        size: clients on the register.
    """
    terms = frequencies(connection, model)
    connection.execute("create table settled (form bigint)")
    connection.execute(
        """
        create table weighed (
            form bigint, client bigint, form_face bigint, client_face bigint, bits double
        )
        """
    )
    _pair(connection, "not wide")
    _weigh(connection, model, terms)
    connection.execute(_SETTLED, [_SETTLED_BITS - prior_bits(size), _SETTLED_LEAD])
    _pair(connection, "wide")
    _weigh(connection, model, terms)


_SETTLED = """
    insert into settled
    select form from weighed group by form
    having max(bits) >= ? and max(bits) - coalesce(max(bits, 2)[2], -1000) >= ?
"""


def _pair(connection: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Pair the faces that share a key, into the table `pairs`; those of settled forms are left."""
    connection.execute(
        f"""
        create or replace table pairs as
        with asked as (
            select key, face from forms_keys join forms on face = unique_id
            where {kind} and owner not in (select form from settled)
        ), shared as (
            select key, face from register_keys where key in (select key from asked)
        ), few as (
            select key from shared group by key having count(*) <= {_FACES_A_KEY}
        )
        select distinct asked.face as form, shared.face as client
        from asked join few using (key) join shared using (key)
        """  # noqa: S608
    )


def _weigh(connection: duckdb.DuckDBPyConnection, model: Model, terms: Frequencies) -> None:
    """Weigh the pairs with Splink and add them to `weighed`."""
    if connection.execute("select count(*) from pairs").fetchall() == [(0,)]:
        return
    api = DuckDBAPI(connection)
    for name, side in (("forms", "form"), ("register", "client")):
        connection.execute(
            f"""
            create or replace table some_{name} as
            select * from {name} where unique_id in (select {side} from pairs)
            """  # noqa: S608
        )
    tables = [
        api.register(f"some_{name}", dataset_display_name=name) for name in ("forms", "register")
    ]
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
    found = linker.inference.predict(warning_mode="never")
    _keep(connection, found.physical_name)
    found.drop_table_from_database_and_remove_from_cache()


def _keep(connection: duckdb.DuckDBPyConnection, found: str) -> None:
    """Add the weighed pairs, of each form and client the best pair of faces."""
    connection.execute(
        f"""
        insert into weighed
        select owner_l, owner_r, unique_id_l, unique_id_r, match_weight from {found}
        qualify row_number() over (
            partition by owner_l, owner_r order by match_weight desc, unique_id_l, unique_id_r
        ) = 1
        """  # noqa: S608
    )


def _register_terms(
    connection: duckdb.DuckDBPyConnection,
    linker: Linker,
    api: DuckDBAPI,
    column: str,
    terms: Frequencies,
) -> None:
    query = f"select distinct {column} from some_register where {column} is not null"  # noqa: S608
    names = [name for (name,) in connection.execute(query).fetchall()]
    shares = [terms.share(column, name) for name in names]
    connection.register(
        "terms",
        pa.table(
            {column: pa.array(names, pa.string()), f"tf_{column}": pa.array(shares, pa.float64())}
        ),
    )
    connection.execute(f"create or replace table terms_{column} as select * from terms")  # noqa: S608
    connection.unregister("terms")
    linker.table_management.register_term_frequency_lookup(api.register(f"terms_{column}"), column)
