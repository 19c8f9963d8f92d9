"""Which passwords may be chosen: long ones, but none that a guesser tries first.

After NIST SP 800-63B 5.1.1.2 and the National Cyber Security Centre: no kinds of characters are
asked for, and no password ends by itself.
"""

import unicodedata
from functools import cache
from importlib import resources

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
_FEWEST_CHARACTERS = 5
_SHORTEST_NAME = 4
_SERVICE = "throughcare"
_RUNS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def plain_password(password: str) -> str:
    """Write a password in one way, whatever keyboard it was typed on."""
    return unicodedata.normalize("NFC", password)


def password_problem(name: str, password: str) -> str | None:
    """Say what is wrong with a password for an account; None: nothing."""
    if len(password) < SHORTEST_PASSWORD:
        return f"Choose a password of at least {SHORTEST_PASSWORD} characters: three words will do."
    if len(password) > LONGEST_PASSWORD:
        return f"Choose a password of at most {LONGEST_PASSWORD} characters."
    typed, name = password.casefold(), name.strip().casefold()
    if _SERVICE in typed or (len(name) >= _SHORTEST_NAME and name in typed):
        return "Choose a password without the name of the account, or of this service, in it."
    if _is_common(typed):
        return "Choose another password: this one is among those that are guessed first."
    if len(set(typed)) < _FEWEST_CHARACTERS or _is_run(typed):
        return "Choose a password that is not the same few characters, or a row of keys, repeated."
    return None


def _is_common(typed: str) -> bool:
    """Tell whether it is common, once or repeated, or a common word with digits and signs about."""
    letters = "".join(char for char in typed if char.isalpha())
    word = _unit(letters) if 2 * len(letters) >= len(typed) else ""
    return bool({typed, _unit(typed), word} & common_passwords())


def _unit(typed: str) -> str:
    """Give what a text repeats: `passpass` is `pass` twice."""
    return typed[: (typed + typed).find(typed, 1)] if typed else ""


def _is_run(typed: str) -> bool:
    """Tell whether it is rows of keys, up or down, one after another."""
    left = typed
    while left:
        length = max(_run_length(left, row) for run in _RUNS for row in (run, run[::-1]))
        if length < 3:
            return False
        left = left[length:]
    return True


def _run_length(typed: str, row: str) -> int:
    start = row.find(typed[0])
    length = 0
    while start >= 0 and typed[: length + 1] == row[start : start + length + 1]:
        length += 1
        if length == len(typed) or start + length >= len(row):
            break
    return length


@cache
def common_passwords() -> frozenset[str]:
    """Load the passwords that very many people have, in small letters."""
    file = resources.files("templates.reference").joinpath("common_passwords.txt")
    return frozenset(file.read_text(encoding="utf-8").split())
