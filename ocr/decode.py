"""From the words that Tesseract read to the value of a field, by what its kind allows."""

import re
from dataclasses import dataclass, field
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
from ocr.lookalikes import digits_for, fitting, measures, name_letters

_MONTH = re.compile(r"[A-Za-z]{3,}")
_SLASH_READ_AS_ONE = re.compile(r"^(\d\d)[17/](\d\d)[17/](\d{4})$")
_MILLILITRES = re.compile(r"(?<=\d)( ?)m[iI1|\]/!](?=[\s.,;)]|$)")
"""A dose: behind a figure and a blank the engine takes the l of ml for an i."""
_UK_PHONE = re.compile(r"^(?:\+?44|0)\d{9,10}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A value and what it was read from; `repr` shows no text."""

    value: Answer = field(repr=False)
    raw: str = field(repr=False)
    repairs: int = 0
    """Characters taken for others that look alike."""


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


def _day(asked: Field, raw: str) -> Decoded:
    for text, repairs in _day_texts(raw):
        if (value := _canonical(asked, text)) is not None:
            return Decoded(value=value, raw=raw, repairs=repairs)
    return Decoded(value=None, raw=raw)


def _comb(asked: Field, kind: Comb, raw: str) -> Decoded:
    found = fitting(raw, kind.pattern or r"[A-Z0-9]+", kind.length)
    if not found:
        return Decoded(value=None, raw=raw)
    reading, repairs = found[0]
    return Decoded(value=_canonical(asked, reading), raw=raw, repairs=repairs)


def _phone(raw: str) -> tuple[str, int]:
    text, repairs = digits_for(raw)
    if _UK_PHONE.match(re.sub(r"[\s()\-]", "", text)):
        return text, repairs
    return raw, 0


def _text(asked: Field, kind: Text, raw: str) -> Decoded:
    match kind.style:
        case TextStyle.PHONE:
            text, repairs = _phone(raw)
        case TextStyle.NUMBER:
            text, repairs = digits_for(raw)
        case TextStyle.POSTCODE | TextStyle.EMAIL | TextStyle.ADDRESS:
            text, repairs = raw, 0
        case TextStyle.NAME:
            text, repairs = name_letters(raw), 0
        case TextStyle.SENTENCE | TextStyle.PLAIN:
            text, repairs = measures(_MILLILITRES.sub(r"\1ml", raw)), 0
        case _:
            assert_never(kind.style)
    return Decoded(value=_canonical(asked, text), raw=raw, repairs=repairs)


def decoded(asked: Field, raw: str) -> Decoded:
    """Decode the words read in one field; the value is None where they do not fit the kind."""
    kind = asked.kind
    match kind:
        case Text():
            return _text(asked, kind, raw)
        case Comb():
            return _comb(asked, kind, raw)
        case Date() | Time():
            return _day(asked, raw)
        case Choice() | Tick() | Signature():
            raise TypeError("marks are no writing")
        case _:
            assert_never(kind)
