"""Anchor the fields of a form on the labels of a page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from forms.definition import Tick
from forms.geometry import BoxMm
from ocr.foreign.assignment import best_pairs
from ocr.foreign.label_candidates import Candidate, by_letters, candidates, rank
from ocr.foreign.phrases import Phrase
from ocr.foreign.wording import (
    Vocabulary,
    folded,
    is_answer,
    printed_answers,
    words,
)

_LEAST_SCORE = 0.3
_ABSORBED = 0.9
"""The label of a detail is no other field's; but the words of a tick and its detail are alike."""
_WORSE = 0.2
"""A tick whose label is worse by so much than that of its detail has lost its own to it."""
_NEXT, _SAME_SECTION = 0.10, 0.04
_HEADED = 0.12
_ROUNDS = 3
_TITLE = 0.6
_SURE = 0.7
_FEW, _NEARLY_ALL, _OPEN = 5, 0.7, 0.75
_ROW_UP_MM, _ROW_DOWN_MM = 4.0, 14.0
"""How far above and below the label of a tick the label of its detail may begin."""


@dataclass(frozen=True, slots=True, eq=False)
class Anchored:
    """The labels found for a form's fields."""

    vocabulary: Vocabulary
    labels: Mapping[str, Candidate]
    headings: tuple[Candidate, ...]
    """Titles of sections and of the form, keyed by section."""
    rivals: Mapping[str, float]
    """Score of each field's next best label, or of the next best field for its label."""


def _pairs(
    found: Sequence[Candidate], bonus: Mapping[tuple[int, str], float]
) -> dict[str, Candidate]:
    """Give each field at most one label and each label at most one field."""
    keys = sorted({c.key for c in found})
    places = sorted({c.phrase.start for c in found})
    row = {key: number for number, key in enumerate(keys)}
    column = {place: number for number, place in enumerate(places)}
    scores = np.zeros((len(keys), len(places)))
    by_place = {}
    for c in found:
        score = c.score + bonus.get((c.phrase.start, c.key), 0.0)
        # Squared above the least: two poor pairs must not outweigh one good one.
        scores[row[c.key], column[c.phrase.start]] = max(score - _LEAST_SCORE, 0.0) ** 2
        by_place[c.key, c.phrase.start] = c
    return {keys[r]: by_place[keys[r], places[c]] for r, c in best_pairs(scores)}


def _overlapping(chosen: Mapping[str, Candidate]) -> set[tuple[int, str]]:
    """Find labels that share words with a better one."""
    worse = set()
    ranked = sorted(chosen.values(), key=lambda c: -c.score * len(c.phrase.folded))
    taken: list[tuple[int, int, int]] = []
    for c in ranked:
        spans = c.phrase.spans
        if any(s[0] == t[0] and s[1] < t[2] and t[1] < s[2] for s in spans for t in taken):
            worse.add((c.phrase.start, c.key))
        else:
            taken += spans
    return worse


def _neighbours(
    found: Sequence[Candidate], chosen: Mapping[str, Candidate], vocabulary: Vocabulary
) -> dict[tuple[int, str], float]:
    """Give labels a bonus where the labels around them are of neighbouring fields."""
    keys = [field.key for field in vocabulary.form.fields()]
    rank = {key: number for number, key in enumerate(keys)}
    section = {f.key: s.key for s in vocabulary.form.sections for f in s.fields}
    order = [c.key for c in sorted(chosen.values(), key=lambda c: _position(c.phrase))]
    placed = [_position(chosen[key].phrase) for key in order]
    bonus = {}
    for c in found:
        at = int(np.searchsorted([p[0] * 1000 + p[1] for p in placed], _flat(c.phrase)))
        around = [order[i] for i in (at - 1, at, at + 1) if 0 <= i < len(order)]
        value = 0.0
        for other in around:
            if other == c.key or c.key not in rank or other not in rank:
                continue
            if abs(rank[other] - rank[c.key]) == 1:
                value += _NEXT
            if section[other] == section[c.key]:
                value += _SAME_SECTION
        bonus[c.phrase.start, c.key] = value
    return bonus


