"""Texts as people write them on forms: dates, numbers, codes, names, places, sentences."""

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bench.training.words import Group, words

Rng = np.random.Generator

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OFTEN_CONFUSED = "ABDGHIKLMNOQTUVWYZ"
_STARTS = (*"bdfghjklmnprst", "br", "ch", "gl", "st", "th")
_ENDS = (*"nrstlmdwxyzv", "ck", "ng", "sh", "")
_AREAS = ("020 7", "020 8", "0161 ", "0113 ", "0121 ", "0117 ", "0151 ", "0191 ", "029 2")


class Kind(StrEnum):
    """What a line says; figures are given by kind."""

    DATE = "date"
    NUMBER = "number"
    CODE = "code"
    PHONE = "phone"
    NAME_CAPITALS = "name, capitals"
    NAME_MIXED = "name, mixed"
    PLACE = "place"
    SENTENCE = "sentence"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names of places and running words, from files given by path."""

    places: tuple[str, ...] = field(repr=False)
    running: tuple[str, ...] = field(repr=False)


def vocabulary(reference: Path, prose: Path | None) -> Vocabulary:
    """Read the lists of prisons, courts and areas, and words in their order from a text."""
    places = []
    for name in ("prisons", "courts", "dats"):
        with (reference / f"{name}.csv").open(encoding="utf-8") as file:
            places += [_with_code(row) for row in csv.DictReader(file)]
    running = tuple(prose.read_text(encoding="utf-8").split()) if prose else ()
    return Vocabulary(tuple(places), running)


def _with_code(row: Mapping[str, str]) -> str:
    return f"{row['name']}|{row['code']}"


def _one(rng: Rng, choices: Sequence[Any]) -> Any:  # noqa: ANN401 - as the choices
    return choices[int(rng.integers(len(choices)))]


def _word(rng: Rng, group: Group) -> str:
    return str(_one(rng, words(group)))


def _digits(rng: Rng, count: int) -> str:
    return "".join(str(d) for d in rng.integers(0, 10, count))


def _letters(rng: Rng, count: int) -> str:
    """Draw capitals, those that are confused in handwriting more often."""
    drawn = (_OFTEN_CONFUSED if rng.random() < 0.4 else _LETTERS for _ in range(count))
    return "".join(str(_one(rng, letters)) for letters in drawn)


def _named_month(rng: Rng, month: int) -> str:
    name = words("months")[month - 1]
    name = name if rng.random() < 0.35 else name[:3]
    return name.upper() if rng.random() < 0.3 else name


def date(rng: Rng, _: Vocabulary | None = None) -> str:
    """Write a day in one of the British ways."""
    day, month, year = (int(rng.integers(*span)) for span in ((1, 32), (1, 13), (1940, 2027)))
    short = rng.random() < 0.4
    written_year = f"{year % 100:02d}" if short else str(year)
    style = rng.random()
    if style < 0.12:
        return f"{day:02d}{month:02d}{written_year}"
    if style < 0.76:
        mark = str(rng.choice(["/", ".", "-", " ", " / "], p=[0.56, 0.17, 0.15, 0.06, 0.06]))
        padded = rng.random() < 0.6
        parts = (f"{day:02d}", f"{month:02d}") if padded else (str(day), str(month))
        return mark.join((*parts, written_year))
    ending = _ordinal(day) if rng.random() < 0.35 else ""
    mark = " " if ending else str(rng.choice([" ", "-", "/"], p=[0.8, 0.15, 0.05]))
    return mark.join((f"{day}{ending}", _named_month(rng, month), written_year))


def _ordinal(day: int) -> str:
    teen = 10 < day < 14
    return "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def number(rng: Rng, _: Vocabulary | None = None) -> str:
    """Write a prisoner's number, of today or older, or another reference."""
    style = rng.random()
    if style < 0.5:
        return f"{_letters(rng, 1)}{_digits(rng, 4)}{_letters(rng, 2)}"
    if style < 0.85:
        return f"{_letters(rng, 2)}{_digits(rng, int(rng.integers(4, 7)))}"
    if style < 0.93:
        return _letters(rng, 3) + _digits(rng, int(rng.integers(2, 6)))
    return _digits(rng, int(rng.integers(3, 11)))


