"""Hands that write any text: a writer's own samples, or a handwriting font."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from bench.pen.composing import Grey, Manner, Points, Strokes
from bench.pen.punctuation import DRAWN, mark
from bench.pen.strokes import Part, Sample, Writer, writers

_SMALL = frozenset("acemnorsuvwxz")
_HANGING = frozenset("gpqy")
_SETS = ("0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_ENOUGH = 0.6
"""Below this share of a set (digits, capitals, small letters) all of it is another writer's."""
_WIDEST = 1.9
"""Characters wider than so many times their height are cut badly; they are drawn narrower."""
_WORDS = 8


def _normal(rng: np.random.Generator, mean: float, spread: float, low: float, high: float) -> float:
    return float(np.clip(rng.normal(mean, spread), low, high))


def drawn_manner(rng: np.random.Generator) -> Manner:
    """Draw how one line is written: from neat to hurried."""
    unsteady = float(rng.choice((0.02, 0.04, 0.07), p=(0.35, 0.45, 0.2)))
    return Manner(
        x_height=_normal(rng, 0.62, 0.08, 0.45, 0.85),
        ascender=_normal(rng, 1.05, 0.08, 0.9, 1.25),
        descender=_normal(rng, 0.38, 0.08, 0.2, 0.55),
        gap=_normal(rng, 0.16, 0.09, -0.02, 0.45),
        space=_normal(rng, 0.72, 0.18, 0.42, 1.2),
        slant=_normal(rng, 0.05, 0.13, -0.3, 0.45),
        width=_normal(rng, 1.0, 0.13, 0.7, 1.4),
        unsteady=unsteady,
        climbs=_normal(rng, 0.0, 0.012, -0.03, 0.03),
        joined=float(rng.choice((0.0, 0.4, 0.85), p=(0.6, 0.2, 0.2))),
        pen_mm=_normal(rng, 0.48, 0.12, 0.25, 0.85),
        grey=int(rng.integers(0, 90)),
    )


def _reach(character: str, manner: Manner, strokes: int) -> tuple[float, float]:
    """Say from which depth to which height a character goes."""
    if character in _SMALL:
        return 0.0, manner.x_height
    if character in _HANGING:
        return -manner.descender, manner.x_height
    if character in "ij":
        low = -manner.descender if character == "j" else 0.0
        return low, manner.x_height + (0.3 if strokes > 1 else 0.0)
    if character == "t":
        return 0.0, (manner.x_height + manner.ascender) / 2
    if character.islower():
        return 0.0, manner.ascender
    return (-0.1, 1.0) if character == "Q" else (0.0, 1.0)


def _word_reach(word: str, manner: Manner) -> tuple[float, float]:
    """Say how deep and how high a word goes that is one piece."""
    reaches = [_reach(character, manner, 2) for character in word]
    return min(low for low, _ in reaches), max(high for _, high in reaches)


def _placed(sample: Sample, low: float, high: float) -> Strokes:
    scale = (high - low) / max(sample.height, 0.08)
    across = min(scale, _WIDEST * (high - low) / max(sample.width, 0.01) if scale > 1e-6 else 1.0)
    return tuple(
        (stroke * (across, scale) + (0.0, low)).astype(np.float32) for stroke in sample.strokes
    )


def _shaken(strokes: Strokes, manner: Manner, rng: np.random.Generator) -> Strokes:
    """Write a character a little larger, higher and more slanted than the last."""
    grow = 1 + rng.normal(0, manner.unsteady, 2)
    lean = rng.normal(0, manner.unsteady)
    turn = np.array([[grow[0], 0.0], [lean, grow[1]]], np.float32)
    lift = np.array([0.0, rng.normal(0, manner.unsteady)], np.float32)
    return tuple(stroke @ turn + lift for stroke in strokes)


