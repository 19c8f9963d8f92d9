"""Fit scales of probability on trials, and tell how far they can be believed."""

import json
import math
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.calibration import FEATURES, MISFIT, MISFIT_IN_PRINT, Scale

_SHRINK = 0.6
"""Weight of the prior that a weight is small: classes with few misreadings must not run away."""
_FOLDS = 5
_FEWEST = 60
_BARRING = ("clash", "unlisted", "printed", "crossed", "cut")
_NEVER_HELPS = ("hand", "margin in hand", "sure in hand")
"""By hand a value is never surer than the same in print, whatever the few clearest say."""
_ALLOWED, _ALLOWED_FOREIGN = 0.001, 0.0015
"""Share of accepted writing that may be wrong. Half of all accepted fields are boxes, struck words
and blanks, so of all that is accepted it is half of that; and the layouts of `bench.corpus` are
drawn harder than what agencies print."""
_SENTENCES = 0.995
"""Sentences lose full stops on a standard fax, for both readers: trials do not count them, the
proof of a form does."""
_NEVER = 1.01
_BINS = 10

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trial:
    """One value read and whether it was right; holds no text."""

    scale: str
    features: tuple[float, ...]
    right: bool
    page: str
    hand: str
    way: str
    whole: bool = True
    """It is as long as its kind always is, and a sentence was read alike twice."""

    def as_json(self) -> str:
        """Give the trial as one line of JSON."""
        rounded = tuple(round(value, 4) for value in self.features)
        return json.dumps(asdict(self) | {"features": rounded})

    @classmethod
    def from_json(cls, line: str) -> "Trial":
        """Read what `as_json` gave."""
        table = json.loads(line)
        return cls(**table | {"features": tuple(table["features"])})

    @property
    def may_be_accepted(self) -> bool:
        """Tell whether the reader would accept it at all: no misfit, no clash, on its list."""
        told = dict(zip(FEATURES, self.features, strict=True))
        bound = MISFIT if told["hand"] > 0 else MISFIT_IN_PRINT
        unsaid = told["unsaid"] and not self.scale.startswith("listed")
        barred = unsaid or any(told[name] for name in _BARRING)
        return self.whole and told["below free"] <= bound and not barred

    @property
    def is_foreign(self) -> bool:
        """Tell whether its place was found on another agency's layout."""
        return bool(self.features[FEATURES.index("foreign")])

    @property
    def fold(self) -> int:
        """Give the fold of its page: pages stay whole."""
        return zlib.crc32(self.page.encode()) % _FOLDS


@dataclass(frozen=True, slots=True)
class Fitted:
    """One fitted scale and what it was fitted on."""

    weights: tuple[float, ...]
    accept_from: float
    accept_from_foreign: float
    held_out: tuple[tuple[float, Trial], ...]
    """Every trial with the probability that a scale fitted without its page gives."""

    def accepts(self, probability: float, trial: Trial) -> bool:
        """Tell whether the reader accepts a value."""
        bound = self.accept_from_foreign if trial.is_foreign else self.accept_from
        return trial.may_be_accepted and probability >= bound

    def as_json(self) -> dict[str, object]:
        """Give the scale as `ocr/calibration.json` holds it."""
        accepted = [t.right for p, t in self.held_out if self.accepts(p, t)]
        return {
            "weights": list(self.weights),
            "accept_from": self.accept_from,
            "accept_from_foreign": self.accept_from_foreign,
            "fields": len(self.held_out),
            "right": sum(trial.right for _, trial in self.held_out),
            "held_back": len(self.held_out),
            "held_back_accepted": len(accepted),
            "held_back_accepted_wrong": len(accepted) - sum(accepted),
        }


def weights_of(trials: Sequence[Trial]) -> Floats:
    """Fit a logistic scale by Newton's method."""
    x = np.array([trial.features for trial in trials])
    y = np.array([trial.right for trial in trials], dtype=np.float64)
    weights = np.zeros(x.shape[1])
    shrink = np.full(x.shape[1], _SHRINK)
    shrink[0] = 0.01
    most = np.array([0.0 if name in _NEVER_HELPS else np.inf for name in FEATURES])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (y - p) - shrink * weights
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.diag(shrink)
        # A weight at its bound stays there while the slope pushes beyond; the others go on.
        free = np.flatnonzero((weights < most) | (slope < 0))
        step = np.zeros_like(weights)
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
        weights = np.minimum(weights + np.clip(step, -1.5, 1.5), most)
    return np.asarray(weights)


def _probabilities(weights: Floats, trials: Sequence[Trial]) -> Floats:
    x = np.array([trial.features for trial in trials])
    return np.asarray(1 / (1 + np.exp(-np.clip(x @ weights, -30, 30))))


