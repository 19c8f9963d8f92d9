"""The generator of other agencies' pages says the truth about what it draws."""

import io
import random
from datetime import date
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from forms.registry import load_catalogue
from tests.foreign.alert import any_alert_form
from tests.foreign.answers import alert_answers, written_date
from tests.foreign.channels import Way
from tests.foreign.drawing import Drawing, Pixels
from tests.foreign.entries import any_marker, fill_in
from tests.foreign.faces import PX_PER_MM
from tests.foreign.hands import face_hand
from tests.foreign.others import SECTIONS
from tests.foreign.pages import alert_page, other_page
from tests.foreign.style import FAMILIES, TICK_FAMILIES
from tests.foreign.unrelated import KINDS, unrelated_page
from tests.foreign.writers import Penman, Typist

SEEDS = range(6)


def inside(page: Pixels, box: object) -> Pixels:
    left, top, right, bottom = (
        round(getattr(box, side) * PX_PER_MM) for side in ("left", "top", "right", "bottom")
    )
    return page[max(0, top) : bottom, max(0, left) : right]


@cache
def designed(seed: int) -> tuple[str, Drawing]:
    style, drawing = any_alert_form(random.Random(seed), hand=bool(seed % 2))
    return style.family, drawing


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_stands_on_the_page(seed: int) -> None:
    _, drawing = designed(seed)
    boxes = [slot.area for slot in drawing.slots] + [tick.box for tick in drawing.ticks]
    assert all(box.left > 5 and box.right < 205 and box.bottom < 290 for box in boxes)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_asked_belongs_to_the_form(seed: int) -> None:
    _, drawing = designed(seed)
    known = {field.key for field in load_catalogue().find("alert-form").fields()}
    asked = {slot.key for slot in drawing.slots} | {tick.key for tick in drawing.ticks}
    assert {key for key in asked if not key.startswith("extra:")} <= known
    assert {"client_name", "date_of_birth", "prisoner_number"} <= asked


@pytest.mark.parametrize("seed", SEEDS)
def test_places_to_write_do_not_overlap_print_or_one_another(seed: int) -> None:
    _, drawing = designed(seed)
    areas = sorted((slot.area for slot in drawing.slots), key=lambda box: (box.top, box.left))
    for one, other in pairwise(areas):
        assert not (one.overlaps(other) and abs(one.top - other.top) > 2.5)
    options = [word.box for word in drawing.options]
    assert not any(one.overlaps(two) for one in options for two in options if one is not two)


def test_layouts_differ() -> None:
    families = {designed(seed)[0] for seed in range(14)}
    assert len(families) >= 5
    assert families <= set(FAMILIES)
    assert len(set(TICK_FAMILIES)) == 4


@pytest.mark.parametrize("by_hand", [False, True])
def test_values_in_the_truth_are_on_the_paper_and_no_others(by_hand: bool) -> None:
    rng = random.Random(5)
    _, drawing = any_alert_form(rng, hand=by_hand)
    true = alert_answers(rng)
    writer = Penman(rng, face_hand(rng), capitals=True) if by_hand else Typist(rng)
    printed = drawing.printed()
    filled = fill_in(drawing, printed.shape, true.truth, true.words, writer, any_marker(rng))
    for slot in drawing.slots:
        has_ink = bool((inside(filled.ink.grey, slot.area) < 128).sum() > 12)
        if slot.key in filled.fields:
            assert has_ink, slot.key
            assert filled.fields[slot.key] == true.truth[slot.key]
    for tick in drawing.ticks:
        if tick.says is True and filled.fields[tick.key]:
            assert (inside(filled.ink.grey, tick.box) < 200).any(), tick.key
    struck = [word for word in drawing.options if word.key in filled.fields]
    assert struck or not any(word.key in true.truth for word in drawing.options)


@pytest.mark.parametrize("way", list(Way))
def test_files_are_what_the_machines_write(way: Way) -> None:
    page = alert_page(random.Random(3), way)
    with Image.open(io.BytesIO(page.data)) as image:
        pixels = np.asarray(image.convert("L"))
        fax = way in {Way.FAX_FINE, Way.FAX_STD}
        assert image.format == ("TIFF" if fax else "JPEG")
        assert (image.mode == "1") == fax
        if fax:
            assert image.width == 1728
            assert round(float(image.info["dpi"][1])) == (196 if way is Way.FAX_FINE else 98)
    ink = (pixels < 100).mean()
    assert 0.004 < ink < 0.9
    assert page.truth["form"] == "alert-form"


def test_the_same_seed_gives_the_same_page() -> None:
    one, two = (alert_page(random.Random(8), Way.SCAN, by_hand=True) for _ in range(2))
    assert one.data == two.data
    assert one.truth == two.truth


@pytest.mark.parametrize("form_id", sorted(SECTIONS))
def test_other_forms_ask_what_the_catalogue_knows(form_id: str) -> None:
    page = other_page(random.Random(4), Way.FAX_FINE, form_id)
    known = {field.key for field in load_catalogue().find(form_id).fields()}
    assert set(page.truth["fields"]) <= known
    assert len(page.truth["fields"]) >= 5


def test_unrelated_pages_are_of_many_kinds_and_have_no_form() -> None:
    assert len(KINDS) >= 15
    for number, kind in enumerate(sorted(KINDS)[::4]):
        page = unrelated_page(random.Random(number), Way.FAX_STD, kind=kind)
        assert page.truth["form"] is None
        assert page.truth["fields"] == {}


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("d/m/y", "05/03/09"),
        ("D month Y", "5th March 2009"),
        ("d M Y", "5 Mar 2009"),
        ("j/n/y", "5/3/09"),
        ("d-M-y", "5-Mar-09"),
    ],
)
def test_dates_are_written_as_people_write_them(style: str, written: str) -> None:
    assert written_date(date(2009, 3, 5), style) == written
