"""Read pen strokes of real writers, writer by writer, without the samples that are mislabelled."""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bench.pen.doubting import believable

Part = Literal["training", "measuring"]
Points = NDArray[np.float32]

_MEASURING_PER_CENT = 15
_FULL = 1000.0
_CHARACTERS = ("digits", "upper", "lower")


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One character or word as drawn: x to the right, y up, the lowest and leftmost point at 0.

    Its longest side is 1.
    """

    strokes: tuple[Points, ...] = field(repr=False)

    @property
    def width(self) -> float:
        """Width, the longest side being 1."""
        return float(max(stroke[:, 0].max() for stroke in self.strokes))

    @property
    def height(self) -> float:
        """Height, the longest side being 1."""
        return float(max(stroke[:, 1].max() for stroke in self.strokes))


@dataclass(frozen=True, slots=True, eq=False)
class Writer:
    """What one person wrote."""

    name: str
    characters: Mapping[str, tuple[Sample, ...]] = field(repr=False)
    words: Mapping[str, tuple[Sample, ...]] = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """One file of strokes."""

    points: NDArray[np.int16]
    stroke_ends: NDArray[np.int32]
    sample_strokes: NDArray[np.int32]
    labels: NDArray[np.str_]
    writers: NDArray[np.str_]

    def sample(self, index: int) -> Sample:
        """Take one sample out, moved to 0 and scaled."""
        first, last = self.sample_strokes[index : index + 2]
        ends = self.stroke_ends[first:last]
        start = self.stroke_ends[first - 1] if first else 0
        points = self.points[start : ends[-1]].astype(np.float32)
        points -= points.min(axis=0)
        points /= max(1.0, float(points.max()))
        strokes = np.split(points, (ends[:-1] - start).tolist())
        return Sample(tuple(stroke for stroke in strokes if len(stroke)))


def _table(path: Path) -> _Table:
    with np.load(path) as file:
        return _Table(**{name: file[name] for name in _Table.__slots__})


def part_of(writer: str) -> Part:
    """Say for which part a writer's samples are kept; a writer is never in both."""
    drawn = zlib.crc32(writer.encode()) % 100
    return "measuring" if drawn < _MEASURING_PER_CENT else "training"


def _samples(path: Path, part: Part) -> Iterator[tuple[str, str, Sample]]:
    """Give writer, label and sample of the believable samples of one part."""
    table = _table(path)
    names = {name for name in set(table.writers.tolist()) if part_of(name) == part}
    chosen = [i for i, name in enumerate(table.writers.tolist()) if name in names]
    samples = [table.sample(i) for i in chosen]
    labels = [str(table.labels[i]) for i in chosen]
    keep = believable([sample.strokes for sample in samples], labels)
    for index, sample, label, kept in zip(chosen, samples, labels, keep, strict=True):
        if kept:
            yield str(table.writers[index]), label, sample


def _grouped(rows: Sequence[tuple[str, str, Sample]]) -> dict[str, dict[str, tuple[Sample, ...]]]:
    found: dict[str, dict[str, list[Sample]]] = defaultdict(lambda: defaultdict(list))
    for writer, label, sample in rows:
        found[writer][label].append(sample)
    return {
        writer: {label: tuple(samples) for label, samples in labels.items()}
        for writer, labels in found.items()
    }


@cache
def writers(path: Path, part: Part) -> tuple[Writer, ...]:
    """Read the writers of one part.

    Args:
        path: a folder with digits.npz, upper.npz, lower.npz and words.npz.
        part: the two parts have no writer in common.
    """
    rows = [row for name in _CHARACTERS for row in _samples(path / f"{name}.npz", part)]
    characters = _grouped(rows)
    words = _grouped(list(_samples(path / "words.npz", part)))
    names = sorted({*characters, *words})
    return tuple(Writer(name, characters.get(name, {}), words.get(name, {})) for name in names)
