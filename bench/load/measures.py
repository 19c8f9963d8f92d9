"""What is told of a run: errors, times, memory."""

import os
import statistics
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from bench.load.users import Done


def times(done: Collection[Done]) -> Iterator[str]:
    """Say of each kind how many there were, and their times in milliseconds."""
    kinds = sorted({one.kind for one in done})
    yield f"{'':10} {'requests':>9} {'p50':>7} {'p95':>7} {'p99':>7} {'longest':>8}  ms"
    for kind in [*kinds, "all"]:
        ms = sorted(1000 * one.seconds for one in done if kind in (one.kind, "all"))
        p50, p95, p99 = (_rank(ms, share) for share in (0.5, 0.95, 0.99))
        yield f"{kind:10} {len(ms):>9} {p50:>7.0f} {p95:>7.0f} {p99:>7.0f} {ms[-1]:>8.0f}"


def _rank(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def faults(done: Collection[Done]) -> Iterator[str]:
    """Name what went wrong, and how often."""
    counted = Counter(one.fault for one in done if one.fault)
    yield f"errors: {counted.total()} of {len(done)}"
    for fault, number in counted.most_common(20):
        yield f"  {number} times {fault}"


def memory(samples: Sequence[Mapping[str, float]]) -> Iterator[str]:
    """Say how much each process had in the second quarter of a run, and in the last.

    Medians: a worker's memory goes up and down by a reader's with each file.

    Args:
        samples: MB of each process, one moment after another.
    """
    quarter = max(1, len(samples) // 4)
    for name in samples[0]:
        mb = [sample[name] for sample in samples]
        second, last = mb[quarter : 2 * quarter] or mb, mb[-quarter:]
        before, after = statistics.median(second), statistics.median(last)
        yield f"memory of {name}: {before:.0f} MB in the second quarter, {after:.0f} MB in the last"


def cores() -> int:
    """Give how many processors there are."""
    return os.cpu_count() or 1
