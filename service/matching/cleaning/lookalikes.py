"""What stays of a word when look-alikes are one: keys that survive a fax and a hasty hand.

Classes of signs that the reader takes for each other, and pairs of letters that close up into one.
"""

from functools import lru_cache

_CLOSED_UP = (("RN", "M"), ("CL", "D"), ("VV", "W"), ("LI", "U"), ("NN", "M"), ("II", "U"))
_LETTERS = ("OQD0", "CG6", "ILTJ17", "S5", "B83", "Z2", "A4", "EF", "PRK", "UVY", "MNH", "9")
_NUMBER_SIGNS = ("OQDC0", "ILTJ17", "S5", "B83", "Z2", "G6", "A4", "UVY", "MNH", "EFPRK", "9")


def _classes(groups: tuple[str, ...]) -> dict[int, str]:
    return {ord(sign): group[0] for group in groups for sign in group}


_OF_LETTERS, _OF_NUMBERS = _classes(_LETTERS), _classes(_NUMBER_SIGNS)


@lru_cache(maxsize=200_000)
def name_key(name: str) -> str:
    """Fold a cleaned name: look-alikes are one, doubled letters too, MAC is MC."""
    if name.startswith("MAC") and len(name) > 5:
        name = "MC" + name[3:]
    for pair, one in _CLOSED_UP:
        name = name.replace(pair, one)
    folded = name.translate(_OF_LETTERS)
    return "".join(sign for place, sign in enumerate(folded) if folded[place - 1 : place] != sign)


def number_key(number: str) -> str:
    """Fold a cleaned number sign by sign: look-alikes are one, its length stays."""
    return number.translate(_OF_NUMBERS)


def slips(text: str) -> frozenset[str]:
    """Give a text and all that is left of it when one sign is dropped.

    Two texts that share one of these are a slip apart: a sign dropped, added, changed or moved.
    """
    return frozenset({text, *(text[:place] + text[place + 1 :] for place in range(len(text)))})