def code(rng: Rng, places: Vocabulary | None = None) -> str:
    """Write a prison's, area's or court's code."""
    style = rng.random()
    if style < 0.45 or places is None:
        return f"{_letters(rng, 1)}{_digits(rng, 2)}B" if style < 0.25 else _letters(rng, 3)
    if style < 0.6:
        return f"{_letters(rng, 1)}{_digits(rng, 2)}B"
    known = str(_one(rng, places.places)).split("|")[1]
    return known or _letters(rng, 2) + "I"


def phone(rng: Rng, _: Vocabulary | None = None) -> str:
    """Write a British telephone number with the gaps people leave."""
    style = rng.random()
    if style < 0.4:
        area = str(_one(rng, _AREAS))
        rest = _digits(rng, 7)
        text = area + (rest[:3] + " " + rest[3:] if rng.random() < 0.8 else rest)
    elif style < 0.75:
        text = f"01{_digits(rng, 3)} {_digits(rng, 6)}"
    else:
        text = f"07{_digits(rng, 3)} {_digits(rng, 6)}"
    if rng.random() < 0.12:
        text = text.replace(" ", "")
    elif rng.random() < 0.08:
        text = text.replace(" ", "-", 1)
    if rng.random() < 0.06:
        text += f" ext {_digits(rng, int(rng.integers(2, 5)))}"
    return text


@cache
def _following() -> Mapping[str, str]:
    """Gather which letters follow two others in names; `^` begins a name and `$` ends it."""
    found: dict[str, str] = defaultdict(str)
    for name in (*words("surnames"), *words("forenames")):
        letters = f"^^{name.lower()}$"
        for at in range(len(letters) - 2):
            found[letters[at : at + 2]] += letters[at + 2]
    return found


def rare_name(rng: Rng) -> str:
    """Make up a name that could be one, so that no list of names is learnt by heart."""
    while True:
        made = "^^"
        while not made.endswith("$"):
            made += str(_one(rng, _following()[made[-2:]]))
        if 5 < len(made) < 15:
            return made[2:-1].capitalize()


def _surname(rng: Rng) -> str:
    name = rare_name(rng) if rng.random() < 0.35 else _word(rng, "surnames")
    drawn = rng.random()
    if drawn < 0.13:
        return str(_one(rng, ("O'", "O'", "Mc", "Mc", "Mac", "Fitz", "De ", "Al-"))) + name
    return name + "-" + _word(rng, "surnames") if drawn < 0.19 else name


def name(rng: Rng, _: Vocabulary | None = None) -> str:
    """Write a person's name."""
    first = rare_name(rng) if rng.random() < 0.15 else _word(rng, "forenames")
    drawn = rng.random()
    if drawn < 0.02:
        first = _word(rng, "accented")
    if drawn < 0.6:
        return f"{first} {_surname(rng)}"
    if drawn < 0.7:
        return " ".join((first, _word(rng, "forenames"), _surname(rng)))
    if drawn < 0.77:
        return f"{first[0]} {_surname(rng)}" if drawn < 0.73 else f"{first[0]}. {_surname(rng)}"
    if drawn < 0.84:
        return f"{_surname(rng)}, {first}" if drawn < 0.8 else f"{_surname(rng)} {first}"
    if drawn < 0.94:
        return first if drawn < 0.88 else _surname(rng)
    return f"{_one(rng, ('Mr', 'Mrs', 'Ms', 'Miss', 'Dr'))} {_surname(rng)}"


def _invented(rng: Rng) -> str:
    """Make a word that can be spoken and means nothing, so that letters are read, not guessed."""
    count = int(rng.integers(1, 4))
    sounds = [(_one(rng, _STARTS), _one(rng, "aeiouy"), _one(rng, _ENDS)) for _ in range(count)]
    return "".join(letter for sound in sounds for letter in sound)


def capitals_name(rng: Rng, _: Vocabulary | None = None) -> str:
    """Write a name in capitals."""
    if rng.random() < 0.15:
        return f"{_invented(rng)} {_invented(rng)}".upper()
    made = name(rng)
    if " Mc" in made and rng.random() < 0.4:
        return made.upper().replace(" MC", " Mc")
    return made.upper()