def _position(phrase: Phrase) -> tuple[float, float]:
    box = phrase.box
    return round(box.bottom / 2.5), box.left


def _flat(phrase: Phrase) -> float:
    position = _position(phrase)
    return position[0] * 1000 + position[1]


def _headed(
    found: Sequence[Candidate], headings: Sequence[Candidate], vocabulary: Vocabulary
) -> dict[tuple[int, str], float]:
    """Give labels a bonus where they stand under the title of their section."""
    section = {f.key: s.key for s in vocabulary.form.sections for f in s.fields}
    bonus = {}
    for c in found:
        box = c.phrase.box
        above = [
            h
            for h in headings
            if h.key and h.phrase.box.bottom <= box.top + 1 and h.phrase.box.left <= box.right
        ]
        if above:
            nearest = max(above, key=lambda h: (h.phrase.box.bottom, h.phrase.box.left))
            bonus[c.phrase.start, c.key] = _HEADED * (section.get(c.key) == nearest.key)
    return bonus


def _settled(
    own: Sequence[Candidate], headed: Mapping[tuple[int, str], float], vocabulary: Vocabulary
) -> tuple[dict[str, Candidate], Mapping[tuple[int, str], float]]:
    """Pair labels and fields, again and again with what the last pairs say of their neighbours."""
    bonus: Mapping[tuple[int, str], float] = headed
    chosen: dict[str, Candidate] = {}
    for _ in range(_ROUNDS):
        chosen = _pairs(own, bonus)
        worse = _overlapping(chosen)
        own = [c for c in own if (c.phrase.start, c.key) not in worse]
        near = _neighbours(own, chosen, vocabulary)
        bonus = {place: near[place] + headed.get(place, 0.0) for place in near}
    chosen = _pairs(own, bonus)
    for _, key in _overlapping(chosen):
        chosen.pop(key)
    return chosen, bonus


Row = Callable[[BoxMm], tuple[float, float]]
"""Gives the band of the page, from and to, in which the detail of a tick's label stands."""


def open_row(label: BoxMm) -> tuple[float, float]:
    """Give the band of a row that has no cells."""
    return label.top - _ROW_UP_MM, label.bottom + _ROW_DOWN_MM


def _in_row(candidate: Candidate, tick: Candidate, row: Row) -> bool:
    """Tell whether the label of a detail stands beside or under the label of its tick."""
    box, above = candidate.phrase.box, tick.phrase.box
    top, bottom = row(above)
    return top < box.centre[1] < bottom and box.left > above.left - _ROW_UP_MM


def _taken(candidate: Candidate, chosen: Mapping[str, Candidate]) -> bool:
    spans = candidate.phrase.spans
    return any(
        s[0] == t[0] and s[1] < t[2] and t[1] < s[2]
        for c in chosen.values()
        for s in spans
        for t in c.phrase.spans
    )


def with_details(found: Sequence[Phrase], anchors: Anchored, row: Row = open_row) -> Anchored:
    """Find the labels of details, each in the row of its tick.

    Args:
        found: the phrases of the page.
        anchors: the labels of all other fields.
        row: gives the band of a tick's row.
    """
    form, chosen = anchors.vocabulary.form, anchors.labels
    detail_of = {f.key: f.detail_of for f in form.fields() if f.detail_of}
    wordings = [w for w in anchors.vocabulary.wordings if w.key in detail_of]
    near = [
        c
        for c in candidates(found, wordings)
        if (tick := chosen.get(detail_of[c.key]))
        and _in_row(c, tick, row)
        and not _taken(c, chosen)
    ]
    # The nearer its tick the likelier.
    bonus = {
        (c.phrase.start, c.key): -0.02
        * abs(c.phrase.box.top - chosen[detail_of[c.key]].phrase.box.top)
        for c in near
    }
    return replace(anchors, labels={**chosen, **_pairs(near, bonus)})


