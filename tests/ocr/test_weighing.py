"""Values weighed by kind: shape, habits of writing, the page's own day, the second reader."""

from dataclasses import replace
from datetime import date

import pytest

from forms.definition import Field
from forms.registry import load_catalogue
from ocr.engine.habits import day_prior, name_prior, phone_prior, sentence_prior
from ocr.judged import Evidence, Judged
from ocr.plausible import year_prior
from ocr.seen import Seen, page_likeness
from ocr.weighing import Context, evidence_of, judged, options
from tests.ocr.outputs import seen_lines, seen_of

PRINT, HAND = Context(likeness=0.98), Context(likeness=0.4)
TODAY = date(2026, 11, 23)


def asked(key: str) -> Field:
    return load_catalogue().find("alert-form").field(key)


def judge(key: str, seen: Seen, context: Context = HAND) -> Judged:
    field = asked(key)
    return judged(field, seen, options(field, seen, context), context, evidence_of(field))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("14/06/2009", "2009-06-14"),
        ("14.6.09", "2009-06-14"),
        ("14 June 2009", "2009-06-14"),
        ("1 4 0 6 2 0 0 9", "2009-06-14"),
        ("1st Feb 2010", "2010-02-01"),
    ],
)
def test_days(written: str, value: str) -> None:
    assert judge("date_completed", seen_of(written)).value == value


@pytest.mark.parametrize("written", ["1803-2008", "18/032008"])
def test_a_stroke_that_a_rule_hides_is_none_between_figures(written: str) -> None:
    found = judge("date_completed", seen_of(written, apart=8))
    assert (found.value, found.raw) == ("2008-03-18", written)


def test_a_lost_stroke_is_rarer_than_one_that_looks_like_a_figure() -> None:
    looks_like_one = seen_of("12/112008", {4: {"/": 0.1}})
    assert judge("date_completed", looks_like_one).value == "2008-01-12"


def test_impossible_day_gives_way_to_the_next_likely() -> None:
    found = judge("date_completed", seen_of("31/02/2009", {4: {"3": 0.1}}))
    assert found.value == "2009-03-31"


def test_impossible_day_clearly_written_does_not_fit() -> None:
    assert judge("date_completed", seen_of("31/02/2009")).below_free > 0.5


def test_client_is_not_born_in_the_future() -> None:
    assert judge("date_of_birth", seen_of("02/03/71")).value == "1971-03-02"
    assert judge("date_of_birth", seen_of("02/03/1921", {8: {"7": 0.02}})).value == "1971-03-02"


def test_day_of_the_form_decides_between_years() -> None:
    unclear = seen_of("02/03/2009", {9: {"4": 0.45}, 8: {"3": 0.45}})
    near = judge("court_hearing_date", unclear, Context(form_day=date(2034, 3, 9)))
    assert near.value == "2034-03-02"
    assert judge("court_hearing_date", unclear, Context(form_day=date(2009, 3, 9))).value == (
        "2009-03-02"
    )


def test_characters_counted_in_cells_speak_against_a_shorter_day() -> None:
    doubts = {6: {"": 0.6}, 7: {"": 0.6}}
    assert judge("date_of_birth", seen_of("20061973", doubts, apart=8)).value == "1973-06-20"


def test_blanks_between_digits_in_cells_are_nothing() -> None:
    gaps = {place: {"": 0.5} for place in (2, 5, 8)}
    found = judge("date_of_birth", seen_of("20 06 19 73", gaps, apart=8))
    assert (found.value, found.raw) == ("1973-06-20", "20061973")
    assert found.behind_free < 0.5


def test_separators_say_nothing_of_how_sure_a_day_is() -> None:
    unsure = seen_of("20/06/1973", {2: {"-": 0.45}})
    assert judge("date_of_birth", unsure).sure > 0.99


def test_ink_above_a_name_decides_for_the_accent() -> None:
    marked = replace(seen_of("Jos\u00e9 Neil", {3: {"e": 0.6}}, ""), above=2)
    assert judge("client_name", replace(marked, above=1)).value == "Jose Neil"
    assert judge("client_name", marked).value == "Jos\u00e9 Neil"


def test_tesseract_says_nothing_of_accents() -> None:
    seen = seen_of("Jos\u00e9 Neil", {3: {"e": 0.3}}, "Jose Neil")
    found = judge("client_name", seen, PRINT)
    assert found.value == "Jos\u00e9 Neil"
    assert not found.agrees


