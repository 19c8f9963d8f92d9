"""Both readers on real lines: typed, blank, crossed, on lists, proposed by a register."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from forms.definition import Field
from forms.reference import shipped_lists
from forms.registry import load_catalogue
from ocr.calibration import Grid
from ocr.engine.ctc import greedy
from ocr.engine.recogniser import recogniser
from ocr.judged import Judged
from ocr.own_words import (
    form_words,
    holds_label,
    is_of_form,
    labels_of,
    place_in,
    without_label,
)
from ocr.reading import Channel, FieldState
from ocr.sheet import Grey
from ocr.values import PageQuality, _better, judge_values, read_values
from ocr.writing import LineImage
from tests.paper.typist import SYSTEM_FONTS

FACE = SYSTEM_FONTS / "dejavu/DejaVuSans.ttf"
QUALITY = PageQuality(grid=Grid.FINE, channel=Channel.SCAN)
TYPED = {
    "date_completed": "14 June 2009",
    "client_name": "Siân O'Neill",
    "prisoner_number": "A1234BC",
    "prison_name": "HMP Ashwell",
    "prison_code": "AWI",
    "prison_spoc_phone": "020 7946 0123",
    "change_treatment_detail": "Now on 40ml daily",
}


def fields(*keys: str) -> dict[str, Field]:
    form = load_catalogue().find("alert-form")
    return {key: form.field(key) for key in keys}


def line(text: str, size: int = 40) -> Grey:
    font = ImageFont.truetype(str(FACE), size)
    left, top, right, bottom = font.getbbox(text)
    image = Image.new("L", (int(right - left) + 16, int(bottom - top) + 16), 255)
    ImageDraw.Draw(image).text((8 - left, 8 - top), text, font=font, fill=0)
    return np.asarray(cv2.GaussianBlur(np.asarray(image), (0, 0), 1.2), dtype=np.uint8)


def image(text: str) -> LineImage:
    return LineImage(line(text), None, 0, 0)


def test_typed_page() -> None:
    images = {key: (image(text),) for key, text in TYPED.items()}
    found = read_values(fields(*TYPED, "court_name"), images | {"court_name": ()}, QUALITY)
    values = {key: finding.value for key, finding in found.items()}
    assert values == TYPED | {"date_completed": "2009-06-14", "court_name": None}
    assert found["court_name"].state is FieldState.BLANK
    assert all(0 < finding.confidence <= 1 for finding in found.values())


def test_register_proposes_and_the_image_decides() -> None:
    images = {"client_name": (image("Laura Khan"),)}
    proposed = {"client_name": ["Laura Kahn", "Laura Khan", "Dean Whitlock"]}
    found = judge_values(fields("client_name"), images, candidates=proposed)["client_name"]
    assert (found.value, found.evidence) == ("Laura Khan", "known")
    assert found.margin > 1


@pytest.mark.parametrize(("left", "doubted"), [(164, True), (209, False)])
def test_a_day_needs_both_readers_where_a_rule_is_left_in_view(left: int, doubted: bool) -> None:
    """Through a nought it may be an N to Tesseract; beside the last figure both read on."""
    plain = line("14/06/2009")
    ruled = plain.copy()
    ruled[6:-6, left : left + 5] = np.minimum(ruled[6:-6, left : left + 5], 100)
    crossed = {"date_completed": (LineImage(plain, ruled, 0, 0),)}
    found = judge_values(fields("date_completed"), crossed)["date_completed"]
    assert (found.value, found.crossed) == ("2009-06-14", doubted)


def test_two_views_that_differ_leave_doubt() -> None:
    crossed = LineImage(line("14/06/2009"), line("14/08/2009"), 0, 0)
    found = judge_values(fields("date_completed"), {"date_completed": (crossed,)})
    assert found["date_completed"].crossed
    assert found["date_completed"].value == "2009-08-14"


@pytest.mark.parametrize(("likely", "day"), [(0.3, "2009-03-14"), (0.05, "2009-08-14")])
def test_the_view_without_the_rule_is_right_where_the_other_finds_it_likely_too(
    likely: float, day: str
) -> None:
    without = Judged(value="2009-03-14", raw="14/03/2009")
    ruled = Judged(value="2009-08-14", raw="14/08/2009", alternatives=(("2009-03-14", likely),))
    found = _better(fields("date_completed")["date_completed"], without, ruled)
    assert (found.value, found.crossed) == (day, True)


def test_more_ink_than_was_read_is_noticed() -> None:
    more = LineImage(line("A1234BC"), None, 9, 0)
    assert judge_values(fields("prisoner_number"), {"prisoner_number": (more,)})[
        "prisoner_number"
    ].unsaid


def test_lines_of_all_widths_come_back_in_their_order() -> None:
    texts = ["Ashwell", "Moved to a hostel in Leeds on Friday", "AWI", "14/06/2009", "Dr"]
    outputs = recogniser().read([line(text) for text in texts])
    assert [greedy(output).text for output in outputs] == texts


@pytest.mark.parametrize("size", [14, 40, 90])
def test_places_of_characters_are_those_of_the_crop(size: int) -> None:
    crop = line("Prison Code", size)
    (output,) = recogniser().read([crop])
    read = greedy(output)
    assert read.text == "Prison Code"
    assert read.chars[-1].right == pytest.approx(crop.shape[1], rel=0.12)
    gap = next(char for char in read.chars if char.text == " ")
    ink = np.flatnonzero((crop < 128).any(axis=0))
    widest = int(np.argmax(np.diff(ink)))
    assert ink[widest] - size < gap.left < ink[widest + 1] + size


def test_one_recogniser_a_process() -> None:
    assert recogniser() is recogniser()


def test_nothing_to_read() -> None:
    assert recogniser().read([]) == ()
    assert judge_values({}, {}) == {}


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Insert details of change in release plan:", True),
        ("CHARLENE MULLIGAN Date of Birth", True),
        ("Charlene Mulligan", False),
        ("Now lives with her mother", False),
    ],
)
def test_the_forms_own_words_are_no_answer(text: str, own: bool) -> None:
    labels = labels_of(load_catalogue().find("alert-form").fields())
    assert holds_label(text, labels) is own


def test_nothing_at_an_unsure_place_is_not_taken_for_blank() -> None:
    sure = PageQuality(grid=Grid.FINE, channel=Channel.FAX, foreign=True)
    unsure = replace(sure, certainty={"court_name": 0.3})
    asked = fields("court_name")
    assert read_values(asked, {}, sure)["court_name"].accepted
    found = read_values(asked, {}, unsure)["court_name"]
    assert not found.accepted
    assert found.doubt


@pytest.mark.parametrize(
    ("text", "name", "own"),
    [
        ("of any other", False, True),
        ("Insert details", False, True),
        ("Change of key worker agreed", False, False),
        ("Personal details Carol Clemmey", True, True),
        ("Insert new Key", True, True),
        ("Ann Case", True, False),
        ("May Page", True, False),
        ("75", False, False),
    ],
)
def test_pieces_of_the_form_are_no_answer(text: str, name: bool, own: bool) -> None:
    words = form_words(labels_of(load_catalogue().find("alert-form").fields()))
    assert is_of_form(text, words, name=name) is own


@pytest.mark.parametrize(
    ("key", "sure", "foreign", "accepted"),
    [
        ("court_name", 0.9, True, True),
        ("court_name", 0.7, True, False),
        ("change_worker_detail", 0.7, True, True),
        ("client_name", 1.0, True, False),
        ("client_name", 1.0, False, True),
    ],
)
def test_which_blanks_need_a_person(key: str, sure: float, foreign: bool, accepted: bool) -> None:
    asked = load_catalogue().find("alert-form").field(key)
    page = PageQuality(grid=Grid.FINE, channel=Channel.FAX, foreign=foreign, certainty={key: sure})
    found = read_values({key: asked}, {key: ()}, page)[key]
    assert (found.state, found.accepted) == (FieldState.BLANK, accepted)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Name Callum Keeling", "Callum Keeling"),
        ("and forenames Santiago Shiab", "Santiago Shiab"),
        ("Client name: Ann Client", "Ann Client"),
        ("Callum Keeling", "Callum Keeling"),
        ("Client name", ""),
    ],
)
def test_a_name_without_the_label_before_it(text: str, rest: str) -> None:
    assert without_label(text, fields("client_name")["client_name"]) == rest


def test_a_surname_that_is_a_word_of_the_label_stays() -> None:
    asked = fields("community_case_worker")["community_case_worker"]
    assert without_label("Case Kevin", asked) == "Case Kevin"


@pytest.mark.parametrize(
    ("key", "text", "place"),
    [
        ("prison_name", "held at Lancaster Castle", "Lancaster Castle"),
        ("court_name", "information Skipton Magistrates Court", "Skipton Magistrates Court"),
        ("prison_name", "held at Nowhere Grange", ""),
        ("prison_name", "Lancaster Castle", ""),
        ("client_name", "held at Lancaster Castle", ""),
    ],
)
def test_a_place_of_the_list_behind_words_of_the_form(key: str, text: str, place: str) -> None:
    assert place_in(text, fields(key)[key], shipped_lists()) == place


def test_a_label_cut_out_with_a_name_is_left_out_and_the_name_doubted() -> None:
    images = {"prison_key_worker": (image("Worker Tom Example"),)}
    found = judge_values(fields("prison_key_worker"), images, foreign=True)["prison_key_worker"]
    assert (found.value, found.printed) == ("Tom Example", True)
