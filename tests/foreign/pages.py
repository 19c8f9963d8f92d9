"""Whole pages with what is true of them, in the form of the truth file of a corpus."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tests.foreign.alert import any_alert_form
from tests.foreign.answers import TOWNS, alert_answers
from tests.foreign.channels import Way, any_turn, arrived, turned
from tests.foreign.drawing import Drawing
from tests.foreign.entries import Penman, Typist, any_marker, fill_in
from tests.foreign.faces import typed_faces
from tests.foreign.hands import Hand, face_hand
from tests.foreign.people import name_of, phone_number

HandMaker = Callable[[random.Random], Hand]


@dataclass(frozen=True, slots=True)
class Page:
    """One file of a corpus and its truth."""

    data: bytes = field(repr=False)
    suffix: str
    truth: dict[str, Any] = field(repr=False)
    places: dict[str, Any] = field(repr=False)
    """Where everything stands on the upright sheet, in millimetres, for looking into errors."""


def _extra_words(rng: random.Random) -> dict[str, str]:
    """Answer the questions that no form of ours asks."""
    return {
        "extra:ethnicity": rng.choice(("White British", "Asian British", "W1", "Mixed")),
        "extra:gender": rng.choice(("Male", "Female", "M", "F")),
        "extra:gp": f"Dr {name_of(rng).split()[-1]}",
        "extra:address": f"{rng.randrange(1, 200)} Mill Lane, {rng.choice(TOWNS)}",
        "extra:wing": f"{rng.choice('ABCDE')}{rng.randrange(1, 5)}-{rng.randrange(1, 40):02d}",
        "extra:sentence": f"{rng.randrange(2, 48)} months",
        "extra:offence": rng.choice(("Theft", "Burglary", "Shoplifting", "Supply class A")),
        "extra:nhs": f"{rng.randrange(400, 700)} {rng.randrange(1000):03d} {rng.randrange(10000):04d}",
        "extra:kin": name_of(rng),
        "extra:client_phone": phone_number(rng),
        "extra:substance": rng.choice(("Heroin", "Crack cocaine", "Alcohol", "Cannabis")),
    }


def _places(drawing: Drawing) -> dict[str, Any]:
    def box(one: Any) -> list[float]:
        return [round(v, 1) for v in (one.left, one.top, one.right, one.bottom)]

    return {
        "labels": {key: box(where) for key, where in drawing.labels.items()},
        "areas": {slot.key: box(slot.area) for slot in drawing.slots},
        "ticks": [[tick.key, tick.says, box(tick.box)] for tick in drawing.ticks],
        "options": [[word.key, word.option, box(word.box)] for word in drawing.options],
    }


def alert_page(
    rng: random.Random,
    way: Way,
    *,
    hand: HandMaker | None = None,
    by_hand: bool = False,
    fonts: Sequence[Path] = (),
) -> Page:
    """Make one Alert Form of some team, filled in and sent.

    Args:
        rng: of all choices.
        way: by which it comes.
        hand: makes the hand that writes; by default a handwriting face of this machine.
        by_hand: written by hand, not by machine.
        fonts: folders of typefaces beside the system's.
    """
    style, drawing = any_alert_form(rng, hand=by_hand, fonts=fonts)
    print_ = drawing.printed()
    true = alert_answers(rng)
    writer: Penman | Typist
    if by_hand:
        made = hand(rng) if hand else face_hand(rng, fonts)
        writer = Penman(rng, made, capitals=rng.random() < 0.6)
        marker = any_marker(rng)
    else:
        writer = Typist(rng, tuple(fonts))
        machine = typed_faces(tuple(fonts))[0] if rng.random() < 0.25 else None
        marker = any_marker(rng, machine=machine)
    words = {**true.words, **_extra_words(rng)}
    filled = fill_in(drawing, print_.shape, true.truth, words, writer, marker)
    page = np.minimum(print_, filled.ink.grey)
    turn = any_turn(way, rng)
    truth = {
        "form": "alert-form",
        "layout": style.family,
        "channel": str(way),
        "entry": "hand" if by_hand else "typed",
        "style": writer.name,
        "turned": turn,
        "marks": style.ticks.family,
        "fields": filled.fields,
    }
    data = arrived(turned(page, turn), way, rng)
    return Page(data, ".tif" if "fax" in way else ".jpg", truth, _places(drawing))


def save(page: Page, folder: Path, number: int, prefix: str = "f") -> dict[str, Any]:
    """Write a page into a folder; gives the line of the truth file."""
    name = f"{prefix}{number:04d}{page.suffix}"
    (folder / name).write_bytes(page.data)
    with (folder / "places.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"file": name, **page.places}) + "\n")
    return {"file": name, **page.truth}
