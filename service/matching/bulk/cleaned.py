"""Cleans rows into faces and keys, in several processes where there are many."""

import gc
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

import pyarrow as pa

from service.matching.bulk.columns import face_table, key_table
from service.matching.face import faces_of
from service.matching.keys import keys_of
from service.matching.rows import person_of

_ROWS = 4_000
"""In one portion: enough that sending them costs little, few enough to hold many at once."""
_AHEAD = 2
"""Portions that wait for each process."""
_MOST_FACES = 16
"""Faces are numbered by their owner's number times this (face.MOST_FACES are fewer)."""

_Numbered = tuple[int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows, cleaned."""

    rows: int
    faces: pa.Table = field(repr=False)
    keys: pa.Table = field(repr=False)


def clean_rows(rows: Sequence[_Numbered], today: date) -> Part:
    """Clean rows, each with the number of its person."""
    faces, keys = [], []
    for owner, row in rows:
        for place, face in enumerate(faces_of(person_of(row), today)):
            number = owner * _MOST_FACES + place
            faces.append((number, owner, face))
            keys.append((number, keys_of(face)))
    return Part(len(rows), face_table(faces), key_table(keys))


def _portions(rows: Iterator[_Numbered]) -> Iterator[Sequence[_Numbered]]:
    yield tuple(islice(rows, _ROWS))
    while portion := tuple(islice(rows, _ROWS)):
        yield portion


class Cleaner:
    """Cleans portion after portion, in order; with one job in this very process."""

    def __init__(self, pool: ProcessPoolExecutor | None, jobs: int, today: date) -> None:
        self._pool, self._jobs, self._today = pool, jobs, today

    def parts(self, rows: Iterable[dict[str, str]]) -> Iterator[Part]:
        """Clean rows, whose persons are numbered from 0; at least one part, be it of no rows."""
        portions = _portions(enumerate(rows))
        if self._pool is None:
            return (clean_rows(portion, self._today) for portion in portions)
        return self._pooled(self._pool, portions)

    def _pooled(
        self, pool: ProcessPoolExecutor, portions: Iterator[Sequence[_Numbered]]
    ) -> Iterator[Part]:
        waiting: deque[Future[Part]] = deque()
        for portion in portions:
            waiting.append(pool.submit(clean_rows, portion, self._today))
            if len(waiting) > _AHEAD * self._jobs:
                yield waiting.popleft().result()
        yield from (one.result() for one in waiting)


@contextmanager
def cleaner(jobs: int, today: date) -> Iterator[Cleaner]:
    """Start so many processes; they end with the block."""
    if jobs == 1:
        yield Cleaner(None, 1, today)
        return
    # Fresh processes: a fork would copy the locks of threads that DuckDB and Arrow run.
    context = multiprocessing.get_context("spawn")
    # What cleaning makes has no cycles: the search for them would take a tenth of the time.
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=gc.disable) as pool:
        yield Cleaner(pool, jobs, today)
