"""Show whether confidence means what it says: a reliability diagram and the calibration error.

    python -m bench.foreign DIR --readings FILE
    python -m bench.reliability FILE... [-o docs/pictures/reliability.png]

For each class of field (entry and kind) the readings are put into bins of confidence; the diagram
sets the share that is right against the mean confidence of each bin. The expected calibration error
is the mean distance of the two, weighed by the number of readings: over bins of equal width, and
over bins of equal count, which shows what hides in a bin near one. Silent errors, the worst first,
are listed by file and key only; `--show` adds the values.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.reliability_picture import draw
from bench.scoring import Outcome, compare
from forms.registry import Catalogue, load_catalogue

_BINS = 15
_LISTED = 60
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bin:
    """Readings of about the same confidence."""

    count: int
    confidence: float
    """Mean."""
    right: float
    """Share."""


def _edges(confidence: Floats, *, equal_count: bool) -> Floats:
    if equal_count:
        return np.quantile(confidence, np.linspace(0, 1, _BINS + 1))
    return np.linspace(0, 1, _BINS + 1)


def bins(
    confidence: Sequence[float], right: Sequence[bool], *, equal_count: bool = False
) -> list[Bin]:
    """Put readings into bins by confidence; empty bins are left out."""
    sure, good = np.asarray(confidence, np.float64), np.asarray(right, np.float64)
    if not len(sure):
        return []
    edges = _edges(sure, equal_count=equal_count)
    place = np.clip(np.searchsorted(edges, sure, side="right") - 1, 0, _BINS - 1)
    chosen = [place == number for number in range(_BINS)]
    return [
        Bin(int(own.sum()), float(sure[own].mean()), float(good[own].mean()))
        for own in chosen
        if own.any()
    ]


def calibration_error(found: Sequence[Bin]) -> float:
    """Give the expected calibration error over bins."""
    total = sum(one.count for one in found)
    return sum(one.count * abs(one.confidence - one.right) for one in found) / max(1, total)


def outcomes(files: Iterable[Path], catalogue: Catalogue) -> list[Outcome]:
    """Compare kept readings with their truth; only fields of pages taken for the right form."""
    found: list[Outcome] = []
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            kept = json.loads(line)
            page = compare(kept["truth"], kept["pages"], catalogue)
            if page.identified:
                found.extend(page.fields)
    return found


def _class(one: Outcome) -> str:
    if one.kind in {"tick", "choice", "signature"}:
        return one.kind
    return f"{one.groups['entry']} {one.kind}"


def classes(
    found: Iterable[Outcome], name: Callable[[Outcome], str] = _class
) -> dict[str, list[Outcome]]:
    """Put fields into classes, all of them into ALL first."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for one in found:
        groups["ALL"].append(one)
        groups[name(one)].append(one)
    return dict(groups)


def _binned(found: Sequence[Outcome], *, equal_count: bool = False) -> list[Bin]:
    confidence = [one.confidence for one in found]
    return bins(confidence, [one.right for one in found], equal_count=equal_count)


def _line(name: str, found: Sequence[Outcome]) -> str:
    accepted = [one for one in found if one.accepted]
    silent = sum(one.silent for one in found)
    width, count = _binned(found), _binned(found, equal_count=True)
    return (
        f"{name:18s} {len(found):7d} {sum(o.right for o in found) / len(found):8.4f}"
        f" {sum(o.confidence for o in found) / len(found):8.4f} {calibration_error(width):8.4f}"
        f" {calibration_error(count):8.4f} {len(accepted):8d} {silent:6d}"
        f" {100 * silent / max(1, len(accepted)):7.2f}"
    )


def _print_bins(found: Sequence[Outcome]) -> None:
    print("\nall fields, bins of equal width: count, mean confidence, share right")
    for one in _binned(found):
        print(f"  {one.count:6d}  {one.confidence:6.3f}  {one.right:6.3f}")


def _print_silent(found: Sequence[Outcome], show: bool) -> None:
    silent = sorted((one for one in found if one.silent), key=lambda one: -one.confidence)
    print(f"\nsilent errors: {len(silent)}, the most certain first")
    for one in silent[:_LISTED]:
        where = f"{one.groups['channel']} {one.groups['entry']} {one.groups['layout']}"
        values = f"  {one.want!r} read {one.got!r}" if show else ""
        print(f"  {one.confidence:.4f}  {one.file} {one.key} ({where}){values}")


def main() -> None:
    """Print the table and draw the diagram."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readings", type=Path, nargs="+", help="files kept by bench.foreign")
    parser.add_argument("-o", "--output", type=Path, help="write the diagram as PNG")
    parser.add_argument("--by", help="a key of the truth instead of the class, e.g. channel")
    parser.add_argument("--show", action="store_true", help="list with the (invented) values")
    options = parser.parse_args()
    found = outcomes(options.readings, load_catalogue())
    if not found:
        parser.exit(1, "no page of these readings was taken for its form\n")
    groups = classes(found, (lambda o: o.groups.get(options.by, "-")) if options.by else _class)
    print("class                fields    right     mean      ECE ECE(=n) accepted silent silent%")
    for name, own in groups.items():
        print(_line(name, own))
    _print_bins(found)
    _print_silent(found, options.show)
    if options.output:
        curves = {name: _binned(own) for name, own in groups.items() if len(own) >= 30}
        errors = {name: calibration_error(_binned(groups[name])) for name in curves}
        points = {
            name: [(one.confidence, one.right, one.count) for one in curve]
            for name, curve in curves.items()
        }
        draw(points, errors).save(options.output)
        print(f"\n{options.output} written")


if __name__ == "__main__":
    main()
