"""How probable it is that a written value is exactly right, as measured.

`calibration.json` is written by `python -m bench.calibrate` and says when, on how many fields and
with what result it was measured. A logistic scale for each class of field weighs what both
readers, the lists and the page say; from a probability of its own on, each accepts.
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
from ocr.judged import Evidence, Judged
from ocr.reading import Channel
from ocr.seen import PRINT, hand_share
from ocr.sheet import Sheet

_SUREST = 0.9998
_MOST_NATS = 12.0
_LEAST_SHARE = 0.002


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
    LISTED_NAME = "listed name"
    LISTED_CODE = "listed code"


def scale_of(kind: FieldKind, evidence: Evidence) -> Scale:
    """Tell on which scale a field is measured."""
    if evidence in {Evidence.LISTED, Evidence.PAIRED, Evidence.KNOWN}:
        return Scale.LISTED_CODE if isinstance(kind, Comb) else Scale.LISTED_NAME
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
            raise TypeError("marks are not written")
        case _:
            assert_never(kind)


def _logit(share: float) -> float:
    share = min(max(share, _LEAST_SHARE), 1 - _LEAST_SHARE)
    return math.log(share / (1 - share))


FEATURES = (
    "one",
    "margin",
    "margin in hand",
    "agrees",
    "agrees in hand",
    "least of Tesseract",
    "sure",
    "sure in hand",
    "below free",
    "behind free",
    "likeness",
    "hand",
    "standard grid",
    "photograph",
    "crossed",
    "unsaid",
    "clash",
    "free",
    "paired",
    "code",
    "length",
    "place",
    "unlisted",
    "printed",
    "foreign",
    "known",
    "known in hand",
    "cut",
)
"""What a scale weighs, in this order."""


def features(
    kind: FieldKind,
    found: Judged,
    *,
    grid: Grid,
    channel: Channel,
    sure: float = 1.0,
    foreign: bool = False,
) -> tuple[float, ...]:
    """Give the figures that a scale weighs, in the order of `FEATURES`.

    Args:
        kind: of the field.
        found: what both readers make of it.
        grid: of the page.
        channel: by which the page came.
        sure: how sure it is that this is the field's place on the page, 0 to 1.
        foreign: the place was found on another agency's layout.
    """
    hand = hand_share(found.likeness_of_page)
    margin = math.log1p(min(max(found.margin, 0.0), _MOST_NATS))
    certain = _logit(found.sure) / 4
    return (
        1.0,
        margin,
        margin * hand,
        float(found.agrees),
        float(found.agrees) * hand,
        _logit(found.least / 100) / 4 if found.agrees else 0.0,
        certain,
        certain * hand,
        min(found.below_free, 3.0),
        min(found.behind_free, 20.0) / 10,
        found.likeness,
        hand,
        float(grid is Grid.STANDARD),
        float(channel is Channel.PHOTO),
        float(found.crossed),
        float(found.unsaid),
        float(found.clash),
        float(found.evidence is Evidence.FREE),
        float(found.evidence is Evidence.PAIRED),
        float(isinstance(kind, Comb)),
        math.log(max(1, len(found.raw)) / 10),
        _logit(sure) / 4,
        float(found.unlisted),
        float(found.printed),
        float(foreign),
        float(found.known),
        float(found.known) * hand,
        float(found.cut),
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """How sure a value is, and why not quite, in words for the person who looks."""

    probability: float
    accepted: bool
    doubt: str | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """Measured weights; see `FEATURES` for what they weigh."""

    weights: dict[Scale, tuple[float, ...]]
    accept_from: dict[Scale, float]
    """Probability from which no person needs to look; above one where one always must."""
    accept_from_foreign: dict[Scale, float]
    """The same on another agency's layout, where a value may be read well at a wrong place."""

    def probability(self, scale: Scale, figures: tuple[float, ...]) -> float:
        """Give the probability that a value with these figures is exactly right."""
        score = sum(w * x for w, x in zip(self.weights[scale], figures, strict=True))
        return min(_SUREST, 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))))

    def verdict(
        self,
        kind: FieldKind,
        found: Judged,
        *,
        grid: Grid,
        channel: Channel,
        sure: float = 1.0,
        foreign: bool = False,
    ) -> Verdict:
        """Give the probability that a value is right and whether no person needs to look."""
        scale = scale_of(kind, found.evidence)
        figures = features(kind, found, grid=grid, channel=channel, sure=sure, foreign=foreign)
        probability = self.probability(scale, figures)
        whole = is_whole(kind, found)
        settled = whole and fits(found) and is_borne_out(kind, found) and not is_barred(found)
        bounds = self.accept_from_foreign if foreign else self.accept_from
        accepted = settled and probability >= bounds[scale]
        words = doubt(found, sure) if whole else _SHORT
        return Verdict(probability, accepted, None if accepted else words)


