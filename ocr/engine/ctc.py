"""What a recogniser's output says: the text read freely, and how likely given texts are.

The output is a connectionist temporal classification (Graves and others, 2006): a text's
likelihood is the sum over all ways to spread its characters, and blanks between them, over the
frames. All likelihoods are natural logarithms.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

from ocr.engine.output import LineOutput

BLANK = 0
_NEVER = -1e9
_SCREENED = 60
"""Entries of a long list that are scored exactly: those nearest to what was read freely."""
_TOGETHER = 256
_UNSCALED = 4
"""Frames between two rescalings: no probability is under 1e-8, so a path loses 1e-32 at most."""
_FAINT = math.log(2e-3)
"""The beam follows no character less probable than this in its frame."""


@dataclass(frozen=True, slots=True)
class Char:
    """One character read; positions in pixels of the crop."""

    text: str = field(repr=False)
    left: float
    right: float
    probability: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """A line read freely; `repr` shows no text."""

    chars: tuple[Char, ...]

    @property
    def text(self) -> str:
        """Give the characters as one text."""
        return "".join(char.text for char in self.chars)

    @property
    def probability(self) -> float:
        """Give the mean probability of the characters; 0 where none was read."""
        found = [char.probability for char in self.chars]
        return sum(found) / len(found) if found else 0.0


@dataclass(frozen=True, slots=True)
class Scored:
    """A text held against the image of a line; `repr` shows no text."""

    entry: str = field(repr=False)
    log_likelihood: float
    below_free: float
    """Nats a character by which it is less likely than the best free reading."""


def greedy(output: LineOutput) -> Transcript:
    """Read a line freely: the most probable class of each frame."""
    best = output.log_probs.argmax(axis=1)
    top = np.exp(output.log_probs.max(axis=1))
    chars, start = [], 0
    for number, run in groupby(best.tolist()):
        end = start + len(list(run))
        if number != BLANK:
            left, right = start * output.px_per_frame, end * output.px_per_frame
            sure = float(top[start:end].max())
            chars.append(Char(output.characters[number - 1], left, right, sure))
        start = end
    return Transcript(tuple(chars))


def _labels(
    output: LineOutput, texts: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the classes of all texts in a row, and how many each has.

    Characters that the recogniser does not know are left out.
    """
    classes = output.classes
    known = [list(filter(None, map(classes.get, text))) for text in texts]
    counts = np.fromiter(map(len, known), np.int64, len(known))
    return np.fromiter(chain.from_iterable(known), np.int64, counts.sum()), counts


