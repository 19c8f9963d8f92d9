"""Draw lines with their texts, to train on or to measure by: in hand, typed and printed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bench.pen import Hand, Part, font_hands, hand_line, stroke_hands, word_hands
from bench.training.degrading import Channel, degraded
from bench.training.texts import Kind, Vocabulary, text
from bench.training.typed import Typefaces, typed_line, typefaces
from bench.training.varied import faded, wavering, with_slashes

Grey = NDArray[np.uint8]
Rng = np.random.Generator

_T = TypeVar("_T")
_PX_PER_MM = 300 / 25.4


class Entry(StrEnum):
    """How a line was written."""

    HAND = "hand"
    FONT = "handwriting font"
    WORDS = "joined words"
    TYPED = "typed"
    PRINTED = "printed"


_ENTRIES: Mapping[Entry, float] = {
    Entry.HAND: 0.50,
    Entry.FONT: 0.17,
    Entry.WORDS: 0.08,
    Entry.TYPED: 0.18,
    Entry.PRINTED: 0.07,
}
_KINDS: Mapping[Kind, float] = {
    Kind.DATE: 0.20,
    Kind.NUMBER: 0.16,
    Kind.CODE: 0.11,
    Kind.PHONE: 0.12,
    Kind.NAME_CAPITALS: 0.15,
    Kind.NAME_MIXED: 0.10,
    Kind.PLACE: 0.05,
    Kind.SENTENCE: 0.11,
}
_CHANNELS: Mapping[Channel, float] = {
    Channel.FINE: 0.31,
    Channel.STANDARD: 0.25,
    Channel.COPY: 0.16,
    Channel.SCAN: 0.13,
    Channel.PHOTO: 0.12,
    Channel.CLEAN: 0.03,
}
_LONGEST = (38, 48)
"""Characters of a line in hand and of a typed one: longer ones teach no more and take longer."""
_IN_CELLS = 0.12
"""Share of dates, numbers and codes that stand one character a cell."""
_TOUCHING = 0.14
"""Share of lines in hand whose letters touch."""
_NEIGHBOUR = 0.07
"""Share of lines into which letters of the line above or below reach."""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One line at the recogniser's height and what it says."""

    image: Grey = field(repr=False)
    text: str = field(repr=False)
    kind: Kind
    entry: Entry
    channel: Channel
    hand: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that lines are drawn from."""

    hands: tuple[Hand, ...]
    fonts: tuple[Hand, ...]
    joined: tuple[Hand, ...]
    faces: Typefaces
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Where strokes, handwriting fonts and typefaces lie."""

    strokes: Path
    fonts: Path
    typefaces: Path


def sources(folders: Folders, part: Part, vocabulary: Vocabulary) -> Sources:
    """Gather the hands and fonts of one part."""
    return Sources(
        tuple(with_slashes(h, n) for n, h in enumerate(stroke_hands(folders.strokes, part))),
        font_hands(folders.fonts, part),
        word_hands(folders.strokes, part),
        typefaces(folders.typefaces, measuring=part == "measuring"),
        vocabulary,
    )


def _drawn(shares: Mapping[_T, float], rng: Rng) -> _T:
    keys = list(shares)
    weights = np.array([shares[key] for key in keys])
    return keys[int(rng.choice(len(keys), p=weights / weights.sum()))]


def _some_words(hand: Hand, rng: Rng, longest: int) -> str:
    """Put words together that a writer wrote whole."""
    known = list(hand.words)
    chosen = [known[int(rng.integers(len(known)))] for _ in range(int(rng.integers(1, 5)))]
    while len(" ".join(chosen)) > longest and len(chosen) > 1:
        chosen.pop()
    return " ".join(chosen)


def _hand_text(kind: Kind, hand: Hand, rng: Rng, vocabulary: Vocabulary) -> str:
    while True:
        written = text(kind, rng, vocabulary, longest=_LONGEST[0])
        if hand.can_write(written):
            return written


def _gap(rng: Rng, *, in_cells: bool) -> float | None:
    """Draw the room between letters where it is not the hand's own."""
    if in_cells and rng.random() < _IN_CELLS:
        return float(rng.uniform(0.4, 0.85))
    return float(rng.uniform(-0.08, 0.03)) if rng.random() < _TOUCHING else None


