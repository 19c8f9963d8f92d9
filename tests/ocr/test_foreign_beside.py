"""Answers beside which more is written that was not read with them."""

from dataclasses import replace

import pytest

from forms.registry import load_catalogue
from ocr.calibration import doubt, is_barred, is_borne_out, is_whole
from ocr.foreign.beside import cut_short
from ocr.foreign.segments import pieces_of
from ocr.foreign.structure import structure
from ocr.judged import Evidence
from ocr.marking.lines import px
from ocr.sheet import Grey
from tests.ocr.test_foreign_strays import CODE, COURT, NAME, PLACES, laid_out, paper, row, write
from tests.ocr.test_weighing import PRINT, judge, seen_of

RIGHT_OF_FIRST_WORD = 77.0
"""Of `write(page, 62, ...)`, in millimetres."""


def cut(page: Grey, *, second: str | None = None) -> frozenset[str]:
    """Tell what is cut short where a field owns the first word alone."""
    ground, _, ink = laid_out(page)
    own = [p for p in ink.of(COURT) if p.right < px(RIGHT_OF_FIRST_WORD + 1)]
    rest = [p for p in ink.of(COURT) if p.right >= px(RIGHT_OF_FIRST_WORD + 1)]
    pieces = {COURT: tuple(own)} | ({second: tuple(rest)} if second else {})
    places = PLACES | {CODE: row(50, left=115, right=150)}
    every, _ = pieces_of(structure(page).text)
    return cut_short(every, replace(ink, pieces=pieces), ground, places)


@pytest.mark.parametrize(("gap", "is_cut"), [(3.0, True), (12.0, True), (30.0, False)])
def test_a_word_right_behind_an_answer_cuts_it_short(gap: float, is_cut: bool) -> None:
    page = paper()
    write(page, 62, 51.5)
    write(page, RIGHT_OF_FIRST_WORD + gap, 51.5, letters=3)
    assert (COURT in cut(page)) is is_cut


def test_an_answer_that_stands_alone_is_whole() -> None:
    page = paper()
    write(page, 62, 51.5)
    write(page, 62, 62, letters=9)
    assert cut(page) == frozenset()


def test_what_another_field_holds_beside_it_cuts_nothing_short() -> None:
    page = paper()
    write(page, 62, 51.5)
    write(page, RIGHT_OF_FIRST_WORD + 3, 51.5, letters=3)
    assert cut(page, second=CODE) == frozenset()
    assert COURT in cut(page, second=NAME)


def test_what_was_cut_short_is_never_accepted() -> None:
    found = judge("client_name", seen_of("Laura Khan"), PRINT)
    assert not is_barred(found)
    short = replace(found, cut=True, evidence=Evidence.LISTED)
    assert is_barred(short)
    assert doubt(short) == "More seems to be written right beside it."


def test_part_of_a_telephone_number_is_not_whole() -> None:
    kind = load_catalogue().find("alert-form").field("prison_spoc_phone").kind
    found = judge("prison_spoc_phone", seen_of("01872 533886"), PRINT)
    assert is_whole(kind, found)
    assert not is_whole(kind, replace(found, value="3886"))


def test_a_sentence_is_borne_out_where_both_readers_read_it_alike() -> None:
    kind = load_catalogue().find("alert-form").field("other_detail").kind
    alike = judge("other_detail", seen_of("Moved to Leeds."), PRINT)
    apart = judge("other_detail", seen_of("Moved to Leeds", words="Moved to Leeds."), PRINT)
    assert is_borne_out(kind, alike)
    assert not is_borne_out(kind, replace(apart, agrees=False))
    name = load_catalogue().find("alert-form").field("client_name").kind
    assert is_borne_out(name, replace(apart, agrees=False))
