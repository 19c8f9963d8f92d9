"""Invented people and what they write: values for any form, made from its definition."""

import random
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import assert_never

from forms.answers import Answer
from forms.definition import (
    Choice,
    Comb,
    Date,
    Field,
    ReferencePart,
    Signature,
    Text,
    TextStyle,
    Tick,
    Time,
)
from forms.reference import Entry, shipped_lists

GIVEN = (
    *("David", "Susan", "Paul", "Tracey", "Mark", "Linda", "Peter", "Donna", "Andrew", "Karen"),
    *("Kevin", "Julie", "Anthony", "Sharon", "Gary", "Emma", "Jason", "Lisa", "Wayne", "Helen"),
    *("Laura", "Siân", "Mohammed", "Aoife", "Dwayne", "Kerry", "Precious", "Tomasz", "Gareth"),
    *("Jacqueline", "Imran", "Billy-Jo", "Ffion", "Winston", "Chantelle", "Craig", "Zoë", "Ahmed"),
    *("Rhys", "Michelle", "Darren", "Olivia", "Stephen", "Natasha", "Owen", "Yusuf", "Beverley"),
)
SURNAMES = (
    *("O'Neill", "Williams", "Okafor", "Nowak", "Llewellyn", "Smith-Jones", "McDonald", "Khan"),
    *("Fitzgerald", "Begum", "Griffiths", "Adeyemi", "Hughes", "Wójcik", "Taylor", "Oyelaran"),
    *("Pritchard", "Campbell", "Hussain", "Robinson", "Vaughan", "Whittaker", "Ali", "Thompson"),
)
SENTENCES = (
    "Methadone reduced from 60 ml to 45 ml daily on 3 June.",
    "Moved to Subutex 8 mg, supervised, after review with the doctor.",
    "Gate pick-up no longer possible; will report to the office at 2pm.",
    "Accommodation offer withdrawn, housing referral sent again.",
    "Client asked for a different worker, handover on Friday.",
    "Transferred to detox wing, keep the appointment of 12 May.",
    "Bail address changed, see letter of 9 July.",
    "Sentence reduced on appeal to 14 months.",
)
STREETS = ("High Street", "Station Road", "Chapel Lane", "Victoria Terrace", "Mill Row")
TOWNS = ("Cardiff", "Leeds", "Newport", "Wrexham", "Bristol", "Luton")
LETTERS = "ABCDEFGHJKLMNPRSTVWXYZ"


def _name(rng: random.Random) -> str:
    return f"{rng.choice(GIVEN)} {rng.choice(SURNAMES)}"


def _phone(rng: random.Random) -> str:
    shapes = ("020 7946 0{0}", "0117 496 0{0}", "029 2018 0{0}", "07700 900{0}", "01632 960{0}")
    return rng.choice(shapes).format(f"{rng.randrange(1000):03d}")


def _address(rng: random.Random, style: TextStyle) -> str:
    if style is TextStyle.EMAIL:
        return f"{rng.choice(SURNAMES[1:3]).lower()}@cjit.example"
    return f"{rng.randrange(1, 190)} {rng.choice(STREETS)}, {rng.choice(TOWNS)}"


def _text(rng: random.Random, kind: Text) -> str:
    match kind.style:
        case TextStyle.NAME:
            return _name(rng)
        case TextStyle.PHONE:
            return _phone(rng)
        case TextStyle.NUMBER:
            return str(rng.randrange(1, 120))
        case TextStyle.POSTCODE:
            area = rng.choice(("CF10", "LS2", "BS1", "SW1A", "M14"))
            return f"{area} {rng.randrange(10)}{rng.choice('ABDEF')}{rng.choice('GHJLN')}"
        case TextStyle.EMAIL | TextStyle.ADDRESS:
            return _address(rng, kind.style)
        case TextStyle.SENTENCE | TextStyle.PLAIN:
            return rng.choice(SENTENCES)
        case _:
            assert_never(kind.style)


def _that_fits(text: str, longest: int) -> str:
    """Leave out the last words of what is too long: nobody ends amid a word."""
    if len(text) <= longest:
        return text
    return text[: longest + 1].rpartition(" ")[0].strip() or text[:longest]


def _comb(rng: random.Random, kind: Comb) -> str:
    digits = tuple("9" * count for count in range(1, kind.length + 1))
    shapes = ("A9999AA", "AA999999", "A99B", "AAA", "AA9999", "AAA99", "A" * kind.length, *digits)
    for shape in rng.choices(shapes, k=500):
        made = "".join(
            rng.choice(LETTERS) if c == "A" else str(rng.randrange(10)) if c == "9" else c
            for c in shape
        )
        if len(made) <= kind.length and re.fullmatch(kind.pattern or "[A-Z0-9]+", made):
            return made
    raise ValueError(f"no shape fits {kind.pattern}")


def _entry(rng: random.Random, list_name: str) -> Entry:
    entries = [entry for entry in shipped_lists().entries(list_name) if entry.active]
    coded = [entry for entry in entries if entry.code]
    return rng.choice(coded or entries)


def _listed(rng: random.Random, asked: Field) -> str | None:
    use = asked.reference
    if use is None:
        return None
    entry = _entry(rng, use.list_name)
    return entry.name if use.part is ReferencePart.NAME else entry.code


def _free(rng: random.Random, asked: Field) -> Answer:
    kind = asked.kind
    match kind:
        case Text():
            return _that_fits(_text(rng, kind), kind.max_length)
        case Comb():
            return _comb(rng, kind)
        case Date():
            first = 1955 if "birth" in asked.key else 2008
            span = 40 * 365 if first == 1955 else 3 * 365
            return (date(first, 1, 1) + timedelta(days=rng.randrange(span))).isoformat()
        case Time():
            return f"{rng.randrange(8, 19):02d}:{rng.choice((0, 15, 30, 45)):02d}"
        case Choice():
            return rng.choice(kind.options).key
        case Tick() | Signature():
            return True
        case _:
            assert_never(kind)


def invented_value(rng: random.Random, asked: Field) -> Answer:
    """Invent an answer for a field, of its list where it has one."""
    listed = _listed(rng, asked)
    fits = listed is not None and len(listed) <= getattr(asked.kind, "max_length", 99)
    return listed if fits and isinstance(asked.kind, Text | Comb) else _free(rng, asked)


_AGREES = 0.97


def _with_its_code(rng: random.Random, asked: Field, code: Field) -> dict[str, Answer]:
    """Invent a place and its code: who writes both copies them from one list."""
    use = asked.reference
    entry = _entry(rng, use.list_name) if use else None
    longest = getattr(asked.kind, "max_length", 99)
    if entry is None or not entry.code or len(entry.name) > longest:
        return {}
    return {asked.key: entry.name, code.key: entry.code}


def invented_values(rng: random.Random, fields: Sequence[Field]) -> dict[str, Answer]:
    """Invent answers for the fields of a page; a name and its code agree but for a slip."""
    by_key = {asked.key: asked for asked in fields}
    values = {key: invented_value(rng, asked) for key, asked in by_key.items()}
    for asked in fields:
        use = asked.reference
        named = use is not None and use.part is ReferencePart.NAME
        code = by_key.get(use.pairs_with or "") if use is not None and named else None
        if code is not None and rng.random() < _AGREES:
            values |= _with_its_code(rng, asked, code)
    return values
