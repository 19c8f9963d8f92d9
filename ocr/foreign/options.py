"""Where the printed answers of a choice stand, though some of them are struck out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forms.definition import Choice
from forms.geometry import BoxMm
from ocr.engine.ctc import log_likelihoods
from ocr.foreign.ground import Ground, around, token_box, within
from ocr.foreign.printed import Printed, Token
from ocr.foreign.wording import alike, folded

_READ = 0.7
_PART = 0.55


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a line that may be an answer."""

    box: BoxMm
    folded: str


def _strip(text: str) -> str:
    return text.strip("/|,.;•·-–—[]()*oO0 ")


def _words(ground: Ground, area: BoxMm, labels: Iterable[BoxMm]) -> list[Word]:
    """Give the words in an area that are not of a label or an instruction, in reading order."""
    taken = [*labels, *(span.box for span in ground.others)]
    found = []
    for printed in ground.printed:
        for token in printed.tokens:
            box = token_box(printed, token)
            x, y = box.centre
            if not within(area, x, y) or any(within(other, x, y) for other in taken):
                continue
            if token.folded:
                found.append(Word(box, token.folded))
    return sorted(found, key=lambda word: (round(word.box.centre[1] / 3.5), word.box.left))


def _wordings(option_label: str) -> tuple[str, ...]:
    return (folded(option_label), "on" + folded(option_label))


def _likeness(word: str, label: str) -> float:
    full = folded(label)
    return max(alike(word, full), alike(word[-len(full) :], full), alike(word[: len(full)], full))


def option_words(
    ground: Ground, kind: Choice, area: BoxMm, labels: Sequence[BoxMm]
) -> dict[str, BoxMm]:
    """Find the words of a choice within an area.

    Those that can be read are found by their letters, the others by their order, their width and
    the ink that is left.
    """
    words = _words(ground, area, labels)
    found: dict[str, BoxMm] = {}
    used: set[int] = set()
    for option in kind.options:
        ranked = [
            (_likeness(word.folded, option.label), -number)
            for number, word in enumerate(words)
            if number not in used
        ]
        if ranked and max(ranked)[0] >= _READ:
            number = -max(ranked)[1]
            found[option.key] = _exact(words[number], option.label)
            used.add(number)
    missing = [option for option in kind.options if option.key not in found]
    rest = [word for number, word in enumerate(words) if number not in used]
    for option, box in zip(missing, _struck(rest, len(missing), kind, missing, found), strict=False):
        found[option.key] = box
    return found


def _exact(word: Word, label: str) -> BoxMm:
    """Cut a word to the part that is the answer, where more was read as one word."""
    full = folded(label)
    if len(word.folded) <= len(full) + 1:
        return word.box
    at = word.folded.find(full)
    if at < 0:
        at = 0 if alike(word.folded[: len(full)], full) > _READ else len(word.folded) - len(full)
    step = word.box.width / len(word.folded)
    left = word.box.left + step * at
    return BoxMm(left, word.box.top, left + step * len(full), word.box.bottom)


def _struck(
    rest: Sequence[Word],
    number: int,
    kind: Choice,
    missing: Sequence[object],
    found: Mapping[str, BoxMm],
) -> list[BoxMm]:
    """Share out the words that could not be read among the answers that are missing."""
    if not number or not rest:
        return []
    groups: list[list[Word]] = [[word] for word in rest if word.box.width > 3]
    while len(groups) > number:
        gaps = [
            groups[i + 1][0].box.left - groups[i][-1].box.right
            if abs(groups[i + 1][0].box.centre[1] - groups[i][-1].box.centre[1]) < 2
            else 50.0
            for i in range(len(groups) - 1)
        ]
        at = int(np.argmin(gaps))
        groups[at] += groups.pop(at + 1)
    boxes = [around(word.box for word in group) for group in groups]
    while boxes and len(boxes) < number:
        widest = max(range(len(boxes)), key=lambda i: boxes[i].width)
        box = boxes[widest]
        half = box.centre[0]
        boxes[widest : widest + 1] = [
            BoxMm(box.left, box.top, half - 0.5, box.bottom),
            BoxMm(half + 0.5, box.top, box.right, box.bottom),
        ]
    return boxes


__all__ = ["Printed", "Token", "log_likelihoods", "option_words"]
