"""Moves the weights towards what people decided, and prints what changes by it."""

import csv
from pathlib import Path

from service.matching.comparing.comparisons import COMPARISONS
from service.matching.weights.learning import learned
from service.matching.weights.model import Model, dump_model, load_model

_KEYS = tuple(one.key for one in COMPARISONS)


def learn_decisions(decisions: Path, base: Path, output: Path) -> None:
    """Learn from a table as `throughcare export decisions` writes it."""
    with decisions.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pairs = [{key: row[key] for key in _KEYS} for row in rows if row["same"] == "yes"]
    before = load_model(base)
    version = f"{before.version}+{len(pairs)}"
    after = learned(before, pairs, version=version)
    output.write_text(dump_model(after, about=f"{len(pairs)} decisions on {before.version}"))
    print(f"{len(pairs)} pairs of one person, {len(rows) - len(pairs)} of two (not learned from)")
    _print_changes(before, after)


def _print_changes(before: Model, after: Model) -> None:
    for one in COMPARISONS:
        for level in one.levels:
            old, new = (model.bits(one.key, level) for model in (before, after))
            if abs(new - old) >= 0.05:
                print(f"{one.name}: {level.says}: {old:+.2f} -> {new:+.2f} bits")
