"""What was written for a question, in the canonical form of its kind.

One place for it, so that a fax, a returned PDF, a Word document and a CSV row say the same for the
same writing. Idempotent: what is canonical already stays as it is. Lengths of text and reference
lists are the schema's business.
"""

import re
import unicodedata
from datetime import date
from typing import assert_never

from forms.answers import Answer
from forms.definition import Choice, Comb, Date, Field, Signature, Text, TextStyle, Tick, Time
from forms.errors import ValuesError
from forms.written_dates import read_day, read_time, today_utc

BIRTH_KEY = "date_of_birth"
"""Fields with this key, or one that ends so, hold a day of birth."""

_TICKED = {"x", "xx", "v", "y", "yes", "on", "true", "1", "tick", "ticked", "checked"} | set(
    "☒☑✓✔✗✘🗹🗷■●⊠"
)
_UNTICKED = {"n", "no", "off", "false", "0", "unticked", "unchecked"} | set("☐□○◻-\u2013\u2014")
_INVISIBLE = frozenset("\u00ad\u200b\u200e\u200f\u2060\ufeff\ufffe\uffff")
_NOT_TEXT = {"Cc", "Cs"}
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc\u0060\u00b4", "'''''")
_POSTCODE = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_NUMBER = re.compile(r"^-?\d+(\.\d+)?$", re.ASCII)
_PHONE_BREAK = re.compile(r"(?<=\d)\s*[-.\u2010-\u2015]\s*(?=\d)")


def clean_text(written: str, *, lines: int = 1) -> str:
    """Compose accents, drop invisible characters, even out blanks; on one line or several.

    Empty lines go: neither a box on paper nor a viewer keeps them faithfully.
    """
    seen = unicodedata.normalize("NFC", "".join(filter(_is_seen, written)))
    rows = (" ".join(row.split()) for row in seen.splitlines())
    return ("\n" if lines > 1 else " ").join(row for row in rows if row)


def _is_seen(char: str) -> bool:
    if char in _INVISIBLE:
        return False
    return char.isspace() or unicodedata.category(char) not in _NOT_TEXT


def _postcode(text: str) -> str:
    found = _POSTCODE.match(re.sub(r"[^A-Z0-9]", "", text.upper()))
    if not found:
        raise ValueError("not a postcode")
    return f"{found[1]} {found[2]}"


def _number(text: str) -> str:
    plain = re.sub(r"(?<=\d)[, ](?=\d{3}\b)", "", text)
    if not _NUMBER.match(plain):
        raise ValueError("not a number")
    return plain


def _email(text: str) -> str:
    plain = text.replace(" ", "")
    if not _EMAIL.match(plain):
        raise ValueError("not an email address")
    return plain


def _phone(text: str) -> str:
    plain = _PHONE_BREAK.sub(" ", text)
    if not any(char.isdigit() for char in plain):
        raise ValueError("not a telephone number")
    return plain


def _text(kind: Text, written: str) -> str:
    text = clean_text(written, lines=kind.lines)
    match kind.style:
        case TextStyle.NAME:
            return text.translate(_APOSTROPHES)
        case TextStyle.PHONE:
            return _phone(text)
        case TextStyle.EMAIL:
            return _email(text)
        case TextStyle.POSTCODE:
            return _postcode(text)
        case TextStyle.NUMBER:
            return _number(text)
        case TextStyle.SENTENCE | TextStyle.ADDRESS | TextStyle.PLAIN:
            return text
        case _:
            assert_never(kind.style)


def _comb(kind: Comb, written: str) -> str:
    """Join the cells; a separator stays only where the pattern wants it."""
    capitals = re.sub(r"\s", "", written.upper())
    pattern = kind.pattern or r"[A-Z0-9]+"
    for cells in (capitals, re.sub(r"[^A-Z0-9]", "", capitals)):
        if re.fullmatch(pattern, cells, re.ASCII) and len(cells) <= kind.length:
            return cells
    raise ValueError("not of the form that this question asks for")


def _plain(words: str) -> str:
    return "".join(char for char in words.casefold() if char.isalnum())


def _choice(kind: Choice, written: str) -> str:
    """Find the one option that the key or the printed words name."""
    said = _plain(written)
    named = {
        option.key for option in kind.options if said in (_plain(option.key), _plain(option.label))
    }
    if len(named) != 1:
        raise ValueError("not one of the answers offered")
    return named.pop()


def _tick(written: str) -> bool:
    mark = written.casefold().strip().strip("[]()").strip()
    if mark in _TICKED:
        return True
    if not mark or mark in _UNTICKED:
        return False
    raise ValueError("neither ticked nor left empty")


def _value(field: Field, written: str, today: date | None) -> Answer:
    kind = field.kind
    value: Answer
    match kind:
        case Text():
            value = _text(kind, written)
        case Comb():
            value = _comb(kind, written)
        case Date():
            born = field.key.endswith(BIRTH_KEY)
            value = read_day(written, born=born, today=today or today_utc())
        case Time():
            value = read_time(written)
        case Choice():
            value = _choice(kind, written)
        case Tick():
            value = _tick(written)
        case Signature():
            value = True
        case _:
            assert_never(kind)
    return value


def canonical(field: Field, written: str, *, today: date | None = None) -> Answer:
    """Give the canonical answer for what was written; None where nothing was.

    Args:
        field: the question.
        written: as it stands in the box, the cell or the column.
        today: the day that sets the century of a two-digit year of birth; by default now.

    Raises:
        ValuesError: it does not fit the kind of the field; names the field, never the value.
    """
    clean = clean_text(written, lines=2)
    if not clean:
        return None
    try:
        return _value(field, clean, today)
    except ValueError as error:
        raise ValuesError({field.key: str(error)}) from error
