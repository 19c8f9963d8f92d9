"""Whose answer a line of writing is: the field in whose place it stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forms.geometry import BoxMm
from ocr.foreign.areas import Area
from ocr.foreign.ground import Ground, within
from ocr.foreign.loose import Line, Word, loose_lines, loose_pieces
from ocr.foreign.segments import Piece
from ocr.marking.lines import PER_MM

_SLACK_MM = 1.6
"""Writing may begin so far above or below its place."""
_OUT_MM = 0.6
_BEGUN, _BEGUN_MM, _OUT_COST = 0.5, 9.0, 2.0
"""So much of a word stands in its place; what it costs to stand outside altogether."""
_RUN_OUT_MM, _NEAR_MM = 90.0, 4.0
"""A line of writing runs so far out of its place to the right, and on the other sides."""
_CLOSE_MM = 1.0
"""Two places that fit a word so nearly alike are rivals."""
_ORPHAN_MM2, _ORPHAN_HIGH_MM = 1.2, 1.3
"""Less ink, or lower, may be dirt."""


@dataclass(frozen=True, slots=True, eq=False)
class Owned:
    """The ink of every place."""

    pieces: Mapping[str, tuple[Piece, ...]]
    orphans: tuple[BoxMm, ...] = ()
    """Words that may be writing and are of no place."""
    contested: frozenset[str] = frozenset()
    """Fields of which a line of writing might as well be another's, and those others."""

    words: Mapping[str, tuple[BoxMm, ...]] = field(default_factory=dict)
    """The words of every place that may be writing."""
    loose: frozenset[int] = frozenset()
    """The numbers of all pieces that are no print, whosever they are."""

    def of(self, key: str) -> tuple[Piece, ...]:
        """Give the pieces of one field."""
        return self.pieces.get(key, ())


def _distance(ground: Ground, area: Area, word: Word, level: float) -> float | None:
    """Give how badly a word fits a place, in millimetres; None where it does not."""
    box = area.box
    x, y = word.centre
    at = word.box
    inside = min(at.right, box.right + _OUT_MM) - max(at.left, box.left - _OUT_MM)
    if inside < min(_BEGUN_MM, _BEGUN * at.width):
        return None
    if not any(box.top - _SLACK_MM <= at <= box.bottom + _SLACK_MM for at in (y, level)):
        return None
    cell = ground.cells.at(x, y)
    # What is larger than a cell encloses it: strokes of block letters do. A comb within the place
    # is its own.
    framed = cell and ground.cells.boxes[cell].width > at.width - _OUT_MM
    if framed and not (
        within(ground.cells.boxes[cell], *box.centre) or _holds(box, ground.cells.boxes[cell])
    ):
        return None
    outside = max(box.top - y, y - box.bottom, 0.0)
    out = max(0.0, 1 - inside / max(at.width, _OUT_MM))
    return 10 * outside + abs(level - area.line) + 0.02 * max(0.0, x - box.left) + _OUT_COST * out


def _holds(place: BoxMm, cell: BoxMm) -> bool:
    """Tell whether a cell stands within a place."""
    return (
        place.left - 1 < cell.left
        and cell.right < place.right + 1
        and place.top - 1 < cell.top
        and cell.bottom < place.bottom + 1
    )


def _fits(
    places: Mapping[str, Area], ground: Ground, word: Word, level: float
) -> list[tuple[float, str]]:
    """Give the fields in whose place a word may stand, the nearest first."""
    return sorted(
        (distance, key)
        for key, area in places.items()
        if (distance := _distance(ground, area, word, level)) is not None
    )


def _rivals(
    places: Mapping[str, Area], fits: Sequence[tuple[float, str]], level: float
) -> Iterator[str]:
    """Yield the nearest field and those whose line is nearly as near, where there are such."""
    off = {key: abs(level - places[key].line) for _, key in fits}
    near = [key for key in off if off[key] - off[fits[0][1]] < _CLOSE_MM]
    if len(near) > 1:
        yield from near


def over(one: BoxMm, other: BoxMm) -> bool:
    """Tell whether two places stand over one another: a line of writing is in one of them."""
    narrow = min(one.width, other.width)
    return min(one.right, other.right) - max(one.left, other.left) > 0.4 * narrow


def _near(box: BoxMm, at: BoxMm) -> bool:
    """Tell whether ink outside a place may have run out of it."""
    beside = at.left < box.right + _RUN_OUT_MM and at.right > box.left - _NEAR_MM
    return beside and at.top < box.bottom + _NEAR_MM and at.bottom > box.top - _NEAR_MM


def _shared_out(
    line: Line, places: Mapping[str, Area], fits: Sequence[Sequence[tuple[float, str]]]
) -> list[tuple[Word, str | None]]:
    """Give each word of a line its owner.

    A line stays whole: it is of the place in which most of it stands, but for words that stand in
    a place beside that one.
    """
    owners = [near[0][1] if near else None for near in fits]
    counts: dict[str, int] = {}
    for word, key in zip(line.words, owners, strict=True):
        if key is not None:
            counts[key] = counts.get(key, 0) + word.area
    if not counts:
        return [(word, None) for word in line.words]
    own = max(counts, key=lambda key: counts[key])
    shared: list[tuple[Word, str | None]] = []
    for word, key in zip(line.words, owners, strict=True):
        if key is not None and not over(places[own].box, places[key].box):
            shared.append((word, key))
        else:
            shared.append((word, own if _near(places[own].box, word.box) else key))
    return shared


def _is_writing(word: Word) -> bool:
    box = word.box
    return word.area / PER_MM**2 >= _ORPHAN_MM2 and box.height >= _ORPHAN_HIGH_MM


def owned(ground: Ground, places: Mapping[str, Area], printed: Sequence[BoxMm] = ()) -> Owned:
    """Share out all ink that is no print among the places of a page.

    Args:
        ground: the page.
        places: where answers are written.
        printed: words that are print though no label: the answers of choices.
    """
    found: dict[str, list[Piece]] = {}
    orphans: list[BoxMm] = []
    contested: set[str] = set()
    words: dict[str, list[BoxMm]] = {}
    loose = list(loose_pieces(ground, printed))
    for line in loose_lines(ground, loose):
        fits = [_fits(places, ground, word, line.level) for word in line.words]
        contested.update(
            key
            for word, near in zip(line.words, fits, strict=True)
            if _is_writing(word)
            for key in _rivals(places, near, line.level)
        )
        for word, key in _shared_out(line, places, fits):
            if key is not None:
                found.setdefault(key, []).extend(word.pieces)
            if _is_writing(word):
                (orphans if key is None else words.setdefault(key, [])).append(word.box)
    return Owned(
        pieces={key: tuple(every) for key, every in found.items()},
        orphans=tuple(orphans),
        contested=frozenset(contested),
        words={key: tuple(every) for key, every in words.items()},
        loose=frozenset(piece.number for piece in loose),
    )
