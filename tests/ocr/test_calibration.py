"""The measured scales: complete, honest, and moved the right way by what speaks against a value."""

import json
from dataclasses import replace
from importlib import resources

import pytest

from forms.definition import Comb, Date, Text, TextStyle
from ocr.calibration import FEATURES, Grid, Scale, Verdict, calibration, doubt, features, scale_of
from ocr.judged import Evidence, Judged
from ocr.reading import Channel

SURE = Judged(
    value="2009-06-14",
    raw="14/06/2009",
    evidence=Evidence.SHAPE,
    margin=20.0,
    sure=0.999,
    agrees=True,
    least=96.0,
    likeness=1.0,
    likeness_of_page=0.98,
)
NAME = replace(SURE, value="Laura Khan", raw="Laura Khan", evidence=Evidence.FREE)
PERSON = Text(max_length=60, style=TextStyle.NAME)


def verdict(found: Judged, kind: Date | Text | Comb | None = None) -> Verdict:
    return calibration().verdict(kind or Date(), found, grid=Grid.FINE, channel=Channel.FAX)


def test_every_scale_was_measured_on_enough_fields_and_kept_its_promise() -> None:
    text = (resources.files("ocr") / "calibration.json").read_text(encoding="utf-8")
    data = json.loads(text)
    assert set(data["scales"]) == {str(scale) for scale in Scale}
    assert data["features"] == list(FEATURES)
    assert data["measured"]
    for scale in data["scales"].values():
        assert scale["fields"] >= 150
        assert scale["held_back_accepted_wrong"] <= 0.01 * max(400, scale["held_back_accepted"])
    scales = data["scales"].values()
    wrong = sum(scale["held_back_accepted_wrong"] for scale in scales)
    assert wrong <= 0.003 * sum(scale["held_back_accepted"] for scale in scales)


def test_weights_fit_the_features() -> None:
    found = features(Date(), SURE, grid=Grid.FINE, channel=Channel.FAX)
    assert len(found) == len(FEATURES)
    assert all(len(weights) == len(FEATURES) for weights in calibration().weights.values())


@pytest.mark.parametrize(
    "doubted",
    [
        replace(SURE, agrees=False, likeness=0.7),
        replace(SURE, margin=0.4),
        replace(SURE, likeness_of_page=0.5, agrees=False, likeness=0.5),
        replace(SURE, below_free=2.0, behind_free=20.0),
    ],
    ids=["readers disagree", "another value as likely", "handwriting", "does not fit"],
)
def test_doubt_lowers_a_date(doubted: Judged) -> None:
    assert verdict(doubted).probability < verdict(SURE).probability


def test_clear_print_is_accepted_and_says_no_doubt() -> None:
    found = verdict(SURE)
    assert found.accepted
    assert found.doubt is None


@pytest.mark.parametrize(
    "doubted",
    [
        replace(SURE, clash=True),
        replace(SURE, below_free=0.8),
        replace(SURE, crossed=True),
        replace(SURE, unsaid=True),
        replace(NAME, unlisted=True),
        replace(NAME, printed=True),
        replace(SURE, likeness_of_page=0.5, below_free=1.2),
    ],
    ids=[
        "name and code differ",
        "print that is no day",
        "crossed",
        "unsaid",
        "on no list",
        "a label",
        "handwriting far from any day",
    ],
)
def test_what_is_never_accepted(doubted: Judged) -> None:
    found = verdict(doubted)
    assert not found.accepted
    assert found.doubt


@pytest.mark.parametrize(
    ("doubted", "word"),
    [
        (replace(SURE, clash=True), "code and the name"),
        (replace(NAME, printed=True), "form's own words"),
        (replace(NAME, unlisted=True), "not on the list"),
        (replace(SURE, crossed=True), "line runs through"),
        (replace(SURE, unsaid=True), "More seems to be written"),
        (replace(SURE, margin=1.0, alternatives=(("2009-06-11", 0.3),)), "something else"),
        (replace(SURE, likeness_of_page=0.5), "handwritten"),
        (replace(SURE, agrees=False), "readers disagree"),
    ],
)
def test_doubt_is_said_in_words(doubted: Judged, word: str) -> None:
    assert word in doubt(doubted)


def test_unsure_place_is_said_first() -> None:
    assert "place" in doubt(SURE, sure=0.4)


@pytest.mark.parametrize("evidence", [Evidence.LISTED, Evidence.PAIRED, Evidence.KNOWN])
def test_lists_have_a_scale_of_their_own(evidence: Evidence) -> None:
    assert scale_of(PERSON, Evidence.FREE) is Scale.NAME
    assert scale_of(PERSON, evidence) is Scale.LISTED_NAME
    assert scale_of(Comb(length=4), evidence) is Scale.LISTED_CODE
