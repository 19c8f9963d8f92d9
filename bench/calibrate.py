"""Measure how often a reading is right, and write the scales of `ocr/calibration.json`.

`python -m bench.calibrate --copies 300`: blank copies of the forms are typed on, faxed at both
resolutions and read; a logistic scale is fitted for each class of field. Half of the copies fit the
scales, the other half sets the probability from which a value is accepted.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forms.registry import Catalogue, load_catalogue
from ocr.calibration import Grid, Scale, features, scale_of
from ocr.fields import by_field, read_writing
from ocr.identify import Identified, identify
from ocr.pipeline import over_print
from ocr.reference import page_zones
from ocr.sheet import Sheet
from ocr.sheets import sheets
from tests.paper.cases import Case, make_case, send
from tests.paper.faxline import Resolution
from tests.paper.scores import same

_BATCH = 20
_FORMS = ("alert-form", "alert-form", "alert-form", "fax-cover", "activity-form", "release-plan")
_SHRINK = 0.5
"""Weight of the prior that a weight is small: classes with few misreadings must not run away."""
_FEWEST = 40
_ALLOWED = 0.004
"""Share of accepted readings of a class that may be wrong."""
_MARGIN = 0.1
"""The bound is moved so far towards certainty."""
_NEVER = 1.01


@dataclass(frozen=True, slots=True)
class Trial:
    """One value read by the engine and whether it was right."""

    scale: Scale
    features: tuple[float, ...]
    right: bool


def _sheet_trials(sheet: Sheet, case: Case, catalogue: Catalogue) -> Iterator[Trial]:
    found = identify(sheet, catalogue)
    if not isinstance(found, Identified):
        return
    compared, grid = over_print(found), Grid.of(sheet)
    zones = by_field(page_zones(found.form, found.form_page))
    for key, value in read_writing(found.form, compared, zones).items():
        if key in case.added and value.value is not None:
            kind = found.form.field(key).kind
            right = same(value.value, case.added[key])
            yield Trial(scale_of(kind, value.evidence), features(kind, value, grid), right)


def _trials(rng: random.Random, copies: int) -> Iterator[Trial]:
    catalogue = load_catalogue()
    for start in range(0, copies, _BATCH):
        resolution = tuple(Resolution)[start // _BATCH % 2]
        cases = []
        for number in range(_BATCH):
            form = catalogue.find(_FORMS[number % len(_FORMS)])
            page = rng.randrange(form.pages) + 1
            cases.append(make_case(rng, form, page, prefilled=0.0, added=0.9))
        for sheet, case in zip(sheets(send(cases, resolution, seed=start)), cases, strict=True):
            if isinstance(sheet, Sheet):
                yield from _sheet_trials(sheet, case, catalogue)
        print(f"{start + _BATCH} copies read", file=sys.stderr)


def _fitted(trials: Sequence[Trial]) -> NDArray[np.float64]:
    """Fit a logistic scale by Newton's method."""
    x = np.array([trial.features for trial in trials])
    y = np.array([trial.right for trial in trials], dtype=np.float64)
    weights = np.zeros(x.shape[1])
    shrink = np.full(x.shape[1], _SHRINK)
    shrink[0] = 0.01
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (y - p) - shrink * weights
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.diag(shrink)
        weights = weights + np.clip(np.linalg.solve(curve, slope), -2, 2)
    return np.asarray(weights)


def _probability(weights: NDArray[np.float64], trial: Trial) -> float:
    score = float(np.clip(weights @ np.array(trial.features), -30, 30))
    return 1 / (1 + float(np.exp(-score)))


def _accepted_from(judged: Sequence[tuple[float, bool]]) -> float:
    """Find the lowest probability from which few enough are wrong, on readings not fitted on."""
    best, wrong = _NEVER, 0
    for number, (probability, right) in enumerate(sorted(judged, reverse=True), 1):
        wrong += not right
        if number >= _FEWEST and wrong <= _ALLOWED * number:
            best = probability
    return min(_NEVER, best + _MARGIN * (1 - best))


def _scale(fit: Sequence[Trial], judge: Sequence[Trial]) -> dict[str, object]:
    weights = np.round(_fitted(fit), 3)
    judged = [(_probability(weights, trial), trial.right) for trial in judge]
    accept_from = round(_accepted_from(judged), 4)
    accepted = [right for probability, right in judged if probability >= accept_from]
    return {
        "weights": weights.tolist(),
        "accept_from": accept_from,
        "fields": len(fit) + len(judge),
        "right": sum(trial.right for trial in (*fit, *judge)),
        "held_back": len(judge),
        "held_back_accepted": len(accepted),
        "held_back_accepted_wrong": len(accepted) - sum(accepted),
    }


def main() -> None:
    """Measure, fit, write the file and print what it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path, default=Path("ocr/calibration.json"))
    options = parser.parse_args()
    trials = list(_trials(random.Random(options.seed), options.copies))
    scales = {}
    for scale in Scale:
        own = [trial for trial in trials if trial.scale is scale]
        scales[str(scale)] = _scale(own[::2], own[1::2])
    data = {
        "version": 1,
        "measured": datetime.now(tz=UTC).date().isoformat(),
        "command": f"python -m bench.calibrate --copies {options.copies} --seed {options.seed}",
        "fields": len(trials),
        "right": sum(trial.right for trial in trials),
        "scales": scales,
    }
    options.output.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    print(options.output.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
