"""Invented answers for any form, as long as its boxes hold, and the pen strokes that are not typed.

Drawn from a seed. Nobody is meant: the surnames are rivers.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import assert_never

from forms.answers import Answer, Answers
from forms.definition import (
    Choice,
    Comb,
    Date,
    Field,
    FieldKind,
    ReferencePart,
    Signature,
    Text,
    TextStyle,
    Tick,
    Time,
)
from forms.errors import ValuesError
from forms.pdf.entries import entries
from forms.pdf.template import PdfTemplate
from forms.reference import shipped_lists

_GIVEN = ("Bernadette", "Christopher", "Anastasia", "Maximilian", "Jacqueline", "Nathaniel")
_SURNAMES = ("Ystwyth", "Wharfe-Derwent", "Blackwater", "Severn", "Tamar-Medway", "Windrush")
_SENTENCES = (
    "Dose raised from 30 ml to 45 ml on 12 May, supervised each day.",
    "Gate pick-up agreed for 09.30, travel warrant sent by post.",
    "Bail address changed to a hostel in Leeds, key worker told.",
    "Seen by the doctor twice; next review in six weeks.",
    "Asks for a female worker and for help with housing.",
)
_STREETS = ("Station Road", "Victoria Terrace", "Chapel Lane")
_TOWNS = ("Wolverhampton", "Cardiff", "Newcastle upon Tyne")
_PHONES = ("020 7946 0{0}", "0117 496 0{0}", "029 2018 0{0}", "07700 900{0}")
_LETTERS = "ABCDEFGHJKMNPRSTVWXY"
_CODE_SHAPES = ("A9999AA", "AA999999", "A99B", "AAA", "A9B", "AA9", "AA", "A9", "AA9999", "AAA99")
_USUAL = 34
"""Letters of an answer of usual length."""

NEEDED: Mapping[TextStyle, int] = {
    TextStyle.SENTENCE: 24,
    TextStyle.NAME: 22,
    TextStyle.PHONE: 13,
    TextStyle.EMAIL: 22,
    TextStyle.ADDRESS: 30,
    TextStyle.POSTCODE: 8,
    TextStyle.NUMBER: 2,
    TextStyle.PLAIN: 12,
}
"""Characters that a text of each style must have room for, if it may be as long."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One way to fill a form in; `repr` shows none of it."""

    values: Answers = field(repr=False)
    signed: frozenset[str]
    """Signatures that a pen adds."""

    def truth(self, asked: Field) -> Answer:
        """Give what a perfect reader finds in a field."""
        if isinstance(asked.kind, Signature):
            return asked.key in self.signed
        return self.values.get(asked.key)


def _sentence(rng: random.Random, length: int) -> str:
    text = " ".join(rng.sample(_SENTENCES, len(_SENTENCES)))
    while len(text) < length:
        text += f" {text}"
    return text


def _address(rng: random.Random, style: TextStyle) -> str:
    if style is TextStyle.POSTCODE:
        return f"{rng.choice(('CF10', 'LS2', 'BS1', 'M14'))} {rng.randrange(1, 10)}DF"
    if style is TextStyle.EMAIL:
        return f"{rng.choice(_GIVEN).lower()}.{rng.choice(_SURNAMES).lower()}@team.example"
    return f"{rng.randrange(2, 190)} {rng.choice(_STREETS)}, {rng.choice(_TOWNS)}"


def _text(rng: random.Random, kind: Text, length: int) -> str:
    match kind.style:
        case TextStyle.NAME:
            names = [*rng.sample(_GIVEN, 3), rng.choice(_SURNAMES)]
            return " ".join(names if length > _USUAL else names[-2:])
        case TextStyle.PHONE:
            return rng.choice(_PHONES).format(f"{rng.randrange(1000):03d}")
        case TextStyle.NUMBER:
            return str(rng.randrange(10, 100))
        case TextStyle.POSTCODE | TextStyle.EMAIL | TextStyle.ADDRESS:
            return _address(rng, kind.style)
        case TextStyle.SENTENCE | TextStyle.PLAIN:
            return _sentence(rng, length)
        case _:
            assert_never(kind.style)


