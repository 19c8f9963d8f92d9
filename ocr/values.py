"""Read the values written on a page by both readers: one way for own pages and foreign ones.

Every line is read once by Tesseract and once by the recogniser, all lines of a page together; what
they saw is weighed by kind, against the lists and between fields, and the figures become a
probability.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from forms.definition import Comb, Date, Field, Text, TextStyle, Time
from forms.reference import ReferenceLists, shipped_lists
from ocr.accents import with_accents
from ocr.agreement import has_list, lacks_its_end, listed_fields
from ocr.calibration import Grid, calibration
from ocr.candidates import known_value
from ocr.engine.habits import is_half_padded, is_padded, may_lack_a_year
from ocr.engine.output import LineOutput
from ocr.engine.recogniser import recogniser
from ocr.engine.wording import names
from ocr.findings import Finding, blank, unreadable
from ocr.glyphs import marks_in
from ocr.judged import Evidence, Judged
from ocr.own_words import (
    form_words,
    holds_label,
    is_of_form,
    labels_of,
    place_in,
    without_label,
)
from ocr.reading import Channel, FieldState, Method
from ocr.seen import Seen, page_likeness
from ocr.sheet import Grey
from ocr.tesseract import Line, read_lines
from ocr.weighing import Context, evidence_of, judged, options
from ocr.writing import LineImage

_COMPLETED_KEY = "date_completed"
_CLEAR = 3.0
"""Nats by which the form's own day must be likelier than another to stand for its time."""
_SURE_PLACE = 0.5
"""How sure a field's place must be for nothing there to mean that it was left blank."""
_SURE_LABEL = 0.8
"""The same for a question of its own: of 62 true blanks in 72 pages all but one were surer, and of
7 answers that stood elsewhere, a title taken for their label, 5 were not."""
_HARDLY_BLANK = 0.5
_REQUIRED = "Nothing was found, and every such form says this: it may stand elsewhere on the page."
_NOTHING = "Nothing was found, and it is not certain that this is the field's place on the page."
_WHITE_PX = 8
"""Tesseract wants white around a line."""
_INK = 160
_SEAT = 0.3
"""White above and below a line, in heights of its ink. Measured on 272 lines: from 0.05 to 0.45 as
many are read right, and 0.05 costs 32 ms a line, 0.3 21 ms."""

_LIKELY_TOO = 0.15
"""Probability in the view with the rule from which the value without it is taken. Of 1,101 days and
hours typed across rules 1,060 are right so, 1,054 by the second view alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuality:
    """How well a page can be read at all."""

    grid: Grid
    channel: Channel
    foreign: bool = False
    """Another agency's layout."""
    certainty: Mapping[str, float] = field(default_factory=dict)
    """By field, how sure it is that this is its place, 0 to 1; own pages need none."""


@dataclass(frozen=True, slots=True, eq=False)
class _Views:
    """One field as seen, once more where rules crossed it, and what its ink tells."""

    asked: Field
    images: tuple[LineImage, ...]
    seen: Seen
    other: Seen | None

    @property
    def outputs(self) -> tuple[LineOutput, ...]:
        """Give the recogniser's output of the whole field, one a view."""
        return tuple(view.output for view in (self.seen, self.other) if view is not None)


def _is_in_cells(asked: Field) -> bool:
    return isinstance(asked.kind, Comb | Date | Time)


def _greys(images: Sequence[LineImage]) -> list[list[Grey]]:
    """Give the lines of a field, and once more where a rule crossed one: the rule left faint."""
    first = [image.grey for image in images]
    if all(image.other is None for image in images):
        return [first]
    return [first, [image.grey if image.other is None else image.other for image in images]]


def _framed(grey: Grey) -> Grey:
    return np.pad(grey, _WHITE_PX, constant_values=255)


def _seated(grey: Grey) -> Grey:
    """Cut a line close to its ink, with white above and below as the recogniser reads it best."""
    ink = grey < _INK
    rows, columns = (np.flatnonzero(ink.sum(axis=axis) > 1) for axis in (1, 0))
    if not rows.size or not columns.size:
        return grey
    cut = grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    white = round(_SEAT * len(cut))
    return np.pad(cut, ((white, white), (_WHITE_PX, _WHITE_PX)), constant_values=255)


def _see(
    asked: Mapping[str, Field], images: Mapping[str, Sequence[LineImage]]
) -> dict[str, _Views]:
    """Have both readers read all lines of the page."""
    greys = {key: _greys(own) for key, own in images.items() if own}
    flat = [grey for views in greys.values() for view in views for grey in view]
    if not flat:
        return {}
    outputs = iter(recogniser().read([_seated(grey) for grey in flat]))
    lines = iter(read_lines([_framed(grey) for grey in flat]))
    found = {}
    for key, views in greys.items():
        apart = sum(image.apart for image in images[key]) if _is_in_cells(asked[key]) else 0
        above = _marks_of(asked[key], images[key])
        seen = [_seen(outputs, lines, len(view), apart, above) for view in views]
        other = seen[1] if len(seen) > 1 else None
        found[key] = _Views(asked[key], tuple(images[key]), seen[0], other)
    return found


