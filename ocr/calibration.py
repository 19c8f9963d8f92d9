"""How probable it is that a value read by the engine is exactly right, as measured.

`calibration.json` is written by `python -m bench.calibrate` and says when, on how many fields and
with what result it was measured. A logistic scale for each class of field: the engine's
confidence, the repairs made, the grid of the fax and what else speaks for the value.
"""

import json
import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import assert_never

from forms.definition import (
    Choice,
    Comb,
    Date,
    FieldKind,
    Signature,
    Text,
    TextStyle,
    Tick,
    Time,
)
from ocr.decode import Decoded, Evidence
from ocr.sheet import Sheet

_SURE_EVIDENCE = 0.9995
_LEAST_PERCENT, _MOST_PERCENT = 1.0, 99.0


class Grid(StrEnum):
    """How fine the page was sampled down the page."""

    STANDARD = "standard"
    FINE = "fine"

    @classmethod
    def of(cls, sheet: Sheet) -> "Grid":
        """Tell the grid of a sheet by the coarser of its densities."""
        return cls.STANDARD if min(sheet.density.x, sheet.density.y) < 5 else cls.FINE


class Scale(StrEnum):
    """Classes of fields that are read with like certainty."""

    DAY = "day"
    CODE = "code"
    PHONE = "phone"
    NAME = "name"
    SENTENCE = "sentence"
    LISTED = "listed"


def scale_of(kind: FieldKind, evidence: Evidence) -> Scale:
    """Tell on which scale a field is measured."""
    if evidence in {Evidence.NEAR, Evidence.LISTED, Evidence.PAIRED}:
        return Scale.LISTED
    match kind:
        case Date() | Time():
            return Scale.DAY
        case Comb():
            return Scale.CODE
        case Text(style=TextStyle.PHONE | TextStyle.NUMBER | TextStyle.POSTCODE):
            return Scale.PHONE
        case Text(style=TextStyle.NAME):
            return Scale.NAME
        case Text():
            return Scale.SENTENCE
        case Choice() | Tick() | Signature():
            raise TypeError("marks are not read by the engine")
        case _:
            assert_never(kind)


def features(kind: FieldKind, found: Decoded, grid: Grid) -> tuple[float, ...]:
    """Give the figures that the scale weighs, the first always one."""
    percent = min(max(found.least, _LEAST_PERCENT), _MOST_PERCENT)
    sentence = isinstance(kind, Text) and kind.style is TextStyle.SENTENCE
    open_end = sentence and not found.raw.rstrip().endswith((".", "!", "?"))
    return (
        1.0,
        math.log(percent / (100 - percent)),
        float(min(found.repairs, 2)),
        float(grid is Grid.STANDARD),
        float(found.ambiguous),
        float(found.crossed),
        float(found.unsaid),
        float(open_end and grid is Grid.STANDARD),
        float(found.evidence is Evidence.FREE),
        float(found.evidence is Evidence.NEAR),
        float(found.evidence is Evidence.PAIRED),
        math.log(max(1, len(found.raw)) / 10),
    )


@dataclass(frozen=True, slots=True)
class Calibration:
    """Measured weights; see `features` for what they weigh."""

    weights: dict[Scale, tuple[float, ...]]
    accept_from: dict[Scale, float]
    """Probability from which no person needs to look; above one where one always must."""

    def probability(self, kind: FieldKind, found: Decoded, grid: Grid) -> float:
        """Give the probability that the value is exactly right."""
        weights = self.weights[scale_of(kind, found.evidence)]
        score = sum(w * x for w, x in zip(weights, features(kind, found, grid), strict=True))
        return min(_SURE_EVIDENCE, 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))))

    def accepts(self, kind: FieldKind, found: Decoded, probability: float) -> bool:
        """Tell whether no person needs to look."""
        return probability >= self.accept_from[scale_of(kind, found.evidence)]


@cache
def calibration() -> Calibration:
    """Load the measured weights that the product ships."""
    text = (resources.files("ocr") / "calibration.json").read_text(encoding="utf-8")
    scales = json.loads(text)["scales"]
    return Calibration(
        weights={Scale(name): tuple(entry["weights"]) for name, entry in scales.items()},
        accept_from={Scale(name): float(entry["accept_from"]) for name, entry in scales.items()},
    )
