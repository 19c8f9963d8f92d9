"""A layout met once, and confirmed by a person, is known again; nothing written on it is kept."""

import random

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from forms.answers import Answer
from forms.errors import LayoutError
from forms.geometry import BoxMm
from forms.registry import load_catalogue
from ocr.foreign.page import ForeignPage
from ocr.foreign.place import Place
from ocr.learned.layout import Confirmed, LearnedLayout, from_json, learn
from ocr.learned.lesson import confirmed
from ocr.learned.recognition import recognise
from ocr.page.direction import WayUp
from ocr.page.straight import STRAIGHT_PER_MM, Straight
from ocr.reading import Channel, FieldState, Method, Reading
from ocr.sheet import Density, Grey, Sheet

AREA, BOX = BoxMm(80.0, 60.0, 170.0, 68.0), BoxMm(30.0, 120.0, 34.0, 124.0)
PLACES = {
    "client_name": Place(label=BoxMm(30.0, 60.0, 60.0, 66.0), area=AREA, certainty=0.7),
    "death": Place(box=BOX, options={"sentenced": AREA}, certainty=0.6),
}


def drawn(seed: int, name: str) -> Grey:
    """Draw a form of many words; the seed is its layout, the name is written on it."""
    rng = random.Random(seed)
    image = Image.new("L", (2480, 3508), 250)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=42)
    for row in range(26):
        words = " ".join("".join(rng.choices("abcdefghilmnoprstu", k=6)) for _ in range(3))
        draw.text((300 + rng.randrange(300), 250 + 115 * row), words, fill=20, font=font)
        draw.line((300, 320 + 115 * row, 1700 + rng.randrange(500), 320 + 115 * row), fill=20)
    place = [edge * STRAIGHT_PER_MM for edge in (AREA.left, AREA.top, AREA.right, AREA.bottom)]
    draw.rectangle(place, fill=250, outline=20, width=4)
    draw.text((place[0] + 10, place[1] + 10), name, fill=10, font=font)
    return np.asarray(image)


def straight(grey: Grey) -> Straight:
    sheet = Sheet(1, grey, Density(STRAIGHT_PER_MM, STRAIGHT_PER_MM), Channel.SCAN)
    return Straight(sheet, grey, 0, np.eye(3), Channel.SCAN, WayUp(0, 1.0, 0.5))


