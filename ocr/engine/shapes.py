"""The shapes of what stands in a field, as grammars, and views of a line that fit them.

Days and times are those that `forms.written_dates` understands; telephone numbers are British.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import numpy as np

from ocr.engine.ctc import BLANK
from ocr.engine.grammar import Grammar, grammar
from ocr.engine.output import LineOutput

_FAINTEST = -18.0

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_TWO_DAY = r"(?:0 ?[1-9]|[12] ?\d|3 ?[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_TWO_MONTH = r"(?:0 ?[1-9]|1 ?[0-2])"
_LONG_YEAR = r"(?:19|20)\d\d"
_YEAR = rf"(?:{_LONG_YEAR}|'?\d\d)"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _in_all_cases(words: Iterable[str]) -> str:
    ways = (way for word in words for way in (word, word.upper(), word.lower()))
    return "(?:" + "|".join(dict.fromkeys(ways)) + ")"


_MONTH_NAME = _in_all_cases([*_MONTHS, *(month[:3] for month in _MONTHS), "Sept"])
_WEEKDAY = _in_all_cases([*_WEEKDAYS, *(day[:3] for day in _WEEKDAYS), "Tues", "Thurs"])
_ORDINAL = "(?:st|nd|rd|th|ST|ND|RD|TH)?"
_DAYS = "|".join(
    (
        rf"{_DAY}(?: ?[-/.] ?| ){_MONTH}(?: ?[-/.] ?| ){_YEAR}",
        rf"(?:{_WEEKDAY},? ?)?{_DAY}{_ORDINAL}(?: of)?[-/. ]?{_MONTH_NAME}[-/., ]{{0,2}}{_YEAR}",
        rf"{_MONTH_NAME} {_DAY}{_ORDINAL},? {_LONG_YEAR}",
        rf"{_TWO_DAY} ?{_TWO_MONTH} ?(?:(?:1 ?9|2 ?0) ?)?\d ?\d",
        rf"{_LONG_YEAR}-{_TWO_MONTH}-{_TWO_DAY}",
        # The rule of a comb hides one of two strokes, or leaves something like one.
        r"(?:0[1-9]|[12]\d|3[01])[-/.](?:0[1-9]|1[0-2])(?:19|20)\d\d",
        r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])[-/.](?:19|20)\d\d",
    )
)
_HALF = "(?:am|pm|AM|PM|a\\.m\\.|p\\.m\\.)"
_TIMES = (
    rf"(?:[01]?\d|2[0-3])[-:.h ]?[0-5]\d(?: ?(?:{_HALF}|hrs|h|hours))?"
    rf"|(?:0?[1-9]|1[0-2]) ?{_HALF}|(?:12 )?(?:noon|NOON|midnight|MIDNIGHT)|midday|MIDDAY"
)
_GAP = r"[- )]{0,2}"
_PHONES = (
    rf"\(?0(?:{_GAP}\d){{7,12}}(?:,? ?(?:ext|Ext|EXT|x)\.? ?\d{{2,5}})?"
    rf"|\+44{_GAP}(?:\(0\))?(?:{_GAP}\d){{9,10}}|\d{{3,6}}"
)
_POSTCODES = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_NUMBERS = r"\d{1,3}(?:,\d{3})*(?:\.\d{1,2})?|\d{1,9}(?:\.\d{1,2})?"


@cache
def days() -> Grammar:
    """Give the ways to write a day."""
    return grammar(_DAYS)


@cache
def times() -> Grammar:
    """Give the ways to write a time of day."""
    return grammar(_TIMES)


@cache
def phones() -> Grammar:
    """Give the ways to write a British telephone number."""
    return grammar(_PHONES)


@cache
def postcodes() -> Grammar:
    """Give the shapes of British postcodes, in capitals."""
    return grammar(_POSTCODES)


@cache
def numbers() -> Grammar:
    """Give the ways to write a number."""
    return grammar(_NUMBERS)


@cache
def codes(pattern: str | None, longest: int) -> Grammar:
    """Give the grammar of a comb by the pattern of its definition.

    A pattern that the grammar does not understand is left to the check that follows reading.
    """
    free = rf"[A-Z0-9]{{1,{longest}}}"
    try:
        return grammar(pattern or free, longest)
    except ValueError:
        return grammar(free)


@cache
def _capitals(characters: str) -> tuple[tuple[int, int], ...]:
    classes = {char: number for number, char in enumerate(characters, 1)}
    return tuple(
        (number, classes[char.upper()])
        for char, number in classes.items()
        if char != char.upper() and char.upper() in classes
    )


def in_capitals(output: LineOutput) -> LineOutput:
    """Take small letters for the capitals they are written like: codes have no small ones."""
    log_probs = output.log_probs.copy()
    for small, capital in _capitals(output.characters):
        log_probs[:, capital] = np.logaddexp(log_probs[:, capital], log_probs[:, small])
        log_probs[:, small] = _FAINTEST
    return replace(output, log_probs=log_probs)


def without(output: LineOutput, characters: str) -> LineOutput:
    """Take characters that mean nothing in a field for the blank between others."""
    log_probs = output.log_probs.copy()
    for char in characters:
        number = output.classes.get(char)
        if number is not None:
            log_probs[:, BLANK] = np.logaddexp(log_probs[:, BLANK], log_probs[:, number])
            log_probs[:, number] = _FAINTEST
    return replace(output, log_probs=log_probs)


def only(output: LineOutput, characters: Iterable[str]) -> LineOutput:
    """Make all characters but these improbable."""
    log_probs = np.full_like(output.log_probs, _FAINTEST)
    kept = [BLANK, *(output.classes[char] for char in characters if char in output.classes)]
    log_probs[:, kept] = output.log_probs[:, kept]
    return replace(output, log_probs=log_probs)


def joined(outputs: Iterable[LineOutput]) -> LineOutput:
    """Put the lines of one field behind one another, with a space or nothing between."""
    first, *rest = outputs
    if not rest:
        return first
    between = np.full((1, first.log_probs.shape[1]), _FAINTEST, np.float32)
    between[0, BLANK] = np.log(0.45)
    between[0, first.classes.get(" ", BLANK)] = np.log(0.55)
    parts = [first.log_probs]
    for output in rest:
        parts += [between, output.log_probs]
    return replace(first, log_probs=np.concatenate(parts))
