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
        columns[name] = [list(value(face)) or None for _, _, face in faces]
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
