"""The words of a page, read once, with where they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np

from ocr.engine.ctc import Char, greedy
from ocr.engine.output import LineOutput
from ocr.engine.recogniser import recogniser
from ocr.foreign.segments import Segment
from ocr.foreign.streaks import Streak
from ocr.foreign.structure import Structure
from ocr.foreign.wording import folded
from ocr.marking.lines import px
from ocr.sheet import Grey

WIDE = 0.72
"""Times the height of a line: a gap so wide may end a label."""
_MARGIN = 0.16
_STREAK = px(1.3)
_STREAK_PX = 5
_NARROW = 1.0
"""Labels may be read at less than their width: at 0.8 a fifth less work, but standard faxes lose
one label in thirty."""
_ENDS = ":;?"
_MAY_END = ".'`,·-_"
_DASHES = "-\u2013\u2014_."


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it was read; pixels. `repr` shows no text: it may be an answer."""

    text: str = field(repr=False)
    folded: str = field(repr=False)
    left: float
    right: float
    gap: float
    """White before it, in line heights; 9 at the start of its line."""
    colon: bool
    """A colon follows."""
    stop: bool
    """Another mark follows that may be a colon ill read."""
    bracket: bool
    """It stands in brackets."""
    middles: tuple[float, ...] = ()
    """Where the engine saw each character of `folded`; none where it is not known."""


@dataclass(frozen=True, eq=False)
class Printed:
    """A segment and what was read in it."""

    segment: Segment
    tokens: tuple[Token, ...]
    output: LineOutput | None = field(repr=False)
    crop_left: float
    """Where the crop that was read begins on the page; `squeeze` page pixels are one of its."""
    squeeze: float
    probability: float

    @property
    def text(self) -> str:
        """Give the words as one text."""
        return " ".join(token.text for token in self.tokens)

    @cached_property
    def height(self) -> float:
        """Give the height of its letters in pixels."""
        return line_height(self.segment)


