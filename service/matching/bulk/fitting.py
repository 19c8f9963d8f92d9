"""Fits the weights to two files by Splink's expectation maximisation: for people unlike ours.

No pair need be known to be one: where some are (`labels`), m is taken from them instead.
"""

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from service.matching.bulk.training import (
    NEVER_SEEN,
    PAIRS_BY_CHANCE,
    RAREST_CHANCE,
    linker_of,
    trained_shares,
)
from service.matching.comparing.comparisons import COMPARISONS
from service.matching.weights.model import Model, Odds

_BLOCKS = (
    "l.birth = r.birth",
    "l.surname = r.surname and l.given = r.given",
    "list_has_any(l.postcodes, r.postcodes) and l.surname_key[1:2] = r.surname_key[1:2]",
)
"""Pairs of which many are one; what makes a block is not estimated from it."""


def fit(
    connection: duckdb.DuckDBPyConnection,
    base: Model,
    labels: Mapping[int, int],
    *,
    version: str,
) -> Model:
    """Estimate weights from the tables `forms` and `register`; levels never met keep theirs.

    Args:
        connection: with the tables of `linking.load`.
        base: weights of what cannot be estimated.
        labels: forms whose clients are known, by the numbers of both; none where none is.
        version: to name the model by.
    """
    linker, api = linker_of(connection, "forms", "register")
    linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS_BY_CHANCE, seed=1)
    if labels:
        _load_labels(connection, labels)
        linker.training.estimate_m_from_pairwise_labels(api.register("labels"))  # type: ignore[no-untyped-call]
    else:
        for block in _BLOCKS:
            linker.training.estimate_parameters_using_expectation_maximisation(block)
    m = dict(trained_shares(linker, "m_probability"))
    u = dict(trained_shares(linker, "u_probability"))
    odds = {key: _odds(m.get(key), u.get(key), base.odds[key]) for key in _keys()}
    return Model(version, odds, base.usual)


def _keys() -> list[tuple[str, str]]:
    return [(one.key, level.key) for one in COMPARISONS for level in one.levels]


def _odds(m: float | None, u: float | None, base: Odds) -> Odds:
    if m is None or u is None:
        return base
    return Odds(max(NEVER_SEEN, m), max(RAREST_CHANCE, u))


def _load_labels(connection: duckdb.DuckDBPyConnection, labels: Mapping[int, int]) -> None:
    known = pa.table(
        {
            "form": pa.array(list(labels), pa.int64()),
            "client": pa.array(list(labels.values()), pa.int64()),
        }
    )
    connection.register("part", known)
    connection.execute(
        """
        create table labels as
        select 'forms' as source_dataset_l, any_value(f.unique_id) as unique_id_l,
               'register' as source_dataset_r, any_value(r.unique_id) as unique_id_r
        from part join forms f on f.owner = form join register r on r.owner = client
        group by form, client
        """
    )
    connection.unregister("part")
