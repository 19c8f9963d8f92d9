"""The most likely texts of a grammar, given what the recogniser says of a line.

The best path through grammar and frames together is found exactly (Viterbi). Around the text that
it spells, texts that differ in a character or two are scored by their full likelihood: they are
what the reading may be mistaken for.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ocr.engine.ctc import BLANK, Scored, scored
from ocr.engine.grammar import Grammar
from ocr.engine.output import LineOutput

_NEVER = -1e9
_SURE_BLANK = float(np.log(0.999))
_OTHERS = 4
"""Characters tried in each place besides the best."""
_PAIRED = 7
"""The likeliest single changes, also tried two at a time."""
_FARTHEST = 14.0
"""Nats by which a change may be worse and still be tried together with another."""
_ROUNDS = 3

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Net:
    """A grammar's moves as arrays, one edge a move, sorted by where they lead."""

    source: _Ints
    target: _Ints
    number: _Ints
    """The recogniser's class of each edge's character."""
    starts: _Ints
    """Where the edges to the next state begin."""
    groups: _Ints
    """The state that each run of edges leads to."""
    states: int
    ends: _Ints


@lru_cache(maxsize=64)
def _net(language: Grammar, characters: str) -> _Net:
    classes = {char: number for number, char in enumerate(characters, 1)}
    edges = sorted(
        (target, source, classes[char])
        for source, moves in enumerate(language.moves)
        for char, target in moves.items()
        if char in classes
    )
    target, source, number = np.array(edges, np.int64).reshape(-1, 3).T
    groups, starts = np.unique(target, return_index=True)
    ends = np.array(sorted(language.ends), np.int64)
    return _Net(source, target, number, starts, groups, len(language.moves), ends)


@dataclass(frozen=True, slots=True)
class Path:
    """A text and the frames that each of its characters takes."""

    text: str = field(repr=False)
    spans: tuple[tuple[int, int], ...]


def compact(output: LineOutput) -> LineOutput:
    """Leave out frames that are surely blank beside others: the white between characters."""
    blank = output.log_probs[:, BLANK] > _SURE_BLANK
    keep = ~blank
    keep[1:] |= ~blank[:-1]
    keep[:1] = True
    return replace(output, log_probs=output.log_probs[keep])


@dataclass(slots=True, eq=False)
class _Front:
    """The best values at one frame: on each edge, and blank in each state."""

    edges: _Floats
    blanks: _Floats


@dataclass(slots=True, eq=False)
class _Entered:
    """The best edge into each state, and the best one of another character."""

    best: _Floats
    best_edge: _Ints
    best_number: _Ints
    other: _Floats
    other_edge: _Ints


def _top(net: _Net, values: _Floats) -> tuple[_Floats, _Ints]:
    best = np.full(net.states, _NEVER)
    edge = np.zeros(net.states, np.int64)
    best[net.groups] = np.maximum.reduceat(values, net.starts)
    winners = np.flatnonzero(values == best[net.target])
    edge[net.target[winners]] = winners
    return best, edge


def _entered(net: _Net, edges: _Floats) -> _Entered:
    best, best_edge = _top(net, edges)
    number = net.number[best_edge]
    rest = np.where(net.number == number[net.target], _NEVER, edges)
    other, other_edge = _top(net, rest)
    return _Entered(best, best_edge, number, other, other_edge)


def _step(net: _Net, front: _Front, frame: NDArray[np.float32]) -> tuple[_Front, _Ints, _Ints]:
    """Lead all paths through one frame; gives where each came from, -1 itself and -2 a blank."""
    come = _entered(net, front.edges)
    same = come.best_number[net.source] == net.number
    before = np.where(same, come.other[net.source], come.best[net.source])
    before_edge = np.where(same, come.other_edge[net.source], come.best_edge[net.source])
    ways = np.stack([front.edges, front.blanks[net.source], before])
    way = ways.argmax(axis=0)
    origin = np.where(way == 2, before_edge, -1 - way)
    edges = np.take_along_axis(ways, way[None], axis=0)[0] + frame[net.number]
    stays = front.blanks >= come.best
    blanks = np.where(stays, front.blanks, come.best) + frame[BLANK]
    return _Front(edges, blanks), origin, np.where(stays, -1, come.best_edge)


