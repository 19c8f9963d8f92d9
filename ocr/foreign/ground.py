"""What stands where on a page, in millimetres: labels, other print, boxes, cells and rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rapidfuzz.distance import Levenshtein

from forms.definition import Choice, Tick
from forms.geometry import BoxMm
from ocr.foreign.cells import Cells
from ocr.foreign.labels import Anchored
from ocr.foreign.phrases import Phrase
from ocr.foreign.printed import Printed, Token
from ocr.foreign.segments import Piece
from ocr.foreign.structure import Structure
from ocr.foreign.wording import folded, is_answer, printed_answers, words
from ocr.marking.boxes import BoxFound
from ocr.marking.lines import PER_MM, px

_HINT = 0.8
_BEHIND_MM = 6.0
_LONG_SIDE_MM, _MET_MM = 14.0, 0.7
_TAIL_WORDS = 5
_WORD_GAP = 0.66
_SAME_SIZE, _NARROWEST = 1.2, 0.8


def around(boxes: Iterable[BoxMm]) -> BoxMm:
    """Give the box around others."""
    every = list(boxes)
    return BoxMm(
        min(box.left for box in every),
        min(box.top for box in every),
        max(box.right for box in every),
        max(box.bottom for box in every),
    )


def piece_box(piece: Piece) -> BoxMm:
    """Give the box of a piece of ink in millimetres."""
    edges = (piece.left, piece.top, piece.right, piece.bottom)
    return BoxMm(*(edge / PER_MM for edge in edges))


def token_box(printed: Printed, token: Token) -> BoxMm:
    """Give the box of a word in millimetres."""
    segment = printed.segment
    edges = (token.left, segment.top, token.right, segment.bottom)
    return BoxMm(*(edge / PER_MM for edge in edges))


def within(outer: BoxMm, x: float, y: float) -> bool:
    """Tell whether a place lies in a box."""
    return outer.left <= x <= outer.right and outer.top <= y <= outer.bottom


def shared_height(one: BoxMm, other: BoxMm) -> float:
    """Give the millimetres of height that two boxes have in common."""
    return min(one.bottom, other.bottom) - max(one.top, other.top)


def shared_width(one: BoxMm, other: BoxMm) -> float:
    """Give the millimetres of width that two boxes have in common."""
    return min(one.right, other.right) - max(one.left, other.left)


def meet(one: BoxMm, other: BoxMm) -> bool:
    """Tell whether two boxes lie on one another in part."""
    return shared_width(one, other) > 0 and shared_height(one, other) > 0


@dataclass(frozen=True, eq=False)
class Span:
    """Words of one line that are print, not an answer."""

    printed: Printed
    first: int
    behind: int

    @cached_property
    def box(self) -> BoxMm:
        """Give the box around it."""
        return around(
            token_box(self.printed, t) for t in self.printed.tokens[self.first : self.behind]
        )


@dataclass(frozen=True, eq=False)
class Ground:
    """A page with its labels found."""

    drawing: Structure
    cells: Cells
    printed: tuple[Printed, ...]
    tall: tuple[Piece, ...]
    boxes: tuple[BoxFound, ...]
    labels: Mapping[str, tuple[Span, ...]]
    """The words of each field's label, with what belongs to it behind them."""
    others: tuple[Span, ...]
    """Titles and the labels of questions that the form does not have."""
    hints: tuple[Span, ...] = ()
    """Instructions beside questions: print, but nothing that ends the place of an answer."""

    def label_box(self, key: str) -> BoxMm | None:
        """Give the box around a field's label; None where it has none."""
        return self._label_boxes.get(key)

    @cached_property
    def _label_boxes(self) -> dict[str, BoxMm]:
        return {k: around(span.box for span in spans) for k, spans in self.labels.items() if spans}

    def obstacles(self, besides: str = "") -> Iterator[BoxMm]:
        """Yield the boxes of all print but one field's label, and the tick boxes."""
        for key, spans in self.labels.items():
            if key != besides:
                yield from (span.box for span in spans)
        yield from (span.box for span in self.others)
        yield from (found.box for found in self.boxes)

    @cached_property
    def walls(self) -> tuple[BoxMm, ...]:
        """Give the sides of cells, as boxes without width.

        Stems of block letters on a line to write upon come near to it; sides meet their rules.
        """
        return tuple(self._walls())

    def _walls(self) -> Iterator[BoxMm]:
        rules = [(r.at, r.start, r.stop) for r in self.drawing.horizontal]
        crossing = np.array(rules).reshape(-1, 3)
        for side in self.drawing.upright:
            passing = (crossing[:, 1] - px(1.2) <= side.at) & (side.at <= crossing[:, 2] + px(1.2))
            heights = crossing[passing, 0]
            ends = [np.abs(heights - end).min(initial=1e9) for end in (side.start, side.stop)]
            if side.length > px(_LONG_SIDE_MM) or max(ends) < px(_MET_MM):
                x = side.at / PER_MM
                yield BoxMm(x, side.start / PER_MM, x + 0.01, side.stop / PER_MM)

    @property
    def print_spans(self) -> Iterator[Span]:
        """Yield all words that are no answer."""
        for spans in self.labels.values():
            yield from spans
        yield from self.others
        yield from self.hints