def _marks_of(asked: Field, images: Sequence[LineImage]) -> int | None:
    """Count the dots and accents of a name; None where they say nothing."""
    return images[0].above if _is_name(asked) and len(images) == 1 else None


def _seen(
    outputs: Iterator[LineOutput],
    lines: Iterator[Line],
    count: int,
    apart: int,
    above: int | None,
) -> Seen:
    return Seen(
        tuple(next(outputs) for _ in range(count)),
        tuple(next(lines) for _ in range(count)),
        cells=apart > 0,
        apart=apart,
        above=above,
    )


def _is_unsaid(images: Sequence[LineImage], raw: str) -> bool:
    """Tell whether more stands in the field than was read."""
    read = sum(not char.isspace() for char in raw)
    apart, above = sum(i.apart for i in images), sum(i.above for i in images)
    return apart > read or (above > 0 and above > marks_in(raw))


def _breaks_off(asked: Field, found: Judged) -> bool:
    """Tell whether the beginning or the end of a value must have been lost."""
    if isinstance(asked.kind, Date):
        return is_half_padded(found.raw) or may_lack_a_year(found.raw)
    return lacks_its_end(asked, found.raw)


def _accented(views: _Views, found: Judged) -> Judged:
    """Put accents on a person's name whose ink shows more of them than were read.

    It stays unsaid: what the ink above a letter says is a proposal, for a person to confirm.
    """
    asked = views.asked
    if not (
        _is_name(asked) and found.unsaid and asked.reference is None and len(views.images) == 1
    ):
        return found
    name = str(found.value or "")
    accented = with_accents(name, views.images[0].grey)
    odd = accented == name or (names().knows(name) and not names().knows(accented))
    return found if odd else replace(found, value=accented)


def _better(asked: Field, one: Judged, other: Judged) -> Judged:
    """Choose between two views of a field that a rule crossed.

    Where they differ in digits the second is the better (`ocr.mending`), unless it too finds the
    first's value likely. Both may lose the stem that the rule hides; then Tesseract, on the second
    view, often has it. A letter, a T say, is as often better without its rule.
    """
    if one.value is None or other.value is None:
        return replace(other if one.value is None else one, crossed=True)
    differ = one.value != other.value
    digits = isinstance(asked.kind, Date | Time)
    if differ and digits:
        likely_too = dict(other.alternatives).get(str(one.value), 0.0) >= _LIKELY_TOO
        return replace(one if likely_too else other, crossed=True)
    best = max((one, other), key=lambda j: (j.agrees, j.margin - j.behind_free))
    return replace(best, crossed=differ or (digits and not other.agrees))


def _freely(views: _Views, context: Context) -> Judged:
    def judge(seen: Seen) -> Judged:
        found = options(views.asked, seen, context)
        return judged(views.asked, seen, found, context, evidence_of(views.asked))

    first = judge(views.seen)
    return first if views.other is None else _better(views.asked, first, judge(views.other))


def _on_lists(
    fields: Mapping[str, _Views], context: Context, lists: ReferenceLists
) -> dict[str, Judged]:
    first = listed_fields({k: (v.asked, v.seen) for k, v in fields.items()}, context, lists)
    if all(views.other is None for views in fields.values()):
        return first
    second = listed_fields(
        {k: (v.asked, v.other or v.seen) for k, v in fields.items()}, context, lists
    )
    crossed = [key for key, views in fields.items() if views.other is not None]
    return first | {key: _better(fields[key].asked, first[key], second[key]) for key in crossed}


def _form_day(found: Judged) -> date | None:
    clear = isinstance(found.value, str) and found.margin >= _CLEAR
    return date.fromisoformat(str(found.value)) if clear else None


def _context(fields: Mapping[str, _Views]) -> Context:
    context = Context(likeness=page_likeness([views.seen for views in fields.values()]))
    day = fields.get(_COMPLETED_KEY)
    if day is None or not isinstance(day.asked.kind, Date):
        return context
    return replace(context, form_day=_form_day(_freely(day, context)))


def _in_one_way(
    fields: Mapping[str, _Views], found: Mapping[str, Judged], context: Context
) -> dict[str, Judged]:
    """Judge days once more that are not written as all others of the page: 1 may be a narrow 11."""
    days = {key: views for key, views in fields.items() if isinstance(views.asked.kind, Date)}
    ways = {key: is_padded(found[key].raw) for key in days}
    odd = [key for key, padded in ways.items() if padded is False]
    if len(odd) != 1 or True not in ways.values():
        return {}
    return {key: _freely(days[key], replace(context, padded=True)) for key in odd}