def moved(grey: Grey) -> Grey:
    """Scan it again: 2 per cent larger, 3 mm to the right and 2 down, a little darker."""
    shift = np.array([[1.02, 0, 3 * STRAIGHT_PER_MM], [0, 1.02, 2 * STRAIGHT_PER_MM]])
    return np.asarray(cv2.warpAffine(grey, shift, grey.shape[::-1], borderValue=(250,)) // 2 + 90)


def learned(seed: int) -> LearnedLayout:
    form = load_catalogue().find("alert-form")
    page = ForeignPage(straight(drawn(seed, "Laura Severn")), form, 1, PLACES, {}, ())
    return learn(page, Confirmed(settled=frozenset({"client_name"})))


@pytest.fixture(scope="module")
def layouts() -> list[LearnedLayout]:
    return [learned(1), learned(2)]


def test_a_layout_is_known_again_and_its_places_are_carried_over(
    layouts: list[LearnedLayout],
) -> None:
    found = recognise(straight(moved(drawn(2, "Aled Humber"))), layouts)
    assert found
    assert found.layout is layouts[1]
    area = found.places["client_name"].area
    assert area
    expected = (AREA.left * 1.02 + 3, AREA.top * 1.02 + 2, AREA.right * 1.02 + 3)
    assert (area.left, area.top, area.right) == pytest.approx(expected, abs=0.3)
    assert found.places["death"].options["sentenced"] == area


def test_another_layout_is_not_taken_for_it(layouts: list[LearnedLayout]) -> None:
    assert recognise(straight(drawn(3, "Aled Humber")), layouts) is None
    assert recognise(straight(np.full((3508, 2480), 250, np.uint8)), layouts) is None


def test_only_confirmed_places_are_certain(layouts: list[LearnedLayout]) -> None:
    assert layouts[0].places["client_name"].certainty >= 0.99
    assert layouts[0].places["death"].certainty == 0.6


def test_nothing_is_kept_from_where_somebody_wrote(layouts: list[LearnedLayout]) -> None:
    x, y = layouts[0].features.points.T
    assert len(x) > 300
    written = (x > AREA.left) & (x < AREA.right) & (y > AREA.top) & (y < AREA.bottom)
    assert not written.any()


def test_it_survives_its_json(layouts: list[LearnedLayout]) -> None:
    back = from_json(layouts[0].to_json())
    assert back.to_json() == layouts[0].to_json()
    assert back.id == layouts[0].id != layouts[1].id
    assert recognise(straight(drawn(1, "Aled Humber")), [back])


def test_a_page_with_a_row_more_is_another_layout(layouts: list[LearnedLayout]) -> None:
    grey, row = drawn(1, "Aled Humber"), np.full((140, 2480), 250, np.uint8)
    longer = np.vstack([grey[:1000], row, grey[1000:-140]])
    assert recognise(straight(grey), layouts)
    assert recognise(straight(longer), layouts) is None


@pytest.mark.parametrize(
    "written", ["", "[]", "{}", '{"form": 1}', "null", '{"points": [[1, 2]], "descriptors": "!"}']
)
def test_what_is_no_layout_is_refused(written: str) -> None:
    with pytest.raises(LayoutError):
        from_json(written)


def test_descriptors_that_do_not_fit_are_refused(layouts: list[LearnedLayout]) -> None:
    written = layouts[0].to_json().replace('"points":[[', '"points":[[1.0,2.0],[')
    with pytest.raises(LayoutError):
        from_json(written)


def read(value: Answer, state: FieldState = FieldState.READ, *, accepted: bool = True) -> Reading:
    return Reading(value=value, confidence=0.9, accepted=accepted, state=state, method=Method.OCR)


NOT_FOUND = read(None, FieldState.NOT_ASKED, accepted=False)


@pytest.mark.parametrize(
    ("key", "reading", "said", "expected"),
    [
        ("prison_name", read("HMP Leeds"), "HMP Leeds", "settled"),
        ("prison_name", read("HMP Lecds"), "HMP Leeds", ""),
        ("prison_name", read("Laura Severn"), "HMP Leeds", "lost"),
        ("prison_name", read("Laura Severn"), None, "lost"),
        ("prison_name", read(None, FieldState.UNREADABLE, accepted=False), "HMP Leeds", "lost"),
        ("prison_name", read(None, FieldState.BLANK), "HMP Leeds", "lost"),
        ("prison_name", read(None, FieldState.BLANK), None, ""),
        ("prison_name", NOT_FOUND, "HMP Leeds", "lost"),
        ("prison_name", NOT_FOUND, None, "not_asked"),
        ("death", read(True), True, "settled"),
        ("death", read(False), None, ""),
        ("death", read(False), True, "lost"),
        ("death", read(True), False, "lost"),
        ("death", read(False, accepted=False), True, ""),
        ("death", NOT_FOUND, True, "lost"),
    ],
)
def test_a_persons_word_on_a_value_is_one_on_its_place(
    key: str, reading: Reading, said: Answer, expected: str
) -> None:
    form = load_catalogue().find("alert-form")
    places = {} if reading is NOT_FOUND else {key: PLACES["client_name"]}
    page = ForeignPage(straight(np.full((60, 60), 250, np.uint8)), form, 1, places, {}, ())
    told = confirmed(page, {key: reading}, {key: said})
    lists = {"settled": told.settled, "lost": told.lost, "not_asked": told.not_asked}
    assert [name for name, keys in lists.items() if keys] == ([expected] if expected else [])


def test_a_place_that_was_wrong_is_kept_no_longer() -> None:
    form = load_catalogue().find("alert-form")
    page = ForeignPage(straight(drawn(1, "Laura Severn")), form, 1, PLACES, {}, ())
    lost = frozenset({"client_name", "dat_name"})
    layout = learn(page, Confirmed(lost=lost, not_asked=frozenset({"dat_code"})))
    assert {key for key, place in layout.places.items() if not place.certainty} == lost
    assert layout.places["client_name"].area is None
    assert layout.not_asked == {"dat_code"}
