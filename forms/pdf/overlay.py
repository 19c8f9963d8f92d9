"""Lays a returned page over the blank one: where its print has moved, and what was added to it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean, median

from forms.definition import Form
from forms.geometry import POINTS_PER_MM, BoxMm
from forms.pdf.page_objects import PageObjects, Thing, opened_pages, page_objects, placed_words
from forms.pdf.template import pdf_template

_ENOUGH_WORDS = 12
_MAX_ERROR_PT = 2.0
_SAME_PT = 2.0
"""A letter or line that is within this of where it stood is the one that stood there."""

_CELL_PT = 8.0


@dataclass(frozen=True, slots=True)
class Placement:
    """How the blank page lies on the returned one: scale and shift, across and down, in points."""

    scale_x: float
    shift_x: float
    scale_y: float
    shift_y: float

    def box(self, box: BoxMm) -> BoxMm:
        """Give the place on the returned page, in points, of a box of the blank page."""
        x, y = self.scale_x * POINTS_PER_MM, self.scale_y * POINTS_PER_MM
        return BoxMm(
            box.left * x + self.shift_x,
            box.top * y + self.shift_y,
            box.right * x + self.shift_x,
            box.bottom * y + self.shift_y,
        )

    def back(self, thing: Thing) -> Thing:
        """Give a thing of the returned page as it would stand on the blank one."""
        return Thing(
            (thing.left - self.shift_x) / self.scale_x,
            (thing.top - self.shift_y) / self.scale_y,
            (thing.right - self.shift_x) / self.scale_x,
            (thing.bottom - self.shift_y) / self.scale_y,
            thing.letter,
        )


@lru_cache(maxsize=128)
def blank_objects(form: Form, page: int) -> PageObjects:
    """Take a page of the blank form apart."""
    with opened_pages(pdf_template(form).blank) as pages:
        return page_objects(pages[page - 1])


def _unique(words: Sequence[Thing]) -> dict[str, Thing]:
    counts = Counter(word.letter for word in words)
    return {word.letter: word for word in words if counts[word.letter] == 1}


def _line(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Fit y = scale * x + shift by least squares."""
    mean_x, mean_y = fmean(x for x, _ in pairs), fmean(y for _, y in pairs)
    spread = sum((x - mean_x) ** 2 for x, _ in pairs)
    scale = sum((x - mean_x) * (y - mean_y) for x, y in pairs) / spread if spread else 1.0
    return scale, mean_y - scale * mean_x


def place(blank: PageObjects, returned: PageObjects) -> Placement | None:
    """Find how the blank lies on the returned page, by the words that both print once.

    Returns:
        None where too few words agree: turned, cropped, or another page.
    """
    old, new = _unique(placed_words(blank.letters)), _unique(placed_words(returned.letters))
    pairs = [(old[word], new[word]) for word in old.keys() & new.keys()]
    for _ in range(3):
        if len(pairs) < _ENOUGH_WORDS:
            return None
        across = _line([(a.x, b.x) for a, b in pairs])
        down = _line([(a.y, b.y) for a, b in pairs])
        found = Placement(*across, *down)
        errors = [_error(found, a, b) for a, b in pairs]
        if max(errors) <= _MAX_ERROR_PT:
            return found
        bound = max(_MAX_ERROR_PT, 2 * median(errors))
        pairs = [pair for pair, error in zip(pairs, errors, strict=True) if error <= bound]
    return None


def _error(placement: Placement, blank: Thing, returned: Thing) -> float:
    back = placement.back(returned)
    return max(abs(back.x - blank.x), abs(back.y - blank.y))


def _same(one: Thing, other: Thing) -> bool:
    edges = zip(
        (one.left, one.top, one.right, one.bottom),
        (other.left, other.top, other.right, other.bottom),
        strict=True,
    )
    return one.letter == other.letter and all(abs(a - b) <= _SAME_PT for a, b in edges)


def added(placement: Placement, printed: Sequence[Thing], things: Sequence[Thing]) -> list[Thing]:
    """Give the things that the blank page does not print, placed as on the blank page."""
    cells: dict[tuple[str, int, int], list[Thing]] = {}
    for thing in printed:
        cells.setdefault(_cell(thing), []).append(thing)
    placed = [placement.back(thing) for thing in things]
    return [thing for thing in placed if not any(_same(thing, p) for p in _near(cells, thing))]


def _cell(thing: Thing) -> tuple[str, int, int]:
    return thing.letter, round(thing.x / _CELL_PT), round(thing.y / _CELL_PT)


def _near(cells: dict[tuple[str, int, int], list[Thing]], thing: Thing) -> list[Thing]:
    letter, column, row = _cell(thing)
    around = ((letter, column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
    return [found for cell in around for found in cells.get(cell, ())]
