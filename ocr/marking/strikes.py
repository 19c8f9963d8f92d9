"""Which options of "delete as appropriate" are struck out, from the page alone.

Without a blank print nobody can tell the strike's ink from the letters'. But the options of one
question are set in one type, so struck ones differ from the kept one; what is asked is which of
the few ways to answer fits all of them best.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum, auto

import numpy as np

from forms.geometry import BoxMm
from ocr.findings import Finding, blank, unreadable
from ocr.marking.lines import PER_MM, ink_level, px
from ocr.marking.rings import encircled
from ocr.marking.words import WordInk, word_ink
from ocr.reading import FieldState, Method
from ocr.sheet import Grey

_INTERCEPT = -15.64
_OWN = {
    "covered": 14.48,
    "covered_amid": 3.13,
    "run": 2.75,
    "run_amid": -4.83,
    "filled": 2.26,
    "white": -27.69,
    "lone": 8.68,
}
"""Weights of what a word shows for "struck" (logistic regression on 4,358 words in 14 families of
type, struck in 12 ways, over five channels)."""
_APART = {
    "covered": 0.01,
    "covered_amid": -2.0,
    "run": 0.93,
    "run_amid": 2.34,
    "filled": 15.26,
    "white": -8.73,
    "lone": -9.81,
}
"""Weights of how far it differs from the question's least struck word."""
_CERTAIN = 8.0
_LIKELY = {"one_kept": 0.9, "none": 0.08, "all": 0.02}
_SURE, _SURE_SHORT, _SURE_NONE = 3.0, 6.0, 3.0
"""By how much, in nats, the best answer must beat the next; of 1,030 struck questions of the same
pages 14 were wrong, none of them by 3 and more."""
_AROUND_MM = 6.0
_SHORT_MM = 5.0
"""One to three letters: a bar of F or H passes for a strike."""
_RINGED = 0.55
_PAST_MM, _RULE, _LEAN_PX = 4.5, 0.8, 8
"""So far past the outer words, and so unbroken, runs a printed rule and no pen."""

ALL_STRUCK = "All options look struck out."
UNCLEAR = "It is unclear which options are struck out."
CIRCLED = "This option is circled; the others are not struck out."
TICKED = "This option has a mark above it; the others are not struck out."
RULED = "A printed line runs through the options."
LOST = "One of the printed options was not found."


class _Answer(Enum):
    NONE_STRUCK = auto()
    ALL_STRUCK = auto()


def _struck(words: Mapping[str, WordInk]) -> dict[str, float]:
    """Give the log odds that each word is struck."""
    odds = {}
    for option, word in words.items():
        total = _INTERCEPT
        for measure, weight in _OWN.items():
            values = [float(getattr(other, measure)) for other in words.values()]
            plain = max(values) if measure == "white" else min(values)
            value = float(getattr(word, measure))
            total += weight * value + _APART[measure] * (value - plain)
        odds[option] = float(np.clip(total, -_CERTAIN, _CERTAIN))
    return odds


def _answers(odds: Mapping[str, float]) -> dict[str | _Answer, float]:
    """Give the log likelihood of every way to answer: one kept, none struck, all struck."""
    struck = {option: -float(np.logaddexp(0, -value)) for option, value in odds.items()}
    kept = {option: -float(np.logaddexp(0, value)) for option, value in odds.items()}
    likely: dict[str | _Answer, float] = {}
    for option in odds:
        rest = sum(value for other, value in struck.items() if other != option)
        likely[option] = kept[option] + rest + float(np.log(_LIKELY["one_kept"] / len(odds)))
    likely[_Answer.NONE_STRUCK] = sum(kept.values()) + float(np.log(_LIKELY["none"]))
    likely[_Answer.ALL_STRUCK] = sum(struck.values()) + float(np.log(_LIKELY["all"]))
    return likely


def _read(option: str, confidence: float, doubt: str | None) -> Finding:
    return Finding(
        value=option,
        confidence=confidence,
        accepted=doubt is None,
        state=FieldState.READ,
        method=Method.STRIKE,
        doubt=doubt,
    )


