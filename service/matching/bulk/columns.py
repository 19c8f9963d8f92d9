"""Faces as columns: what Splink's tables hold of each."""

from collections.abc import Iterable, Sequence
from operator import attrgetter

import pyarrow as pa

from service.matching.face import Face
from service.matching.keys import Keys

TEXTS = (
    *("given", "given_key", "middle", "surname", "surname_key"),
    *("birth", "birth_swapped", "birth_year", "sex"),
)
_WRITTEN_SETS = (
    *("given_roots", "surname_parts", "postcodes", "outcodes", "address"),
    *("nomis", "nomis_keys", "older", "older_keys", "pnc", "pnc_keys", "cro", "cro_keys", "nhs"),
)
_SLIPS = {
    "nomis_slips": "nomis_keys",
    "older_slips": "older_keys",
    "pnc_slips": "pnc_keys",
    "cro_slips": "cro_keys",
    "nhs_slips": "nhs",
}
"""Sets that follow from others: they are many, and DuckDB makes them in a fraction of the time."""
SETS = (*_WRITTEN_SETS, *_SLIPS)
_TEXT, _TEXTS = pa.string(), pa.list_(pa.string())
SCHEMA = pa.schema(
    [
        *(("unique_id", pa.int64()), ("owner", pa.int64())),
        *((name, _TEXT) for name in TEXTS),
        *((name, _TEXTS) for name in _WRITTEN_SETS),
    ]
)
"""`unique_id` is that of the face, `owner` that of the person."""


def _slips(column: str) -> str:
    """Say `cleaning.lookalikes.slips` of each text of a column in DuckDB's SQL."""
    dropped = (
        "[left(text, place - 1) || substr(text, place + 1) for place in range(1, len(text) + 1)]"
    )
    return f"list_distinct(flatten([list_append({dropped}, text) for text in {column}]))"


ALL_COLUMNS = ", ".join(("*", *(f"{_slips(of)} as {name}" for name, of in _SLIPS.items())))
"""What is selected from a table of faces so that it has the sets that follow from others too."""


def face_table(faces: Sequence[tuple[int, int, Face]]) -> pa.Table:
    """Make a table of faces, given as (id of the face, id of its owner, face).

    `ALL_COLUMNS` of it are what is compared.
    """
    columns: dict[str, Iterable[object]] = {
        "unique_id": [number for number, _, _ in faces],
        "owner": [owner for _, owner, _ in faces],
    }
    for name in TEXTS:
        value = attrgetter(name)
        columns[name] = [value(face) or None for _, _, face in faces]
    for name in _WRITTEN_SETS:
        value = attrgetter(name)
        columns[name] = [list(found) if (found := value(face)) else None for _, _, face in faces]
    return pa.table({name: pa.array(columns[name], SCHEMA.field(name).type) for name in columns})


def key_table(keys: Sequence[tuple[int, Keys]]) -> pa.Table:
    """Make a table of keys, given with the id of their face."""
    found = [
        (key, number, wide)
        for number, of_face in keys
        for wide, some in ((False, of_face.narrow), (True, of_face.wide - of_face.narrow))
        for key in some
    ]
    return pa.table(
        {
            "key": pa.array([key for key, _, _ in found], pa.int64()),
            "face": pa.array([number for _, number, _ in found], pa.int64()),
            "wide": pa.array([wide for _, _, wide in found], pa.bool_()),
        }
    )
