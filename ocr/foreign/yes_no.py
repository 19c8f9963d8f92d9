"""Questions with a box for "yes" and one for "no": which of the two says that it is ticked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Levenshtein

from forms.geometry import BoxMm
from ocr.foreign.ground import Ground, token_box
from ocr.foreign.wording import folded
from ocr.marking.boxes import BoxFound

_FEWEST = 3
"""So many questions have both words, or the page asks otherwise."""
_ROW_MM = 3.2
_AWAY_MM = 9.0
"""From a word to the box that is its own, at most."""
_COLUMN_MM = 2.5
_YES, _NO = folded("yes"), folded("no")


@dataclass(frozen=True, slots=True)
class _Row:
    """Where "yes" and "no" stand beside a question."""

    label: BoxMm
    yes: BoxMm
    no: BoxMm

    def has(self, box: BoxMm) -> bool:
        """Tell whether a box stands in this row."""
        return abs(box.centre[1] - self.yes.centre[1]) < max(_ROW_MM, 0.7 * box.height)

    def says_yes(self, box: BoxMm, *, left: bool) -> bool:
        """Tell whether a box is that of "yes", boxes standing left or right of their words."""
        x = box.centre[0]
        if left:
            return self.yes.left - _AWAY_MM < x < self.yes.left
        return self.yes.right < x < min(self.no.left, self.yes.right + _AWAY_MM)

    def says_no(self, box: BoxMm, *, left: bool) -> bool:
        """Tell whether a box is that of "no"."""
        x = box.centre[0]
        if left:
            return max(self.no.left - _AWAY_MM, self.yes.right) < x < self.no.left
        return self.no.right < x < self.no.right + _AWAY_MM


def tells_yes(ground: Ground, labels: Mapping[str, BoxMm]) -> Callable[[BoxMm], bool]:
    """Give what tells whether a box may say "yes": every box may where a page does not ask so.

    A question of which only the box for "no" was seen is left without: its tick would say the
    opposite of what was meant.

    Args:
        ground: the page.
        labels: where the questions stand, by field.
    """
    rows = _rows(ground, labels)
    if not rows:
        return lambda _: True
    left = _are_left(rows, ground.boxes)
    others = [box for key, box in labels.items() if not any(row.label is box for row in rows)]
    return lambda box: _is_kept(box, rows, others, left=left)


def _is_kept(box: BoxMm, rows: Sequence[_Row], others: Sequence[BoxMm], *, left: bool) -> bool:
    own = [row for row in rows if row.has(box)]
    if own:
        return any(row.says_yes(box, left=left) for row in own)
    beside = any(abs(box.centre[1] - label.centre[1]) < _ROW_MM for label in others)
    # Words that were not read stand below those of the other rows, or there is no telling.
    return not beside or _is_in_column(box, rows, left=left)


def _is_in_column(box: BoxMm, rows: Sequence[_Row], *, left: bool) -> bool:
    ends = [row.yes.left if left else row.yes.right for row in rows]
    if float(np.std(ends)) > _COLUMN_MM:
        return False
    middle = float(np.median(ends))
    off = middle - box.centre[0] if left else box.centre[0] - middle
    wide = float(np.median([row.no.left - row.yes.right for row in rows]))
    return 0 < off < (_AWAY_MM if left else min(_AWAY_MM, wide))


def _are_left(rows: Sequence[_Row], boxes: Sequence[BoxFound]) -> bool:
    """Tell whether boxes stand left of their words: between the two words one is near both."""
    fits = {
        left: sum(
            row.says_yes(one.box, left=left) or row.says_no(one.box, left=left)
            for row in rows
            for one in boxes
            if row.has(one.box)
        )
        for left in (True, False)
    }
    return fits[True] > fits[False]


def _rows(ground: Ground, labels: Mapping[str, BoxMm]) -> list[_Row]:
    """Give the rows in which one of the words was read, the other where all have it."""
    yes, no = (
        _beside(labels, found) for found in (_words(ground, _is_yes), _words(ground, _is_no))
    )
    if min(len(yes), len(no)) < _FEWEST:
        return []
    both = yes.keys() & no.keys()
    apart = float(np.median([no[key].left - yes[key].left for key in both])) if both else 0.0
    if apart <= 0:
        return []
    return [
        _Row(
            labels[key],
            yes[key] if key in yes else _moved(no[key], -apart),
            no[key] if key in no else _moved(yes[key], apart),
        )
        for key in labels
        if key in yes or key in no
    ]


def _beside(labels: Mapping[str, BoxMm], found: Sequence[BoxMm]) -> dict[str, BoxMm]:
    """Give the nearest of some words in each question's row, on either side of it."""
    near = {key: [b for b in found if _is_beside(label, b)] for key, label in labels.items()}
    return {
        key: min(boxes, key=lambda box: _away(labels[key], box))
        for key, boxes in near.items()
        if boxes
    }


def _moved(box: BoxMm, by: float) -> BoxMm:
    return BoxMm(box.left + by, box.top, box.right + by, box.bottom)


def _away(label: BoxMm, word: BoxMm) -> float:
    return max(word.left - label.right, label.left - word.right)


def _is_beside(label: BoxMm, word: BoxMm) -> bool:
    return abs(word.centre[1] - label.centre[1]) < _ROW_MM and _away(label, word) > -1.0


def _is_yes(word: str) -> bool:
    return len(word) == len(_YES) and Levenshtein.distance(word, _YES) <= 1


def _is_no(word: str) -> bool:
    return word == _NO


def _words(ground: Ground, is_it: Callable[[str], bool]) -> list[BoxMm]:
    return [
        token_box(printed, token)
        for printed in ground.printed
        for token in printed.tokens
        if is_it(token.folded)
    ]