def anchored(found: Sequence[Phrase], vocabulary: Vocabulary) -> Anchored:
    """Pair the fields of a form with the labels of a page so that all fit best together.

    Labels of details are left for `with_details`.

    Args:
        found: the phrases of the page.
        vocabulary: of the form.
    """
    details = {f.key for f in vocabulary.form.fields() if f.detail_of}
    found = _without_answers(found, vocabulary)
    titles = _titles(found, vocabulary)
    sure = {c.phrase.start: c.score for c in titles}
    own = [
        replace(c, score=c.score * _ABSORBED) if c.key in details else c
        for c in candidates(found, vocabulary.wordings)
        if c.score > sure.get(c.phrase.start, 0.0)
    ]
    own = _closed_alike(own, vocabulary)
    headed = _headed(own, titles, vocabulary)
    chosen, bonus = _settled(own, headed, vocabulary)
    alone = {
        f.key
        for f in vocabulary.form.fields()
        if f.detail_of
        and f.key in chosen
        and _has_words_of(chosen[f.key], f.detail_of, own, chosen)
    }
    if alone:
        own = [c for c in own if c.key not in alone]
        chosen, bonus = _settled(own, headed, vocabulary)
    rivals = {key: _rival(c, own, bonus) for key, c in chosen.items()}
    labels = {key: c for key, c in chosen.items() if key not in details}
    return Anchored(vocabulary, labels, tuple(titles), rivals)


def _has_words_of(
    detail: Candidate, tick: str, own: Sequence[Candidate], chosen: Mapping[str, Candidate]
) -> bool:
    """Tell whether the label of a detail is its tick's, that has no other or only a worse one."""
    held = chosen[tick].score if tick in chosen else 0.0
    same = (c.score for c in own if c.key == tick and c.phrase.start == detail.phrase.start)
    return tick not in chosen or max(same, default=0.0) > max(held + _WORSE, detail.score)


def _ends_in_colon(candidate: Candidate) -> bool:
    return list(candidate.phrase.tokens)[-1].colon


def _closed_alike(own: Sequence[Candidate], vocabulary: Vocabulary) -> list[Candidate]:
    """Doubt labels without a colon where nearly all others have one: they may be answers."""
    ticks = {f.key for f in vocabulary.form.fields() if isinstance(f.kind, Tick) or f.detail_of}
    sure = [_ends_in_colon(c) for c in own if c.score > _SURE and c.key not in ticks]
    if len(sure) < _FEW or sum(sure) < _NEARLY_ALL * len(sure):
        return list(own)
    return [
        c if c.key in ticks or _ends_in_colon(c) else replace(c, score=c.score * _OPEN) for c in own
    ]


def _without_answers(found: Sequence[Phrase], vocabulary: Vocabulary) -> list[Phrase]:
    """Leave out printed answers of choices and the first words of written ones.

    "Released" is no label of a date of release, nor is the HMP of "HMP Hull" one of a prison.
    """
    labels = {folded(wording.text) for wording in vocabulary.wordings}
    answers = printed_answers(vocabulary.form)
    return [
        one
        for one in found
        if (one.folded in labels or not is_answer(one.folded, answers)) and not _begins_answer(one)
    ]


def _begins_answer(phrase: Phrase) -> bool:
    after = phrase.follower
    more = after is not None and after.folded and not after.bracket
    return bool(more) and all(token.folded in words().titles for token in phrase.tokens)


def _titles(found: Sequence[Phrase], vocabulary: Vocabulary) -> list[Candidate]:
    """Find the form's and its sections' titles."""
    best: dict[tuple[int, str], Candidate] = {}
    for c in by_letters(found, vocabulary.headings):
        place = c.phrase.start, c.key
        if c.score > _TITLE and (place not in best or rank(c) > rank(best[place])):
            best[place] = c
    return list(best.values())


def _rival(
    best: Candidate, found: Sequence[Candidate], bonus: Mapping[tuple[int, str], float]
) -> float:
    """Give the score of the next best pair that shares the field or the label."""
    place = best.phrase.start, best.key
    others = [
        c.score + bonus.get((c.phrase.start, c.key), 0.0)
        for c in found
        if (c.phrase.start, c.key) != place
        and (c.key == best.key or c.phrase.start == best.phrase.start)
    ]
    own = best.score + bonus.get(place, 0.0)
    return max(others, default=0.0) / max(own, 1e-6)
