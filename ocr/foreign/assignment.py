"""Pair things one to one so that the sum of their scores is greatest."""

import numpy as np
from numpy.typing import NDArray


def best_pairs(scores: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pair rows and columns; a pair with a score of 0 or less is not made.

    The Hungarian method in the form with potentials (Jonker and Volgenant, 1987).
    """
    rows, columns = scores.shape
    if not rows or not columns:
        return []
    # As many columns of nothing as rows: a row may stay alone.
    cost = np.hstack([-np.maximum(scores, 0.0), np.zeros((rows, rows))])
    wide = cost.shape[1]
    row_of = np.full(wide + 1, -1)
    row_value, column_value = np.zeros(rows), np.zeros(wide + 1)
    for row in range(rows):
        _augment(cost, row, row_of, row_value, column_value)
    return [
        (int(row_of[column]), column)
        for column in range(columns)
        if row_of[column] >= 0 and scores[row_of[column], column] > 0
    ]


def _augment(
    cost: NDArray[np.float64],
    row: int,
    row_of: NDArray[np.int_],
    row_value: NDArray[np.float64],
    column_value: NDArray[np.float64],
) -> None:
    """Find the cheapest way to give one more row a column; the last column is the start."""
    wide = cost.shape[1]
    row_of[wide] = row
    least, came = np.full(wide, np.inf), np.full(wide, wide)
    used = np.zeros(wide + 1, dtype=np.bool_)
    at = wide
    while row_of[at] >= 0:
        used[at] = True
        current = row_of[at]
        free = ~used[:wide]
        reduced = cost[current] - row_value[current] - column_value[:wide]
        better = free & (reduced < least)
        least[better] = reduced[better]
        came[better] = at
        nearest = int(np.where(free, least, np.inf).argmin())
        step = least[nearest]
        taken = np.flatnonzero(used)
        row_value[row_of[taken]] += step
        column_value[taken] -= step
        least[free] -= step
        at = nearest
    while at != wide:
        row_of[at] = row_of[came[at]]
        at = int(came[at])
