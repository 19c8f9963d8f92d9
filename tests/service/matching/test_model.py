"""The model file: what is written is read back, and what is no model is refused."""

import json
from pathlib import Path

import pytest

from service.matching.comparing.comparisons import COMPARISONS, PRISON_NUMBER
from service.matching.weights.model import (
    Model,
    ModelError,
    Odds,
    dump_model,
    load_model,
    read_model,
    shipped_model,
)


def test_a_model_is_read_back_as_written() -> None:
    model = shipped_model()
    assert read_model(dump_model(model, about="a test")) == model


def test_the_shipped_model_weighs_every_level() -> None:
    model = shipped_model()
    wanted = {(one.key, level.key) for one in COMPARISONS for level in one.levels}
    assert set(model.odds) == wanted


@pytest.mark.parametrize("one", COMPARISONS, ids=lambda one: str(one.key))
def test_agreement_speaks_for_and_difference_never(one: object) -> None:
    assert isinstance(one, type(PRISON_NUMBER))
    model = shipped_model()
    first, last = one.levels[0], one.levels[-1]
    assert model.bits(one.key, first) > 0
    assert model.bits(one.key, last) <= 0


def test_another_custody_is_no_evidence() -> None:
    weights = {
        level.key: shipped_model().bits("prison_number", level) for level in PRISON_NUMBER.levels
    }
    assert weights["other"] == 0
    assert weights["other_nomis"] <= -3


def test_bounds_hold_whatever_was_trained() -> None:
    wild = {key: Odds(1e-12, 1.0) for key in shipped_model().odds}
    model = Model("wild", wild, {})
    for one in COMPARISONS:
        for level in one.levels:
            bits = model.bits(one.key, level)
            assert level.least is None or bits >= level.least
            assert level.most is None or bits <= level.most


def without(*path: str) -> str:
    kept = json.loads(dump_model(shipped_model(), about="a test"))
    part = kept
    for name in path[:-1]:
        part = part[name]
    del part[path[-1]]
    return json.dumps(kept)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": 2}',
        without("version"),
        without("odds", "birth"),
        without("odds", "birth", "one"),
        without("usual", "surname"),
    ],
)
def test_what_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(ModelError):
        read_model(text)


def test_a_file_that_is_no_model_is_named(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ModelError, match=r"weights\.json"):
        load_model(path)
