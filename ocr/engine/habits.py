"""How people write days, telephone numbers, names and sentences: which ways are common.

Each function gives the logarithm of how common a way of writing is beside others; 0 for the
common ones. They settle what the strokes leave open, `0161 429` or `0767 429`, and are far too
weak to overrule clear writing.
"""

import re
from functools import lru_cache

_RARE, _UNLIKE, _ODD = -2.5, -4.0, -5.0
"""Nats: about one in twelve, one in fifty, and one in a hundred and fifty."""

_SPACINGS = (
    re.compile(r"02\d \d{4} \d{4}"),
    re.compile(r"\(02\d\) \d{4} \d{4}"),
    re.compile(r"(?:011\d|01\d1) \d{3} \d{4}"),
    re.compile(r"\((?:011\d|01\d1)\) \d{3} \d{4}"),
    re.compile(r"01\d{3} \d{5,6}"),
    re.compile(r"\(01\d{3}\) \d{5,6}"),
    re.compile(r"01\d{3} \d{3} \d{3}"),
    re.compile(r"07\d{3} \d{6}"),
    re.compile(r"07\d{3} \d{3} \d{3}"),
    re.compile(r"0[38]\d{2} \d{3} \d{4}"),
    re.compile(r"0\d{9,10}"),
)
"""How British numbers are set out (Ofcom, National Telephone Numbering Plan)."""
_TEN_DIGITS = re.compile(r"\(?01(?!1|\d1)\d{3}\)? ?\d{5}|0[58]00 ?\d{3} ?\d{3}")
"""Some numbers of five-digit areas and of freephone have ten digits; cities and mobiles never."""
_AREAS = re.compile(r"01[1-9]|02[03489]|03[0347]|07[1-9]|08[0047]")

_ONE_STROKE = re.compile(r"\d\d[-/.]\d{6}|\d{4}[-/.]\d{4}")
_SEPARATED = re.compile(r"(\d+)\s*([-/. ])\s*(\d+)\s*([-/. ])\s*(\d+)")


def is_padded(text: str) -> bool | None:
    """Tell whether days and months below ten are written with a nought; None where none is."""
    found = _SEPARATED.fullmatch(text)
    parts = (found[1], found[3]) if found else ()
    if any(len(part) == 1 for part in parts):
        return False
    return True if any(part.startswith("0") for part in parts) else None


def is_half_padded(text: str) -> bool:
    """Tell whether of a day and its month one has a nought before it and the other is one digit.

    Hardly anybody writes 3/04: the 1 of 13 was lost.
    """
    found = _SEPARATED.fullmatch(text)
    return found is not None and _half_padded(found[1], found[3])


def _half_padded(day: str, month: str) -> bool:
    return {len(day), len(month)} == {1, 2} and "0" in (day[0], month[0])


def may_lack_a_year(text: str) -> bool:
    """Tell whether six digits end as a year begins: 300620 may be what is left of 30062011."""
    compact = text.replace(" ", "")
    return len(compact) == 6 and compact.isdigit() and compact.endswith(("19", "20"))


def day_prior(text: str, *, cells: bool, padded: bool = False) -> float:
    """Weigh a way to write a day.

    Args:
        text: the day as written.
        cells: the form has a cell for each digit.
        padded: the same hand writes a nought before days and months below ten.
    """
    compact = text.replace(" ", "")
    if compact.isdigit():
        return 0.0 if cells else _ODD
    if _ONE_STROKE.fullmatch(text):
        return _ODD if cells else 2 * _ODD
    found = _SEPARATED.fullmatch(text)
    if found is None:
        return 0.0
    day, before, month, after, year = found.groups()
    odd = (before != after) + (year.startswith("0") and len(year) == 3)
    unlike = padded and 1 in (len(day), len(month))
    return _ODD * odd + _RARE * _half_padded(day, month) + _UNLIKE * unlike


def phone_prior(text: str) -> float:
    """Weigh a way to write a telephone number."""
    digits = re.sub(r"\D", "", text.partition("x")[0].partition("e")[0])
    if text.startswith("+"):
        return 0.0
    area = 0.0 if _AREAS.match(digits) else _ODD
    plain = text.replace("-", " ")
    short = 0.0 if len(digits) == 11 else _RARE if _TEN_DIGITS.fullmatch(plain) else 2 * _ODD
    spaced = 0.0 if any(way.fullmatch(plain) for way in _SPACINGS) else _RARE
    return area + short + spaced


_CAPITAL_INSIDE = re.compile(r"^(?:Mc|Mac|De|Di|Le|La|Fitz|Van)[A-Z][a-z]+$")
_PARTICLES = "de la van der von den du di da le al el bin ibn ap ab"
_BETWEEN = "of and the in with on at upon under"
_SMALL_WORDS = frozenset(f"{_PARTICLES} {_BETWEEN}".split(" "))
_SPLIT = re.compile(r"[ \-'\u2019.]+")


@lru_cache(maxsize=4096)
def _word_prior(word: str) -> float:
    if word.isupper() or word.istitle() or word in _SMALL_WORDS or _CAPITAL_INSIDE.match(word):
        return 0.0
    return _ODD


def name_prior(text: str) -> float:
    """Weigh a way to write a person's or a place's name: letters in words that begin large."""
    words = [word for word in _SPLIT.split(text) if word]
    letters = sum(char.isalpha() for char in text)
    others = sum(not (char.isalpha() or char in " -'\u2019.&(),/") for char in text)
    long = [word for word in words if len(word) > 2 and word not in _SMALL_WORDS]
    mixed = len({word.isupper() for word in long}) > 1
    lone = sum(len(word) == 1 for word in words[1:-1])
    odd = others + mixed + (letters == 0)
    return _ODD * odd + _RARE * lone / 2 + sum(_word_prior(word) for word in words)


_NUMBER_AND_LETTERS = re.compile(r"^\d+(?:ml|mg|mls|mgs|am|pm|g|th|st|nd|rd|ML|MG|MLS|AM|PM)?$")


_UNIT_MISREAD = re.compile(r"\d ?m[iI1|/!\]](?![^\W_])")
"""A dose in ml, its l taken for another stroke."""


_UNFINISHED = re.compile(r"[,;:-]$")
_SMALL_BEHIND_STOP = re.compile(r"(?<=[a-z]{4})\. [a-z]")
"""A full stop behind a word that is no abbreviation, and no new sentence."""


def sentence_prior(text: str) -> float:
    """Weigh a way to write a sentence: words of letters, numbers with their units."""
    weight = _ODD * len(_UNIT_MISREAD.findall(text))
    weight += _ODD * bool(_UNFINISHED.search(text)) + _RARE * len(_SMALL_BEHIND_STOP.findall(text))
    return weight + sum(map(_sentence_word_prior, re.split(r"[^\w'\u2019]+", text)))


@lru_cache(maxsize=4096)
def _sentence_word_prior(word: str) -> float:
    digits = any(char.isdigit() for char in word)
    letters = any(char.isalpha() for char in word)
    if digits and letters and not _NUMBER_AND_LETTERS.match(word):
        return _ODD
    if not digits and any(char.isupper() for char in word[1:]) and not word.isupper():
        return _RARE
    return 0.0
