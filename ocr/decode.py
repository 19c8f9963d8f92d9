"""From the words an engine read to the value of a field, by what the kind of field allows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import assert_never

from forms.answers import Answer
from forms.definition import (
    Choice,
    Comb,
    Date,
    Field,
    Signature,
    Text,
    TextStyle,
    Tick,
    Time,
)
from forms.errors import ValuesError
from forms.written import canonical
from ocr.lookalikes import digits_for, fitting
from ocr.tesseract import Line

_EDGES = " |_~`'\"\u2018\u2019\u201c\u201d*=<>{}[]\\\u00ab\u00bb\u2014\u00a9\u00ae"
_MONTH = re.compile(r"[A-Za-z]{3,}")
_SLASH_READ_AS_ONE = re.compile(r"^(\d\d)[17/](\d\d)[17/](\d{4})$")
_MILLILITRES = re.compile(r"(?<=\d )m[iI1|\]](?=[\s.,;)]|$)")
"""A dose: behind a figure and a blank the engine takes the l of ml for an i."""
_UK_PHONE = re.compile(r"^(?:\+?44|0)\d{9,10}$")


class Evidence(StrEnum):
    """What besides the engine speaks for a value, weakest first."""

    FREE = "free"
    SHAPE = "shape"
    """It is of the shape that the kind of field demands."""
    NEAR = "near"
    """It is close to one entry of the field's list and to no other."""
    LISTED = "listed"
    """It is on the field's list as read."""
    PAIRED = "paired"
    """Name and code were read apart and name the same entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A value and what speaks for and against it; `repr` shows no text."""

    value: Answer = field(repr=False)
    raw: str = field(repr=False)
    repairs: int = 0
    evidence: Evidence = Evidence.FREE
    least: float
    """The engine's confidence in its least sure word, per cent."""
    ambiguous: bool = False
    """Another value would have fitted as well."""
    crossed: bool = False
    """A printed rule ran through the writing, and the two views of it do not agree."""
    unsaid: bool = False
    """More characters, dots or accents stand there than were read."""


def _raw(lines: tuple[Line, ...]) -> str:
    texts = (" ".join(word.text for word in line).strip(_EDGES) for line in lines)
    return "\n".join(text for text in texts if text)


def _least(lines: tuple[Line, ...]) -> float:
    return min((word.confidence for line in lines for word in line), default=0.0)


def _canonical(asked: Field, text: str) -> Answer:
    """Give the canonical value; None where the text does not fit."""
    try:
        return canonical(asked, text)
    except ValuesError:
        return None


def _day_texts(raw: str) -> tuple[tuple[str, int], ...]:
    """Give the ways to take what was read for a day, most faithful first, with their repairs."""
    if _MONTH.search(raw):
        return ((raw, 0), *_digit_day_texts(raw))
    return _digit_day_texts(raw)


def _digit_day_texts(raw: str) -> tuple[tuple[str, int], ...]:
    digits, repairs = digits_for(raw)
    tight = re.sub(r"\s*([/.\-])\s*", r"\1", digits.strip())
    bare = re.sub(r"\D", "", digits)
    ways = [(tight, repairs), (bare, repairs)]
    if slashed := _SLASH_READ_AS_ONE.match(tight.replace(" ", "")):
        ways.append(("/".join(slashed.groups()), repairs + 1))
    return tuple(ways)


def _day(asked: Field, raw: str, least: float) -> Decoded:
    for text, repairs in _day_texts(raw):
        if (value := _canonical(asked, text)) is not None:
            return Decoded(
                value=value, raw=raw, repairs=repairs, evidence=Evidence.SHAPE, least=least
            )
    return Decoded(value=None, raw=raw, least=least)


def _comb(asked: Field, kind: Comb, raw: str, least: float) -> Decoded:
    found = fitting(raw, kind.pattern or r"[A-Z0-9]+", kind.length)
    if not found:
        return Decoded(value=None, raw=raw, least=least)
    reading, repairs = found[0]
    return Decoded(
        value=_canonical(asked, reading),
        raw=raw,
        repairs=repairs,
        evidence=Evidence.SHAPE if kind.pattern else Evidence.FREE,
        least=least,
        ambiguous=len(found) > 1,
    )


def _phone(asked: Field, raw: str, least: float) -> Decoded:
    text, repairs = digits_for(raw)
    fits = bool(_UK_PHONE.match(re.sub(r"[\s()\-]", "", text)))
    if not fits:
        text, repairs = raw, 0
    return Decoded(
        value=_canonical(asked, text),
        raw=raw,
        repairs=repairs,
        evidence=Evidence.SHAPE if fits else Evidence.FREE,
        least=least,
    )


def _text(asked: Field, kind: Text, raw: str, least: float) -> Decoded:
    match kind.style:
        case TextStyle.PHONE:
            return _phone(asked, raw, least)
        case TextStyle.NUMBER:
            text, repairs = digits_for(raw)
        case TextStyle.POSTCODE | TextStyle.EMAIL:
            text, repairs = raw, 0
        case TextStyle.ADDRESS:
            return Decoded(value=_canonical(asked, raw), raw=raw, least=least)
        case TextStyle.NAME | TextStyle.SENTENCE | TextStyle.PLAIN:
            # The box made the line break, not the writer.
            text = _MILLILITRES.sub("ml", " ".join(raw.splitlines()))
            return Decoded(value=_canonical(asked, text), raw=raw, least=least)
        case _:
            assert_never(kind.style)
    return Decoded(
        value=_canonical(asked, text),
        raw=raw,
        repairs=repairs,
        evidence=Evidence.SHAPE,
        least=least,
    )


def decoded(asked: Field, lines: tuple[Line, ...]) -> Decoded:
    """Decode what was read in one field; the value is None where it does not fit the kind."""
    raw, least, kind = _raw(lines), _least(lines), asked.kind
    match kind:
        case Text():
            return _text(asked, kind, raw, least)
        case Comb():
            return _comb(asked, kind, raw, least)
        case Date() | Time():
            return _day(asked, raw, least)
        case Choice() | Tick() | Signature():
            raise TypeError("marks are no writing")
        case _:
            assert_never(kind)


def best_of(views: Sequence[Decoded]) -> Decoded:
    """Choose between the readings of one field from views that differ where a rule crossed it."""
    if len(views) == 1:
        return views[0]
    fitting_views = [view for view in views if view.value is not None]
    if not fitting_views:
        return replace(views[0], crossed=True)
    best = min(fitting_views, key=lambda view: (view.repairs, -view.least))
    agree = len(fitting_views) == len(views) and len({view.value for view in views}) == 1
    return replace(best, crossed=not agree)