def test_code_takes_the_shape_of_its_kind() -> None:
    found = judge("prisoner_number", seen_of("AI234BC", {1: {"1": 0.05}}))
    assert (found.value, found.evidence) == ("A1234BC", Evidence.SHAPE)
    assert found.below_free > 0


def test_alternatives_carry_probabilities() -> None:
    found = judge("dat_code", seen_of("A12B", {2: {"7": 0.3}}))
    assert found.alternatives[0][0] == "A17B"
    assert found.alternatives[0][1] == pytest.approx(0.3, abs=0.02)


def test_spacing_of_a_number_decides_between_digits() -> None:
    unclear = seen_of("0767 950 0924", {1: {"1": 0.45}, 3: {"1": 0.45}}, words="")
    assert judge("prison_spoc_phone", unclear).value == "0161 950 0924"


def test_tesseract_decides_in_print_and_not_in_handwriting() -> None:
    seen = seen_of("Lee Kent", {4: {"B": 0.3}}, words="Lee Bent")
    assert judge("client_name", seen, PRINT).value == "Lee Bent"
    assert judge("client_name", seen, HAND).value == "Lee Kent"


def test_small_l_that_begins_a_name_is_a_capital_i() -> None:
    found = judge("client_name", seen_of("lan Allen", {0: {"I": 0.01}}), PRINT)
    assert found.value == "Ian Allen"
    assert found.agrees


def test_two_lines_are_one_sentence() -> None:
    assert judge("other_detail", seen_lines(["Moved to", "Leeds."])).value == "Moved to Leeds."


def test_nothing_of_the_kind_has_no_value() -> None:
    assert judge("date_completed", seen_of("x")).value is None


def test_readers_that_agree_make_a_page_of_print() -> None:
    alike = [seen_of("Laura Khan"), seen_of("14/06/2009")]
    assert page_likeness(alike) > 0.99
    assert page_likeness([seen_of("Laura Khan", words="lsrv th")]) < 0.6
    assert page_likeness([]) == 0.5


def test_no_text_in_any_repr() -> None:
    seen = seen_of("Laura Khan")
    assert "Laura" not in repr(seen)
    assert "Laura" not in repr(judge("client_name", seen))
    assert "Laura" not in repr(options(asked("client_name"), seen, PRINT))


@pytest.mark.parametrize(
    ("usual", "odd"),
    [("02/11/1972", "02/1/1972"), ("2-3-09", "2-3/09"), ("2.3.2009", "232009")],
)
def test_habits_of_days(usual: str, odd: str) -> None:
    assert day_prior(usual, cells=False) > day_prior(odd, cells=False)


@pytest.mark.parametrize(
    ("usual", "odd"),
    [
        ("0161 429 7832", "0767 429 7832"),
        ("0113 184 8804", "013 184 8804"),
        ("07700 900123", "0"),
        ("01304 81779", "0115 994 988"),
        ("01304 81779", "0711 467647"),
        ("01304 81779", "013 272 9758"),
        ("0800 111 111", "0700 111 111"),
    ],
)
def test_habits_of_telephone_numbers(usual: str, odd: str) -> None:
    assert phone_prior(usual) > phone_prior(odd)


@pytest.mark.parametrize(
    ("usual", "odd"),
    [("Ian Allen", "lan Allen"), ("Jo McDonald", "Jo McDoNald"), ("LEE KENT", "Lee KENT")],
)
def test_habits_of_names(usual: str, odd: str) -> None:
    assert name_prior(usual) > name_prior(odd)


def test_habits_of_sentences() -> None:
    assert sentence_prior("now 40ml at 10am") > sentence_prior("now 4Oml at l0am")
    assert sentence_prior("60 ml daily") > sentence_prior("60 mi daily")


@pytest.mark.parametrize(
    ("key", "likely", "unlikely"),
    [
        ("date_of_birth", "1971-03-02", "2024-03-02"),
        ("date_of_birth", "1971-03-02", "1921-03-02"),
        ("date_completed", "2009-03-02", "2039-03-02"),
        ("court_hearing_date", "2009-03-02", "1909-03-02"),
        ("initial_release_date", "2010-03-02", "2031-03-02"),
    ],
)
def test_plausible_days(key: str, likely: str, unlikely: str) -> None:
    form_day = date(2009, 6, 1)
    one, other = (year_prior(asked(key), d, form_day, TODAY) for d in (likely, unlikely))
    assert one > other
