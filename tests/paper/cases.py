"""Copies with a known truth: issued with some values, written on by a person, and read back."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from forms.answers import Answer
from forms.copies import CopyId, derived_copy_id
from forms.definition import Choice, ChoiceMark, Field, Form, Signature, Tick
from forms.errors import FieldOverflowError, ValuesError
from forms.geometry import BoxMm
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template
from forms.zones import Zone
from ocr.issued import IssuedCopy
from tests.paper import hand
from tests.paper.faxline import Feed, Paper, Resolution, any_feed, faxed
from tests.paper.invented import invented_values
from tests.paper.typist import Page


@dataclass(frozen=True, slots=True)
class Case:
    """One page on paper and what is true of it."""

    form: Form
    page: int
    copy: CopyId
    issued: dict[str, Answer]
    added: dict[str, Answer]
    """Values that a person put there, by field; ticks true."""
    paper: Paper = field(repr=False)
    feed: Feed
    altered: frozenset[str] = frozenset()
    """Fields whose print a person struck out."""

    @property
    def known(self) -> IssuedCopy:
        """What the register of copies would say."""
        return IssuedCopy(self.form, self.issued)


def _zones(form: Form, page: int) -> dict[str, list[Zone]]:
    found: dict[str, list[Zone]] = {}
    for zone in pdf_template(form).zones:
        if zone.page == page:
            found.setdefault(zone.key, []).append(zone)
    return found


def _fits(form: Form, key: str, value: Answer) -> bool:
    try:
        print_pdf(pdf_template(form), {key: value}, derived_copy_id(form.code, {}))
    except (FieldOverflowError, ValuesError):
        return False
    return True


def _word(zone: Zone) -> BoxMm:
    box = zone.box
    return BoxMm(box.left + 1.2, box.top + 1.6, box.right - 1.2, box.bottom - 1.6)


def _choose(
    rng: random.Random, page: Page, kind: Choice, zones: Sequence[Zone], key: Answer
) -> None:
    for zone in zones:
        if kind.mark is ChoiceMark.STRIKE and zone.option != key:
            page.draw(hand.strike(rng, _word(zone)))
        if kind.mark is ChoiceMark.BOX and zone.option == key:
            page.draw(hand.tick(rng, zone.box))


def _add(
    rng: random.Random, page: Page, asked: Field, zones: Sequence[Zone], value: Answer
) -> bool:
    """Put a value on the paper; False where it does not fit."""
    match asked.kind:
        case Choice() as kind:
            _choose(rng, page, kind, zones, value)
        case Tick():
            page.draw(hand.tick(rng, zones[0].box))
        case Signature():
            page.draw(hand.signature(rng, zones[0].box))
        case _:
            return page.write(asked, zones[0].box, str(value))
    return True


def _is_prefilled(rng: random.Random, asked: Field, share: float) -> bool:
    if isinstance(asked.kind, Signature):
        return False
    return rng.random() < (share / 3 if isinstance(asked.kind, Tick) else share)


def make_case(
    rng: random.Random,
    form: Form,
    page: int = 1,
    *,
    prefilled: float = 0.5,
    added: float = 0.7,
    altered: float = 0.02,
    feed: Feed | None = None,
) -> Case:
    """Issue a copy, let a person write on it, and feed it into a fax machine.

    Args:
        rng: of all choices.
        form: to issue.
        page: of the form.
        prefilled: share of the fields that we fill in.
        added: share of the rest that a person fills in.
        altered: share of what we filled in that a person strikes out.
        feed: how the page goes through the machine; by default as carelessly as may be.
    """
    zones = _zones(form, page)
    layer = Page(rng)
    issued: dict[str, Answer] = {}
    own: dict[str, Answer] = {}
    struck = set()
    values = invented_values(rng, [form.field(key) for key in zones])
    for key, at in zones.items():
        asked, value = form.field(key), values[key]
        if _is_prefilled(rng, asked, prefilled):
            if _fits(form, key, value):
                issued[key] = value
                if rng.random() < altered and not isinstance(asked.kind, Tick | Choice):
                    layer.draw(hand.strike(rng, _word(at[0])))
                    struck.add(key)
        elif rng.random() < (added / 2 if isinstance(asked.kind, Tick) else added) and _add(
            rng, layer, asked, at, value
        ):
            own[key] = value
    copy = derived_copy_id(form.code, issued, rng.randrange(1 << 30))
    printed = print_pdf(pdf_template(form), issued, copy)
    paper = Paper(printed, page, layer.finish())
    return Case(form, page, copy, issued, own, paper, feed or any_feed(rng), frozenset(struck))


def send(
    cases: Iterable[Case], resolution: Resolution, *, device: str = "tiffg4", seed: int = 0
) -> bytes:
    """Fax all cases in one file."""
    return faxed(((case.paper, case.feed) for case in cases), resolution, device=device, seed=seed)


def register_of(cases: Iterable[Case]) -> Mapping[CopyId, IssuedCopy]:
    """Give what the register of copies knows of these cases."""
    return {case.copy: case.known for case in cases}