def line_height(segment: Segment) -> float:
    """Give the height of a segment's letters in pixels: that of its higher pieces."""
    heights = sorted(piece.height for piece in segment.pieces)
    return float(max(heights[len(heights) * 3 // 4], px(1.0)))


def without_drawing(grey: Grey, drawing: Structure) -> Grey:
    """Give the page white where the drawing was, and strokes whole that a streak ran through."""
    page = np.asarray(grey | (drawing.drawn & (1 - drawing.text)) * 255, dtype=np.uint8)
    for streak in drawing.streaks:
        _mend(page, streak)
    return page


def _mend(page: Grey, streak: Streak) -> None:
    """Draw each row of a page straight through a streak, from one side to the other."""
    rows = np.arange(len(page))
    middle = streak.along(len(page)).clip(_STREAK_PX, page.shape[1] - _STREAK_PX - 1)
    left = page[rows, middle - _STREAK_PX].astype(float)
    right = page[rows, middle + _STREAK_PX].astype(float)
    for offset in range(1 - _STREAK_PX, _STREAK_PX):
        share = (offset + _STREAK_PX) / (2 * _STREAK_PX)
        page[rows, middle + offset] = (left * (1 - share) + right * share).astype(np.uint8)


def _crop(page: Grey, segment: Segment) -> tuple[Grey, int]:
    margin = round(_MARGIN * (segment.bottom - segment.top)) + 3
    left = max(0, segment.left - margin)
    cut = page[
        max(0, segment.top - margin) : segment.bottom + margin, left : segment.right + margin
    ]
    size = (max(8, round(cut.shape[1] * _NARROW)), max(8, cut.shape[0]))
    return np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), dtype=np.uint8), left


def _white(segment: Segment) -> list[tuple[int, int]]:
    """Give the columns without ink inside a segment, as gaps from and to."""
    gaps, reach = [], segment.left
    for piece in sorted(segment.pieces, key=lambda piece: piece.left):
        if piece.left > reach:
            gaps.append((reach, piece.left))
        reach = max(reach, piece.right)
    return gaps


def _parted(chars: Sequence[Char], starts: Sequence[float], wide: float) -> Iterator[list[int]]:
    """Split characters in words: at spaces, behind colons, and at wide gaps."""
    word: list[int] = []
    for number, char in enumerate(chars):
        if word and starts[number] >= wide:
            yield word
            word = []
        if char.text == " ":
            if word:
                yield word
            word = []
            continue
        word.append(number)
        if char.text in _ENDS:
            yield word
            word = []
    if word:
        yield word


def _gap_before(
    chars: Sequence[Char], white: Sequence[tuple[int, int]], streaked: Sequence[int]
) -> list[float]:
    """Give the width of the white gap before each character, in page pixels; 0 without one.

    Columns from which a streak was taken count for nothing.
    """
    found, last = [], -1e9
    for char in chars:
        middle = (char.left + char.right) / 2
        if char.text == " ":
            found.append(0.0)
            continue
        between = [
            b - a - _STREAK * sum(a <= x <= b for x in streaked)
            for a, b in white
            if last < (a + b) / 2 <= middle
        ]
        found.append(float(max(between, default=0)))
        last = middle
    return found


def _placed(chars: Sequence[Char], left: float, squeeze: float) -> list[Char]:
    return [
        Char(c.text, left + c.left * squeeze, left + c.right * squeeze, c.probability)
        for c in chars
    ]


def _edge(at: float, low: float, high: float, white: Sequence[tuple[int, int]]) -> float:
    """Find the middle of the white gap where a word ends, near where the engine says."""
    near = [(b - a - abs((a + b) / 2 - at), (a + b) / 2) for a, b in white if a < high and b > low]
    return max(near)[1] if near else at


def _tokens(chars: Sequence[Char], segment: Segment, streaked: Sequence[int]) -> tuple[Token, ...]:
    white = _white(segment)
    high = line_height(segment)
    gaps = _gap_before(chars, white, streaked)
    words = list(_parted(chars, gaps, WIDE * high))
    tokens, left = [], float(segment.left)
    inside = _bracketed(["".join(chars[at].text for at in word) for word in words])
    for number, word in enumerate(words):
        text = "".join(chars[at].text for at in word)
        end = float(segment.right)
        if number + 1 < len(words):
            one, next_one = chars[word[-1]], chars[words[number + 1][0]]
            at = (one.right + next_one.left) / 2
            end = _edge(at, one.left - 0.2 * high, next_one.right + 0.2 * high, white)
        tokens.append(
            Token(
                text=text,
                folded=folded(text),
                left=left,
                right=end,
                gap=gaps[word[0]] / high if number else 9.0,
                colon=text[-1] in _ENDS or _dash_follows(chars, words, number),
                stop=text[-1] in _MAY_END,
                bracket=number in inside,
                middles=_middles([chars[at] for at in word]),
            )
        )
        left = end
    return tuple(tokens)


def _middles(chars: Sequence[Char]) -> tuple[float, ...]:
    """Give the middle of each character that is left when a word is folded."""
    return tuple((char.left + char.right) / 2 for char in chars for _ in folded(char.text))


def _bracketed(texts: Sequence[str]) -> set[int]:
    """Give the words within brackets; a bracket that is never closed may be a C ill read."""
    found: set[int] = set()
    opened: int | None = None
    for number, text in enumerate(texts):
        if "(" in text or "[" in text:
            opened = number
        if opened is not None and (")" in text or "]" in text):
            found.update(range(opened, number + 1))
            opened = None
    return found


def _dash_follows(chars: Sequence[Char], words: Sequence[Sequence[int]], number: int) -> bool:
    """Tell whether a dash that stands alone follows a word, as others set a colon."""
    if number + 1 >= len(words):
        return False
    return all(chars[at].text in _DASHES for at in words[number + 1])


def _streaked(drawing: Structure, segment: Segment) -> list[int]:
    """Give the places at which streaks cross a segment."""
    middle = (segment.top + segment.bottom) / 2
    return [
        round(x)
        for streak in drawing.streaks
        if segment.left < (x := streak.at(middle)) < segment.right
    ]


class LineReader:
    """Reads the lines of one page, each once, however often the page is sorted into lines."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, bytes], LineOutput] = {}

    def _outputs(self, crops: Sequence[Grey]) -> list[LineOutput]:
        keys = [(crop.shape[1], crop.tobytes()) for crop in crops]
        new = {k: crop for k, crop in zip(keys, crops, strict=True) if k not in self._known}
        self._known |= zip(new, recogniser().read(list(new.values())), strict=True)
        return [self._known[key] for key in keys]

    def read(self, page: Grey, drawing: Structure, found: Sequence[Segment]) -> list[Printed]:
        """Read segments, all in one go.

        Args:
            page: upright, without its drawing.
            drawing: of the page.
            found: the segments to read.
        """
        cuts = [_crop(page, segment) for segment in found]
        outputs = self._outputs([crop for crop, _ in cuts])
        return [
            _printed(drawing, segment, left, output)
            for segment, (_, left), output in zip(found, cuts, outputs, strict=True)
        ]


def _printed(drawing: Structure, segment: Segment, left: float, output: LineOutput) -> Printed:
    read = greedy(output)
    chars = _placed(read.chars, left, 1 / _NARROW)
    return Printed(
        segment=segment,
        tokens=_tokens(chars, segment, _streaked(drawing, segment)),
        output=output,
        crop_left=left,
        squeeze=1 / _NARROW,
        probability=read.probability,
    )
