"""Faces as columns: what Splink's tables hold of each."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

import pyarrow as pa

from service.matching.face import Face

TEXTS = (
    *("given", "given_key", "middle", "surname", "surname_key"),
    *("birth", "birth_swapped", "birth_year", "sex"),
)
SETS = (
    *("given_roots", "surname_parts", "postcodes", "outcodes", "address"),
    *("nomis", "nomis_keys", "nomis_slips", "older", "older_keys", "older_slips"),
    *("pnc", "pnc_keys", "pnc_slips", "cro", "cro_keys", "cro_slips", "nhs", "nhs_slips"),
)
_TEXT, _TEXTS = pa.string(), pa.list_(pa.string())
SCHEMA = pa.schema(
    [
        *(("unique_id", pa.int64()), ("owner", pa.int64())),
        *((name, _TEXT) for name in TEXTS),
        *((name, _TEXTS) for name in SETS),
    ]
)
"""`unique_id` is that of the face, `owner` that of the person."""


def face_table(faces: Sequence[tuple[int, int, Face]]) -> pa.Table:
    """Make a table of faces, given as (id of the face, id of its owner, face)."""
    columns: dict[str, Iterable[object]] = {
        "unique_id": [number for number, _, _ in faces],
        "owner": [owner for _, owner, _ in faces],
    }
    for name in TEXTS:
        value = attrgetter(name)
        columns[name] = [value(face) or None for _, _, face in faces]
    for name in SETS:
        value = attrgetter(name)
        columns[name] = [sorted(value(face)) or None for _, _, face in faces]
    return pa.table({name: pa.array(columns[name], SCHEMA.field(name).type) for name in columns})


def key_table(keys: Mapping[int, Iterable[int]]) -> pa.Table:
    """Make a table of keys, given by the id of their face."""
    pairs = [(key, number) for number, found in keys.items() for key in found]
    return pa.table(
        {
            "key": pa.array([key for key, _ in pairs], pa.int64()),
            "face": pa.array([number for _, number in pairs], pa.int64()),
        }
    )
