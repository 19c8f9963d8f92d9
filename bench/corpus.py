"""Write a corpus of other agencies' pages with their truth, for benches.

    python -m bench.corpus --pages 60 --seed 1 --out DIR [--strokes DIR] [--fonts DIR]

Half of the pages are typed and half written by hand: by pen strokes and handwriting fonts of the
measuring part, where folders are given (`bench.pen`), else by handwriting faces of this machine.
`truth.jsonl` has a line a page, `places.jsonl` where everything stands on the upright sheet.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from bench.pen import Hand as PenHand
from bench.pen import Manner, composed, font_hands, stroke_hands
from bench.pen.composing import Strokes
from tests.foreign.channels import Way
from tests.foreign.drawing import Pixels
from tests.foreign.faces import PX_PER_MM
from tests.foreign.others import SECTIONS
from tests.foreign.pages import (
    HandMaker,
    Page,
    alert_page,
    double_page,
    other_page,
    save,
    split_pages,
)
from tests.foreign.unrelated import KINDS, unrelated_page

_SHARES = {Way.FAX_FINE: 4, Way.FAX_STD: 2, Way.SCAN: 2, Way.PHOTOCOPY: 2, Way.PHOTO: 2}


_THICKEST = 0.14
"""Pen in heights of a capital: beyond it letters fill up, and people write larger instead."""
_THINNEST_MM = 0.3


def _thickened(grey: Pixels) -> Pixels:
    """Give a thin face the line of a pen."""
    ink = grey < 160
    edge = ink & ~cv2.erode(ink.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    line_px = 2 * ink.sum() / max(1, edge.sum())
    missing = round(_THINNEST_MM * PX_PER_MM - line_px)
    if missing < 1:
        return grey
    return np.asarray(cv2.erode(grey, np.ones((missing + 1, missing + 1), np.uint8)), np.uint8)


def _dark(grey: Pixels) -> Pixels:
    """Make ink as dark as a pen that goes through a fax machine."""
    light = np.clip(255 - (255 - grey.astype(np.float32)) * 1.25, 0, 255)
    return np.asarray(light, dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class _Settled:
    """A hand that keeps one manner."""

    inner: PenHand
    kept: Manner

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def is_strokes(self) -> bool:
        return self.inner.is_strokes

    def manner(self, rng: np.random.Generator) -> Manner:  # noqa: ARG002
        return self.kept

    def can_write(self, text: str) -> bool:
        return self.inner.can_write(text)

    def strokes(self, text: str, manner: Manner, rng: np.random.Generator) -> Strokes:
        return self.inner.strokes(text, manner, rng)

    def drawn(self, text: str, manner: Manner, rng: np.random.Generator, cap_px: float) -> Pixels:
        return self.inner.drawn(text, manner, rng, cap_px)


@dataclass(frozen=True, slots=True)
class PagePen:
    """One person's hand over one page."""

    hand: _Settled

    @property
    def name(self) -> str:
        """Name of the writer or of the font."""
        return self.hand.name

    def can_write(self, text: str) -> bool:
        """Tell whether the hand has every character."""
        return self.hand.can_write(text)

    def line(self, text: str, cap_mm: float, rng: random.Random) -> tuple[Pixels, float]:
        """Write a line at 300 dpi."""
        noise = np.random.default_rng(rng.randrange(1 << 32))
        pen = min(self.hand.kept.pen_mm, _THICKEST * cap_mm)
        made = composed(text, self.hand, noise, cap_mm=cap_mm, pen_mm=pen)
        grey = made.grey if self.hand.is_strokes else _thickened(made.grey)
        return _dark(grey), made.baseline


def pen_maker(strokes: Path | None, fonts: Path | None) -> HandMaker | None:
    """Make hands of measuring writers; None where neither strokes nor fonts are given."""
    sources: list[Sequence[PenHand]] = []
    if strokes is not None:
        sources.append(stroke_hands(strokes, "measuring"))
    if fonts is not None:
        sources.append(font_hands(fonts, "measuring"))
    if not sources:
        return None

    def make(rng: random.Random) -> PagePen:
        source = sources[0] if rng.random() < 0.7 else sources[-1]
        hand = rng.choice(source)
        manner = hand.manner(np.random.default_rng(rng.randrange(1 << 32)))
        # Hands on forms: letters apart, as the boxes ask for.
        manner = replace(manner, gap=max(0.14, manner.gap), space=max(0.6, manner.space))
        return PagePen(_Settled(hand, manner))

    return make


def plan(count: int, ways: Sequence[Way]) -> list[tuple[Way, bool]]:
    """Share pages out over the ways, typed and written in turn."""
    cycle = [way for way in ways for _ in range(_SHARES[way])]
    return [(cycle[(n // 2) % len(cycle)], n % 2 == 1) for n in range(count)]


def _pages(options: argparse.Namespace) -> Iterator[tuple[str, Page]]:
    """Make the pages: Alert Forms, other forms of ours, unrelated ones; each with its prefix."""
    hand, fonts = pen_maker(options.strokes, options.fonts), options.faces
    for number, (way, in_turn) in enumerate(plan(options.pages, options.channels)):
        rng = random.Random(f"{options.seed}/{number}")
        by_hand = options.entry == "hand" if options.entry else in_turn
        yield "f", alert_page(rng, way, hand=hand, by_hand=by_hand, fonts=fonts)
    ways = options.channels
    for number in range(options.others):
        rng = random.Random(f"{options.seed}/other/{number}")
        form_id, way = sorted(SECTIONS)[number % len(SECTIONS)], ways[number % len(ways)]
        by_hand = rng.random() < 0.5
        yield "o", other_page(rng, way, form_id, hand=hand, by_hand=by_hand, fonts=fonts)
    for number in range(options.unusual):
        rng = random.Random(f"{options.seed}/unusual/{number}")
        way, by_hand = ways[number % len(ways)], number % 4 > 1
        if number % 3 == 2:
            yield "d", double_page(rng, way, hand=hand, by_hand=by_hand, fonts=fonts)
            continue
        for page in split_pages(rng, way, hand=hand, by_hand=by_hand, fonts=fonts):
            yield "s", page
    for number in range(options.unrelated):
        rng = random.Random(f"{options.seed}/unrelated/{number}")
        kind, way = sorted(KINDS)[number % len(KINDS)], ways[number % len(ways)]
        yield "u", unrelated_page(rng, way, kind=kind, hand=hand, fonts=fonts)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--unrelated", type=int, default=0)
    parser.add_argument("--others", type=int, default=0, help="pages of our other forms")
    parser.add_argument("--unusual", type=int, default=0, help="forms on two pages, two on one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--strokes", type=Path, help="folder of pen strokes")
    parser.add_argument("--fonts", type=Path, help="folder of handwriting fonts")
    parser.add_argument("--faces", type=Path, action="append", default=[], help="more typefaces")
    parser.add_argument("--channels", type=Way, nargs="+", default=list(Way))
    parser.add_argument("--entry", choices=["typed", "hand"])
    return parser.parse_args()


def main() -> None:
    """Write the files."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    for name in ("places.jsonl", "truth.jsonl"):
        (options.out / name).unlink(missing_ok=True)
    for number, (prefix, page) in enumerate(_pages(options)):
        save(page, options.out, f"{prefix}{number:04d}")


if __name__ == "__main__":
    main()
