"""A plain reader to be measured against: Tesseract's words of the whole page and a label look-up.

It is what an afternoon gives: one Tesseract run, labels of the form found among its words with some
tolerance, the value taken from the right of the label or from below, boxes and strike-outs judged
by how black they are. It is told which way up the page lies and which form it is.
"""

import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
import pytesseract
from numpy.typing import NDArray
from PIL import Image
from rapidfuzz import fuzz

from forms.definition import Choice, Field, Form, Signature, Tick
from forms.errors import ThroughcareError
from forms.written import canonical

Grey = NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""
_LIKE = 86.0
"""Likeness from which words are taken for a label, of 100."""
_SURE = 88.0
"""Tesseract's confidence from which a value is accepted, of 100."""
_TICKED, _STRUCK = 0.16, 0.85
"""Share of black inside a box, and in the blackest row of a struck word."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as Tesseract gives it; lengths in pixels."""

    text: str = field(repr=False)
    left: int
    top: int
    right: int
    bottom: int
    sure: float
    line: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Label:
    words: Sequence[Word]
    score: float

    @property
    def box(self) -> tuple[int, int, int, int]:
        return (
            min(word.left for word in self.words),
            min(word.top for word in self.words),
            max(word.right for word in self.words),
            max(word.bottom for word in self.words),
        )


