"""How people write a client's name and facts on a form, before any machine reads it.

Each difference has its chance, of the papers on which it may be met, and a step that makes it and
says whether there was anything to do.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from bench.people.clients import Client
from bench.people.names import surname
from bench.people.nicknames import nickname
from bench.people.slips import slipped, slipped_day, swapped_day


class Difference(StrEnum):
    """What is otherwise on paper than on the register."""

    ALIAS = "alias"
    NEW_SURNAME = "new_surname"
    NICKNAME = "nickname"
    CALLED_BY_MIDDLE_NAME = "called_by_middle_name"
    NO_MIDDLE_NAME = "no_middle_name"
    MIDDLE_INITIAL = "middle_initial"
    INITIAL = "initial"
    NO_GIVEN_NAME = "no_given_name"
    HYPHEN = "hyphen"
    ONE_SURNAME_OF_TWO = "one_surname_of_two"
    MC = "mc"
    APOSTROPHE = "apostrophe"
    SURNAME_SLIP = "surname_slip"
    GIVEN_SLIP = "given_slip"
    CUT_SHORT = "cut_short"
    SWAPPED_NAMES = "swapped_names"
    DAY_AND_MONTH = "day_and_month"
    BIRTH_SLIP = "birth_slip"
    NUMBER_SLIP = "number_slip"


@dataclass(slots=True)
class Paper:
    """A client as written on a form."""

    given: list[str] = field(repr=False)
    surname: str = field(repr=False)
    facts: dict[str, str] = field(repr=False)
    """By column of the register; only those that are known."""
    origin: str = "british"


Step = Callable[[Paper, random.Random], bool]


def _alias(paper: Paper, rng: random.Random) -> bool:
    aliases = [one for one in paper.facts.get("aliases", "").split(";") if " " in one]
    if not aliases:
        return False
    given, _, paper.surname = rng.choice(aliases).partition(" ")
    paper.given = [given]
    return True


def _new_surname(paper: Paper, rng: random.Random) -> bool:
    """Give the surname of a marriage, or the one before it."""
    paper.surname = surname(rng, paper.origin)
    return True


def _nickname(paper: Paper, rng: random.Random) -> bool:
    short = nickname(rng, paper.given[0]) if paper.given else None
    if short is not None:
        paper.given[0] = short
    return short is not None


def _middle_first(paper: Paper, _: random.Random) -> bool:
    if len(paper.given) < 2:
        return False
    paper.given = paper.given[1:2]
    return True


def _no_middle(paper: Paper, _: random.Random) -> bool:
    found = len(paper.given) > 1
    paper.given = paper.given[:1]
    return found


def _middle_initial(paper: Paper, _: random.Random) -> bool:
    found = len(paper.given) > 1
    paper.given = paper.given[:1] + [name[0] for name in paper.given[1:]]
    return found


def _initial(paper: Paper, _: random.Random) -> bool:
    paper.given = [name[0] for name in paper.given]
    return bool(paper.given)


def _no_given(paper: Paper, _: random.Random) -> bool:
    paper.given = []
    return True


def _hyphen(paper: Paper, rng: random.Random) -> bool:
    if "-" not in paper.surname:
        return False
    first, last = paper.surname.split("-", 1)
    paper.surname = rng.choice((f"{first} {last}", first, last, f"{first}{last.lower()}"))
    return True


def _one_of_two(paper: Paper, rng: random.Random) -> bool:
    parts = paper.surname.split(" ")
    if len(parts) < 2:
        return False
    paper.surname = rng.choice((parts[-1], parts[-1], parts[0]))
    return True


def _mc(paper: Paper, rng: random.Random) -> bool:
    found = re.fullmatch(r"(Mc|Mac)([A-Z].+)", paper.surname)
    if found is None:
        return False
    start, rest = found.groups()
    other = "Mac" if start == "Mc" else "Mc"
    paper.surname = rng.choice((f"{start} {rest}", f"{start}{rest.lower()}", f"{other}{rest}"))
    return True


def _apostrophe(paper: Paper, rng: random.Random) -> bool:
    if "'" not in paper.surname:
        return False
    start, rest = paper.surname.split("'", 1)
    forms = (f"{start} {rest}", f"{start}{rest}", f"{start}\u2019{rest}", rest)
    paper.surname = rng.choices(forms, weights=(4, 4, 2, 1))[0]
    return True


def _surname_slip(paper: Paper, rng: random.Random) -> bool:
    before, paper.surname = paper.surname, slipped(rng, paper.surname)
    return paper.surname != before


def _given_slip(paper: Paper, rng: random.Random) -> bool:
    if not paper.given:
        return False
    before, paper.given[0] = paper.given[0], slipped(rng, paper.given[0])
    return paper.given[0] != before


def _cut_short(paper: Paper, _: random.Random) -> bool:
    """Stop where the box on the form ends."""
    found = len(paper.surname) > 12
    paper.surname = paper.surname[:12].strip()
    return found


def _swapped(paper: Paper, _: random.Random) -> bool:
    if not paper.given or not paper.surname:
        return False
    paper.given, paper.surname = [paper.surname], " ".join(paper.given)
    return True


def _day_and_month(paper: Paper, _: random.Random) -> bool:
    before = paper.facts.get("date_of_birth", "")
    paper.facts["date_of_birth"] = swapped_day(before)
    return paper.facts["date_of_birth"] != before


def _birth_slip(paper: Paper, rng: random.Random) -> bool:
    before = paper.facts.get("date_of_birth")
    if before:
        paper.facts["date_of_birth"] = slipped_day(rng, before)
    return bool(before)


def _number_slip(paper: Paper, rng: random.Random) -> bool:
    """Write one digit of the prisoner number wrong, or two of them in the wrong order."""
    number = paper.facts.get("prisoner_number", "")
    places = [at for at, char in enumerate(number[:-1]) if (char + number[at + 1]).isdigit()]
    if not places:
        return False
    at = rng.choice(places)
    two = (
        number[at + 1] + number[at]
        if rng.random() < 0.5
        else f"{rng.randrange(10)}{number[at + 1]}"
    )
    paper.facts["prisoner_number"] = number[:at] + two + number[at + 2 :]
    return paper.facts["prisoner_number"] != number


STEPS: tuple[tuple[Difference, float, Step], ...] = (
    (Difference.ALIAS, 0.06, _alias),
    (Difference.NEW_SURNAME, 0.01, _new_surname),
    (Difference.CALLED_BY_MIDDLE_NAME, 0.015, _middle_first),
    (Difference.NO_MIDDLE_NAME, 0.65, _no_middle),
    (Difference.MIDDLE_INITIAL, 0.35, _middle_initial),
    (Difference.NICKNAME, 0.12, _nickname),
    (Difference.INITIAL, 0.035, _initial),
    (Difference.NO_GIVEN_NAME, 0.005, _no_given),
    (Difference.HYPHEN, 0.5, _hyphen),
    (Difference.ONE_SURNAME_OF_TWO, 0.4, _one_of_two),
    (Difference.MC, 0.12, _mc),
    (Difference.APOSTROPHE, 0.3, _apostrophe),
    (Difference.SURNAME_SLIP, 0.03, _surname_slip),
    (Difference.GIVEN_SLIP, 0.02, _given_slip),
    (Difference.CUT_SHORT, 0.15, _cut_short),
    (Difference.SWAPPED_NAMES, 0.02, _swapped),
    (Difference.DAY_AND_MONTH, 0.02, _day_and_month),
    (Difference.BIRTH_SLIP, 0.012, _birth_slip),
    (Difference.NUMBER_SLIP, 0.008, _number_slip),
)
"""In the order in which they come about."""


_FACTS = (
    *("aliases", "date_of_birth", "sex", "postcode", "prisoner_number", "pnc", "cro"),
    *("nhs_number", "address"),
)


def paper_of(client: Client) -> Paper:
    """Write a client down exactly as the register has them."""
    facts = {name: text for name in _FACTS if (text := getattr(client, name))}
    return Paper(client.given_names.split(), client.surname, facts, client.origin)


def differently(rng: random.Random, paper: Paper) -> tuple[Difference, ...]:
    """Write it as people do; tell what is different."""
    return tuple(name for name, chance, step in STEPS if rng.random() < chance and step(paper, rng))
