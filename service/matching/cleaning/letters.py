"""Letters and digits as they are compared: capitals without accents, each sign of its own kind."""

import re
import unicodedata

_UNDECOMPOSED = str.maketrans("ŁØĐÐƏĦŊŦƁƊƘƔƐƆ\u0131", "LODDEHNTBDKGEOI") | str.maketrans(
    {"Þ": "TH", "Æ": "AE", "Œ": "OE", "\u1e9e": "SS"}
)
_APOSTROPHES = str.maketrans(
    "", "", "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u2018\u2019\u201b\u2032\uff07"
)
_DIGIT_AS_LETTER = str.maketrans("0158246379|!$\u20ac", "OISBZAGETGIISE")
_LETTER_AS_DIGIT = str.maketrans("OQDCILTJSBZGA|!", "000011115826411")
_NO_SIGN = re.compile(r"[^A-Z0-9]+")
_LONGEST = 400
"""Signs of a text that are looked at: no fact on a form is longer."""
_UNSEEN = frozenset(("Mn", "Me", "Cf"))
"""Categories of signs that stand on another, or show nothing: accents, soft hyphens."""


def capitals(text: str) -> str:
    """Give capitals without accents and apostrophes; `ß` becomes SS, `ł` L."""
    if text.isascii():
        # Nearly all texts: a third of the time of the long way, for each of a million clients.
        return text[:_LONGEST].upper().replace("'", "").replace("`", "")
    # Compatible forms of capitals may be small letters (`ª`), and capitals of theirs compose again.
    upper = unicodedata.normalize("NFKD", text[:_LONGEST].translate(_APOSTROPHES)).upper()
    plain = unicodedata.normalize("NFKD", upper).translate(_UNDECOMPOSED).translate(_APOSTROPHES)
    seen = (char for char in plain if unicodedata.category(char) not in _UNSEEN)
    return "".join(seen)[:_LONGEST]


def as_letters(text: str) -> str:
    """Read the digits in capitals as the letters that they are taken for."""
    return text.translate(_DIGIT_AS_LETTER)


def as_digits(text: str) -> str:
    """Read the letters in capitals as the digits that they are taken for; others stay."""
    return text.translate(_LETTER_AS_DIGIT)


def signs(text: str) -> str:
    """Give the capitals and digits of a text alone."""
    return _NO_SIGN.sub("", capitals(text))