def _link(before: Points, after: Points) -> Points:
    """Draw the pen's way from the end of one letter to the beginning of the next."""
    start, end = before[-1], after[0]
    sag = np.array([(start[0] + end[0]) / 2, min(start[1], end[1]) - 0.03])
    t = np.linspace(0, 1, 8)[:, None]
    return ((1 - t) ** 2 * start + 2 * t * (1 - t) * sag + t**2 * end).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class StrokeHand:
    """A writer, with the characters that are missing taken from others of the same part."""

    name: str
    characters: Mapping[str, tuple[Sample, ...]] = field(repr=False)
    words: Mapping[str, tuple[Sample, ...]] = field(repr=False)

    @property
    def is_strokes(self) -> bool:
        """Say that this hand draws strokes."""
        return True

    def manner(self, rng: np.random.Generator) -> Manner:
        """Draw the manner of one line."""
        return drawn_manner(rng)

    def can_write(self, text: str) -> bool:
        """Tell whether every character, or every whole word, is there."""
        return all(
            word in self.words or all(c in self.characters or c in DRAWN for c in word)
            for word in text.split()
        )

    def _character(self, character: str, manner: Manner, rng: np.random.Generator) -> Strokes:
        if character not in self.characters:
            return mark(character, rng)
        samples = self.characters[character]
        sample = samples[int(rng.integers(len(samples)))]
        low, high = _reach(character, manner, len(sample.strokes))
        return _placed(sample, low, high)

    def _word(self, word: str, manner: Manner, rng: np.random.Generator) -> Strokes:
        """Write a word: as the writer wrote it, or character by character."""
        if word in self.words:
            samples = self.words[word]
            sample = samples[int(rng.integers(len(samples)))]
            low, high = _word_reach(word, manner)
            scale = (high - low) / max(sample.height, 0.02)
            return tuple((s * scale + (0.0, low)).astype(np.float32) for s in sample.strokes)
        found: list[Points] = []
        end, last_small = 0.0, False
        for character in word:
            strokes = _shaken(self._character(character, manner, rng), manner, rng)
            left = min(float(stroke[:, 0].min()) for stroke in strokes)
            small = character.islower()
            gap = manner.gap * (0.5 if small and last_small else 1.0)
            gap = max(-0.04, gap + rng.normal(0, manner.unsteady)) if found else 0.0
            shift = np.array([end + gap - left, 0.0], np.float32)
            strokes = tuple(stroke + shift for stroke in strokes)
            if found and small and last_small and rng.random() < manner.joined:
                found.append(_link(found[-1], strokes[0]))
            found.extend(strokes)
            end = max(float(stroke[:, 0].max()) for stroke in strokes)
            last_small = small
        return tuple(found)

    def strokes(self, text: str, manner: Manner, rng: np.random.Generator) -> Strokes:
        """Write a text from x = 0, word by word; more spaces are more room."""
        found: list[Points] = []
        at = 0.0
        for word in text.split(" "):
            if word:
                strokes = self._word(word, manner, rng)
                shift = np.array([at, 0.0], np.float32)
                found.extend(stroke + shift for stroke in strokes)
                at = max(float(stroke[:, 0].max()) for stroke in found)
            at += max(0.25, manner.space + rng.normal(0, manner.unsteady * 2))
        return tuple(found)

    def drawn(self, text: str, manner: Manner, rng: np.random.Generator, cap_px: float) -> Grey:
        """Refuse: strokes are drawn by their line."""
        raise NotImplementedError


def _filled(writer: Writer, donors: Mapping[str, Sequence[Writer]]) -> StrokeHand:
    """Give a writer the sets that are missing, and single characters, from others."""
    characters = dict(writer.characters)
    drawn = zlib.crc32(writer.name.encode())
    for letters, offering in donors.items():
        own = sum(letter in characters for letter in letters)
        donor = offering[drawn % len(offering)].characters
        if own < _ENOUGH * len(letters):
            characters.update({c: donor[c] for c in letters if c in donor})
        for turn in range(1, len(offering)):
            missing = [c for c in letters if c not in characters]
            other = offering[(drawn + turn) % len(offering)].characters
            characters.update({c: other[c] for c in missing if c in other})
    return StrokeHand(writer.name, characters, writer.words)


@cache
def stroke_hands(path: Path, part: Part) -> tuple[StrokeHand, ...]:
    """Give one hand for each writer of isolated characters (about 170 and 30)."""
    found = writers(path, part)
    donors = {
        letters: [w for w in found if sum(c in w.characters for c in letters) >= 0.8 * len(letters)]
        for letters in _SETS
    }
    return tuple(_filled(writer, donors) for writer in found if len(writer.characters) >= 8)


@cache
def word_hands(path: Path, part: Part) -> tuple[StrokeHand, ...]:
    """Give one hand for each writer of whole words; it writes these words and no others."""
    return tuple(
        StrokeHand(writer.name, {}, writer.words)
        for writer in writers(path, part)
        if len(writer.words) >= _WORDS
    )
