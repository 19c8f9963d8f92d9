"""What is compared, and the levels of agreement, best first: the one table that all scoring uses.

A comparison whose `known` is not true of a pair says nothing of it. `least` and `most` bound what a
level may weigh, whatever training finds: a difference of older prison numbers, which counted one
custody each (docs/adr/0017-matching.md), is never evidence against.
"""

from dataclasses import dataclass

from service.matching.comparing.conditions import (
    Condition,
    Crossed,
    CrossedHalf,
    CrossedNear,
    Edits,
    Known,
    Near,
    Otherwise,
    Overlap,
    Same,
    Shared,
    Starts,
)


@dataclass(frozen=True, slots=True)
class Level:
    """How well something agrees."""

    key: str
    says: str
    """For a person, after the name of what is compared: `Date of birth: one digit off`."""
    when: Condition
    frequency_of: str = ""
    """The column whose rarity counts: agreement on a rare name says more."""
    least: float | None = None
    most: float | None = None
    """Bounds of its weight in bits."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Something that both sides tell of a person."""

    key: str
    name: str
    """For a person."""
    known: Condition
    levels: tuple[Level, ...]


_CROSSED = Crossed("given_key", "surname_key")
_NEARLY_CROSSED = CrossedNear("given", "surname", 0.85)
_HALF_CROSSED = CrossedHalf("given_key", "surname_key")

GIVEN = Comparison(
    "given",
    "Given name",
    Known("given"),
    (
        Level("same", "the same", Same("given"), frequency_of="given"),
        Level("nickname", "a form of the same name", Shared("given_roots")),
        Level("lookalike", "the same but for signs that look alike", Same("given_key")),
        Level(
            "near",
            "nearly the same",
            Near("given", 0.92) | Near("given_key", 0.94) | Edits("given_key", 1),
        ),
        Level("crossed", "in the place of the surname", _CROSSED, least=0.0, most=0.0),
        Level("initial", "an initial or the beginning", Starts("given")),
        Level("similar", "similar", Near("given", 0.80) | Near("given_key", 0.82)),
        Level(
            "nearly_crossed",
            "in the place of the surname",
            _NEARLY_CROSSED | _HALF_CROSSED,
            least=0.0,
            most=0.0,
        ),
        Level("other", "another", Otherwise(), most=-1.0),
    ),
)
SURNAME = Comparison(
    "surname",
    "Surname",
    Known("surname"),
    (
        Level("same", "the same", Same("surname"), frequency_of="surname"),
        Level("lookalike", "the same but for signs that look alike", Same("surname_key")),
        Level("crossed", "in the place of the given name", _CROSSED),
        Level("part", "one half of a double surname", Shared("surname_parts")),
        Level(
            "near",
            "nearly the same",
            Near("surname", 0.92) | Near("surname_key", 0.94) | Edits("surname_key", 1),
        ),
        Level("nearly_crossed", "nearly, in the place of the given name", _NEARLY_CROSSED),
        Level("similar", "similar", Near("surname", 0.80) | Near("surname_key", 0.82)),
        Level("half_crossed", "one name in the place of the other", _HALF_CROSSED),
        Level("other", "another", Otherwise(), most=-1.0),
    ),
)
MIDDLE = Comparison(
    "middle",
    "Middle names",
    Known("middle"),
    (
        Level("same", "the same", Same("middle")),
        Level("initial", "an initial or the beginning", Starts("middle")),
        Level("near", "nearly the same", Near("middle", 0.85)),
        Level("other", "others", Otherwise(), most=0.0),
    ),
)
BIRTH = Comparison(
    "birth",
    "Date of birth",
    Known("birth"),
    (
        Level("same", "the same", Same("birth")),
        Level("swapped", "day and month the other way round", Crossed("birth", "birth_swapped")),
        Level("one", "one digit off", Edits("birth", 1)),
        Level("two", "two digits off", Edits("birth", 2)),
        Level("year", "the same year", Same("birth_year")),
        Level("other", "another", Otherwise(), most=-1.0),
    ),
)
PRISON_NUMBER = Comparison(
    "prison_number",
    "Prison number",
    Known("nomis") | Known("older"),
    (
        Level("same", "the same", Shared("nomis") | Shared("older")),
        Level(
            "lookalike",
            "the same but for signs that look alike",
            Shared("nomis_keys") | Shared("older_keys"),
        ),
        Level("one", "one sign off", Shared("nomis_slips") | Shared("older_slips")),
        Level("other_nomis", "another NOMIS number", Known("nomis"), most=-3.0),
        Level("other", "of another time in custody", Otherwise(), least=0.0, most=0.0),
    ),
)


def _number(key: str, name: str, *, folded: bool) -> Comparison:
    levels = [Level("same", "the same", Shared(key))]
    if folded:
        says = "the same but for signs that look alike"
        levels.append(Level("lookalike", says, Shared(f"{key}_keys")))
    levels.append(Level("one", "one sign off", Shared(f"{key}_slips")))
    levels.append(Level("other", "another", Otherwise(), most=-1.0))
    return Comparison(key, name, Known(key), tuple(levels))


PNC = _number("pnc", "PNC number", folded=True)
CRO = _number("cro", "CRO number", folded=True)
NHS = _number("nhs", "NHS number", folded=False)
POSTCODE = Comparison(
    "postcode",
    "Postcode",
    Known("postcodes") | Known("outcodes"),
    (
        # Families share it: it must not outweigh the names and days that tell them apart.
        Level("same", "the same", Shared("postcodes"), most=10.0),
        Level("outward", "the same district", Shared("outcodes"), most=4.0),
        Level("other", "another", Otherwise(), most=0.0),
    ),
)
ADDRESS = Comparison(
    "address",
    "Address",
    Known("address"),
    (
        Level("same", "the same", Overlap("address", 3, 0.99), most=8.0),
        Level("most", "mostly the same", Overlap("address", 3, 0.7), most=6.0),
        Level("half", "half the same", Overlap("address", 2, 0.45)),
        Level("some", "something the same", Overlap("address", 1, 0.0)),
        Level("other", "another", Otherwise(), most=0.0),
    ),
)
SEX = Comparison(
    "sex",
    "Sex",
    Known("sex"),
    (
        Level("same", "the same", Same("sex")),
        Level("other", "another", Otherwise(), least=-5.0, most=0.0),
    ),
)

COMPARISONS = (
    GIVEN,
    SURNAME,
    MIDDLE,
    BIRTH,
    PRISON_NUMBER,
    PNC,
    CRO,
    NHS,
    POSTCODE,
    ADDRESS,
    SEX,
)
