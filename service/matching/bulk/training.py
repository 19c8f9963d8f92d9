"""Trains the weights with Splink: u from pairs drawn by chance, m from pairs known to be one."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker

from service.matching.bulk.columns import face_table
from service.matching.bulk.settings import settings
from service.matching.comparing.comparisons import COMPARISONS
from service.matching.face import Face
from service.matching.weights.model import COLUMNS, Model, Odds

_PAIRS_BY_CHANCE = 8e6
_NEVER_SEEN = 1e-5
"""The m of a level that no true pair showed."""
_RAREST_CHANCE = 2e-8
"""The u of what no pair by chance showed: numbers are drawn from some fifty millions."""
_COMMON_NAMES = 1_000


def train(
    connection: duckdb.DuckDBPyConnection,
    forms: Sequence[tuple[int, int, Face]],
    register: Sequence[tuple[int, int, Face]],
    matches: Iterable[tuple[int, int]],
    *,
    version: str,
) -> Model:
    """Train a model on forms whose clients are known.

    Args:
        connection: an empty database.
        forms: faces of forms, as (id, id of the form, face).
        register: faces of clients, as (id, id of the client, face).
        matches: ids of faces of a form and of its client.
        version: to name the model by.
    """
    api = DuckDBAPI(connection)
    tables = []
    for name, faces in (("forms", forms), ("register", register)):
        connection.register(f"{name}_arrow", face_table(faces))
        connection.execute(f"create table {name} as select * from {name}_arrow")  # noqa: S608
        tables.append(api.register(name, dataset_display_name=name))
    linker = Linker(tables, settings(None), log_level=logging.ERROR)
    linker.training.estimate_u_using_random_sampling(max_pairs=_PAIRS_BY_CHANCE, seed=1)
    pairs = list(matches)
    labels = pa.table(
        {
            "source_dataset_l": ["forms"] * len(pairs),
            "unique_id_l": [form for form, _ in pairs],
            "source_dataset_r": ["register"] * len(pairs),
            "unique_id_r": [client for _, client in pairs],
        }
    )
    connection.register("labels_arrow", labels)
    connection.execute("create table labels as select * from labels_arrow")
    linker.training.estimate_m_from_pairwise_labels(api.register("labels"))  # type: ignore[no-untyped-call]
    met = len(pairs) / (len(forms) * len(register))
    return Model(version, _odds(linker, met), _usual(register))


def _usual(register: Sequence[tuple[int, int, Face]]) -> dict[tuple[str, str], float]:
    """Give the shares of the common names on the register."""
    found: dict[tuple[str, str], float] = {}
    for column in COLUMNS:
        counted = Counter(term for _, _, face in register if (term := getattr(face, column)))
        for term, count in counted.most_common(_COMMON_NAMES):
            found[column, term] = round(count / len(register), 7)
    return found


def _odds(linker: Linker, met: float) -> dict[tuple[str, str], Odds]:
    """Take the odds out of Splink's settings.

    Args:
        linker: trained.
        met: share of true pairs among those drawn by chance, which u must not count.
    """
    trained = linker.misc.save_model_to_json()
    odds = {}
    for one, made in zip(COMPARISONS, trained["comparisons"], strict=True):
        levels = [level for level in made["comparison_levels"] if not level.get("is_null_level")]
        for level, found in zip(one.levels, levels, strict=True):
            m = float(found.get("m_probability") or _NEVER_SEEN)
            u = float(found.get("u_probability") or 0.0)
            odds[one.key, level.key] = Odds(m, max(_RAREST_CHANCE, (u - met * m) / (1 - met)))
    return odds
