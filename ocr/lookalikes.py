"""Characters that a reader takes for one another, put right only where the kind of field says so.

Every repair is counted: a repaired value is less sure than one read straight (domain facts:
position classes of prisoner numbers, letter slots 0/O, 1/I, 5/S, 8/B, 2/Z).
"""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise, product

_DIGIT_FOR = {
    **dict.fromkeys("OoQD", "0"),
    **dict.fromkeys("Il|!i][LJ", "1"),
    **dict.fromkeys("Zz", "2"),
    **dict.fromkeys("Ss$", "5"),
    **dict.fromkeys("Gb", "6"),
    **dict.fromkeys("T?", "7"),
    **dict.fromkeys("B&", "8"),
    **dict.fromkeys("gq", "9"),
    "A": "4",
}
_LETTER_FOR = {
    **dict.fromkeys("0Q", "O"),
    **dict.fromkeys("1|!l][", "I"),
    **dict.fromkeys("€£", "E"),
    "2": "Z",
    "5": "S",
    "$": "S",
    "8": "B",
    "&": "B",
    "6": "G",
    "4": "A",
    "7": "T",
    "(": "C",
}
_MOST_REPAIRS = 3
_NOISE = re.compile(r"[\s.,:;'\"_~*\-\u2010-\u2015\u2018\u2019\u201c\u201d/\\]")


def digits_for(text: str) -> tuple[str, int]:
    """Read look-alikes as digits; give the text and the number of repairs."""
    repaired = "".join(_DIGIT_FOR.get(char, char) for char in text)
    return repaired, sum(a != b for a, b in zip(text, repaired, strict=True))


def _others(char: str) -> tuple[str, ...]:
    found = (_DIGIT_FOR.get(char), _LETTER_FOR.get(char))
    return tuple(other for other in found if other is not None and other != char)


def cells(text: str) -> str:
    """Take out of a comb what is no character of it: blanks, points, rests of lines."""
    return _NOISE.sub("", text)


def variants(text: str) -> Iterator[tuple[str, int]]:
    """Yield a comb's reading and its look-alikes, fewest repairs first, in capitals."""
    plain = cells(text)
    changeable = [i for i, char in enumerate(plain) if _others(char)]
    for count in range(min(_MOST_REPAIRS, len(changeable)) + 1):
        for places in combinations(changeable, count):
            for chosen in product(*(_others(plain[i]) for i in places)):
                chars = list(plain)
                for place, char in zip(places, chosen, strict=True):
                    chars[place] = char
                yield "".join(chars).upper(), count


def _without_doubles(text: str) -> Iterator[str]:
    """Yield a comb's reading with one character less where the engine gave two for one shape."""
    plain = cells(text)
    for place, (one, other) in enumerate(pairwise(plain)):
        if one != other and (other in _others(one) or one in _others(other)):
            yield plain[: place + 1] + plain[place + 2 :]
            yield plain[:place] + plain[place + 1 :]


def fitting(text: str, pattern: str, longest: int) -> tuple[tuple[str, int], ...]:
    """Give the readings of a comb that its pattern allows, with the fewest repairs that do it."""
    found = _fitting(text, pattern, longest)
    if not found:
        shorter = (_fitting(less, pattern, longest) for less in _without_doubles(text))
        found = {reading: count + 1 for some in shorter for reading, count in some.items()}
    least = min(found.values(), default=0)
    return tuple((reading, count) for reading, count in found.items() if count == least)


def _fitting(text: str, pattern: str, longest: int) -> dict[str, int]:
    allowed = re.compile(pattern, re.ASCII)
    found: dict[str, int] = {}
    for reading, repairs in variants(text):
        if found and repairs > min(found.values()):
            break
        if len(reading) <= longest and allowed.fullmatch(reading):
            found.setdefault(reading, repairs)
    return found


_PARTICLES = frozenset({"le", "la", "les", "lo", "las"})
_WORD = re.compile(r"[^\W_][^\s\-]*")
_MEASURE = re.compile(
    r"(?<![^\W_])([\dOoQDIlSsZB|!]*\d[\dOoQDIlSsZB|!]*|[OoQDIlSsZB|!]*\d+[OoQDIlSsZB|!]*)"
    r"( ?)(mls?|mgs?|am|pm|ML[Ss]?|MG[Ss]?|AM|PM)(?!\w)"
)


def _in_small(word: str) -> str:
    """Read an I among small letters as l, an l that begins a word as I."""
    if word.casefold() in _PARTICLES or word.isupper():
        return word
    inner = re.sub(r"(?<=[a-z])I(?=[a-z]|$)", "l", word[1:].replace("|", "l"))
    if word[0] in "l|" and (len(word) > 1 and word[1] in "abcdefghijkmnopqrstuvwxyz"):
        return "I" + inner
    return word[0] + inner


def name_letters(text: str) -> str:
    """Put right, in a name, the letters that a face without feet draws alike: `lan` for Ian."""
    text = re.sub(r"\b0(?=['\u2019][A-Z])", "O", text)
    return _WORD.sub(lambda word: _in_small(word[0]), text)


def measures(text: str) -> str:
    """Read look-alikes beside a digit and before a unit as digits: `l0am`, `4OML`."""
    return _MEASURE.sub(lambda found: digits_for(found[1])[0] + found[2] + found[3], text)
