"""Tells whether two records are probably of the same paper, scanned again.

Copies that were issued are known by their number. Others are found by what is written on them, and
compared value by value and, where both pages have one, by a perceptual hash of their pictures.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from forms.answers import Answers
from service.matching.identity import squeeze, written_identity

_WRITTEN_ON = "date_completed"
_NEAR_BITS = 40
"""Of 256: a page scanned again differs by 10 to 30 bits, another page of its layout by 60."""
_LEAST_ALIKE = 4
_MOST_UNLIKE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What two records are compared by."""

    values: Answers = field(repr=False)
    doubtful: Collection[str]
    pictures: tuple[str, ...] = ()
    """Perceptual hash of each page in hexadecimal, in order."""


def keys_of(form_id: str, values: Answers) -> frozenset[str]:
    """Give the hashes that a record is found by: pairs of what names its client and its day."""
    facts = {str(fact): text for fact, text in written_identity(values, ()).facts.items()}
    day = values.get(_WRITTEN_ON)
    if isinstance(day, str) and day:
        facts[_WRITTEN_ON] = day
    known = {key: squeeze(text) for key, text in facts.items()}
    pairs = (f"{form_id}|{a}={known[a]}|{b}={known[b]}" for a, b in combinations(sorted(known), 2))
    return frozenset(hashlib.sha256(pair.encode()).hexdigest() for pair in pairs)


def are_alike(one: Look, other: Look) -> bool:
    """Tell whether two records of one form are probably of the same paper."""
    compared = dict(_compared(one, other))
    alike = sum(compared.values())
    sure = [key for key, same in compared.items() if not same and _is_sure(key, one, other)]
    if len(sure) > (_MOST_UNLIKE if _near(one.pictures, other.pictures) else 0):
        return False
    return alike >= _LEAST_ALIKE and alike >= 2 * (len(compared) - alike)


def _compared(one: Look, other: Look) -> Iterator[tuple[str, bool]]:
    """Yield each field that is answered on either, and whether it is so on both."""
    for key in {*one.values, *other.values}:
        ours, theirs = one.values.get(key) or None, other.values.get(key) or None
        if ours is not None or theirs is not None:
            yield key, _plain(ours) == _plain(theirs)


def _plain(answer: object) -> object:
    return squeeze(answer) if isinstance(answer, str) else answer


def _is_sure(key: str, one: Look, other: Look) -> bool:
    return key not in one.doubtful and key not in other.doubtful


def _near(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    pairs = list(zip(ours, theirs, strict=False))
    return bool(pairs) and all(_bits(a, b) <= _NEAR_BITS for a, b in pairs)


def _bits(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()
