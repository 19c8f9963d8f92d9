"""Whole pages with what is true of them, in the form of the truth file of a corpus."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from tests.foreign.alert import any_alert_form, two_page_form
from tests.foreign.answers import TOWNS, Written, alert_answers
from tests.foreign.channels import Way, any_turn, arrived, turned
from tests.foreign.drawing import Drawing, Pixels
from tests.foreign.entries import Filled, Marker, any_marker, fill_in
from tests.foreign.faces import typed_faces
from tests.foreign.hands import Hand, face_hand
from tests.foreign.others import other_form
from tests.foreign.people import name_of, phone_number
from tests.foreign.style import Style, any_style
from tests.foreign.writers import Penman, Typist
from tests.paper.hand import signature

_SUFFIX = {way: ".tif" if "fax" in way else ".jpg" for way in Way}
_STAMPED = 0.07
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
        "extra:nhs": f"4{rng.randrange(10, 99)} 555 {rng.randrange(1000, 9999)}",
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


def _stamp(rng: random.Random, filled: Filled) -> None:
    """Stamp the day of receipt at the head or the foot, where no question stands."""
    month = rng.choice(("JAN", "APR", "JUL", "OCT"))
    day = f"{rng.randrange(1, 29)} {month} {rng.randrange(2008, 2018)}"
    words = (rng.choice(("RECEIVED", "RECD - DIP TEAM", "FAXED")), day)
    filled.ink.stamp(rng, words, rng.uniform(95, 145), rng.choice((4.0, 268.0)))


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


@dataclass(slots=True)
class _Sender:
    """Who fills in a page and how it is sent, and with it the pages that belong together."""

    rng: random.Random
    way: Way
    by_hand: bool
    true: Written
    writer: Penman | Typist
    marker: Marker

    def fill(self, drawing: Drawing) -> tuple[Pixels, Filled]:
        """Fill a printed page in."""
        printed = drawing.printed()
        words = {**self.true.words, **_extra_words(self.rng)}
        truth = self.true.truth
        filled = fill_in(drawing, printed.shape, truth, words, self.writer, self.marker)
        if self.rng.random() < _STAMPED:
            _stamp(self.rng, filled)
        return np.minimum(printed, filled.ink.grey), filled

    def send(self, page: Pixels, style: Style, fields: dict[str, Any], **more: str) -> Page:
        """Send a page on its way."""
        truth = {
            "form": "alert-form",
            "layout": style.family,
            "entry": "hand" if self.by_hand else "typed",
            "style": self.writer.name,
            "marks": style.ticks.family,
            **more,
            "fields": fields,
        }
        return _sent(page, self.way, self.rng, truth)


def _sender(
    rng: random.Random, way: Way, hand: HandMaker | None, by_hand: bool, fonts: Sequence[Path]
) -> _Sender:
    true = alert_answers(rng)
    return _Sender(rng, way, by_hand, true, *_people(rng, hand, by_hand, fonts))


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
    return filled_page(rng, way, style, drawing, hand=hand, by_hand=by_hand, fonts=fonts)


def filled_page(
    rng: random.Random,
    way: Way,
    style: Style,
    drawing: Drawing,
    *,
    hand: HandMaker | None = None,
    by_hand: bool = False,
    fonts: Sequence[Path] = (),
) -> Page:
    """Fill in an Alert Form that is designed already, and send it; see `alert_page`."""
    sender = _sender(rng, way, hand, by_hand, fonts)
    page, filled = sender.fill(drawing)
    return replace(sender.send(page, style, filled.fields), places=_places(drawing, filled))


def split_pages(
    rng: random.Random,
    way: Way,
    *,
    hand: HandMaker | None = None,
    by_hand: bool = False,
    fonts: Sequence[Path] = (),
) -> tuple[Page, Page]:
    """Make one Alert Form that takes two pages, as two files; see `alert_page`."""
    style, *drawings = two_page_form(rng, hand=by_hand, fonts=fonts)
    sender = _sender(rng, way, hand, by_hand, fonts)
    pages = []
    for number, drawing in enumerate(drawings, 1):
        page, filled = sender.fill(drawing)
        sent = sender.send(page, style, filled.fields, part=str(number))
        pages.append(replace(sent, places=_places(drawing, filled)))
    return pages[0], pages[1]


def double_page(
    rng: random.Random,
    way: Way,
    *,
    hand: HandMaker | None = None,
    by_hand: bool = False,
    fonts: Sequence[Path] = (),
) -> Page:
    """Make one sheet with two clients' Alert Forms beside each other, half size.

    No field has one true value: whatever is accepted is silently wrong.
    """
    halves = []
    for _ in range(2):
        style, drawing = any_alert_form(rng, hand=by_hand, fonts=fonts)
        page, _filled = _sender(rng, way, hand, by_hand, fonts).fill(drawing)
        half = (page.shape[0] // 2, round(page.shape[0] / np.sqrt(2)))
        halves.append(cv2.resize(page, half, interpolation=cv2.INTER_AREA))
    sheet = np.rot90(np.hstack(halves))
    sender = _sender(rng, way, hand, by_hand, fonts)
    return sender.send(np.ascontiguousarray(sheet), style, {}, part="double")


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