def upright(data: bytes, turned: int) -> Grey:
    """Open a file as square pixels, turned upright as the truth says."""
    with Image.open(io.BytesIO(data)) as image:
        dpi = [float(side) or 1.0 for side in image.info.get("dpi", (1, 1))]
        grey = image.convert("L")
    if abs(dpi[0] / dpi[1] - 1) > 0.1:
        grey = grey.resize((grey.width, round(grey.height * dpi[0] / dpi[1])))
    return np.ascontiguousarray(np.rot90(np.asarray(grey), -turned // 90))


def words_of(page: Grey) -> list[Word]:
    """Run Tesseract once over a whole page, in one thread."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    data = pytesseract.image_to_data(
        Image.fromarray(page), config="--psm 3", output_type=pytesseract.Output.DICT
    )
    found = []
    for at, text in enumerate(data["text"]):
        if text.strip():
            x, y = data["left"][at], data["top"][at]
            line = (data["block_num"][at], data["par_num"][at], data["line_num"][at])
            box = (x, y, x + data["width"][at], y + data["height"][at])
            found.append(Word(text, *box, float(data["conf"][at]), line))
    return found


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Put words into lines by height, over the whole width of the page."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.top + one.bottom) / 2):
        middle = (word.top + word.bottom) / 2
        last = lines[-1] if lines else None
        if last and abs(middle - (last[-1].top + last[-1].bottom) / 2) < 0.6 * (
            word.bottom - word.top
        ):
            last.append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda one: one.left) for line in lines]


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", text.casefold()).strip()


def _runs(lines: Sequence[Sequence[Word]], count: int) -> Iterator[Sequence[Word]]:
    for line in lines:
        for start in range(len(line) - count + 1):
            yield line[start : start + count]


def _find(lines: Sequence[Sequence[Word]], asked: Field) -> _Label | None:
    """Find the words most like one of a field's labels; longer labels win."""
    best: _Label | None = None
    for label in (asked.label, *asked.synonyms):
        wanted = _plain(label)
        for run in _runs(lines, len(wanted.split())):
            score = fuzz.ratio(wanted, _plain(" ".join(word.text for word in run)))
            score += min(len(wanted), 30) / 10
            if score >= _LIKE and (best is None or score > best.score):
                best = _Label(run, score)
    return best


def _value_words(
    label: _Label, lines: Sequence[Sequence[Word]], taken: set[Word]
) -> Sequence[Word]:
    """Give the words to the right of a label up to the next label, else those below it."""
    left, _, right, bottom = label.box
    line = next(line for line in lines if label.words[0] in line)
    height = bottom - label.box[1]
    found: list[Word] = []
    end = right
    for word in line:
        if word.left >= right - 2:
            if word in taken or word.left - end > 12 * height:
                break
            found.append(word)
            end = word.right
    if found:
        return found
    for other in lines[lines.index(line) + 1 :][:1]:
        found = [w for w in other if w.left > left - 2 * height and w.left < right + 14 * height]
        if found and found[0].top - bottom < 2.5 * height:
            return [word for word in found if word not in taken]
    return []


def _black(page: Grey) -> Grey:
    _, black = cv2.threshold(page, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    return np.asarray(black, dtype=np.uint8)


def _squares(black: Grey) -> list[Box]:
    """Find closed outlines that are square and of the size of tick boxes."""
    outlines, _ = cv2.findContours(black, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    unit = black.shape[0] / 297
    found = []
    for outline in outlines:
        x, y, w, h = cv2.boundingRect(outline)
        full = cv2.contourArea(outline) > 0.75 * w * h
        if full and 2.4 * unit < min(w, h) and max(w, h) < 8 * unit and 0.75 < w / h < 1.35:
            found.append((x, y, w, h))
    return found


def _box_of(label: _Label, squares: Sequence[Box]) -> Box | None:
    """Give the square on the level of a label that is nearest to it, on either side."""
    left, top, right, bottom = label.box
    middle = (top + bottom) / 2
    level = [box for box in squares if abs(box[1] + box[3] / 2 - middle) < 0.9 * (bottom - top)]
    near = [box for box in level if box[0] + box[2] < left + 4 or box[0] > right - 4]
    return min(near, key=lambda b: min(abs(left - b[0] - b[2]), abs(b[0] - right)), default=None)


def _boxes_of(labels: Mapping[str, _Label], squares: Sequence[Box]) -> dict[str, Box]:
    """Give each question its box; where a mark broke it, one in the column of the others."""
    found = {key: box for key, label in labels.items() if (box := _box_of(label, squares))}
    if not found:
        return {}
    x, w, h = (int(np.median([box[at] for box in found.values()])) for at in (0, 2, 3))
    for key, label in labels.items():
        if key not in found or abs(found[key][0] - x) > 2 * w:
            middle = (label.box[1] + label.box[3]) // 2
            found[key] = (x, middle - h // 2, w, h)
    return found


def _ticked(box: Box, black: Grey) -> bool:
    x, y, w, h = box
    inner = black[y + h // 4 : y + h - h // 4, x + w // 4 : x + w - w // 4]
    return bool(inner.size and (inner > 0).mean() > _TICKED)


def _chosen(
    kind: Choice, label: _Label, lines: Sequence[Sequence[Word]], black: Grey
) -> str | None:
    """Find the one option whose word is not struck through."""
    reach, top = black.shape[0] / 40, label.box[1]
    near = [word for line in lines for word in line if abs(word.top - top) < reach]
    left = []
    for option in kind.options:
        likely = [w for w in near if fuzz.ratio(_plain(w.text), _plain(option.label)) > 80]
        for word in likely:
            band = black[word.top : word.bottom, word.left : word.right]
            rows = (band > 0).mean(axis=1)
            if not rows.size or rows.max() < _STRUCK:
                left.append(option.key)
    return left[0] if len(set(left)) == 1 else None


def read_plainly(page: Grey, form: Form) -> dict[str, dict[str, Any]]:
    """Read a page; gives value, confidence and whether it is accepted, by field."""
    words = words_of(page)
    lines, black = _lines(words), _black(page)
    labels = {one.key: label for one in form.fields() if (label := _find(lines, one)) is not None}
    taken = {word for label in labels.values() for word in label.words}
    questions = {k: v for k, v in labels.items() if isinstance(form.field(k).kind, Tick)}
    boxes = _boxes_of(questions, _squares(black))
    return {
        key: _field(form.field(key), label, lines, taken, (black, boxes.get(key)))
        for key, label in labels.items()
    }


def _field(
    asked: Field,
    label: _Label,
    lines: Sequence[Sequence[Word]],
    taken: set[Word],
    ink: tuple[Grey, Box | None],
) -> dict[str, Any]:
    black, box = ink
    match asked.kind:
        case Tick():
            found = _ticked(box, black) if box else None
            return {"value": found, "confidence": 0.9, "accepted": found is not None}
        case Choice() as kind:
            option = _chosen(kind, label, lines, black)
            return {"value": option, "confidence": 0.9, "accepted": option is not None}
        case Signature():
            return {"value": None, "confidence": 0.0, "accepted": False}
        case _:
            return _text(asked, _value_words(label, lines, taken))


def _text(asked: Field, words: Sequence[Word]) -> dict[str, Any]:
    text = " ".join(word.text for word in words).strip(" ._:|-")
    sure = min((word.sure for word in words), default=0.0)
    try:
        value = canonical(asked, text) if text else None
    except ThroughcareError:
        return {"value": text, "confidence": 0.0, "accepted": False}
    return {"value": value, "confidence": sure / 100, "accepted": sure >= _SURE}
