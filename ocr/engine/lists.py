"""Closed lists held against the image of a line: every entry in the ways that it is written.

The strongest reader there is (docs/adr/0008-reading.md): what the letters leave open, the list
decides; the best free reading is the yardstick for what stands on no list.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from forms.reference import Entry, ReferenceLists
from ocr.engine.ctc import best_free, greedy, log_likelihoods
from ocr.engine.output import LineOutput
from ocr.engine.search import compact

_NEAREST = 160
"""Ways of writing that are scored exactly, of some thousands."""
_WAYS_AN_ENTRY = 3
_OLDER_CODE = -3.0
"""Nats: an older or second code of a place is written about one time in twenty."""
_SPELT_OUT = 0.02
"""Farther than this from every way of writing, a reading is not simply one of them."""
_PREFIXES = ("HMP ", "HMYOI ", "HMP & YOI ", "HMP/YOI ", "HM Prison ")
_BARE = re.compile(r"^(?:HMP & YOI|HMP/YOI|HMP|HMYOI|HM Prison|HMIRC|IRC|STC|YOI) ")
_SHORT = (
    (" Magistrates Court", (" Magistrates' Court", " Magistrates", " Mags Court", " Mags", " MC")),
    (" Magistrates' Court", (" Magistrates Court", " Magistrates", " Mags Court", " Mags", " MC")),
    (" Crown Court", (" CC", " Crown")),
    (" Youth Court", (" YC",)),
    (" County Court", (" CtyC",)),
)
_CODED = ("{name} {code}", "{name} - {code}", "{name}, {code}", "{name} ({code})")


@dataclass(frozen=True, slots=True)
class Named:
    """An entry as it may stand in a line, and how well that fits; `repr` shows no text."""

    entry: Entry = field(repr=False)
    text: str = field(repr=False)
    log_likelihood: float
    below_free: float
    """Nats a character below the best free reading."""


@dataclass(frozen=True, eq=False)
class _Ways:
    texts: tuple[str, ...]
    folded: tuple[str, ...]
    owners: tuple[Entry, ...]


def _name_ways(list_name: str, name: str) -> Iterator[str]:
    yield name
    if list_name == "prisons":
        bare = _BARE.sub("", name)
        yield bare
        yield from (prefix + bare for prefix in _PREFIXES)
    elif list_name == "courts":
        for ending, others in _SHORT:
            if name.endswith(ending):
                yield from (name.removesuffix(ending) + other for other in others)
    elif list_name == "dats":
        yield from (f"{name} DAT", f"{name} DAAT")


def _code_ways(name: str, entry: Entry) -> Iterator[str]:
    for code in entry.codes:
        yield from (way.format(name=name, code=code) for way in _CODED)


def _entry_ways(list_name: str, entry: Entry, *, coded: bool) -> Iterator[str]:
    for name in (entry.name, *entry.aliases):
        for way in _name_ways(list_name, name):
            yield way
            if coded:
                yield from _code_ways(way, entry)
        if not coded and list_name == "courts":
            # Courts' own lists have some under such a name.
            yield from (f"{name} - {code}" for code in entry.codes)


@lru_cache(maxsize=16)
def _ways(lists: ReferenceLists, list_name: str, coded: bool) -> _Ways:  # a cache has no keywords
    texts, owners = [], []
    for entry in lists.entries(list_name):
        for way in dict.fromkeys(_entry_ways(list_name, entry, coded=coded)):
            texts.append(way)
            owners.append(entry)
    return _Ways(tuple(texts), tuple(text.casefold() for text in texts), tuple(owners))


def _nearest(ways: _Ways, readings: Sequence[str]) -> list[int]:
    """Find the ways that are near to what was read, a few of each entry."""
    found: dict[int, float] = {}
    for reading in readings:
        near = process.extract(
            reading.casefold(), ways.folded, scorer=Indel.normalized_distance, limit=_NEAREST
        )
        if near and near[0][1] <= _SPELT_OUT:
            near = near[:12]
        for _, distance, place in near:
            found[place] = min(distance, found.get(place, 1.0))
    taken: defaultdict[int, int] = defaultdict(int)
    kept = []
    for place in sorted(found, key=found.__getitem__):
        taken[id(ways.owners[place])] += 1
        if taken[id(ways.owners[place])] <= _WAYS_AN_ENTRY:
            kept.append(place)
    return kept


def _has_older_code(text: str, entry: Entry) -> bool:
    last = text.rstrip(")").replace("(", " ").split()[-1]
    return last != entry.code and last in entry.other_codes


def named(
    output: LineOutput,
    lists: ReferenceLists,
    list_name: str,
    *,
    words: str = "",
    coded: bool = False,
) -> list[Named]:
    """Hold the entries of a list against a line, best first; each by its likeliest way.

    Args:
        output: of the line.
        lists: which hold the list.
        list_name: of the list.
        words: what another reader read there.
        coded: the entry's code stands behind its name, or may.
    """
    output = compact(output)
    ways = _ways(lists, list_name, coded)
    places = _nearest(ways, [text for text in (greedy(output).text, words) if text])
    both = [(p, t) for p in places for t in dict.fromkeys((ways.texts[p], ways.texts[p].upper()))]
    values = log_likelihoods(output, [text for _, text in both])
    free = best_free(output)
    best: dict[int, Named] = {}
    for (place, text), raw in zip(both, values, strict=True):
        entry = ways.owners[place]
        value = float(raw) + (_OLDER_CODE if coded and _has_older_code(text, entry) else 0.0)
        known = best.get(id(entry))
        if known is None or value > known.log_likelihood:
            below = (free - value) / max(1, len(text))
            best[id(entry)] = Named(entry, text, value, below)
    return sorted(best.values(), key=lambda one: -one.log_likelihood)


def coded(output: LineOutput, lists: ReferenceLists, list_name: str) -> list[Named]:
    """Hold all codes of a list against a line, best first; the line in capitals."""
    output = compact(output)
    pairs = [(entry, code) for entry in lists.entries(list_name) for code in entry.codes]
    older = np.array([0.0 if code == entry.code else _OLDER_CODE for entry, code in pairs])
    values = log_likelihoods(output, [code for _, code in pairs]) + older
    free = best_free(output)
    order = np.argsort(-values)
    found = ((*pairs[i], float(values[i])) for i in order.tolist())
    return [Named(e, code, value, (free - value) / max(1, len(code))) for e, code, value in found]