def best_path(output: LineOutput, language: Grammar) -> Path | None:
    """Find the most likely path of a grammar; None where the line is too short for any."""
    net = _net(language, output.characters)
    front = _Front(np.full(len(net.number), _NEVER), np.full(net.states, _NEVER))
    front.blanks[0] = 0.0
    origins, blank_origins = [], []
    for frame in output.log_probs:
        front, origin, blank_origin = _step(net, front, frame)
        origins.append(origin)
        blank_origins.append(blank_origin)
    come = _entered(net, front.edges)
    totals = np.maximum(come.best, front.blanks)[net.ends]
    if not len(totals) or totals.max() <= _NEVER / 2:
        return None
    state = int(net.ends[totals.argmax()])
    edge = -1 if front.blanks[state] >= come.best[state] else int(come.best_edge[state])
    return _traced(output, net, origins, blank_origins, state, edge)


def _traced(
    output: LineOutput,
    net: _Net,
    origins: Sequence[_Ints],
    blank_origins: Sequence[_Ints],
    state: int,
    edge: int,
) -> Path:
    """Follow the best path back; `edge` is -1 where it stands on a blank."""
    chars: list[str] = []
    spans: list[tuple[int, int]] = []
    last = len(origins)
    for number in range(len(origins) - 1, -1, -1):
        if edge < 0:
            edge = int(blank_origins[number][state])
            last = number
            continue
        origin = int(origins[number][edge])
        if origin == -1:
            continue
        chars.append(output.characters[net.number[edge] - 1])
        spans.append((number, last))
        last, state = number, int(net.source[edge])
        edge = origin if origin >= 0 else -1
    return Path("".join(reversed(chars)), tuple(reversed(spans)))


def _changes(output: LineOutput, path: Path) -> Iterator[tuple[int, str, float]]:
    """Yield what else may stand in each place: the place, the character, and what it costs."""
    best = output.log_probs
    for place, (first, last) in enumerate(path.spans):
        window = best[max(0, first - 1) : last + 1].max(axis=0)
        own = float(window[output.classes[path.text[place]]])
        for number in np.argsort(-window)[: _OTHERS + 2]:
            if number != BLANK:
                char = output.characters[number - 1]
                yield place, char, own - float(window[number])


def _changed(text: str, changes: Iterable[tuple[int, str, float]]) -> str:
    chars = list(text)
    for place, char, _ in changes:
        chars[place] = char
    return "".join(chars)


def _near(output: LineOutput, language: Grammar, path: Path) -> set[str]:
    """Give the texts of the grammar that differ from a path's in one or two places."""
    singles = [c for c in _changes(output, path) if c[1] != path.text[c[0]]]
    likely = sorted(singles, key=lambda c: c[2])[:_PAIRED]
    pairs = [p for p in combinations(likely, 2) if p[0][2] + p[1][2] < _FARTHEST]
    texts = {_changed(path.text, change) for change in [*((c,) for c in singles), *pairs]}
    # Two like characters side by side are read as one, and one as two.
    texts |= {path.text[:i] + path.text[i + 1 :] for i in range(len(path.text))}
    texts |= {path.text[:i] + path.text[i:][:1] + path.text[i:] for i in range(len(path.text))}
    return {text for text in texts if language.accepts(text)}


def _aligned(output: LineOutput, text: str) -> Path | None:
    """Lay one text over the frames."""
    moves = tuple({char: i + 1} for i, char in enumerate(text))
    return best_path(output, Grammar((*moves, {}), frozenset({len(text)})))


def n_best(output: LineOutput, language: Grammar, more: Iterable[str] = ()) -> list[Scored]:
    """Give the likely texts of a grammar, most likely first.

    Args:
        output: of the line.
        language: which texts there may be.
        more: texts that another reader proposes; those of the grammar are scored too.
    """
    output = compact(output)
    path = best_path(output, language)
    texts = {text for text in more if language.accepts(text)}
    if path is None:
        return scored(output, sorted(texts))
    seen: set[str] = set()
    found: list[Scored] = []
    for _ in range(_ROUNDS):
        new = (texts | {path.text} | _near(output, language, path)) - seen
        seen |= new
        found = sorted([*found, *scored(output, sorted(new))], key=lambda s: -s.log_likelihood)
        if found[0].entry == path.text:
            break
        path = _aligned(output, found[0].entry) or path
    return found
