"""What our reader made of names, days and numbers whose truth is known, by how bad the page was."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

from bench.line_pages import LinePage, line_pages
from bench.scoring import kind_of, plain
from bench.training.lines import Sources
from forms.definition import Field, Form
from forms.registry import Catalogue
from ocr.calibration import Grid
from ocr.values import read_values

_NUMBERS = frozenset({"prisoner_number"})


class Tier(StrEnum):
    """How well a page can be read."""

    CLEAN = "clean"
    """Typed, and scanned, copied or photographed."""
    FINE = "fine"
    """Typed, and faxed finely."""
    POOR = "poor"
    """Faxed at the standard resolution, or written by hand."""


class Kind(StrEnum):
    """What is written in a field."""

    NAME = "name"
    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One field; texts in capitals without what does not count, `read` None where unreadable."""

    tier: Tier
    kind: Kind
    page: str
    true: str = field(repr=False)
    read: str | None = field(repr=False)
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = field(repr=False)


def _kind(asked: Field) -> Kind | None:
    """Tell which fields speak of a person as a register does; lists of places are read better."""
    if asked.key in _NUMBERS:
        return Kind.NUMBER
    found = kind_of(asked)
    if found == "date":
        return Kind.DATE
    return Kind.NAME if found == "name" and asked.reference is None else None


def _text(kind: Kind, value: object) -> str | None:
    """Give a text as it is compared: days as ISO 8601."""
    counted = plain("code" if kind is Kind.NUMBER else kind, value)
    return None if counted is None else str(counted).upper()


def _reading(
    kind: Kind, tier: Tier, page: str, true: object, found: Mapping[str, Any]
) -> Reading | None:
    wanted = _text(kind, true)
    if wanted is None:
        return None
    others = ((_text(kind, text), float(chance)) for text, chance in found["alternatives"])
    return Reading(
        tier=tier,
        kind=kind,
        page=page,
        true=wanted,
        read=_text(kind, found["value"]),
        confidence=float(found["confidence"]),
        alternatives=tuple((text, chance) for text, chance in others if text is not None),
    )


def _tier(page: LinePage) -> Tier:
    if page.hand or page.quality.grid is Grid.STANDARD:
        return Tier.POOR
    return Tier.FINE if page.quality.channel == "fax" else Tier.CLEAN


def of_lines(form: Form, source: Sources, seed: int, count: int) -> Iterator[Reading]:
    """Draw bare lines, send them and read them."""
    for number, page in enumerate(islice(line_pages(form, source, seed, hand_share=0.4), count)):
        kinds = {key: kind for key, one in page.asked.items() if (kind := _kind(one)) is not None}
        asked = {key: page.asked[key] for key in kinds}
        images = {key: page.images[key] for key in kinds}
        for key, found in read_values(asked, images, page.quality).items():
            finding = {
                "value": found.value,
                "confidence": found.confidence,
                "alternatives": found.alternatives,
            }
            name = f"{seed}/{number}"
            one = _reading(kinds[key], _tier(page), name, page.truth[key], finding)
            if one is not None:
                yield one


def _tier_of(truth: Mapping[str, Any]) -> Tier:
    if truth["entry"] == "hand" or truth["channel"] == "fax_std":
        return Tier.POOR
    return Tier.FINE if truth["channel"] == "fax_fine" else Tier.CLEAN


def of_pages(kept: Path, catalogue: Catalogue) -> Iterator[Reading]:
    """Take whole pages from the readings that `bench.foreign --readings` kept."""
    for line in kept.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        truth, pages = row["truth"], row["pages"]
        right = next((one for one in pages if one.get("form") == truth["form"]), None)
        if right is None or truth["form"] is None:
            continue
        form = catalogue.find(truth["form"])
        for key, found in right["fields"].items():
            kind = _kind(form.field(key))
            if kind is not None:
                one = _reading(
                    kind, _tier_of(truth), truth["file"], truth["fields"].get(key), found
                )
                if one is not None:
                    yield one
