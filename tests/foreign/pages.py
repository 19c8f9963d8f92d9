"""Whole pages with what is true of them, in the form of the truth file of a corpus."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from tests.foreign.alert import any_alert_form
from tests.foreign.answers import TOWNS, alert_answers
from tests.foreign.channels import Way, any_turn, arrived, turned
from tests.foreign.drawing import Drawing, Pixels
from tests.foreign.entries import Filled, Marker, any_marker, fill_in
from tests.foreign.faces import typed_faces
from tests.foreign.hands import Hand, face_hand
from tests.foreign.others import other_form
from tests.foreign.people import name_of, phone_number
from tests.foreign.style import any_style
from tests.foreign.writers import Penman, Typist
from tests.paper.hand import signature

_SUFFIX = {way: ".tif" if "fax" in way else ".jpg" for way in Way}
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
        "extra:nhs": f"4{rng.randrange(10, 99)} {rng.randrange(100, 999)} {rng.randrange(1000, 9999)}",
        "extra:kin": name_of(rng),
        "extra:client_phone": phone_number(rng),
        "extra:substance": rng.choice(("Heroin", "Crack cocaine", "Alcohol", "Cannabis")),
    }


def _places(drawing: Drawing, filled: Filled) -> dict[str, Any]:
    def box(one: Any) -> list[float]:
        return [round(v, 1) for v in (one.left, one.top, one.right, one.bottom)]

    return {
        "labels": {key: box(where) for key, where in drawing.labels.items()},
        "areas": {slot.key: box(slot.area) for slot in drawing.slots},
        "ticks": [[tick.key, tick.says, box(tick.box)] for tick in drawing.ticks],
        "options": [[word.key, word.option, box(word.box)] for word in drawing.options],
        "taken_back": filled.taken_back,
    }


def _people(
    rng: random.Random, hand: HandMaker | None, by_hand: bool, fonts: Sequence[Path]
) -> tuple[Penman | Typist, Marker]:
    """Choose who writes and who marks."""
    if by_hand:
        made = hand(rng) if hand else face_hand(rng, fonts)
        return Penman(rng, made, capitals=rng.random() < 0.6), any_marker(rng)
    machine = typed_faces(tuple(fonts))[0] if rng.random() < 0.25 else None
    return Typist(rng, tuple(fonts)), any_marker(rng, machine=machine)


def _sent(page: Pixels, way: Way, rng: random.Random, truth: dict[str, Any]) -> Page:
    turn = any_turn(way, rng)
    truth = {**truth, "channel": str(way), "turned": turn}
    return Page(arrived(turned(page, turn), way, rng), _SUFFIX[way], truth, {})


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
    printed = drawing.printed()
    true = alert_answers(rng)
    writer, marker = _people(rng, hand, by_hand, fonts)
    words = {**true.words, **_extra_words(rng)}
    filled = fill_in(drawing, printed.shape, true.truth, words, writer, marker)
    truth = {
        "form": "alert-form",
        "layout": style.family,
        "entry": "hand" if by_hand else "typed",
        "style": writer.name,
        "marks": style.ticks.family,
        "fields": filled.fields,
    }
    sent = _sent(np.minimum(printed, filled.ink.grey), way, rng, truth)
    return replace(sent, places=_places(drawing, filled))


def other_page(
    rng: random.Random,
    way: Way,
    form_id: str,
    *,
    hand: HandMaker | None = None,
    by_hand: bool = False,
    fonts: Sequence[Path] = (),
) -> Page:
    """Make one page of another of our forms, as some team has it; see `alert_page`."""
    style = replace(any_style(rng, hand=by_hand, fonts=fonts), extras=0)
    made = other_form(rng, style, form_id)
    printed = made.drawing.printed()
    writer, marker = _people(rng, hand, by_hand, fonts)
    filled = fill_in(
        made.drawing, printed.shape, made.written.truth, made.written.words, writer, marker
    )
    if made.signed is not None:
        filled.ink.draw(signature(rng, made.signed))
        filled.fields["client_signature"] = True
    truth = {
        "form": form_id,
        "layout": style.family,
        "entry": "hand" if by_hand else "typed",
        "style": writer.name,
        "fields": filled.fields,
    }
    sent = _sent(np.minimum(printed, filled.ink.grey), way, rng, truth)
    return replace(sent, places=_places(made.drawing, filled))


def save(page: Page, folder: Path, stem: str) -> None:
    """Write a page into a folder, and its lines into `truth.jsonl` and `places.jsonl` there."""
    name = f"{stem}{page.suffix}"
    (folder / name).write_bytes(page.data)
    for file, facts in (("truth.jsonl", page.truth), ("places.jsonl", page.places)):
        with (folder / file).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"file": name, **facts}) + "\n")
