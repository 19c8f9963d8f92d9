"""Which words of a page are the printed answers of a choice."""

from collections.abc import Sequence

import numpy as np
import pytest

from forms.definition import Choice
from forms.geometry import BoxMm
from forms.registry import load_catalogue
from ocr.engine.ctc import Char
from ocr.foreign.areas import other_areas, rooms_for_words
from ocr.foreign.cells import cells
from ocr.foreign.ground import Ground, Span
from ocr.foreign.option_candidates import Word, candidates, rows, words_near
from ocr.foreign.option_sequence import in_sequence
from ocr.foreign.options import option_words
from ocr.foreign.printed import Printed, _middles
from ocr.foreign.structure import structure
from ocr.foreign.wording import folded
from ocr.marking.lines import px
from tests.ocr.test_foreign_labels import printed

LABELS = [folded(label) for label in ("Remand", "Sentenced", "Released")]


def word(text: str, left: float, right: float, middle: float = 30) -> Word:
    return Word(BoxMm(left, middle - 1.5, right, middle + 1.5), folded(text))


def placed(*words: Word, labels: Sequence[str] = LABELS) -> list[tuple[int, int] | None]:
    """Give from where to where each answer was found, in whole millimetres."""
    chosen, _ = in_sequence(words, candidates(rows(words), labels, []), labels)
    return [(round(one.box.left), round(one.box.right)) if one else None for one in chosen]


def words_behind(*words: Word) -> list[tuple[int, int] | None]:
    """Give where answers were found with another question before each row but the first."""
    others = [BoxMm(21, 36.5, 32, 39.5)]
    chosen, _ = in_sequence(words, candidates(rows(words), LABELS, others), LABELS)
    return [(round(one.box.left), round(one.box.right)) if one else None for one in chosen]


def test_answers_are_cut_out_of_a_word_where_their_letters_stand() -> None:
    text = "appropriate Remand/Sentenced"
    # The bracket and the slash leave white that no letter of the folded word takes.
    middles = tuple(32 + 2.0 * at for at, char in enumerate(text) if char.isalpha())
    joined = Word(BoxMm(31, 28, 87, 31), folded(text), middles)
    below = word("Released", 16, 31, 34)
    assert placed(joined, below) == [(55, 67), (69, 87), (16, 31)]


def test_a_struck_word_that_reads_like_a_later_answer_is_the_one_in_its_place() -> None:
    row = word("Remane", 70, 79), word("", 81, 95), word("teeterencel", 98, 110)
    assert placed(*row) == [(70, 79), (81, 95), (98, 110)]


def test_two_answers_cut_out_of_one_word_stand_side_by_side() -> None:
    """One stroke ran through two answers and the slash: `Ret9arel/Senteneeel:` was read."""
    middles = (*(53.6 + 1.7 * at for at in range(8)), *(71.6 + 1.7 * at for at in range(10)))
    struck = Word(BoxMm(52.7, 28.5, 89.2, 31.5), folded("Ret9arel/Senteneeel:"), middles)
    assert placed(struck, word("Released", 18.8, 32.7, 34)) == [(53, 61), (70, 86), (19, 33)]


def test_an_or_between_answers_is_no_skipped_word() -> None:
    row = word("berrreateel", 53.7, 70.9), word("or", 70.9, 75.1), word("Senteneed", 75.1, 92.3)
    turned = word("or", 92.3, 96.1), word("Released", 53.8, 67.2, 34.5)
    assert placed(*row, *turned) == [(54, 71), (75, 92), (54, 67)]


def test_what_stands_below_one_of_two_in_a_row_is_in_no_column_with_it() -> None:
    """The telephone number in the row below, in which another question was asked."""
    row = word("perfamd", 38.4, 48.9), word("Sentenced", 50.4, 63.7), word("prlsoner", 63.7, 74)
    struck = word("plll", 75.5, 91.9), word("mmualtyl", 91.9, 104.7)
    below = word("0131", 52.6, 63.4, 38.1), word("518", 63.4, 73.9, 38.1)
    found = words_behind(*row, *struck, *below)
    assert found[:2] == [(38, 49), (50, 64)]
    assert found[2] in {(76, 92), (76, 105)}


def test_a_title_below_is_no_answer() -> None:
    answers = word("Rem", 60, 66), word("and", 66, 72), word("afertterreeel", 72, 89)
    struck = word("Rebser", 20, 36, 35)
    title = word("C.", 20, 24, 41), word("Court", 24, 35, 41), word("release", 39, 53, 41)
    assert placed(*answers, struck, *title) == [(60, 72), (72, 89), (20, 36)]


def test_more_words_may_belong_to_an_answer() -> None:
    row = word("Remand", 95, 107), word("Sentenced", 115, 132), word("prisoner", 132, 145)
    more = word("Released", 153, 168), word("to", 168, 172), word("community", 172, 189)
    assert placed(*row, *more) == [(95, 107), (115, 132), (153, 168)]


