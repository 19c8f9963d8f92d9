"""What both readers together make of one written field, and what speaks for and against it."""

from dataclasses import dataclass, field
from enum import StrEnum

from forms.answers import Answer
from ocr.engine.output import LineOutput


class Evidence(StrEnum):
    """What besides the strokes speaks for a value, weakest first."""

    FREE = "free"
    SHAPE = "shape"
    """It is of the shape that the kind of field demands."""
    LISTED = "listed"
    """It is on the field's list, which was held against the image."""
    PAIRED = "paired"
    """Name and code were held against the image together, and one entry fits both."""
    KNOWN = "known"
    """It is one of the values that a register proposed for this page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A value with the figures that tell how sure it is; `repr` shows no text."""

    value: Answer = field(repr=False)
    raw: str = field(repr=False)
    """As it is written."""
    evidence: Evidence = Evidence.FREE
    margin: float = 0.0
    """Nats by which it is more likely than the next value."""
    below_free: float = 0.0
    """Nats a character below the best free reading."""
    behind_free: float = 0.0
    """Nats below the best free reading, in all."""
    sure: float = 0.0
    """The recogniser's probability of its least sure character, reading freely."""
    agrees: bool = False
    """Tesseract reads the same value."""
    least: float = 0.0
    """Tesseract's confidence in its least sure word, per cent; 0 where it read nothing."""
    likeness: float = 0.0
    """How alike both read this field, letter by letter."""
    likeness_of_page: float = 0.0
    """The same of the page: near 1 for print, lower for handwriting."""
    clash: bool = False
    """The field that it is paired with says something else."""
    unlisted: bool = False
    """Its field takes its values from a list, and this is none of them."""
    printed: bool = False
    """It is, or holds, a label of the form."""
    crossed: bool = False
    """A printed rule ran through the writing, and two views of it do not agree."""
    known: bool = False
    """Free words, and all of them known: names that people bear, words of the language."""
    cut: bool = False
    """More stands right beside it that may be of it."""
    unsaid: bool = False
    """More characters, dots or accents stand there than were read."""
    alternatives: tuple[tuple[str, float], ...] = field(repr=False, default=())
    """Other values with their probabilities, likeliest first."""
    lines: tuple[LineOutput, ...] = field(repr=False, compare=False, default=())
    """What the recogniser saw of it, one output a view."""