def _whole_label(phrase: Phrase, *, runs_on: bool) -> tuple[Span, ...]:
    """Take with a label what follows and belongs to it: brackets, dashes, words up to a colon.

    Of a label that runs on, more words of its size: nobody writes so close behind one.
    """
    spans = [Span(*line) for line in phrase.lines]
    last = spans[-1]
    tokens = last.printed.tokens
    behind = last.behind
    if not tokens[behind - 1].colon:
        behind = _belonging(tokens, behind)
        behind = _run_on(last.printed, last.first, behind) if runs_on else behind
    spans[-1] = Span(last.printed, last.first, behind)
    return tuple(spans)


def _run_on(printed: Printed, first: int, behind: int) -> int:
    tokens = printed.tokens
    least = _NARROWEST * printed.height
    tallest = _SAME_SIZE * max(least, _height(printed, tokens[first], tokens[behind - 1]))
    while behind < len(tokens) and tokens[behind].gap < _WORD_GAP:
        if _height(printed, tokens[behind], tokens[behind]) > tallest or tokens[behind].colon:
            break
        behind += 1
    return behind


def _height(printed: Printed, first: Token, last: Token) -> float:
    """Give the height of the highest piece of some words of a line, in pixels."""
    pieces = printed.segment.pieces
    return max((p.height for p in pieces if first.left <= p.centre[0] <= last.right), default=0)


