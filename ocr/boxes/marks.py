"""Decide which boxes of a page are marked: against each other, not against a fixed bound.

Empty boxes of one page lie close together and marked ones apart from them, but where depends on the
pen, the light and the blur. So the bound is put into the widest gap, in ratios, that lies where a
bound can lie at all; what stands close to it goes to a person.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ocr.boxes.ink import BoxInk
from ocr.findings import Finding
from ocr.reading import FieldState, Method

_NOISE = 0.008
"""Ink that paper, blur and misplaced print leave in an empty box."""
_MOST_NOISE = 0.15
_BOUNDS = (0.01, 0.25)
_USUAL = 0.06
_PULL = 0.3
"""What a bound away from the usual place costs, in the gap's own measure."""
_EMPTY, _MARKED = 0.0, 0.12
"""Where empty and marked boxes would lie if the page has none of either."""
_PALE, _STEP = 0.03, 0.4
"""Ink of the lightest mark; step, as a logarithm, by which it stands apart from empty boxes."""
_SURE, _SLOPE = 0.42, 7.5
"""Distance from the bound, as a logarithm, from which no person looks; how fast doubt falls."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What parts marked boxes from empty ones on one page."""

    new: float
    """Amount of new ink."""
    noise: float
    """Ink by which empty boxes of this page differ."""

    def away(self, ink: BoxInk) -> float:
        """Tell how far a box is from the bound, as a logarithm; above 0 it is marked."""
        return math.log((max(ink.new, 0) + self.noise) / (self.new + self.noise))


def bound(inks: Mapping[str, BoxInk]) -> Bound:
    """Find the bound of a page."""
    values = np.maximum([ink.new for ink in inks.values()], 0)
    noise = _NOISE + 0.5 * min(_MOST_NOISE, float(np.quantile(values, 0.06)))
    highest = max(_MARKED, float(values.max()))
    known = np.log(np.sort(np.concatenate([values, [_EMPTY, highest]])) + noise)
    steps = np.linspace(math.log(_BOUNDS[0] + noise), math.log(_BOUNDS[1] + noise), 160)
    place = np.clip(np.searchsorted(known, steps), 1, len(known) - 1)
    margin = np.minimum(steps - known[place - 1], known[place] - steps)
    worth = margin - _PULL * np.abs(steps - math.log(_USUAL + noise))
    return Bound(float(np.exp(steps[int(worth.argmax())]) - noise), noise)


def pale(inks: Mapping[str, BoxInk], limit: Bound) -> float:
    """Give the ink from which a box below the bound is no longer like the empty ones.

    It may be a light mark on a page of heavy ones, or a smudge: a person tells.
    """
    below = sorted(ink.new for ink in inks.values() if ink.new <= limit.new)
    for lower, upper in pairwise(below):
        if upper >= _PALE and math.log((upper + limit.noise) / (lower + limit.noise)) >= _STEP:
            return upper
    return math.inf


def _finding(away: float, *, seated: bool) -> Finding:
    marked, sure = away > 0, seated and abs(away) >= _SURE
    return Finding(
        value=marked,
        confidence=1 - 0.5 * math.exp(-_SLOPE * abs(away)) if seated else 0.6,
        accepted=sure,
        state=FieldState.READ if marked or not sure else FieldState.BLANK,
        method=Method.MARK,
    )


def mark_findings(inks: Mapping[str, BoxInk]) -> dict[str, Finding]:
    """Decide every box of a page."""
    limit = bound(inks)
    odd = pale(inks, limit)
    return {
        key: _finding(limit.away(ink), seated=ink.seated and not odd <= ink.new <= limit.new)
        for key, ink in inks.items()
    }
