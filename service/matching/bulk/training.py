"""Trains the weights with Splink: u from pairs drawn by chance, m from pairs known to be one."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker

from service.matching.bulk.collisions import collisions
from service.matching.bulk.columns import ALL_COLUMNS, face_table
from service.matching.bulk.settings import settings
from service.matching.comparing.comparisons import COMPARISONS
from service.matching.face import Face
from service.matching.weights.model import COLUMNS, Model, Odds

PAIRS_BY_CHANCE = 4e6
NEVER_SEEN = 1e-3
"""The m of a level that no true pair showed: there is no mistake that nobody makes."""
RAREST_CHANCE = 2e-7
"""The least u. Numbers are rarer, but now and then somebody else's is written; the Ministry's own
live model gives an equal police number 21.6 bits (domain facts, head 5a), and so does this."""
_COMMON_NAMES = 1_000

Owned = tuple[int, int, Face]
"""Id of the face, id of its owner, face."""


def train(
    connection: duckdb.DuckDBPyConnection,
    forms: Sequence[Owned],
    register: Sequence[Owned],
    matches: Iterable[tuple[int, int]],
    *,
    version: str,
) -> Model:
    """Train a model on forms whose clients are known.

    Args:
        connection: an empty database.
        forms: faces of forms.
        register: faces of clients.
        matches: ids of faces of a form and of its client.
        version: to name the model by.
    """
    pairs = list(matches)
    _load(connection, "forms", forms)
    _load(connection, "register", register)
    _load_labels(connection, pairs)
    connection.execute(_STRANGERS)
    odds = _odds(_seen_by_chance(connection), _seen_of_one(connection), collisions(connection))
    return Model(version, odds, _usual(register))


_STRANGERS = """
    create table strangers as select * from register where owner not in (
        select owner from register join labels on register.unique_id = labels.unique_id_r
    )
"""
"""Clients whom no form is about: with them alone a form's pair is one by chance."""


def _load(connection: duckdb.DuckDBPyConnection, name: str, faces: Sequence[Owned]) -> None:
    connection.register("part", face_table(faces))
    connection.execute(f"create table {name} as select {ALL_COLUMNS} from part")  # noqa: S608
    connection.unregister("part")


def _load_labels(connection: duckdb.DuckDBPyConnection, pairs: Sequence[tuple[int, int]]) -> None:
    labels = pa.table(
        {
            "source_dataset_l": ["forms"] * len(pairs),
            "unique_id_l": pa.array([form for form, _ in pairs], pa.int64()),
            "source_dataset_r": ["register"] * len(pairs),
            "unique_id_r": pa.array([client for _, client in pairs], pa.int64()),
        }
    )
    connection.register("part", labels)
    connection.execute("create table labels as select * from part")
    connection.unregister("part")


def linker_of(connection: duckdb.DuckDBPyConnection, *names: str) -> tuple[Linker, DuckDBAPI]:
    """Set Splink on tables of faces, with nothing trained."""
    api = DuckDBAPI(connection)
    tables = [api.register(name, dataset_display_name=name) for name in names]
    return Linker(tables, settings(None), log_level=logging.ERROR), api


Seen = Mapping[tuple[str, str], float]
"""Share of pairs at a level, by keys of comparison and level; none where no pair was."""


def _seen_by_chance(connection: duckdb.DuckDBPyConnection) -> Seen:
    linker, _ = linker_of(connection, "forms", "strangers")
    linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS_BY_CHANCE, seed=1)
    return dict(trained_shares(linker, "u_probability"))


def _seen_of_one(connection: duckdb.DuckDBPyConnection) -> Seen:
    linker, api = linker_of(connection, "forms", "register")
    linker.training.estimate_m_from_pairwise_labels(api.register("labels"))  # type: ignore[no-untyped-call]
    return dict(trained_shares(linker, "m_probability"))


def trained_shares(linker: Linker, kind: str) -> Iterator[tuple[tuple[str, str], float]]:
    """Give what was trained, `m_probability` or `u_probability`, of each level that was met."""
    made = linker.misc.save_model_to_json()["comparisons"]
    for one, table in zip(COMPARISONS, made, strict=True):
        levels = [level for level in table["comparison_levels"] if not level.get("is_null_level")]
        for level, found in zip(one.levels, levels, strict=True):
            if isinstance(share := found.get(kind), float):
                yield (one.key, level.key), share


def _odds(by_chance: Seen, of_one: Seen, counted: Seen) -> dict[tuple[str, str], Odds]:
    """Put the shares together; what was counted over all pairs goes before what was drawn."""
    u = {**by_chance, **counted}
    keys = ((one.key, level.key) for one in COMPARISONS for level in one.levels)
    return {
        key: Odds(max(NEVER_SEEN, of_one.get(key, 0.0)), max(RAREST_CHANCE, u.get(key, 0.0)))
        for key in keys
    }


def _usual(register: Sequence[Owned]) -> dict[tuple[str, str], float]:
    """Give the shares of the common names on the register."""
    found: dict[tuple[str, str], float] = {}
    for column in COLUMNS:
        counted = Counter(term for _, _, face in register if (term := getattr(face, column)))
        for term, count in counted.most_common(_COMMON_NAMES):
            found[column, term] = round(count / len(register), 7)
    return found