def _numbering(spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the number or bullet before a label."""
    first = spans[0]
    if first.first and all(len(t.folded) <= 3 for t in first.printed.tokens[: first.first]):
        yield Span(first.printed, 0, first.first)


def _belonging(tokens: Sequence[Token], behind: int) -> int:
    while behind < len(tokens) and (tokens[behind].bracket or not tokens[behind].folded):
        behind += 1
        if tokens[behind - 1].colon:
            return behind
    ahead = tokens[behind : behind + _TAIL_WORDS]
    for number, token in enumerate(ahead):
        if token.gap > 0.9:
            break
        if token.colon:
            return behind + number + 1
    return behind


def _hints(found: Sequence[Phrase]) -> Iterator[Span]:
    """Yield the instructions among the words of a page ("please delete", "dd/mm/yyyy").

    Of the phrases that begin at one word only the likest: with a word more it is one still.
    """
    known = [folded(text) for text in words().hints]
    best: dict[tuple[int, int], tuple[float, Span]] = {}
    for phrase in found:
        whole = "".join(token.folded for token in phrase.tokens)
        like = max(Levenshtein.normalized_similarity(whole, text) for text in known)
        if like < _HINT or len(phrase.lines) > 1:
            continue
        printed, first, behind = phrase.lines[0]
        while behind < len(printed.tokens) and not printed.tokens[behind].folded:
            behind += 1
        at = (id(printed), first)
        if at not in best or like > best[at][0]:
            best[at] = like, Span(printed, first, behind)
    yield from (span for _, span in best.values())


def _unknown(found: Sequence[Phrase], mark: str) -> Iterator[Span]:
    """Yield labels of other questions: words before the mark that ends this page's labels."""
    for phrase in found:
        if len(phrase.lines) > 1:
            continue
        printed, first, behind = phrase.lines[0]
        tokens = printed.tokens[first:behind]
        if _instructs(tokens):
            continue
        if len(tokens) <= 6 and tokens[-1].text.endswith(mark) and len(phrase.folded) > 1:
            yield Span(printed, first, behind)


def _choices(anchored: Anchored) -> Iterator[str]:
    form = anchored.vocabulary.form
    return (f.key for f in form.fields() if isinstance(f.kind, Choice))


def _answers(span: Span, before: Sequence[Span]) -> bool:
    """Tell whether words stand where printed answers do: behind "delete" or the label of a choice.

    A stroke through answers leaves words of its own, and the dot behind them may read as a colon.
    """
    box = span.box
    return any(
        0 <= box.left - one.box.right + 1 < _BEHIND_MM
        and shared_height(one.box, box) > 0.5 * min(one.box.height, box.height)
        for one in before
        if one.behind - one.first > 1
    )


def _instructs(tokens: Sequence[Token]) -> bool:
    """Tell whether words begin with an instruction in brackets: what follows it is an answer."""
    return all(token.bracket for token in tokens[:2]) and not tokens[-1].bracket


def label_mark(anchored: Anchored) -> str:
    """Give the mark that ends most labels of a page; empty where none does."""
    lines = [c.phrase.lines[-1] for c in anchored.labels.values()]
    ends = [printed.tokens[behind - 1] for printed, _, behind in lines]
    marks = [token.text[-1] for token in ends if not token.text[-1].isalnum()]
    best = max(set(marks), key=marks.count, default="")
    return best if marks.count(best) > 0.3 * len(ends) else ""


def lay_out(
    drawing: Structure,
    cells: Cells,
    printed: Sequence[Printed],
    tall: Sequence[Piece],
    boxes: Sequence[BoxFound],
    anchored: Anchored,
    found: Sequence[Phrase],
) -> Ground:
    """Sort the words of a page into labels, other print and what may be answers."""
    ticks = {f.key for f in anchored.vocabulary.form.fields() if isinstance(f.kind, Tick)}
    labels = {
        key: _whole_label(c.phrase, runs_on=key in ticks) for key, c in anchored.labels.items()
    }
    taken = [span for spans in labels.values() for span in spans]
    mark = label_mark(anchored)
    numbers = [number for spans in labels.values() for number in _numbering(spans)]
    titles = [Span(*line) for c in anchored.headings for line in c.phrase.lines]
    answers = printed_answers(anchored.vocabulary.form)
    found = [phrase for phrase in found if not _of_answers(phrase, answers)]
    hints = [span for span in _hints(found) if not any(_overlap(span, o) for o in taken)]
    before = [*hints, *(span for key in _choices(anchored) for span in labels.get(key, ()))]
    unknown = [s for s in (_unknown(found, mark) if mark else ()) if not _answers(s, before)]
    others = [
        span
        for span in (*numbers, *titles, *unknown)
        if not any(_overlap(span, other) or _follows(span, other) for other in taken)
    ]
    return Ground(
        drawing,
        cells,
        tuple(printed),
        tuple(tall),
        tuple(boxes),
        labels,
        tuple(others),
        tuple(hints),
    )


def _of_answers(phrase: Phrase, answers: frozenset[str]) -> bool:
    """Tell whether a phrase is a printed answer, or several in a row with slashes between."""
    said = [token.folded for token in phrase.tokens if len(token.folded) > 1]
    several = bool(said) and all(is_answer(word, answers) for word in said)
    return several or is_answer(phrase.folded, answers)


def _follows(one: Span, label: Span) -> bool:
    """Tell whether words stand where the answer to a label begins, whatever mark ends them."""
    tokens = label.printed.tokens
    same = one.printed is label.printed and one.first == label.behind
    return same and tokens[label.behind - 1].colon


def _overlap(one: Span, other: Span) -> bool:
    same = one.printed is other.printed
    return same and one.first < other.behind and other.first < one.behind
