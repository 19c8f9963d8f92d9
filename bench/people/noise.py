"""Reads written texts as our reader would: what it takes them for, and how sure it is."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bench.people.confusions import SURE, Doubt, PageDoubts, confusions
from bench.people.misreading import mistaken
from bench.people.readings import Kind, Tier

DIGITAL: Literal["digital"] = "digital"
"""Filled in on screen: read without a mistake."""
Way = Tier | Literal["digital"]
_WAYS: dict[Way, float] = {DIGITAL: 0.25, Tier.CLEAN: 0.20, Tier.FINE: 0.35, Tier.POOR: 0.20}
_KINDS = {
    "name": Kind.NAME,
    "aliases": Kind.NAME,
    "address": Kind.NAME,
    "date_of_birth": Kind.DATE,
    "prisoner_number": Kind.NUMBER,
    "pnc": Kind.NUMBER,
    "cro": Kind.NUMBER,
    "nhs_number": Kind.NUMBER,
    "postcode": Kind.NUMBER,
}
"""Ticks (sex) are read right or not at all."""
_NO_TICK = 0.004
_OTHER_DAYS, _DAY_STYLES = 0.2, ("%d/%m/%Y", "%d/%m/%Y", "%d.%m.%y", "%d/%m/%y", "%d %b %Y")


@dataclass(frozen=True, slots=True)
class Heard:
    """One field as read: text, how probably it is right, and what else it may be."""

    text: str = field(repr=False)
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = field(repr=False, default=())


def way(rng: random.Random) -> Way:
    """Draw how a form came in."""
    return rng.choices(list(_WAYS), weights=list(_WAYS.values()))[0]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads fields of one kind on one page."""

    rng: random.Random
    tier: Tier
    kind: Kind

    def mistake(self, text: str, edits: int = 1) -> str:
        """Misread a text."""
        table = confusions().tables[self.tier, self.kind]
        return mistaken(self.rng, table, self.kind, text, edits)

    def read(self, true: str, doubt: Doubt) -> Heard | None:
        """Read a text with a given doubt; None where nothing can be read."""
        known = confusions()
        if self.rng.random() < known.unreadable[self.tier, self.kind]:
            return None
        rank, text = doubt.rank(self.rng), true
        if rank != 0:
            edits = known.edits[self.kind, doubt.confidence >= SURE].draw(self.rng)
            text = self.mistake(true, edits)
        return Heard(text, doubt.confidence, self._others(text, true, rank, doubt.chances))

    def _others(
        self, text: str, true: str, rank: int, chances: Sequence[float]
    ) -> tuple[tuple[str, float], ...]:
        """Make up the alternatives: the truth at its rank, mistakes in the other places."""
        found: dict[str, float] = {}
        for place, chance in enumerate(chances, 1):
            other = true if place == rank else self.mistake(true)
            if other != text:
                found.setdefault(other, chance)
        return tuple(found.items())


def _field(
    rng: random.Random, column: str, true: str, tier: Tier, page: PageDoubts
) -> Heard | None:
    kind = _KINDS.get(column)
    if kind is None:
        return None if rng.random() < _NO_TICK else Heard(true, 0.999)
    return _Reader(rng, tier, kind).read(true, rng.choice(page[kind]))


def _capitals(column: str, text: str) -> str:
    """Write as the confusions are counted."""
    return text if column == "sex" else text.upper()


def _typed(rng: random.Random, column: str, text: str) -> str:
    """Give a text as typed: some days are not as our own forms ask for them."""
    if column != "date_of_birth" or rng.random() >= _OTHER_DAYS:
        return text
    return date.fromisoformat(text).strftime(rng.choice(_DAY_STYLES))


def heard(rng: random.Random, texts: Mapping[str, str], by: Way) -> dict[str, Heard]:
    """Read all fields of one form; one that cannot be read is left out."""
    if by == DIGITAL:
        return {column: Heard(_typed(rng, column, text), 1.0) for column, text in texts.items()}
    tier = Tier(by)
    page = confusions().page(rng, tier)
    found = {
        column: _field(rng, column, _capitals(column, text), tier, page)
        for column, text in texts.items()
    }
    return {column: one for column, one in found.items() if one is not None}
