"""The measured scales: complete, honest, and moved the right way by what speaks against a value."""

import json
from dataclasses import replace
from importlib import resources

import pytest

from forms.definition import Date, Text, TextStyle
from ocr.calibration import Grid, Scale, calibration, features, scale_of
from ocr.decode import Decoded, Evidence

SURE = Decoded(value="2009-06-14", raw="14/06/2009", evidence=Evidence.SHAPE, least=96.0)
NAME = Decoded(value="Laura Khan", raw="Laura Khan", least=95.0)


def test_every_scale_was_measured_on_enough_fields_and_kept_its_promise() -> None:
    text = (resources.files("ocr") / "calibration.json").read_text(encoding="utf-8")
    data = json.loads(text)
    assert set(data["scales"]) == {str(scale) for scale in Scale}
    assert data["measured"]
    for scale in data["scales"].values():
        assert scale["fields"] >= 300
        assert scale["held_back_accepted_wrong"] <= 0.005 * max(200, scale["held_back_accepted"])


def test_weights_fit_the_features() -> None:
    count = len(features(Date(), SURE, Grid.FINE))
    assert all(len(weights) == count for weights in calibration().weights.values())


@pytest.mark.parametrize(
    "doubted",
    [replace(SURE, crossed=True), replace(SURE, least=20.0), replace(SURE, unsaid=True)],
    ids=["crossed", "unsure", "unsaid"],
)
def test_doubt_lowers_a_date(doubted: Decoded) -> None:
    scale = calibration()
    assert scale.probability(Date(), doubted, Grid.FINE) < scale.probability(
        Date(), SURE, Grid.FINE
    )


def test_a_name_with_a_mark_unread_is_never_accepted() -> None:
    kind = Text(max_length=60, style=TextStyle.NAME)
    scale, doubted = calibration(), replace(NAME, unsaid=True)
    assert not scale.accepts(kind, doubted, scale.probability(kind, doubted, Grid.FINE))


def test_a_date_crossed_by_rules_is_never_accepted() -> None:
    scale, doubted = calibration(), replace(SURE, crossed=True)
    assert not scale.accepts(Date(), doubted, scale.probability(Date(), doubted, Grid.FINE))


def test_lists_have_a_scale_of_their_own() -> None:
    kind = Text(max_length=60, style=TextStyle.NAME)
    assert scale_of(kind, Evidence.FREE) is Scale.NAME
    assert scale_of(kind, Evidence.LISTED) is Scale.LISTED
