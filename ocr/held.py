"""Hold values against the writing in a field: how likely is it that this is what is written?

It needs what the recogniser saw, not the page and not the recogniser, so a register can be asked
when the page is long read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forms.definition import Date, Field
from ocr.engine.ctc import behind_free, best_free
from ocr.engine.folding import folded
from ocr.engine.output import LineOutput
from ocr.engine.search import compact
from ocr.kept_lines import unpack
from ocr.ways import ways

_AROUND = 8.0
"""Nats that it costs where more stands in the line than the value: a piece of the label, say."""
_FARTHEST = 100.0
"""Nats below the free reading, from which on all values are as good as impossible: what stands in
the line is something else, or a piece was lost, and how far each is off says nothing."""


@dataclass(frozen=True, slots=True)
class Held:
    """A value held against the writing; `repr` shows no text."""

    value: str = field(repr=False)
    way: str = field(repr=False)
    """How it is likeliest written there, folded."""
    log_likelihood: float
    """Nats."""
    free: float
    """Of what is read freely, nats."""

    @property
    def below_free(self) -> float:
        """Give by how much it is less likely than what is read freely, in nats a character."""
        return (self.free - self.log_likelihood) / max(1, len(self.way))


def _behind(view: LineOutput, texts: Sequence[str]) -> tuple[NDArray[np.float64], float]:
    """Give how far each text stays behind what is read freely, and the likelihood of that."""
    return np.minimum(behind_free(view, texts, _AROUND), _FARTHEST), best_free(view)


def hold(asked: Field, views: Sequence[LineOutput], values: Sequence[str]) -> list[Held]:
    """Hold canonical values against what the recogniser saw of a field, likeliest first.

    Where a field was seen in two views, either may be the true one. A value that nobody can write,
    without letter or figure, is left out.

    Args:
        asked: the field.
        views: as `ocr.reading.Reading.lines` has them; at least one.
        values: names, ISO days or numbers; each is tried in all ways to write it.
    """
    if not values:
        return []
    owners = [(value, way) for value in dict.fromkeys(values) for way in ways(asked, value)]
    texts = list(dict.fromkeys(way for _, way in owners))
    strokes = isinstance(asked.kind, Date)
    found = [_behind(compact(folded(compact(view), strokes=strokes)), texts) for view in views]
    behind = -np.logaddexp.reduce([-own for own, _ in found]) + np.log(len(found))
    free, of = found[0][1], dict(zip(texts, behind.tolist(), strict=True))
    best: dict[str, Held] = {}
    for value, way in owners:
        one = Held(value, way, free - of[way], free)
        if value not in best or one.log_likelihood > best[value].log_likelihood:
            best[value] = one
    return sorted(best.values(), key=lambda held: -held.log_likelihood)


def hold_against(asked: Field, lines: bytes, values: Sequence[str]) -> list[Held]:
    """Hold canonical values against what was kept of a field, likeliest first.

    Args:
        asked: the field.
        lines: as `ocr.kept_lines.pack` gave them.
        values: names, ISO days or numbers; each is tried in all ways to write it.

    Raises:
        KeptLinesError: the bytes cannot be used.
    """
    return hold(asked, unpack(lines), values)