def _paths(
    output: LineOutput, texts: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Spread texts with blanks between: classes, last places, and where blanks may be skipped."""
    labels, counts = _labels(output, texts)
    longest = int(counts.max(initial=0))
    spread = np.zeros((len(texts), 2 * longest + 1), np.int64)
    spread[:, 1::2][np.arange(longest) < counts[:, None]] = labels
    skip = np.zeros(spread.shape)
    skip[:, 2:] = (spread[:, 2:] != BLANK) & (spread[:, 2:] != spread[:, :-2])
    return spread, 2 * counts, skip


def _likelihoods(output: LineOutput, texts: Sequence[str]) -> NDArray[np.float64]:
    """Run the forward algorithm for all texts side by side, rescaled every few frames."""
    spread, last, skip = _paths(output, texts)
    seen = np.exp(output.log_probs.astype(np.float64))[:, spread]
    # Two empty places stand before the first, so that nothing has to be cut off in the loop.
    padded = np.zeros((len(texts), spread.shape[1] + 2))
    alpha, before, skipped = padded[:, 2:], padded[:, 1:-1], padded[:, :-2]
    alpha[:, 0] = 1.0
    moved, over, total = np.empty(spread.shape), np.empty(spread.shape), np.zeros(len(texts))
    for number, frame in enumerate(seen):
        if number:
            np.add(alpha, before, out=moved)
            moved += np.multiply(skipped, skip, out=over)
            np.multiply(moved, frame, out=alpha)
        else:
            alpha[:, :2] = frame[:, :2]
        if number % _UNSCALED == 0:
            scale = np.maximum(alpha.max(axis=1), 1e-300)
            alpha /= scale[:, None]
            total += np.log(scale)
    rows = np.arange(len(texts))
    ends = alpha[rows, last] + np.where(last > 0, alpha[rows, np.maximum(last - 1, 0)], 0.0)
    return np.where(ends > 0, total + np.log(np.maximum(ends, 1e-300)), _NEVER)


def log_likelihoods(output: LineOutput, texts: Sequence[str]) -> NDArray[np.float64]:
    """Give the log-likelihood of each text."""
    parts = [texts[i : i + _TOGETHER] for i in range(0, len(texts), _TOGETHER)]
    return np.concatenate([_likelihoods(output, part) for part in parts] or [np.zeros(0)])


def log_likelihood(output: LineOutput, text: str) -> float:
    """Give the log-likelihood of one text."""
    return float(_likelihoods(output, [text])[0])


def best_free(output: LineOutput) -> float:
    """Give the log-likelihood of what is read freely, the yardstick for all other texts."""
    path = float(output.log_probs.max(axis=1).sum())
    return max(path, log_likelihood(output, greedy(output).text))


def _shares(output: LineOutput, texts: Sequence[str], around: float) -> NDArray[np.float64]:
    """Give how likely each text is beside the best path, other writing allowed at its ends."""
    spread, last, skip = _paths(output, texts)
    strange, rows = math.exp(-around), np.arange(len(texts))
    shares = np.exp(output.log_probs - output.log_probs.max(axis=1, keepdims=True))
    alpha, total = np.zeros(spread.shape), np.zeros(len(texts))
    # Beside the best path nothing needs rescaling: what underflows is 700 nats away.
    for number, frame in enumerate(shares.astype(np.float64), 1):
        moved = alpha.copy()
        moved[:, 1:] += alpha[:, :-1]
        moved[:, 2:] += alpha[:, :-2] * skip[:, 2:]
        moved[:, :2] += 1.0 if number == 1 else strange
        alpha = moved * frame[spread]
        ends = alpha[rows, last] + np.where(last > 0, alpha[rows, np.maximum(last - 1, 0)], 0.0)
        total += ends if number == len(shares) else ends * strange
    return total


def behind_free(output: LineOutput, texts: Sequence[str], around: float) -> NDArray[np.float64]:
    """Give by how many nats each text is less likely than what is read freely.

    Args:
        output: of the line.
        texts: to hold against it.
        around: nats that it costs if other writing stands before the text, and again behind it.
    """
    texts = [*texts, greedy(output).text]
    parts = [texts[i : i + _TOGETHER] for i in range(0, len(texts), _TOGETHER)]
    shares = np.concatenate([_shares(output, part, around) for part in parts])
    behind = -np.log(np.maximum(shares, 1e-300))
    return np.asarray(behind[:-1] - min(behind[-1], 0.0))


def scored(output: LineOutput, texts: Sequence[str]) -> list[Scored]:
    """Hold texts against the image as they are, best first."""
    free = best_free(output)
    found = [
        Scored(text, float(value), (free - float(value)) / max(1, len(text)))
        for text, value in zip(texts, log_likelihoods(output, texts), strict=True)
    ]
    return sorted(found, key=lambda one: -one.log_likelihood)


def _screened(output: LineOutput, entries: Sequence[str]) -> Sequence[str]:
    """Keep the entries that are nearest to what was read freely, capitals or not."""
    if len(entries) <= _SCREENED:
        return entries
    read = greedy(output).text
    near = process.extract(
        read, entries, scorer=Indel.normalized_distance, processor=str.casefold, limit=_SCREENED
    )
    return [entry for entry, _, _ in near]


def rank(output: LineOutput, entries: Sequence[str]) -> list[Scored]:
    """Hold the entries of a list against the image, as written and in capitals, best first.

    Of a long list those nearest to the free reading are scored.
    """
    near = list(dict.fromkeys(_screened(output, entries)))
    ways = [(entry, way) for entry in near for way in dict.fromkeys((entry, entry.upper()))]
    values = log_likelihoods(output, [way for _, way in ways])
    best: defaultdict[str, float] = defaultdict(lambda: _NEVER)
    for (entry, _), value in zip(ways, values, strict=True):
        best[entry] = max(best[entry], float(value))
    free = best_free(output)
    found = [Scored(e, value, (free - value) / max(1, len(e))) for e, value in best.items()]
    return sorted(found, key=lambda one: -one.log_likelihood)


def beam(output: LineOutput, width: int = 12) -> list[Scored]:
    """Read a line freely in several ways, most likely first, by prefix beam search.

    Args:
        output: of the line.
        width: readings that are followed side by side.
    """
    held: dict[tuple[int, ...], tuple[float, float]] = {(): (0.0, _NEVER)}
    for frame in output.log_probs:
        likely = np.flatnonzero(frame > _FAINT)
        step = [(int(c), float(frame[c])) for c in likely if c != BLANK]
        held = _stepped(held, step, float(frame[BLANK]), width)
    texts = ["".join(output.characters[c - 1] for c in prefix) for prefix in held]
    return scored(output, texts)


def _stepped(
    held: dict[tuple[int, ...], tuple[float, float]],
    step: Sequence[tuple[int, float]],
    blank: float,
    width: int,
) -> dict[tuple[int, ...], tuple[float, float]]:
    """Lead every prefix through one frame; values end in a blank and in its last character."""
    found: defaultdict[tuple[int, ...], list[float]] = defaultdict(lambda: [_NEVER, _NEVER])
    for prefix, (ends_blank, ends_char) in held.items():
        both = _plus(ends_blank, ends_char)
        own = found[prefix]
        own[0] = _plus(own[0], both + blank)
        for char, value in step:
            if prefix and prefix[-1] == char:
                own[1] = _plus(own[1], ends_char + value)
                before = ends_blank
            else:
                before = both
            longer = found[(*prefix, char)]
            longer[1] = _plus(longer[1], before + value)
    best = sorted(found.items(), key=lambda item: -_plus(*item[1]))[:width]
    return {prefix: (value[0], value[1]) for prefix, value in best}


def _plus(one: float, other: float) -> float:
    """Add two probabilities given as logarithms."""
    high, low = (one, other) if one > other else (other, one)
    return high + math.log1p(math.exp(low - high)) if low > high - 30 else high