_UNCLEAR, _FAR, _SURE_PLACE = 3.0, 0.6, 0.5
MISFIT, MISFIT_IN_PRINT = 1.0, 0.5
"""Nats a character below the free reading from which on a value is never accepted."""


def is_barred(found: Judged) -> bool:
    """Tell whether something speaks against a value that no figure outweighs."""
    listed = found.evidence in {Evidence.LISTED, Evidence.PAIRED, Evidence.KNOWN}
    unsaid = found.unsaid and not listed  # a list knows the accents of its names
    doubted = found.clash or found.unlisted or found.printed or found.crossed
    return doubted or found.cut or unsaid


_LEAST_DIGITS = 9
_SHORT = "It is too short for a telephone number."


def is_whole(kind: FieldKind, found: Judged) -> bool:
    """Tell whether a value is as long as its kind always is: part of a number reads well too."""
    if not (isinstance(kind, Text) and kind.style is TextStyle.PHONE):
        return True
    return sum(char.isdigit() for char in str(found.value)) >= _LEAST_DIGITS


def is_borne_out(kind: FieldKind, found: Judged) -> bool:
    """Tell whether both readers read a free sentence alike, stops and all."""
    free = scale_of(kind, found.evidence) is Scale.SENTENCE
    return found.agrees or not free


def fits(found: Judged) -> bool:
    """Tell whether a value is what stands there, not only the nearest that the field allows.

    An impossible day clearly typed, or a number of a digit too many, is for a person.
    """
    is_print = found.likeness_of_page >= PRINT
    return found.below_free <= (MISFIT_IN_PRINT if is_print else MISFIT)


def doubt(found: Judged, sure: float = 1.0) -> str:
    """Say why a value is doubtful, the weightiest reason first."""
    reasons = (
        (found.clash, "The code and the name do not agree."),
        (sure < _SURE_PLACE, "It is not certain that this is the field's place on the page."),
        (found.printed, "It may be the form's own words, not an answer."),
        (found.unlisted, "It is not on the list that this field takes its values from."),
        (found.crossed, "A printed line runs through the writing."),
        (found.cut, "More seems to be written right beside it."),
        (found.unsaid, "More seems to be written than was read."),
        (found.margin < _UNCLEAR and bool(found.alternatives), "It may also say something else."),
        (
            not fits(found) or found.below_free > _FAR,
            "The writing does not quite fit what this field should hold.",
        ),
        (found.likeness_of_page < PRINT, "It is handwritten, and nothing else confirms it."),
        (not found.agrees, "The two readers disagree."),
    )
    return next((words for holds, words in reasons if holds), "The writing is not clear enough.")


@cache
def calibration() -> Calibration:
    """Load the measured weights that the product ships."""
    text = (resources.files("ocr") / "calibration.json").read_text(encoding="utf-8")
    scales = json.loads(text)["scales"]
    return Calibration(
        weights={Scale(name): tuple(entry["weights"]) for name, entry in scales.items()},
        accept_from={Scale(name): float(entry["accept_from"]) for name, entry in scales.items()},
        accept_from_foreign={
            Scale(name): float(entry["accept_from_foreign"]) for name, entry in scales.items()
        },
    )