def _code(rng: random.Random, kind: Comb) -> str:
    """Invent a code of the field's pattern, the longest of the shapes that fit."""
    shapes = [*_CODE_SHAPES, "A" * kind.length]
    shapes += ["9" * length for length in range(1, kind.length + 1)]
    for shape in sorted((s for s in shapes if len(s) <= kind.length), key=lambda s: -len(s)):
        for _ in range(30):
            made = "".join(_character(rng, sign) for sign in shape)
            if re.fullmatch(kind.pattern or "[A-Z0-9]+", made):
                return made
    return ""


def _character(rng: random.Random, sign: str) -> str:
    match sign:
        case "A":
            return rng.choice(_LETTERS)
        case "9":
            return str(rng.randrange(10))
        case _:
            return sign


def _listed(rng: random.Random, asked: Field) -> str | None:
    use = asked.reference
    if use is None or not isinstance(asked.kind, Text | Comb):
        return None
    coded = [entry for entry in shipped_lists().entries(use.list_name) if entry.code]
    entry = rng.choice(coded)
    text = entry.name if use.part is ReferencePart.NAME else entry.code
    longest = asked.kind.length if isinstance(asked.kind, Comb) else asked.kind.max_length
    return text if text and len(text) <= longest else None


def _written(rng: random.Random, kind: Text | Comb, length: int) -> str:
    return _code(rng, kind) if isinstance(kind, Comb) else _cut(_text(rng, kind, length), length)


def _value(rng: random.Random, asked: Field, length: int) -> Answer:
    kind: FieldKind = asked.kind
    match kind:
        case Text() | Comb():
            return _listed(rng, asked) or _written(rng, kind, length)
        case Date():
            born = "birth" in asked.key
            first = date(1962 if born else 2024, 1, 1)
            return (first + timedelta(days=rng.randrange(13_000 if born else 900))).isoformat()
        case Time():
            return f"{rng.randrange(8, 20):02d}:{rng.randrange(60):02d}"
        case Choice(options=options):
            return rng.choice(options).key
        case Tick():
            return True
        case Signature():
            return None
        case _:
            assert_never(kind)


def _cut(text: str, length: int) -> str:
    """Cut at a word, or inside the only one."""
    if len(text) <= length:
        return text
    words = text[: length + 1].rpartition(" ")[0]
    return (words or text[:length]).rstrip(" ,;")


def fits(template: PdfTemplate, key: str, value: Answer) -> bool:
    """Tell whether a value can be printed in its field."""
    try:
        entries(template, {key: value})
    except ValuesError:
        return False
    return True


def _fitted(template: PdfTemplate, asked: Field, value: Answer) -> Answer:
    """Shorten a text until its box holds it; None where that leaves nothing."""
    while isinstance(value, str) and value and not fits(template, asked.key, value):
        if not isinstance(asked.kind, Text) or len(value) <= 1:
            return None
        value = _cut(value, len(value) - 1)
    return value or None


def room(template: PdfTemplate, asked: Field) -> int:
    """Count the characters of a usual text that a field has room for, up to what is needed."""
    if not isinstance(asked.kind, Text):
        return 0
    text = "Anastasia Wharfe-Derwent and family"[: needed_room(asked)]
    while text and not fits(template, asked.key, text):
        text = text[:-1]
    return len(text)


def needed_room(asked: Field) -> int:
    """Give the characters that a field must have room for; 0 for what is not free text."""
    kind = asked.kind
    return min(kind.max_length, NEEDED[kind.style]) if isinstance(kind, Text) else 0


def _answers(
    rng: random.Random, template: PdfTemplate, number: int
) -> Iterator[tuple[str, Answer]]:
    """Answer every field; of the ticks every other one, another half each time."""
    ticks = 0
    for asked in template.form.fields():
        if isinstance(asked.kind, Tick):
            ticks += 1
            if ticks % 2 == number % 2:
                continue
        full = asked.kind.max_length if isinstance(asked.kind, Text) else 0
        length = min(full, _USUAL) if number % 2 else full
        yield asked.key, _fitted(template, asked, _value(rng, asked, length))


def sample(template: PdfTemplate, number: int) -> Sample:
    """Fill a form in: even numbers as full as the boxes hold, odd ones with usual lengths."""
    rng = random.Random(f"{template.form.id} {template.form.version} {number}")  # noqa: S311
    values = {key: value for key, value in _answers(rng, template, number) if value is not None}
    signatures = [f.key for f in template.form.fields() if isinstance(f.kind, Signature)]
    return Sample(values, frozenset(signatures if number % 2 == 0 else ()))


def empty() -> Sample:
    """Leave everything blank."""
    return Sample({}, frozenset())
