"""Letters and digits as they are compared: capitals without accents, each sign of its own kind."""

import unicodedata

_UNDECOMPOSED = str.maketrans(
    {
        "Ł": "L",
        "Ø": "O",
        "Đ": "D",
        "Ð": "D",
        "Þ": "TH",
        "ẞ": "SS",
        "Æ": "AE",
        "Œ": "OE",
        "\u0131": "I",
    }
)
_DIGIT_AS_LETTER = str.maketrans("015824637|!$€", "OISBZAGETIISE")
_LETTER_AS_DIGIT = str.maketrans("OQDCILTJSBZGA|!", "000011115826411")


def capitals(text: str) -> str:
    """Give capitals without accents; `ß` becomes SS, `ł` L."""
    plain = unicodedata.normalize("NFKD", text.upper()).translate(_UNDECOMPOSED)
    return "".join(char for char in plain if not unicodedata.combining(char))


def as_letters(text: str) -> str:
    """Read the digits in capitals as the letters that they are taken for."""
    return text.translate(_DIGIT_AS_LETTER)


def as_digits(text: str) -> str:
    """Read the letters in capitals as the digits that they are taken for; others stay."""
    return text.translate(_LETTER_AS_DIGIT)


def signs(text: str) -> str:
    """Give the capitals and digits of a text alone."""
    return "".join(char for char in capitals(text) if char.isascii() and char.isalnum())
