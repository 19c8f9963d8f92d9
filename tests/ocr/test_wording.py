"""Names and words that are common in Britain speak for what the strokes leave open."""

import math
from dataclasses import replace

import pytest

from forms.definition import Text
from forms.registry import load_catalogue
from ocr.engine.respelling import respelt
from ocr.engine.vocabulary import Vocabulary, given_names, read_weights, surnames, vocabulary
from ocr.engine.wording import Wording, names, sentences
from ocr.weighing import options
from tests.ocr.outputs import output_of
from tests.ocr.test_weighing import HAND, PRINT, judge, seen_of


@pytest.fixture(scope="module")
def few() -> Vocabulary:
    return vocabulary({"Patel": 60, "Powell": 30, "Pavel": 10}, strange=0.1)


def test_a_known_word_has_its_share_whatever_its_capitals(few: Vocabulary) -> None:
    assert few.log_share("PATEL") == few.log_share("patel")
    assert math.exp(few.log_share("Patel")) == pytest.approx(0.9 * 0.6, abs=0.02)


def test_a_strange_word_costs_more_and_is_possible(few: Vocabulary) -> None:
    assert -40 < few.log_share("Patil") < few.log_share("Pavel")
    assert few.log_share("Patew") > few.log_share("Xqzjk")
    assert not few.knows("Patil")


def test_the_nearest_spellings_come_first(few: Vocabulary) -> None:
    assert few.near("PATL", 2)[0] == "Patel"
    assert few.near("zzz", 3) == []


def test_a_word_asked_about_again_has_the_same_answers(few: Vocabulary) -> None:
    assert few.near("PATL", 1) == few.near("patl", 3)[:1] == few.near("PATL", 1)
    assert few.log_share("Patew") == few.log_share("PATEW")
    other = vocabulary({"Patel": 1, "Pavel": 60}, strange=0.1)
    assert other.log_share("Patel") < few.log_share("Patel")


def test_weights_have_a_heading() -> None:
    assert read_weights("name,weight\nSmith,12000\nO'Neill,810\n") == {
        "Smith": 12000.0,
        "O'Neill": 810.0,
    }


def test_shipped_names_know_the_country() -> None:
    assert given_names().log_share("David") > given_names().log_share("Davad") + 5
    assert surnames().log_share("Hussain") > surnames().log_share("Huszain") + 5


@pytest.mark.parametrize(
    ("usual", "odd"),
    [
        ("Laura O'Neill", "Lavra O'Neill"),
        ("David Smith", "Smith David"),
        ("Mr David Smith", "Mz David Smith"),
        ("Ann Kelly-Brown", "Ann Kellv-Brovn"),
    ],
)
def test_common_names(usual: str, odd: str) -> None:
    assert names().log_share(usual) > names().log_share(odd)


def test_one_name_alone_is_no_known_name() -> None:
    assert names().knows("PATRICK JACKSON")
    assert names().knows("Ann Kelly-Brown")
    assert not names().knows("Patrick")
    assert not names().knows("Patrick Jacqzon")


def test_sentences_know_words_and_names_and_pass_over_numbers() -> None:
    assert sentences().knows("Methadone 40ml daily, reduced from 50ml")
    assert not sentences().knows("Methadone 40ml dxily")
    assert not sentences().knows("75")
    assert sentences().log_share("40 50") == 0.0


def test_a_hyphen_makes_no_strange_word() -> None:
    assert sentences().knows("Gate pick-up")
    apart = sentences().log_share("pick-up") - sentences().log_share("pickup")
    assert -1 < apart < 1
    assert spelt("Gate pick-up needed", sentences()) == "Gate pick-up needed"


def test_a_word_broken_off_is_as_common_as_the_words_that_begin_so(few: Vocabulary) -> None:
    assert math.exp(few.log_share_begun("P")) == pytest.approx(0.95, abs=0.06)
    assert math.exp(few.log_share_begun("pa")) == pytest.approx(0.9 * 0.7, abs=0.08)
    assert few.log_share_begun("Q") < few.log_share_begun("Po") - 2
    assert few.log_share_begun("Patel") >= few.log_share("Patel")


@pytest.mark.parametrize("behind", ["", "."])
def test_only_a_word_at_the_end_may_be_broken_off(behind: str) -> None:
    gained = sentences().log_share_cut(f"moved fr{behind}") - sentences().log_share("moved fr")
    assert (gained > 5) is not bool(behind)


@pytest.mark.parametrize(
    ("longest", "value"), [(20, "Client asked for a d"), (60, "Client asked for ad")]
)
def test_a_text_that_fills_its_field_may_break_off(longest: int, value: str) -> None:
    asked = load_catalogue().find("alert-form").field("change_treatment_detail")
    assert isinstance(asked.kind, Text)
    field = replace(asked, kind=replace(asked.kind, max_length=longest))
    seen = seen_of("Client asked for a d", {18: {"": 0.05}}, words="Client asked for ad")
    assert options(field, seen, PRINT)[0].value == value


def spelt(text: str, wording: Wording, *, clear: bool = False) -> str:
    output = output_of(text)
    found = respelt(output, [text], wording, lambda t: 0.8 * wording.log_share(t), clear=clear)
    return found[0].text


def test_clear_strange_names_stay_as_they_are_written() -> None:
    assert spelt("Zorvan Qeltikk", names()) == "Zorvan Qeltikk"


def test_doubtful_letters_become_the_known_name() -> None:
    seen = seen_of("IMRAU PATEL", {4: {"N": 0.05}}, words="")
    found = judge("client_name", seen, HAND)
    assert (found.value, found.known) == ("IMRAN PATEL", True)


def test_an_accent_that_is_written_stays() -> None:
    assert names().log_share("Jos\u00e9 Neil") > names().log_share("Joze\u00e9 Neil")
    assert spelt("Andr\u00e9 Neil", names()) == "Andr\u00e9 Neil"


def test_an_accent_that_the_lists_have_is_likelier_than_another() -> None:
    assert names().log_share("Jan W\u00f3jcik") > names().log_share("Jan W\u00f4jcik") + 2
    assert names().log_share("Ann Pritchard") > names().log_share("Ann Pritch\u00e1rd") + 2
    seen = seen_of("Jan W\u00f4jcik", {5: {"\u00f3": 0.2}}, words="")
    assert judge("client_name", seen, HAND).value == "Jan W\u00f3jcik"


def test_words_that_ran_together_are_parted_where_a_blank_may_be() -> None:
    output = output_of("MARCUS HALL", {6: {"": 0.8}})
    found = respelt(output, ["MARCUSHALL"], names(), names().log_share, clear=False)
    assert found[0].text == "MARCUS HALL"


def test_a_dose_is_made_of_figures() -> None:
    seen = seen_of("Methadone 4Oml daily", {11: {"0": 0.2}}, words="")
    assert judge("change_treatment_detail", seen, HAND).value == "Methadone 40ml daily"


def test_a_dash_of_the_label_is_no_part_of_a_name() -> None:
    assert judge("client_name", seen_of("- Jerome Lawson"), HAND).value == "Jerome Lawson"


def test_a_double_name_is_closed_up() -> None:
    assert judge("client_name", seen_of("Ann Smith- Jones"), HAND).value == "Ann Smith-Jones"
