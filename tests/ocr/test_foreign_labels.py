"""Labels of a page and the fields that they are given to."""

import pytest

from forms.registry import load_catalogue
from ocr.foreign.ground import _answers, _hints, _unknown
from ocr.foreign.label_candidates import Candidate, phrases
from ocr.foreign.labels import _has_words_of, anchored
from ocr.foreign.phrases import Phrase
from ocr.foreign.printed import Printed, Token, _bracketed
from ocr.foreign.segments import Piece, Segment
from ocr.foreign.wording import Wording, folded, vocabulary
from ocr.marking.lines import px

_LETTER_MM, _HIGH_MM = 1.8, 2.4


def printed(text: str, left: float, top: float) -> Printed:
    """Give a line as the recogniser reads it: words with a blank between them."""
    tokens, at = [], left
    inside = _bracketed(text.split())
    for number, word in enumerate(text.split()):
        right = at + _LETTER_MM * (len(word) + 1)
        tokens.append(
            Token(
                text=word,
                folded=folded(word),
                left=px(at),
                right=px(right),
                gap=0.6 if number else 9.0,
                colon=word.endswith(":"),
                stop=False,
                bracket=number in inside,
            )
        )
        at = right
    piece = Piece(1, px(left), px(top), px(at), px(top + _HIGH_MM), 100)
    return Printed(Segment((piece,)), tuple(tokens), None, 0.0, 1.0, 0.9)


def test_the_label_of_a_tick_is_not_left_to_its_detail() -> None:
    """The bar over one row was lost by the copier: its words fit the tick of another row too."""
    rows = [
        ("hange of release", 22, 132),
        ("court date", 52, 132),
        ("Change of Kev", 18, 140),
        ("Case worker", 47, 140),
        ("Change of Prison", 19, 147),
        ("Change of court appearance venue", 19, 155),
        ("Change of release status", 19, 163),
        ("Client disengaged from treatment", 19, 170),
        ("Client re-engaged with treatment", 19, 178),
        ("Change of treatment delivered", 19, 186),
        ("Change in release plan", 19, 194),
        ("Death", 21, 201),
        ("Other", 21, 209),
    ]
    form = load_catalogue().find("alert-form")
    found = phrases([printed(*row) for row in rows])
    label = anchored(found, vocabulary(form)).labels["change_release_plan"]
    assert label.phrase.text == "Change in release plan"


def test_client_is_asks_for_the_status_and_not_for_the_name() -> None:
    rows = [("Client's name:", 20, 40), ("Date of birth:", 20, 48), ("Client is:", 20, 66)]
    more = [("Prison:", 20, 74), ("Name of DAT:", 20, 82), ("Key worker:", 20, 90)]
    form = load_catalogue().find("alert-form")
    labels = anchored(phrases([printed(*row) for row in rows + more]), vocabulary(form)).labels
    assert labels["criminal_justice_status"].phrase.text == "Client is:"
    assert labels["client_name"].phrase.text == "Client's name:"


def candidate(key: str, start: int, score: float) -> Candidate:
    phrase = Phrase(start, (), "", "", 0.0, 0.0)
    return Candidate(key, phrase, score, Wording(key, "", "", frozenset(), own=True))


@pytest.mark.parametrize(("held", "is_its"), [(0.85, False), (0.5, True)])
def test_a_tick_wants_the_words_of_its_detail_only_for_much_worse_ones(
    held: float, is_its: bool
) -> None:
    """'New key worker or case worker' and, for its detail, 'New key worker:' fit both fields."""
    detail = candidate("change_worker_detail", 2, 0.8)
    own = [detail, candidate("change_worker", 1, held), candidate("change_worker", 2, 0.89)]
    chosen = {"change_worker_detail": detail, "change_worker": own[1]}
    assert _has_words_of(detail, "change_worker", own, chosen) is is_its


@pytest.mark.parametrize(
    ("text", "is_another"),
    [
        ("(Delete as appiupiiale) Ret9arel/Senteneeel:", False),
        ("(Office) Received from:", True),
        ("Received from (office):", True),
    ],
)
def test_what_follows_an_instruction_in_brackets_is_no_label(text: str, is_another: bool) -> None:
    line = printed(text, 18, 70)
    assert [span.printed for span in _unknown(phrases([line]), ":")] == [line] * is_another


def test_an_instruction_ends_with_its_own_words() -> None:
    """A struck answer behind it, `fmmt` on a fax, makes it only a little less like itself."""
    [span] = _hints(phrases([printed("delete as appropriate fmmt / Sentenced", 51, 150)]))
    assert (span.first, span.behind) == (0, 3)


@pytest.mark.parametrize(("left", "is_answer"), [(64, True), (90, False)])
def test_words_right_behind_an_instruction_are_no_label(left: float, is_answer: bool) -> None:
    """Strokes left two answers as `puncoendo Senteeesd:`, the dot behind them read as a colon."""
    [hint] = _hints(phrases([printed("delete as appropriate", 20, 71)]))
    struck, *_ = _unknown(phrases([printed("puncoendo Senteeesd:", left, 71)]), ":")
    assert _answers(struck, [hint]) is is_answer


def test_the_first_word_of_an_answer_is_no_label() -> None:
    form = load_catalogue().find("alert-form")
    rows = [printed("Insert new prison and code", 105, 117), printed("HMP Morton Hall", 160, 117)]
    assert "prison_name" not in anchored(phrases(rows), vocabulary(form)).labels
    for label in ("HMP", "HMP: Morton Hall", "HMP (name) Morton"):
        found = phrases([printed(label, 20, 40)])
        assert "prison_name" in anchored(found, vocabulary(form)).labels, label


def test_a_dash_that_ends_a_label_does_not_begin_the_next_one() -> None:
    ends = printed("Name of DAT", 20, 40)
    gap = ends.tokens[-1].right
    dash = Token("-", "", gap, gap + px(1), 0.9, colon=False, stop=True, bracket=False)
    above = Printed(ends.segment, (*ends.tokens, dash), None, 0.0, 1.0, 0.9)
    found = phrases([above, printed("Prisoner Number -", 20, 44)])
    texts = {one.text for one in found if len(one.lines) == 2}
    assert "Name of DAT - Prisoner Number" in texts
    assert "- Prisoner Number" not in texts