def mixed_name(rng: Rng, _: Vocabulary | None = None) -> str:
    """Write a name in capitals and small letters."""
    if rng.random() < 0.15:
        return f"{_invented(rng)} {_invented(rng)}".title()
    return name(rng)


def place(rng: Rng, places: Vocabulary | None = None) -> str:
    """Write a prison, court or area, with its code now and then."""
    if places is None:
        return _word(rng, "places") + " Magistrates Court"
    where, known = str(_one(rng, places.places)).split("|")
    if known and rng.random() < 0.25:
        where += str(_one(rng, (" ", " - ", ", ", " / "))) + known
        if rng.random() < 0.3:
            where = where.replace(" Magistrates Court", " MC").replace(" Crown Court", " CC")
    if rng.random() < 0.08:
        where = where.replace("HMP ", "").replace("HMP", "")
    return where.upper() if rng.random() < 0.35 else where


def _slot(rng: Rng, slot: str, places: Vocabulary | None) -> str:
    makers: Mapping[str, Callable[[], str]] = {
        "drug": lambda: _word(rng, "drugs"),
        "dose": lambda: (
            f"{int(rng.integers(1, 121))}{_one(rng, ('ml', 'mls', 'mg', ' ml', ' mg'))}"
        ),
        "often": lambda: _one(rng, ("daily", "od", "bd", "weekly", "supervised", "at night", "")),
        "person": lambda: _word(rng, "people"),
        "action": lambda: _word(rng, "actions"),
        "thing": lambda: _word(rng, "things"),
        "joint": lambda: _word(rng, "joining"),
        "place": lambda: _word(rng, "places"),
        "date": lambda: date(rng),
        "time": lambda: f"{int(rng.integers(1, 13))}{_one(rng, ('am', 'pm', '.30', ':15pm'))}",
        "name": lambda: name(rng),
        "running": lambda: _running(rng, places),
        "invented": lambda: _invented(rng),
    }
    return str(makers[slot]())


def _running(rng: Rng, places: Vocabulary | None) -> str:
    if places is None or not places.running:
        return " ".join(_word(rng, "joining") for _ in range(3))
    start = int(rng.integers(len(places.running) - 6))
    chosen = places.running[start : start + int(rng.integers(1, 6))]
    return " ".join(chosen).strip("•-·.,;:()\"'") or "none"


def sentence(rng: Rng, places: Vocabulary | None = None) -> str:
    """Write a few words about treatment, release, housing or court."""
    parts = _word(rng, "phrases").replace("}", "{").split("{")
    text = "".join(p if i % 2 == 0 else _slot(rng, p, places) for i, p in enumerate(parts)).strip()
    if rng.random() < 0.7:
        text = text[:1].upper() + text[1:]
    return text.upper() if rng.random() < 0.28 else text


def label(rng: Rng, _: Vocabulary | None = None) -> str:
    """Write what a form prints."""
    text = _word(rng, "labels")
    if rng.random() < 0.3:
        text += ":"
    if rng.random() < 0.12:
        text = f"{int(rng.integers(1, 20))}{_one(rng, ('.', ')', ''))} {text}"
    return text.upper() if rng.random() < 0.12 else text


MAKERS: Mapping[Kind, Callable[[Rng, Vocabulary | None], str]] = {
    Kind.DATE: date,
    Kind.NUMBER: number,
    Kind.CODE: code,
    Kind.PHONE: phone,
    Kind.NAME_CAPITALS: capitals_name,
    Kind.NAME_MIXED: mixed_name,
    Kind.PLACE: place,
    Kind.SENTENCE: sentence,
    Kind.LABEL: label,
}
"""How a text of each kind is made."""


def text(kind: Kind, rng: Rng, places: Vocabulary | None, *, longest: int = 48) -> str:
    """Write a text of a kind that is not blank nor longer than a line of a form."""
    while True:
        made = " ".join(MAKERS[kind](rng, places).split())
        if 0 < len(made) <= longest:
            return made
