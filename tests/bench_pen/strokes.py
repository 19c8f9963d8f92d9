"""Stroke files as small as they can be: every character a zigzag of its own."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

SETS = {
    "digits": "0123456789",
    "upper": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lower": "abcdefghijklmnopqrstuvwxyz",
}


def _drawn(label: str) -> np.ndarray:
    rng = np.random.default_rng(ord(label[0]) + len(label))
    points = rng.integers(0, 1001, (6, 2))
    points[0], points[1] = (0, 0), (500, 1000)
    return points.astype(np.int16)


def _saved(path: Path, rows: Sequence[tuple[str, str]]) -> None:
    drawn = [_drawn(label) for _, label in rows]
    ends = np.cumsum([len(points) for points in drawn]).astype(np.int32)
    np.savez(
        path,
        points=np.concatenate(drawn),
        stroke_ends=ends,
        sample_strokes=np.arange(len(rows) + 1, dtype=np.int32),
        labels=np.array([label for _, label in rows]),
        writers=np.array([writer for writer, _ in rows]),
    )


def stroke_files(folder: Path, writers: Sequence[str], *, lacking: str = "") -> Path:
    """Write the four files; the first writer lacks some characters."""
    for name, letters in SETS.items():
        rows = [
            (writer, letter)
            for number, writer in enumerate(writers)
            for letter in letters
            if number or letter not in lacking
        ]
        _saved(folder / f"{name}.npz", rows)
    words = [f"word{'s' * (n % 2)}" for n in range(12)]
    _saved(folder / "words.npz", [(writer, word) for writer in writers for word in words])
    return folder