def _in_hand(entry: Entry, kind: Kind, source: Sources, rng: Rng) -> tuple[str, Grey, str]:
    pool = {Entry.HAND: source.hands, Entry.FONT: source.fonts, Entry.WORDS: source.joined}[entry]
    hand = pool[int(rng.integers(len(pool)))]
    if entry is Entry.WORDS:
        written = _some_words(hand, rng, 40)
    else:
        written = _hand_text(kind, hand, rng, source.vocabulary)
    in_cells = " " not in written and kind in {Kind.DATE, Kind.NUMBER, Kind.CODE}
    gap = _gap(rng, in_cells=in_cells)
    cap = float(np.clip(rng.normal(3.6, 0.8), 2.0, 6.5))
    pen = float(np.clip(rng.normal(0.45, 0.13), 0.2, min(0.8, 0.17 * cap)))
    line = hand_line(written, hand, rng, cap_mm=cap, pen_mm=pen, gap=gap)
    return written, faded(wavering(line, rng), rng), hand.name


def _line(entry: Entry, kind: Kind, source: Sources, rng: Rng) -> tuple[str, Grey, str]:
    if entry in {Entry.HAND, Entry.FONT, Entry.WORDS}:
        return _in_hand(entry, kind, source, rng)
    written = text(kind, rng, source.vocabulary, longest=_LONGEST[1])
    return written, typed_line(written, source.faces, rng, printed=entry is Entry.PRINTED), "typed"


def _with_neighbour(line: Grey, other: Grey, rng: Rng) -> Grey:
    """Let the feet of the line above, or the heads of the one below, reach in."""
    deep = max(3, int(len(line) * rng.uniform(0.06, 0.18)))
    away = round(float(rng.uniform(0.3, 1.2)) * _PX_PER_MM)
    width = min(line.shape[1], other.shape[1])
    above = rng.random() < 0.6
    strip = np.full((deep + away, line.shape[1]), 255, np.uint8)
    if above:
        strip[:deep, :width] = other[-deep:, :width][-deep:]
        return np.vstack([strip, line])
    strip[away:, :width] = other[:deep, :width]
    return np.vstack([line, strip])


def example(
    source: Sources,
    rng: Rng,
    *,
    entry: Entry | None = None,
    kind: Kind | None = None,
    channel: Channel | None = None,
    other: Grey | None = None,
) -> tuple[Example, Grey]:
    """Draw one line; what is not given is drawn in the shares of training.

    Returns:
        The example, and its line before it was sent, for a neighbour to show.
    """
    entry = entry or _drawn(_ENTRIES, rng)
    kind = kind or _drawn(_KINDS, rng)
    kind = Kind.LABEL if entry is Entry.PRINTED else kind
    kind = Kind.SENTENCE if entry is Entry.WORDS else kind
    channel = channel or _drawn(_CHANNELS, rng)
    written, line, hand = _line(entry, kind, source, rng)
    reached = other is not None and len(other) > 12 and rng.random() < _NEIGHBOUR
    paper = _with_neighbour(line, other, rng) if reached and other is not None else line
    return Example(degraded(paper, channel, rng), written, kind, entry, channel, hand), line


def examples(source: Sources, rng: Rng) -> Iterator[Example]:
    """Draw lines for training without end."""
    other: Grey | None = None
    while True:
        drawn, other = example(source, rng, other=other)
        yield drawn


_MEASURED: Sequence[tuple[Entry, Kind]] = (
    *((Entry.HAND, kind) for kind in _KINDS),
    *((Entry.FONT, kind) for kind in (Kind.DATE, Kind.NUMBER, Kind.NAME_MIXED, Kind.SENTENCE)),
    (Entry.WORDS, Kind.SENTENCE),
    *((Entry.TYPED, kind) for kind in (Kind.DATE, Kind.NUMBER, Kind.PHONE)),
    *((Entry.TYPED, kind) for kind in (Kind.NAME_MIXED, Kind.PLACE, Kind.SENTENCE)),
    (Entry.PRINTED, Kind.LABEL),
)


def measuring_set(
    source: Sources, rng: Rng, each: int, channels: Sequence[Channel]
) -> list[Example]:
    """Draw so many lines of each entry, kind and channel."""
    return [
        example(source, rng, entry=entry, kind=kind, channel=channel)[0]
        for entry, kind in _MEASURED
        for channel in channels
        for _ in range(each)
    ]
