"""Scales of probability: fitted on trials, they promise what they keep."""

from dataclasses import replace

import numpy as np
import pytest

from bench.fitting import (
    Trial,
    accept_from,
    calibration_error,
    fitted_scale,
    fitted_scales,
    reliability,
)
from ocr.calibration import FEATURES


def trials(count: int, seed: int = 1) -> list[Trial]:
    """Make trials whose chance to be right grows with the margin alone."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(count):
        margin = float(rng.uniform(-4, 8))
        figures = tuple(1.0 if n == "one" else margin if n == "margin" else 0.0 for n in FEATURES)
        right = bool(rng.random() < 1 / (1 + np.exp(-margin)))
        found.append(Trial("day", figures, right, f"page {number // 5}", "typed", "fax fine"))
    return found


def test_fitted_scale_promises_what_it_keeps() -> None:
    scale = fitted_scale(trials(4000))
    assert scale.weights[FEATURES.index("margin")] == pytest.approx(1.0, abs=0.1)
    assert calibration_error([(p, t.right) for p, t in scale.held_out]) < 0.02


def test_bound_leaves_hardly_any_wrong_above_it() -> None:
    scale = fitted_scales(trials(4000), ["day"])["day"]
    accepted = [t.right for p, t in scale.held_out if scale.accepts(p, t)]
    assert len(accepted) >= 200
    assert accepted.count(False) <= 0.0015 * len(accepted)


def test_what_the_reader_never_accepts_does_not_count() -> None:
    good = trials(1)[0]
    clash = replace(good, right=False, features=tuple(float(n == "clash") for n in FEATURES))
    sure = replace(good, right=True, features=tuple(float(n == "one") for n in FEATURES))
    judged = [(0.9999, clash), *((0.999, sure) for _ in range(100))]
    assert accept_from(judged, 0.001) == 0.999


def test_too_few_trials_accept_nothing() -> None:
    sure = replace(trials(1)[0], right=True, features=tuple(float(n == "one") for n in FEATURES))
    assert accept_from([(0.999, sure)] * 20, 0.001) > 1


def test_error_of_perfect_and_of_boastful_probabilities() -> None:
    assert calibration_error([(1.0, True)] * 50 + [(0.0, False)] * 50) == 0
    assert calibration_error([(0.9, False)] * 100) == pytest.approx(0.9)


def test_trials_come_back_from_their_file_and_hold_no_text() -> None:
    one = trials(1)[0]
    assert Trial.from_json(one.as_json()).page == one.page
    assert len(reliability([one], {"day": fitted_scale(trials(50))}).splitlines()) > 3