def _unstruck(words: Mapping[str, WordInk], *, sure: bool) -> Finding:
    """Decide where nothing is struck: perhaps one option is circled, or ticked above."""
    for doubt, chosen in (
        (CIRCLED, [option for option, word in words.items() if word.ringed >= _RINGED]),
        (TICKED, [option for option, word in words.items() if word.ticked]),
    ):
        if len(chosen) == 1:
            return _read(chosen[0], 0.85, doubt)
    return blank(Method.STRIKE) if sure else unreadable(Method.STRIKE, doubt=UNCLEAR)


def _decided(words: Mapping[str, WordInk]) -> Finding:
    likely = _answers(_struck(words))
    best, *rest = sorted(likely, key=lambda answer: -likely[answer])
    margin = likely[best] - likely[rest[0]]
    short = min(word.width_mm for word in words.values()) < _SHORT_MM
    sure = margin >= (_SURE_SHORT if short else _SURE)
    if best is _Answer.NONE_STRUCK:
        return _unstruck(words, sure=sure)
    if best is _Answer.ALL_STRUCK:
        return unreadable(Method.STRIKE, doubt=ALL_STRUCK)
    confidence = 1 / (1 + float(np.exp(-margin)))
    return _read(str(best), min(0.998, confidence), None if sure else UNCLEAR)


def _cut(grey: Grey, options: Mapping[str, BoxMm]) -> tuple[Grey, dict[str, BoxMm]]:
    """Cut out the ink about all options; gives their boxes within it."""
    off_x = max(0, px(min((box.left for box in options.values()), default=0) - _AROUND_MM))
    off_y = max(0, px(min((box.top for box in options.values()), default=0) - _AROUND_MM))
    right = px(max((box.right for box in options.values()), default=0) + _AROUND_MM)
    bottom = px(max((box.bottom for box in options.values()), default=0) + _AROUND_MM)
    ink = np.asarray(grey[off_y:bottom, off_x:right] < ink_level(grey), dtype=np.uint8)
    x, y = off_x / PER_MM, off_y / PER_MM
    moved = {
        option: BoxMm(box.left - x, box.top - y, box.right - x, box.bottom - y)
        for option, box in options.items()
    }
    return ink, moved


def _ruled(ink: Grey, boxes: Mapping[str, BoxMm]) -> bool:
    """Tell whether a line runs through the words and far past them on both sides: a rule's.

    A pen stops soon behind the last word; on a standard fax a rule may have gaps.
    """
    top, bottom = (px(edge) for edge in _rows(boxes))
    left = ink[top:bottom, : px(_PAST_MM)].mean(axis=1)
    right = ink[top:bottom, -px(_PAST_MM) :].mean(axis=1)
    one, other = np.flatnonzero(left > _RULE), np.flatnonzero(right > _RULE)
    return bool(one.size and other.size and np.abs(one[:, None] - other).min() <= _LEAN_PX)


def _rows(boxes: Mapping[str, BoxMm]) -> tuple[float, float]:
    return min(box.top for box in boxes.values()), max(box.bottom for box in boxes.values())


def strike_findings(grey: Grey, options: Mapping[str, BoxMm]) -> Finding:
    """Decide which option of one question stays when the others are struck out.

    Args:
        grey: an upright page at 300 dpi.
        options: the printed words of all options of the question, each with its box in
            millimetres, to within half a millimetre.

    Returns:
        The kept option; blank where none is struck; the circled option, or the one with a tick
        above it, in doubt; unreadable where all are struck or it is unclear.
    """
    ink, moved = _cut(grey, options)
    found = {option: word_ink(ink, box) for option, box in moved.items()}
    words = {option: word for option, word in found.items() if word is not None}
    if len(words) < max(2, len(options)):
        return unreadable(Method.STRIKE, doubt=LOST)
    decided = _ringed(ink, moved, words) or _decided(words)
    return replace(decided, accepted=False, doubt=RULED) if _ruled(ink, moved) else decided


def _ringed(ink: Grey, boxes: Mapping[str, BoxMm], words: Mapping[str, WordInk]) -> Finding | None:
    """Tell the one option in a ring that reaches into its word; None where others are struck."""
    letters = min(word.high_mm for word in words.values())
    rings = [option for option, box in boxes.items() if encircled(ink, box, letters)]
    others = {option: word for option, word in words.items() if option not in rings}
    if len(rings) != 1 or max(_struck(others).values()) > 0:
        return None
    return _read(rings[0], 0.85, CIRCLED)
