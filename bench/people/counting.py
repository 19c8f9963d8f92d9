"""Counts the reader's confusions; what is written down has no text in it, letter pairs alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from rapidfuzz.distance import Levenshtein

from bench.people.confusions import SURE, VERSION
from bench.people.readings import Kind, Reading, Tier

_LONGEST = 2
"""Letters of a confusion on either side; what is longer is no look-alike but a guess."""
_MOST_CHANCES, _MOST_EDITS = 5, 6


def pairs(true: str, read: str) -> Iterator[str]:
    """Yield the confusions between two texts, neighbours together: `RN>M`."""
    runs: list[tuple[int, int, int, int]] = []
    for step in Levenshtein.opcodes(true, read):
        start, end, there, to = step.src_start, step.src_end, step.dest_start, step.dest_end
        if step.tag == "equal":
            continue
        last = runs[-1] if runs else None
        if last and last[1] == start and last[3] == there:
            runs[-1] = (last[0], end, last[2], to)
        else:
            runs.append((start, end, there, to))
    for start, end, there, to in runs:
        if end - start <= _LONGEST and to - there <= _LONGEST:
            yield f"{true[start:end]}>{read[there:to]}"


def _doubt(one: Reading) -> list[Any]:
    """Give a field without its text, as `Doubt` has it."""
    chances = [round(chance, 3) for _, chance in one.alternatives[:_MOST_CHANCES]]
    return [round(one.confidence, 3), chances]


def _pages(readings: Iterable[Reading]) -> dict[str, list[dict[str, list[Any]]]]:
    found: dict[str, list[dict[str, list[Any]]]] = defaultdict(list)
    for (_, tier), own in groupby(readings, key=lambda one: (one.page, one.tier)):
        page: dict[str, list[Any]] = defaultdict(list)
        for one in own:
            if one.read is not None:
                page[one.kind].append(_doubt(one))
        found[tier].append(dict(page))
    return dict(found)


def _letters(found: Sequence[Reading], wanted: Iterable[str]) -> dict[str, int]:
    """Count how often what was confused stood on paper; "" stands for any place."""
    texts = [one.true for one in found]
    befores = sorted({pair.partition(">")[0] for pair in wanted} - {""})
    counts = {before: sum(text.count(before) for text in texts) for before in befores}
    return {"": sum(len(text) + 1 for text in texts), **counts}


def _counts(found: Sequence[Reading]) -> dict[str, Any]:
    met = Counter(
        pair for one in found if one.read is not None for pair in pairs(one.true, one.read)
    )
    return {
        "fields": len(found),
        "right": sum(one.read == one.true for one in found),
        "unreadable": sum(one.read is None for one in found),
        "letters": _letters(found, met),
        "pairs": dict(sorted(met.items())),
    }


def _edits(found: Iterable[Reading]) -> dict[str, dict[str, int]]:
    """Count letters wrong in wrong values, apart for those that were thought likely."""
    counts: dict[str, Counter[str]] = {"sure": Counter(), "unsure": Counter()}
    for one in found:
        if one.read is not None and one.read != one.true:
            edits = min(_MOST_EDITS, Levenshtein.distance(one.true, one.read))
            counts["sure" if one.confidence >= SURE else "unsure"][str(edits)] += 1
    return {name: dict(sorted(own.items())) for name, own in counts.items()}


def counted(readings: Sequence[Reading]) -> dict[str, Any]:
    """Count everything that a query's noise is drawn from; readings come page by page."""
    return {
        "version": VERSION,
        "counts": {
            tier.value: {
                kind.value: _counts([r for r in readings if r.tier is tier and r.kind is kind])
                for kind in Kind
            }
            for tier in Tier
        },
        "edits": {kind.value: _edits(r for r in readings if r.kind is kind) for kind in Kind},
        "pages": _pages(readings),
    }
