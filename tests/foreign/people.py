"""Invented people, their numbers and their telephones."""

import random
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import accumulate

from ocr.engine.vocabulary import read_weights

GIVEN = (
    *("Adam", "Alan", "Amanda", "Angela", "Anita", "Asif", "Barbara", "Bernard", "Bethan", "Brian"),
    *("Callum", "Caroline", "Ceri", "Charlene", "Clive", "Colin", "Damian", "Danielle", "Debra"),
    *("Dennis", "Derek", "Desmond", "Duncan", "Elaine", "Errol", "Fiona", "Francis", "Gavin"),
    *("Geoffrey", "Glenn", "Hannah", "Hassan", "Heather", "Howard", "Iqbal", "Jacob", "Jade"),
    *("Janet", "Jerome", "Joanne", "Jodie", "Justin", "Katie", "Keith", "Kelvin", "Kirsty"),
    *("Leanne", "Leroy", "Lewis", "Lorraine", "Luke", "Marcia", "Marlon", "Maureen", "Melvin"),
    *("Nadia", "Nigel", "Noel", "Patricia", "Pawel", "Philip", "Quentin", "Rachel", "Rajesh"),
    *("Robert", "Roy", "Samantha", "Shane", "Sheila", "Sunil", "Terence", "Trevor", "Vincent"),
    *("Wesley", "William", "Xavier", "Yvonne", "Zainab", "Zoe"),
)
SURNAMES = (
    *("Abbott", "Akhtar", "Atkinson", "Bailey", "Banks", "Barker", "Bennett", "Bhatti", "Boateng"),
    *("Bradley", "Brennan", "Burton", "Byrne", "Carter", "Chambers", "Chaudhry", "Coleman"),
    *("Cunningham", "D'Souza", "Dawson", "Doyle", "Dyer", "Edwards", "Ekwueme", "Evans", "Farrell"),
    *("Fleming", "Forster", "Gallagher", "Goodwin", "Grabowski", "Gupta", "Hargreaves", "Hewitt"),
    *("Holloway", "Hopkins", "Ingram", "Iqbal", "Jarvis", "Jenkins", "Kaminski", "Kavanagh"),
    *("Kelly-Brown", "Knowles", "Lambert", "Lawson", "Lockwood", "MacKenzie", "Mahmood", "Marsh"),
    *("McCarthy", "McGrath", "Mistry", "Morgan", "Mulligan", "Ngata", "Norris", "O'Brien"),
    *("O'Sullivan", "Osborne", "Owusu", "Parry", "Patterson", "Petrov", "Quinn", "Radcliffe"),
    *("Rahman", "Reilly", "Rowlands", "Sharma", "Shepherd", "Simpson", "Stevenson", "Sutton"),
    *("Tanner", "Thornton", "Turnbull", "Underwood", "Vickers", "Walsh", "Warburton", "Webster"),
    *("Whitehead", "Wilkins-Shaw", "Winter", "Yates", "Yilmaz", "Zaman"),
)
_LETTERS = "ABCDEFGHJKLMNPRSTVWXYZ"
_AREAS = (
    *("0113 2", "0114 2", "0115 9", "0116 2", "0117 9", "0118 9", "0121 4", "0131 5", "0151 7"),
    *("0161 8", "020 7", "020 8", "023 8", "024 7", "028 9", "029 2"),
)
_TOWN_AREAS = ("01204", "01304", "01332", "01392", "01472", "01604", "01733", "01872", "01908")


_COMMON, _STRANGE = 0.55, 0.14
"""Shares of names drawn by how common they are in Britain, and of names that no list knows."""
_STARTS = (
    "B",
    "Br",
    "Ch",
    "D",
    "Dr",
    "G",
    "H",
    "K",
    "Kh",
    "L",
    "M",
    "P",
    "Sh",
    "St",
    "T",
    "Th",
    "V",
)
_HEARTS = ("a", "e", "i", "o", "u", "aa", "ae", "ei", "ia", "oa", "ou", "y")
_ENDS = ("b", "ck", "d", "g", "l", "ld", "m", "nd", "ng", "r", "rt", "s", "sk", "th", "v", "x", "z")
_SUFFIXES = ("", "", "", "a", "o", "i", "ley", "ton", "ski", "wen", "well", "adze", "ulu", "ova")


def _strange(rng: random.Random) -> str:
    """Make up a name that is on no list, as one in eight surnames is."""
    parts = [
        rng.choice(_STARTS) + rng.choice(_HEARTS) + rng.choice(_ENDS)
        for _ in range(rng.choice((1, 1, 2)))
    ]
    return "".join((*parts, rng.choice(_SUFFIXES))).capitalize()


@cache
def _by_share(part: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    text = (resources.files("templates") / "reference" / f"{part}.csv").read_text("utf-8")
    # The root of the weight: rare names are to be met as well.
    found = {name: weight**0.5 for name, weight in read_weights(text).items()}
    return tuple(found), tuple(accumulate(found.values()))


def _drawn(rng: random.Random, part: str, few: Sequence[str], strange: float) -> str:
    chance = rng.random()
    if chance < strange:
        return _strange(rng)
    if chance < strange + _COMMON:
        known, weights = _by_share(part)
        return rng.choices(known, cum_weights=weights)[0]
    return rng.choice(few)


def given_name(rng: random.Random) -> str:
    """Draw a given name."""
    return _drawn(rng, "given_names", GIVEN, _STRANGE / 3)


def surname(rng: random.Random) -> str:
    """Draw a surname."""
    return _drawn(rng, "surnames", SURNAMES, _STRANGE)


def name_of(rng: random.Random, middle: float = 0.0) -> str:
    """Name a person; `middle` is the share of those with a second given name."""
    given = [given_name(rng)]
    if rng.random() < middle:
        given.append(given_name(rng))
    return " ".join((*given, surname(rng)))


def prisoner_number(rng: random.Random) -> str:
    """Number a prisoner: as since 2009, or two letters and four digits as before."""

    def letters(count: int) -> str:
        return "".join(rng.choice(_LETTERS) for _ in range(count))

    if rng.random() < 0.7:
        return f"{letters(1)}{rng.randrange(10000):04d}{letters(2)}"
    return f"{letters(2)}{rng.randrange(10000):04d}"


def phone_number(rng: random.Random) -> str:
    """Give a British telephone number, grouped in one of the usual ways."""
    kind = rng.random()
    if kind < 0.5:
        area = rng.choice(_AREAS)
        rest = 10 ** (7 - len(area) + 1)
        return f"{area}{rng.randrange(rest // 10, rest)} {rng.randrange(10000):04d}"
    if kind < 0.8:
        return f"{rng.choice(_TOWN_AREAS)} {rng.randrange(200000, 899999)}"
    mobile = f"07{rng.randrange(100, 999)}"
    digits = f"{rng.randrange(1000000):06d}"
    return f"{mobile} {digits}" if kind < 0.95 else f"{mobile}{digits}"
