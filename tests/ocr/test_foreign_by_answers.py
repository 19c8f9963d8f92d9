"""Choices whose question nobody listed are known by their printed answers, and left to a person."""

from dataclasses import replace

import cv2
import numpy as np

from forms.definition import Choice
from forms.geometry import BoxMm
from forms.registry import load_catalogue
from ocr.foreign.areas import Area, Way
from ocr.foreign.by_answers import by_answers
from ocr.foreign.cells import cells
from ocr.foreign.ground import Ground
from ocr.foreign.page import _place, _without_claimed
from ocr.foreign.place import Place
from ocr.foreign.printed import Printed, Token
from ocr.foreign.reading import _choice
from ocr.foreign.segments import pieces_of, segments
from ocr.foreign.structure import structure
from ocr.foreign.wording import folded
from ocr.marking.boxes import BoxFound
from ocr.marking.lines import PER_MM, px
from ocr.sheet import Grey

FORM = load_catalogue().find("alert-form")
STATUS = "criminal_justice_status"
ANSWERS = {"Remand": 40, "Sentenced": 65, "Released": 97}
"""Where each begins, in millimetres."""


def paper(struck: tuple[str, ...] = ()) -> Grey:
    page = np.full((px(120), px(190)), 250, np.uint8)
    for text, left in ANSWERS.items():
        cv2.putText(page, text, (px(left), px(60)), cv2.FONT_HERSHEY_DUPLEX, 1.6, (20,), 3)
        if text in struck:
            ends = (px(left - 1), px(58.2)), (px(left + 2.6 * len(text)), px(58.8))
            cv2.line(page, *ends, (20,), 8)
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 1.0), dtype=np.uint8)


def seen(texts: tuple[str, ...]) -> Ground:
    """Give a page of which these words were read and no question was found."""
    drawing = structure(paper())
    pieces, _ = pieces_of(drawing.text)
    lines, _ = segments(drawing, pieces)
    printed = []
    for at in lines:
        text = min(ANSWERS, key=lambda t: abs(at.left / PER_MM - ANSWERS[t]))
        word = Token(text, folded(text), at.left, at.right, 9.0, False, False, False)
        printed.append(Printed(at, (word,) if text in texts else (), None, 0.0, 1.0, 1.0))
    return Ground(drawing, cells(drawing), tuple(printed), (), (), {}, ())


def test_a_choice_is_found_by_its_answers() -> None:
    found = by_answers(seen(tuple(ANSWERS)), FORM, frozenset())
    assert list(found) == [STATUS]
    assert found[STATUS].box.left < min(ANSWERS.values())
    assert found[STATUS].box.right > max(ANSWERS.values())


def test_one_struck_word_may_be_unread() -> None:
    assert STATUS in by_answers(seen(("Remand", "Released")), FORM, frozenset())


def test_one_answer_alone_tells_nothing() -> None:
    assert not by_answers(seen(("Remand",)), FORM, frozenset())


def test_a_choice_whose_question_was_found_is_left_alone() -> None:
    assert not by_answers(seen(tuple(ANSWERS)), FORM, frozenset({STATUS}))


def test_what_is_known_by_its_answers_alone_is_seen_by_a_person() -> None:
    kind = FORM.field(STATUS).kind
    assert isinstance(kind, Choice)
    options = {
        option.key: BoxMm(left - 0.5, 54, left + 2.75 * len(option.label), 60.5)
        for option, left in zip(kind.options, ANSWERS.values(), strict=True)
    }
    place = Place(options=options, legible=frozenset(options), certainty=1.0)
    page = paper(("Remand", "Released"))
    sure = _choice(page, kind, place)
    assert (sure.value, sure.accepted) == ("sentenced", True)
    unsure = _choice(page, kind, replace(place, by_answers=True))
    assert (unsure.value, unsure.accepted) == ("sentenced", False)
    unread = _choice(page, kind, replace(place, legible=frozenset({"remand", "released"})))
    assert (unread.value, unread.accepted) == ("sentenced", False)


def test_a_box_beside_an_answer_is_no_ticks_though_its_own_was_not_seen() -> None:
    beside = [BoxMm(left - 5.5, 55.5, left - 1.5, 59.5) for left in ANSWERS.values()]
    column = {f"t{n}": BoxMm(5, 10.0 * n, 9, 10.0 * n + 4) for n in range(8)}
    ticks = {**column, "change_worker": beside[1]}
    boxes = tuple(BoxFound(box, 1.0) for box in (*column.values(), *beside))
    ground = replace(seen(tuple(ANSWERS)), boxes=boxes)
    area = Area(Way.INSIDE, BoxMm(30, 50, 130, 65), 58)
    status = _place(ground, FORM.field(STATUS), area, ticks, 1.0)
    assert list(status.option_boxes.values()) == beside
    places = {STATUS: status, "change_worker": Place(box=beside[1], certainty=1.0)}
    assert _without_claimed(places)["change_worker"].box is None