def test_words_that_read_well_are_no_struck_answer_together_either() -> None:
    row = word("pemamelor", 71, 88), word("Sentenced", 88, 105), word("prisoner", 105, 118)
    struck = word("or", 118, 121), word("baleasetkcmmattt", 121, 158)
    _, sentenced, released = placed(*row, *struck)
    assert sentenced == (88, 105)
    assert released != (105, 121)


def test_a_question_below_the_first_answer_is_not_the_second() -> None:
    row = word("Remand", 106, 119), word("fapteead", 119, 137), word("aebeeed", 137, 153)
    below = word("Sentence", 106, 121, 38)
    assert placed(*row, below)[1] == (119, 137)


def test_a_stroke_through_two_answers_leaves_room_for_both() -> None:
    row = word("paranslfertergad", 61, 88), word("neleased", 88, 102)
    assert placed(*row) == [(61, 71), (72, 88), (88, 102)]


def test_a_row_begins_with_an_answer_though_its_first_letter_stands_apart() -> None:
    struck = word("g", 14, 18, 35), word("entaneed", 18, 37, 35), word("prlssner", 37, 55, 35)
    last = word("releasedtocemmunlty", 16, 63, 40.4)
    assert placed(word("on", 43, 49), word("remand", 49, 65), *struck, last) == [
        (49, 65),
        (18, 37),
        (16, 36),
    ]


def test_answers_may_be_printed_in_another_order() -> None:
    row = word("Released", 20, 36), word("Remand", 40, 52), word("Sentenced", 56, 74)
    assert placed(*row) == [(40, 52), (56, 74), (20, 36)]


def test_a_separator_is_no_part_of_an_answer() -> None:
    row = word("Remand", 20, 33), word("/", 33, 35), word("Sentenced", 35, 53)
    assert placed(*row, word("/", 53, 55), word("Released", 55, 70)) == [
        (20, 33),
        (35, 53),
        (55, 70),
    ]


@pytest.mark.parametrize(("left", "below"), [(20, 50), (30, 42)])
def test_a_word_far_below_is_no_answer(left: float, below: float) -> None:
    assert placed(word("Remand", 20, 32), word("Released", left, 50, below))[2] is None


def test_answers_one_below_the_other_may_miss_one() -> None:
    assert placed(word("Remand", 20, 32), word("Released", 20, 36, 42))[2] == (20, 36)


def test_where_nothing_reads_like_an_answer_none_is_found() -> None:
    assert placed(word("", 20, 32), word("", 35, 50), word("", 55, 70)) == [None] * 3


def test_a_letter_is_not_looked_for_within_words() -> None:
    row = word("offence", 20, 36), word("months", 40, 55)
    assert placed(*row, labels=["f", "m"]) == [None, None]
    assert placed(*row, word("F", 60, 62), labels=["f", "m"]) == [(60, 62), None]


def test_a_letter_cut_out_of_a_word_has_a_width() -> None:
    assert word("amb", 20, 29).part(1, 2).box.width == pytest.approx(3)


def test_every_letter_of_a_word_has_its_place() -> None:
    chars = [Char(char, at, at + 2, 0.9) for at, char in enumerate("(No.)")]
    assert _middles(chars) == (2.0, 3.0)


def ground(labels: dict[str, Printed], lines: Sequence[Printed]) -> Ground:
    drawing = structure(np.full((px(120), px(200)), 250, np.uint8))
    spans = {key: (Span(one, 0, len(one.tokens)),) for key, one in labels.items()}
    return Ground(drawing, cells(drawing), (*labels.values(), *lines), (), (), spans, ())


def test_answers_on_two_lines_are_found_beside_a_question_of_the_next_column() -> None:
    labels = {
        "criminal_justice_status": printed("Client Criminal Justice Status:", 20, 72),
        "dat_code": printed("DAT Code:", 109, 77),
    }
    lines = printed("Remand / ", 82, 72), printed("Sentenced / Released", 22, 77)
    page = ground(labels, lines)
    label = page.label_box("criminal_justice_status")
    area = other_areas(page, "criminal_justice_status")[-1]
    rooms = rooms_for_words(page, area, label)
    kind = load_catalogue().find("alert-form").field("criminal_justice_status").kind
    assert isinstance(kind, Choice)
    found = [option_words(page, kind, room, []).boxes for room in rooms]
    assert max(found, key=len).keys() == {"remand", "sentenced", "released"}


def test_words_of_another_question_are_no_answers() -> None:
    labels = {"initial_release_date": printed("Initial released date", 107, 70)}
    page = ground(labels, [printed("Remand", 74, 70)])
    near = words_near(page, BoxMm(60, 60, 180, 80), [])
    assert [one.folded for one in near] == [folded("Remand")]
