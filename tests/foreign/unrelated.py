"""Pages that are none of our forms: letters, lists, others' forms, notes, pictures, nothing."""

import random
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM
from tests.foreign.channels import Way, any_turn, arrived, turned
from tests.foreign.drawing import Drawing, Pixels
from tests.foreign.faces import PX_PER_MM, print_faces
from tests.foreign.hands import face_hand
from tests.foreign.ink import Ink
from tests.foreign.pages import HandMaker, Page
from tests.foreign.unrelated_forms import other_form, record
from tests.foreign.unrelated_sheets import (
    Desk,
    contents,
    cover_sheet,
    email,
    guidance,
    leaflet,
    letter,
    minutes,
    newspaper,
    notes,
    nothing,
    picture,
)
from tests.foreign.unrelated_words import FORMS, RECORD_HEADS


def _simple() -> dict[str, Callable[[Desk], None]]:
    plain = (letter, guidance, minutes, email, newspaper, cover_sheet, leaflet, notes, picture)
    kinds: dict[str, Callable[[Desk], None]] = {
        make.__name__: make for make in (*plain, nothing, contents)
    }
    kinds |= {name: partial(record, name=name) for name in RECORD_HEADS}
    return kinds | {name: partial(other_form, name=name) for name in FORMS}


KINDS = _simple()
"""Makers of unrelated pages by the name of their kind."""


def _sheet(desk: Desk, kind: str) -> Pixels:
    KINDS[kind](desk)
    return np.minimum(desk.drawing.printed(), desk.ink.grey)


def unrelated_page(
    rng: random.Random,
    way: Way,
    *,
    kind: str | None = None,
    hand: HandMaker | None = None,
    fonts: Sequence[Path] = (),
) -> Page:
    """Make one page that is none of our forms.

    Args:
        rng: of all choices.
        way: by which it comes.
        kind: one of `KINDS`; any by default.
        hand: makes the hand that writes.
        fonts: folders of typefaces beside the system's.
    """
    kind = kind or rng.choice(sorted(KINDS))
    shape = (round(PAGE_HEIGHT_MM * PX_PER_MM), round(PAGE_WIDTH_MM * PX_PER_MM))
    desk = Desk(
        rng=rng,
        drawing=Drawing(),
        face=rng.choice(print_faces(tuple(fonts))),
        size=rng.uniform(8.5, 12),
        ink=Ink(shape),
        hand=hand(rng) if hand else face_hand(rng, fonts),
    )
    page = _sheet(desk, kind)
    turn = any_turn(way, rng)
    truth: dict[str, Any] = {
        "form": None, "layout": kind, "channel": str(way), "entry": "unrelated",
        "style": desk.face.name, "turned": turn, "fields": {},
    }  # fmt: skip
    data = arrived(turned(page, turn), way, rng)
    return Page(data, ".tif" if "fax" in way else ".jpg", truth, {})