def _judge(
    fields: Mapping[str, _Views],
    lists: ReferenceLists,
    candidates: Mapping[str, Sequence[str]],
) -> dict[str, Judged]:
    context = _context(fields)
    listed = {key: views for key, views in fields.items() if has_list(views.asked)}
    found = _on_lists(listed, context, lists)
    free = {key: views for key, views in fields.items() if key not in listed}
    found |= {key: _freely(views, context) for key, views in free.items()}
    found |= _in_one_way(free, found, context)
    for key, views in fields.items():
        if candidates.get(key):
            known = known_value(views.asked, views.seen, candidates[key], found[key])
            found[key] = known or found[key]
        unsaid = _is_unsaid(views.images, found[key].raw)
        cut = any(image.beside for image in views.images) or _breaks_off(views.asked, found[key])
        told = replace(found[key], unsaid=unsaid, cut=cut, lines=views.outputs)
        found[key] = _accented(views, told)
    return {key: found[key] for key in fields}


def judge_values(
    asked: Mapping[str, Field],
    images: Mapping[str, Sequence[LineImage]],
    lists: ReferenceLists | None = None,
    candidates: Mapping[str, Sequence[str]] | None = None,
    *,
    foreign: bool = False,
) -> dict[str, Judged]:
    """Judge what is written in the fields of a page; fields without images are left out."""
    lists = lists or shipped_lists()
    found = _judge(_see(asked, images), lists, candidates or {})
    return _without_labels(asked, found, lists) if foreign else found


def _finding(asked: Field, found: Judged, page: PageQuality) -> Finding:
    if found.value is None:
        return replace(unreadable(Method.OCR, found.raw), lines=found.lines)
    scale, sure = calibration(), page.certainty.get(asked.key, 1.0)
    verdict = scale.verdict(
        asked.kind,
        found,
        grid=page.grid,
        channel=page.channel,
        sure=sure,
        foreign=page.foreign,
    )
    return Finding(
        value=found.value,
        raw=found.raw,
        confidence=verdict.probability,
        accepted=verdict.accepted,
        state=FieldState.READ,
        method=Method.OCR,
        alternatives=found.alternatives,
        doubt=verdict.doubt,
        lines=found.lines,
    )


def _without_labels(
    asked: Mapping[str, Field], found: Mapping[str, Judged], lists: ReferenceLists
) -> dict[str, Judged]:
    """Doubt what may be the form's own print; a label before a name is left out."""
    labels = labels_of(asked.values())
    words = form_words(labels)

    def doubted(key: str, one: Judged) -> Judged:
        if one.evidence is not Evidence.FREE:
            return one
        question, is_name = asked[key], _is_name(asked[key])
        if is_name:
            rest = place_in(one.raw, question, lists) or without_label(one.raw, question)
            if rest and rest != one.raw:
                return replace(one, value=rest, raw=rest, printed=True)
        printed = holds_label(one.raw, labels) or is_of_form(one.raw, words, name=is_name)
        return replace(one, printed=printed)

    return {key: doubted(key, one) for key, one in found.items()}


def _is_name(asked: Field) -> bool:
    return isinstance(asked.kind, Text) and asked.kind.style is TextStyle.NAME


def _blank(asked: Field, page: PageQuality) -> Finding:
    """Give the finding of a field where nothing is written; of another place, nothing is sure."""
    sure = page.certainty.get(asked.key, 1.0)
    found = blank(Method.OCR)
    if page.foreign and asked.required:
        return replace(found, confidence=_HARDLY_BLANK, accepted=False, doubt=_REQUIRED)
    if sure >= (_SURE_PLACE if asked.detail_of else _SURE_LABEL):
        return found
    return replace(found, confidence=min(found.confidence, sure), accepted=False, doubt=_NOTHING)


def read_values(
    asked: Mapping[str, Field],
    images: Mapping[str, Sequence[LineImage]],
    page: PageQuality,
    lists: ReferenceLists | None = None,
    candidates: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Finding]:
    """Read the written fields of a page; a field without images is blank.

    Args:
        asked: the fields, by key; none that is marked.
        images: the lines of each field; none where nothing is written.
        page: how well the page can be read.
        lists: reference lists; by default those that the product ships.
        candidates: by field, the values that a register proposes for this page.

    Raises:
        NotInstalledError: Tesseract or the recogniser is missing.
        FileError: reading took too long.
    """
    found = judge_values(asked, images, lists, candidates, foreign=page.foreign)
    return {
        key: _finding(one, found[key], page) if key in found else _blank(one, page)
        for key, one in asked.items()
    }
