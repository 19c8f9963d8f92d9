"""What an answer looks like in its box: drawing operators, or a refusal where it does not fit.

Lengths in points, origin at the box's bottom left corner.
"""

from dataclasses import dataclass
from functools import lru_cache

from forms.pdf.content import REGULAR
from forms.pdf.fonts import FontProgram

LINE_PT = 10.0
LINES_PT = 9.5
COMB_PT = 11.0
SMALLEST_PT = 7.0
"""Nothing smaller survives a standard fax."""
STRIKE_PT = 1.2
_STEP_PT = 0.5
_PAD = 2.8
_LINES_PAD_TOP = 2.0
_LEADING = 1.15
_TWO_LINES_LEADING = 1.1
_TWO_LINES_MARGIN = 1.5
_CROSS_PT = 1.6
_CROSS_MARGIN = 0.2
_EM = 1000


Paragraph = list[tuple[str, int]]
"""Its words with their widths in thousandths of an em."""


@dataclass(frozen=True, slots=True)
class SetText:
    """A text as it is set: operators, and the size that it needed."""

    operators: str
    size_pt: float


def _start(size: float) -> str:
    return f"BT /{REGULAR} {size:g} Tf 0 g"


def set_line(font: FontProgram, text: str, width: float, height: float) -> SetText | None:
    """Set one line, as large as fits, or two of the smallest; None if they do not fit either."""
    if "\n" in text:
        return None
    room, needed = width - 2 * _PAD, font.width(text) / _EM
    size = LINE_PT
    while needed * size > room:
        size -= _STEP_PT
        if size < SMALLEST_PT:
            return _set_two(font, text, room, height)
    baseline = (height - font.subset.cap_height * size / _EM) / 2
    operators = f"{_start(size)} {_PAD:g} {baseline:.2f} Td <{font.encode(text)}> Tj ET"
    return SetText(operators, size)


def _set_two(font: FontProgram, text: str, room: float, height: float) -> SetText | None:
    lines = wrapped(font, measured(font, text), room * _EM / SMALLEST_PT)
    leading = SMALLEST_PT * _TWO_LINES_LEADING
    if len(lines) > 2 or 2 * leading > height - _TWO_LINES_MARGIN:
        return None
    first = height / 2 + (leading - font.subset.cap_height * SMALLEST_PT / _EM) / 2
    shown = " ".join(f"<{font.encode(line)}> Tj T*" for line in lines)
    operators = f"{_start(SMALLEST_PT)} {leading:.3f} TL {_PAD:g} {first:.2f} Td {shown} ET"
    return SetText(operators, SMALLEST_PT)


def set_lines(font: FontProgram, text: str, width: float, height: float) -> SetText | None:
    """Set several lines, wrapped at words, as large as fits; None if even the smallest does not."""
    paragraphs, size = measured(font, text), LINES_PT
    while size >= SMALLEST_PT:
        lines = wrapped(font, paragraphs, (width - 2 * _PAD) * _EM / size)
        leading = size * _LEADING
        if len(lines) * leading <= height - _LINES_PAD_TOP:
            first = height - _LINES_PAD_TOP / 2 - font.subset.ascent * size / _EM
            shown = " ".join(f"<{font.encode(line)}> Tj T*" for line in lines)
            return SetText(
                f"{_start(size)} {leading:.3f} TL {_PAD:g} {first:.2f} Td {shown} ET", size
            )
        size -= _STEP_PT
    return None


def measured(font: FontProgram, text: str) -> list[Paragraph]:
    """Measure the words of each paragraph once, whatever size they will be set in."""
    return [
        [(word, font.width(word)) for word in paragraph.split(" ")]
        for paragraph in text.split("\n")
    ]


def wrapped(font: FontProgram, paragraphs: list[Paragraph], width: float) -> list[str]:
    """Break into lines; a word longer than a line is broken inside. Width in thousandths."""
    return [line for paragraph in paragraphs for line in _wrap_one(font, paragraph, width)]


def _wrap_one(font: FontProgram, paragraph: Paragraph, width: float) -> list[str]:
    lines: list[str] = []
    current, used, blank = "", 0, font.advances[" "]
    for word, measure in paragraph:
        rest, own = word, measure
        if current and used + blank + own <= width:
            current, used = f"{current} {rest}", used + blank + own
            continue
        if current:
            lines.append(current)
        while own > width:
            head = _fitting(font, rest, width)
            lines.append(rest[:head])
            rest, own = rest[head:], font.width(rest[head:])
        current, used = rest, own
    return [*lines, current]


def _fitting(font: FontProgram, word: str, width: float) -> int:
    """Count the letters of a word that fit in one line, at least one."""
    used = 0
    for count, char in enumerate(word):
        used += font.advances[char]
        if used > width:
            return max(count, 1)
    return len(word)


def set_comb(font: FontProgram, text: str, width: float, height: float, cells: int) -> SetText:
    """Set one character to a cell, each in the middle of its own."""
    cell = width / cells
    baseline = (height - font.subset.cap_height * COMB_PT / _EM) / 2
    parts, before = [_start(COMB_PT)], 0.0
    for index, char in enumerate(text):
        x = (index + 0.5) * cell - font.advances[char] * COMB_PT / _EM / 2
        y = 0.0 if index else baseline
        parts.append(f"{x - before:.2f} {y:.2f} Td <{font.hex_codes[char]}> Tj")
        before = x
    return SetText(" ".join([*parts, "ET"]), COMB_PT)


@lru_cache
def cross(width: float, height: float) -> str:
    """Draw a cross from corner to corner, inside a margin."""
    x, y = width * _CROSS_MARGIN, height * _CROSS_MARGIN
    right, top = width - x, height - y
    return (
        f"q 0 G {_CROSS_PT:g} w {x:.2f} {y:.2f} m {right:.2f} {top:.2f} l "
        f"{x:.2f} {top:.2f} m {right:.2f} {y:.2f} l S Q"
    )


@lru_cache
def word_frame(width: float, height: float) -> str:
    """Frame the word that applies."""
    half = STRIKE_PT / 2
    return (
        f"q 0 G {STRIKE_PT:g} w {half:g} {half:g} {width - STRIKE_PT:.2f} "
        f"{height - STRIKE_PT:.2f} re S Q"
    )


@lru_cache
def word_strike(width: float, height: float) -> str:
    """Strike out the word that does not apply."""
    return f"q 0 G {STRIKE_PT:g} w 1 {height / 2:.2f} m {width - 1:.2f} {height / 2:.2f} l S Q"
