"""Invented Alert Forms as bare lines: what people write, sent and cut out, without the page.

They measure the reading of values apart from finding them: many, fast, by hands and in faces that
no training saw.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np

from bench.pen import Hand, hand_line
from bench.training.degrading import Channel as Line
from bench.training.degrading import framed, sent, turned
from bench.training.lines import Sources
from bench.training.typed import typed_line
from forms.definition import Choice, Field, Form, Signature, Tick
from ocr.calibration import Grid
from ocr.reading import Channel
from ocr.sheet import Grey
from ocr.values import PageQuality
from ocr.writing import LineImage
from tests.foreign.answers import alert_answers

_CHANNELS = {
    Line.FINE: (Channel.FAX, Grid.FINE),
    Line.STANDARD: (Channel.FAX, Grid.STANDARD),
    Line.COPY: (Channel.SCAN, Grid.FINE),
    Line.SCAN: (Channel.SCAN, Grid.FINE),
    Line.PHOTO: (Channel.PHOTO, Grid.FINE),
}
_SHARES = (0.38, 0.22, 0.14, 0.13, 0.13)
_INK = 150
_WHITE_PX = 8
_UNLISTED = 0.06
"""Share of places that are on no list."""
_PLACES = ("Hartmoor", "Wexley", "Stoneleigh Park", "Brackenfield", "Thornmere", "East Carrow")
_ENDINGS = {"prison": ("HMP {}", "{}"), "court": ("{} Magistrates Court", "{} Crown Court")}


@dataclass(frozen=True, slots=True, eq=False)
class LinePage:
    """The lines of one page and what they say."""

    asked: dict[str, Field]
    images: dict[str, tuple[LineImage, ...]] = field(repr=False)
    truth: Mapping[str, str] = field(repr=False)
    """Canonical, as a reading should give it."""
    quality: PageQuality
    hand: bool
    writer: str


def _levelled(line: Grey) -> Grey:
    """Bring paper to white and ink to black, as straightening a page does."""
    paper, ink = float(np.median(line)), float(np.percentile(line, 1))
    levelled = (line.astype(np.float32) - ink) * (240 / max(40.0, paper - ink)) + 12
    return np.clip(levelled, 0, 255).astype(np.uint8)


def _tight(line: Grey) -> Grey:
    """Cut close to the ink and leave a little white, as a page's own cutting does."""
    level = _levelled(line)
    mask = (level < _INK).astype(np.uint8)
    ink = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return level
    cut = level[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.pad(cut, _WHITE_PX, constant_values=255)


def _place(rng: random.Random, key: str, words: str) -> str:
    """Put a place that no list knows in the stead of some."""
    kind = next((kind for kind in _ENDINGS if key == f"{kind}_name"), None)
    if kind is None or rng.random() >= _UNLISTED:
        return words
    return rng.choice(_ENDINGS[kind]).format(rng.choice(_PLACES))


def _written(form: Form, rng: random.Random) -> Iterator[tuple[Field, str, str]]:
    """Yield the questions that are written in, what is written, and what is true."""
    answers = alert_answers(rng)
    for asked in form.fields():
        words = answers.words.get(asked.key)
        if words is None or isinstance(asked.kind, Choice | Tick | Signature):
            continue
        placed = _place(rng, asked.key, words)
        true = str(answers.truth[asked.key]) if placed == words else placed
        yield asked, placed, true


def _hand_lines(hand: Hand, texts: Mapping[str, str], rng: np.random.Generator) -> dict[str, Grey]:
    capitals, cap_mm = rng.random() < 0.5, float(np.clip(rng.normal(3.6, 0.6), 2.4, 5.5))
    pen_mm = float(np.clip(rng.normal(0.47, 0.1), 0.25, 0.17 * cap_mm))
    lines = {}
    for key, text in texts.items():
        written = text.upper() if capitals or not hand.can_write(text) else text
        if hand.can_write(written):
            lines[key] = hand_line(written, hand, rng, cap_mm=cap_mm, pen_mm=pen_mm)
    return lines


def _lines(
    texts: Mapping[str, str], sources: Sources, rng: np.random.Generator, *, by_hand: bool
) -> tuple[dict[str, Grey], str]:
    if by_hand:
        pool = sources.hands if rng.random() < 0.75 else sources.fonts
        hand = pool[int(rng.integers(len(pool)))]
        return _hand_lines(hand, texts, rng), hand.name
    face = np.random.default_rng(int(rng.integers(1 << 30)))
    state = face.bit_generator.state
    lines = {}
    for key, text in texts.items():
        face.bit_generator.state = state  # one face and size for the whole page
        lines[key] = typed_line(text, sources.faces, face, printed=False)
    return lines, "typed"


def line_pages(form: Form, sources: Sources, seed: int, *, hand_share: float) -> Iterator[LinePage]:
    """Draw pages without end; one hand or face and one channel a page."""
    chance, rng = random.Random(seed), np.random.default_rng(seed)
    while True:
        by_hand = chance.random() < hand_share
        way = chance.choices(list(_CHANNELS), weights=_SHARES)[0]
        rows = list(_written(form, chance))
        texts = {asked.key: words for asked, words, _ in rows}
        lines, writer = _lines(texts, sources, rng, by_hand=by_hand)
        channel, grid = _CHANNELS[way]
        images = {
            key: (LineImage(_tight(sent(turned(framed(line, rng), rng), way, rng)), None, 0, 0),)
            for key, line in lines.items()
        }
        asked = {one.key: one for one, _, _ in rows if one.key in images}
        truth = {one.key: true for one, _, true in rows}
        quality = PageQuality(grid=grid, channel=channel)
        yield LinePage(asked, images, truth, quality, by_hand, writer)
