"""Find samples whose label cannot be right: nothing that looks like them bears it.

About one sample in thirty of the public stroke sets is cut or labelled wrongly; a reader trained on
them learns the mistakes, and one measured on them is called wrong when it is right.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

_SIDE = 20
_NEIGHBOURS = 12
_REFERENCES = 9000
_COMPONENTS = 40
_SHAPE_WEIGHT = 4.0
"""Width over height counts like so many components: a dash and a bar look alike once scaled."""
_WIDEST_PER_LETTER, _NARROWEST_PER_LETTER = 2.2, 0.12
"""Width of a word over its height, a letter: beyond, letters are missing or too many."""

Strokes = Sequence[NDArray[np.float32]]


def _picture(strokes: Strokes) -> NDArray[np.float32]:
    """Draw a sample as a small blurred picture that fills its square."""
    image = np.zeros((_SIDE, _SIDE), np.uint8)
    lines = [
        np.round(stroke * (1, -1) * (_SIDE - 5) * 16 + (2 * 16, (_SIDE - 3) * 16)).astype(np.int32)
        for stroke in strokes
    ]
    cv2.polylines(image, lines, isClosed=False, color=255, thickness=2, lineType=16, shift=4)
    return cv2.GaussianBlur(image, (0, 0), 1.0).astype(np.float32).ravel() / 255


def _features(samples: Sequence[Strokes]) -> NDArray[np.float32]:
    pictures = np.stack([_picture(strokes) for strokes in samples])
    pictures -= pictures.mean(axis=0)
    axes = np.linalg.eigh(pictures.T @ pictures)[1][:, -_COMPONENTS:]
    shape = np.array([[max(s[:, i].max() for s in strokes) for i in (0, 1)] for strokes in samples])
    return np.hstack([pictures @ axes, shape * _SHAPE_WEIGHT]).astype(np.float32)


def _agreeing(features: NDArray[np.float32], labels: NDArray[np.str_]) -> NDArray[np.int64]:
    """Count for each sample the nearest others that bear its label."""
    every = max(1, -(-len(features) // _REFERENCES))
    others, names = features[::every], labels[::every]
    squares = (others**2).sum(axis=1)
    counts = np.zeros(len(features), np.int64)
    for start in range(0, len(features), 1000):
        block = slice(start, start + 1000)
        far = squares - 2 * features[block] @ others.T
        nearest = np.argpartition(far, _NEIGHBOURS, axis=1)[:, : _NEIGHBOURS + 1]
        same = (names[nearest] == labels[block, None]).sum(axis=1)
        itself = (np.arange(start, start + len(far)) % every) == 0
        counts[block] = same - itself
    return counts


def _word_is_possible(strokes: Strokes, label: str) -> bool:
    width, height = (max(float(s[:, axis].max()) for s in strokes) for axis in (0, 1))
    shape = width / max(height, 0.02) / len(label)
    return _NARROWEST_PER_LETTER <= shape <= _WIDEST_PER_LETTER


def believable(samples: Sequence[Strokes], labels: Sequence[str]) -> list[bool]:
    """Say for each sample whether its label can be right."""
    single = np.array([len(label) == 1 for label in labels])
    keep = np.array([_word_is_possible(s, label) for s, label in zip(samples, labels, strict=True)])
    if single.all() and len(labels) > 10 * _NEIGHBOURS:
        keep = _agreeing(_features(samples), np.array(labels)) > 0
    return [bool(kept) for kept in keep]