def accept_from(judged: Sequence[tuple[float, Trial]], allowed: float) -> float:
    """Find the lowest probability from which few enough are wrong, by the trials held out.

    One bound for all scales: a probability means the same on each, and one scale alone has too few
    trials to prove a share of one in a thousand.
    """
    best, wrong = _NEVER, 0
    may = sorted((one for one in judged if one[1].may_be_accepted), key=lambda t: -t[0])
    for number, (probability, trial) in enumerate(may, 1):
        wrong += not trial.right
        if number >= _FEWEST and wrong <= allowed * number:
            best = probability
    return round(best, 5)


def fitted_scales(trials: Sequence[Trial], names: Iterable[str]) -> dict[str, Fitted]:
    """Fit all scales and the two bounds of acceptance, of own pages and of foreign ones."""
    fitted = {name: fitted_scale([t for t in trials if t.scale == name]) for name in names}
    judged = [one for scale in fitted.values() for one in scale.held_out]
    own = accept_from([one for one in judged if not one[1].is_foreign], _ALLOWED)
    foreign = accept_from([one for one in judged if one[1].is_foreign], _ALLOWED_FOREIGN)
    bounds = {name: _SENTENCES if name == Scale.SENTENCE else 0.0 for name in fitted}
    return {
        name: replace(
            scale,
            accept_from=max(own, bounds[name]),
            accept_from_foreign=max(foreign, bounds[name]),
        )
        for name, scale in fitted.items()
    }


def fitted_scale(trials: Sequence[Trial]) -> Fitted:
    """Fit one scale, no bound yet; every page is judged by a scale that did not see it."""
    held_out: list[tuple[float, Trial]] = []
    for fold in range(_FOLDS):
        rest = [trial for trial in trials if trial.fold != fold]
        own = [trial for trial in trials if trial.fold == fold]
        if own and rest:
            chances = _probabilities(weights_of(rest), own).tolist()
            held_out += zip(chances, own, strict=True)
    weights = np.round(weights_of(trials), 4)
    return Fitted(tuple(weights.tolist()), _NEVER, _NEVER, tuple(held_out))


def calibration_error(judged: Sequence[tuple[float, bool]]) -> float:
    """Give the expected calibration error over bins of equal numbers of trials."""
    ordered = sorted(judged)
    bins = np.array_split(np.array(ordered, dtype=np.float64), _BINS)
    gaps = (len(b) * abs(float(b[:, 0].mean() - b[:, 1].mean())) for b in bins if len(b))
    return sum(gaps) / max(1, len(ordered))


def _row(name: str, judged: Sequence[tuple[float, bool, Trial]]) -> str:
    accepted = [trial.right for _, accepts, trial in judged if accepts]
    right = sum(trial.right for _, _, trial in judged) / len(judged)
    wrong = len(accepted) - sum(accepted)
    error = calibration_error([(p, trial.right) for p, _, trial in judged])
    return (
        f"{name:34s} {len(judged):6d}  right {100 * right:6.2f} %  accepted "
        f"{100 * len(accepted) / len(judged):6.2f} %  of these wrong {wrong:3d} "
        f"({100 * wrong / max(1, len(accepted)):.2f} %)  calibration error {error:.4f}"
    )


def _groups(
    judged: Iterable[tuple[float, bool, Trial]], name: Callable[[Trial], str]
) -> Mapping[str, list[tuple[float, bool, Trial]]]:
    groups: defaultdict[str, list[tuple[float, bool, Trial]]] = defaultdict(list)
    for one in judged:
        groups[name(one[2])].append(one)
    return dict(sorted(groups.items()))


_NAMINGS: tuple[Callable[[Trial], str], ...] = (
    lambda trial: trial.hand,
    lambda trial: f"{trial.hand} {trial.way}",
    lambda trial: f"{trial.hand} {trial.scale}",
)
_EDGES = (0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0001)


def reliability(trials: Sequence[Trial], scales: Mapping[str, Fitted]) -> str:
    """Print what the scales promise beside what they keep, on pages that they did not see."""
    judged = [(p, s.accepts(p, t), t) for s in scales.values() for p, t in s.held_out]
    rows = [_row(f"all ({len(trials)})", judged)]
    for naming in (
        lambda t: t.hand,
        lambda t: f"{t.hand} {t.way}",
        lambda t: f"{t.hand} {t.scale}",
    ):
        rows += [_row(name, own) for name, own in _groups(judged, naming).items()]
    for low, high in pairwise(_EDGES):
        own = [(p, trial.right) for p, _, trial in judged if low <= p < high]
        if own:
            promised, kept = (math.fsum(column) / len(own) for column in zip(*own, strict=True))
            rows.append(
                f"{low:6.3f} to {high:6.3f} {len(own):6d}  says {promised:.4f} is {kept:.4f}"
            )
    return "\n".join(rows)
