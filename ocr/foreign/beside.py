"""Writing that stands right beside an answer and was not read with it: the answer was cut short.

A word that looked like a label, a surname or a code behind a wide gap: what is left reads well, and
is wrong.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forms.geometry import BoxMm
from ocr.foreign.areas import Area
from ocr.foreign.ground import Ground, within
from ocr.foreign.owners import Owned, over
from ocr.foreign.segments import Piece
from ocr.foreign.written import writing_lines
from ocr.marking.lines import PER_MM, px

_LETTER_MM = 1.2
_BEFORE, _BEHIND, _BEHIND_LOOSE = 1.3, 2.2, 4.0
"""How near more writing stands, in heights of the line's letters; further behind where it is
surely no print."""
_TOUCH = 0.3
_LEAST_HIGH, _MOST_HIGH = 0.5, 2.0
_LEVEL = 0.6
"""Share of a letter's height that is level with the line."""


@dataclass(frozen=True, eq=False)
class _Pieces:
    """All pieces of ink of a page, as columns."""

    number: NDArray[np.int64]
    left: NDArray[np.int64]
    top: NDArray[np.int64]
    right: NDArray[np.int64]
    bottom: NDArray[np.int64]
    loose: NDArray[np.int64]
    """1 for what is no print."""


def _columns(pieces: Sequence[Piece], loose: Collection[int]) -> _Pieces:
    rows = [(p.number, p.left, p.top, p.right, p.bottom, p.number in loose) for p in pieces]
    return _Pieces(*np.array(rows, np.int64).reshape(-1, 6).T)


def _beside(page: _Pieces, line: Sequence[Piece]) -> Iterator[BoxMm]:
    """Yield the letters that stand right before and behind a line of writing."""
    letters = [p for p in line if p.height >= px(_LETTER_MM)]
    if not letters:
        return
    top = float(np.median([p.top for p in letters]))
    bottom = float(np.median([p.bottom for p in letters]))
    high = bottom - top
    left, right = min(p.left for p in letters), max(p.right for p in letters)
    behind, before = page.left - right, left - page.right
    reach = np.where(page.loose == 1, _BEHIND_LOOSE, _BEHIND) * high
    near = (
        ((behind > -_TOUCH * high) & (behind < reach) & (page.right > right))
        | ((before > -_TOUCH * high) & (before < _BEFORE * high) & (page.left < left))
    )  # fmt: skip
    height = page.bottom - page.top
    level = np.minimum(page.bottom, bottom) - np.maximum(page.top, top)
    shaped = (height > _LEAST_HIGH * high) & (height < _MOST_HIGH * high)
    alike = shaped & (level > _LEVEL * np.minimum(height, high))
    for place in np.flatnonzero(near & alike):
        edges = (page.left[place], page.top[place], page.right[place], page.bottom[place])
        yield BoxMm(*(float(edge) / PER_MM for edge in edges))


def _print(ground: Ground, area: Area, chosen: Sequence[BoxMm]) -> list[BoxMm]:
    """Give what may stand beside an answer: labels, hints, boxes.

    No title stands where one answers, and a single word there is rather an answer than a hint.
    """
    labels = [span.box for spans in ground.labels.values() for span in spans]
    others = [span.box for span in ground.others if not within(area.box, *span.box.centre)]
    hints = [span.box for span in ground.hints if span.behind - span.first > 1]
    return [*labels, *others, *hints, *(found.box for found in ground.boxes), *chosen]


def cut_short(
    pieces: Sequence[Piece],
    own: Owned,
    ground: Ground,
    places: Mapping[str, Area],
    chosen: Sequence[BoxMm] = (),
) -> frozenset[str]:
    """Give the fields beside whose answer stands more that may be of it.

    Args:
        pieces: all ink of the page.
        own: whose it is.
        ground: the page with its labels.
        places: where answers are written.
        chosen: the printed options of choices.
    """
    page = _columns(pieces, own.loose)
    found = set()
    for key, area in places.items():
        others = _without(page, _accounted(own, places, key))
        lines = writing_lines(own.of(key))
        letters = [box for line in lines for box in _beside(others, line)]
        known = _print(ground, area, chosen) if letters else []
        if any(not any(within(box, *one.centre) for box in known) for one in letters):
            found.add(key)
    return frozenset(found)


def _accounted(own: Owned, places: Mapping[str, Area], key: str) -> set[int]:
    """Give the ink of a field, and that of fields whose places stand beside its own."""
    apart = (one for one, area in places.items() if not over(area.box, places[key].box))
    return {piece.number for one in (key, *apart) for piece in own.of(one)}


def _without(page: _Pieces, numbers: set[int]) -> _Pieces:
    keep = ~np.isin(page.number, list(numbers))
    columns = (page.number, page.left, page.top, page.right, page.bottom, page.loose)
    return _Pieces(*(column[keep] for column in columns))
