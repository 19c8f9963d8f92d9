"""Slips of the hand that writes or types: not what a reader makes of it."""

import random

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEAR = {
    key: row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    for row in _ROWS
    for place, key in enumerate(row)
}
"""Keys beside a key."""
_SOUNDS = (
    *(("ie", "ei"), ("ei", "ie"), ("ph", "f"), ("ck", "k"), ("ll", "l"), ("tt", "t"), ("ss", "s")),
    *(("ey", "y"), ("ay", "ey"), ("ea", "ee"), ("ough", "ow"), ("kn", "n"), ("wh", "w")),
    *(("son", "sen"), ("er", "ar"), ("y", "ie"), ("th", "t"), ("c", "k"), ("nn", "n")),
)
"""Spellings of one sound."""


def _by_sound(rng: random.Random, text: str) -> str:
    fitting = [(old, new) for old, new in _SOUNDS if old in text]
    if not fitting:
        return text
    old, new = rng.choice(fitting)
    return text.replace(old, new, 1)


def _by_key(rng: random.Random, text: str) -> str:
    place, chance = rng.randrange(1, len(text)), rng.random()
    before, letter, after = text[:place], text[place], text[place + 1 :]
    if chance < 0.3:
        return before + after
    if chance < 0.55:
        return before + letter + letter + after
    if chance < 0.8 and after:
        return before + after[0] + letter + after[1:]
    return before + rng.choice(_NEAR.get(letter, letter)) + after


def slipped(rng: random.Random, text: str) -> str:
    """Misspell a name once: as it sounds, or a key beside the right one."""
    if len(text) < 3:
        return text
    return _by_sound(rng, text) if rng.random() < 0.5 else _by_key(rng, text)


def swapped_day(iso: str) -> str:
    """Take day for month where both may be either; days are ISO 8601."""
    year, month, day = iso[:4], iso[5:7], iso[8:]
    return f"{year}-{day}-{month}" if iso and int(day) <= 12 else iso


def slipped_day(rng: random.Random, iso: str) -> str:
    """Write one part of a day wrong: the year by one or ten, or the day by one or ten."""
    year, month, day = int(iso[:4]), iso[5:7], int(iso[8:])
    step = rng.choice((-1, 1, -1, 1, -10, 10))
    if rng.random() < 0.6:
        return f"{year + step}-{month}-{min(day, 28):02d}"
    moved = day + step
    return f"{year}-{month}-{moved:02d}" if 1 <= moved <= 28 else f"{year + 1}-{iso[5:]}"
