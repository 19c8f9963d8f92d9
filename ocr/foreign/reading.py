"""Read every answer of a page in another agency's layout."""

from collections.abc import Mapping
from dataclasses import replace

from forms.definition import Choice, Field, Signature, Tick
from forms.geometry import BoxMm
from ocr.calibration import Grid
from ocr.fields import FieldsRead
from ocr.findings import Finding, blank, unreadable
from ocr.foreign.ground import meet
from ocr.foreign.page import ForeignPage, line_images
from ocr.foreign.place import Place
from ocr.foreign.strays import Stray
from ocr.foreign.ticking import out_of_column, out_of_row
from ocr.marking.signatures import signature_finding
from ocr.marking.strikes import UNCLEAR, strike_findings
from ocr.marking.ticks import choice_finding, tick_findings
from ocr.reading import FieldState, Method, Reading
from ocr.sheet import Grey
from ocr.values import PageQuality, read_values

_NO_BOX = "No tick box was found beside this question."
_NO_OPTIONS = "The options of this question were not all found."
_BY_ANSWERS = "Its answers were found, but not its question: it may be another one."
_ILLEGIBLE = "The option that seems to be left cannot be read: it may be another word."
_UNMARKED = "No option seems to be struck out or marked."
_WHOSE_BOX = "It is not certain that this box belongs to this question."
_SURE_BLANK = 0.9
_SURE_NOT_DUE = 0.98
_SURE_TICK = 0.42
"""Boxes of questions whose label fits worse are shown to a person."""
_UNTICKED = "Details are written, but the box before them looks empty."
_HALF = "Its name or code is written, but nothing was found here."
_NO_DETAILS = "The box is ticked, but no details were found."
_NO_PLACE = "The question is there, but not where its answer would be."
_STRAY_BLANK = 0.4
_NEARBY = (Stray.ABOUT, Stray.TAIL)
_STRAYS = {
    Stray.INSIDE: "Nothing could be read here, but there is ink in the field.",
    Stray.ABOUT: "Nothing stands in the field, but writing near it may be its answer.",
    Stray.TAIL: "Nothing stands in the field, but its label is not certain: look beside it.",
    Stray.PALE: "Hardly anything was found on this page: writing too pale to copy may be lost.",
}
_ALL_TICKED = "More questions look ticked than anyone ticks: what was found may be no boxes."
_LONE_BOX = "Only here a box was found: it may belong to something else on the page."
_MANY_TICKS, _MOST_TICKED, _LONELY = 5, 0.6, 0.3
"""Of so many questions nobody ticks such a share, and more than such a one have their box."""
_NOT_FOUND = "This question was not found on the page."


def not_asked(*, confirmed: bool = False) -> Finding:
    """Give the finding of a question that is not on the page.

    Args:
        confirmed: a person has said so of this layout; else one sees whether it is so.
    """
    return Finding(
        value=None,
        confidence=0.999 if confirmed else 0.5,
        accepted=confirmed,
        state=FieldState.NOT_ASKED,
        method=Method.OCR,
        doubt=None if confirmed else _NOT_FOUND,
    )


def _unsure_tick(key: str, place: Place, boxes: Mapping[str, BoxMm]) -> bool:
    """Tell whether a box may be another question's: two claim it, or the label hardly fits."""
    box = boxes[key]
    others = (other for name, other in boxes.items() if name != key)
    shared = any(meet(box, other) for other in others)
    return shared or place.certainty < _SURE_TICK


def _ticks(page: ForeignPage, asked: Mapping[str, Field]) -> dict[str, Finding]:
    keys = [key for key, one in asked.items() if isinstance(one.kind, Tick)]
    boxes = {key: box for key in keys if (box := page.places[key].box) is not None}
    lost = {key: unreadable(Method.MARK, doubt=_NO_BOX) for key in keys if key not in boxes}
    found = tick_findings(page.straight.grey, boxes)
    labels = {key: label for key in boxes if (label := page.places[key].label) is not None}
    apart = out_of_column(boxes) | out_of_row({key: boxes[key] for key in labels}, labels)
    for key, finding in found.items():
        if key in apart or _unsure_tick(key, page.places[key], boxes):
            sure = min(finding.confidence, page.places[key].certainty)
            found[key] = replace(finding, confidence=sure, accepted=False, doubt=_WHOSE_BOX)
    return _plausible(found, asked=len(keys)) | lost


def _plausible(found: Mapping[str, Finding], *, asked: int) -> dict[str, Finding]:
    """Leave the ticks of a page to a person where they cannot all be right."""
    ticked = sum(one.value is True for one in found.values())
    doubt = None
    if ticked >= _MANY_TICKS and ticked > _MOST_TICKED * len(found):
        doubt = _ALL_TICKED
    elif asked >= _MANY_TICKS and len(found) <= _LONELY * asked:
        doubt = _LONE_BOX
    if doubt is None:
        return dict(found)
    return {
        key: replace(one, confidence=min(one.confidence, 0.5), accepted=False, doubt=doubt)
        for key, one in found.items()
    }


def _choice(grey: Grey, kind: Choice, place: Place) -> Finding:
    """Read a choice; one whose question or answer was not surely found is shown to a person."""
    found = _marked_option(grey, kind, place)
    if not found.accepted or found.value is None:
        return found
    if place.by_answers:
        return replace(found, accepted=False, doubt=_BY_ANSWERS)
    if found.method is Method.STRIKE and found.value not in place.legible:
        return replace(found, accepted=False, doubt=_ILLEGIBLE)
    return found


def _marked_option(grey: Grey, kind: Choice, place: Place) -> Finding:
    wanted = {option.key for option in kind.options}
    if set(place.option_boxes) == wanted:
        return choice_finding(tick_findings(grey, place.option_boxes))
    if set(place.options) == wanted:
        return strike_findings(grey, place.options)
    return unreadable(Method.STRIKE, doubt=_NO_OPTIONS)


def _with_its_tick(asked: Field, found: Finding, ticks: Mapping[str, Finding]) -> Finding:
    """Weigh a choice that is the detail of a tick: without the tick nothing was due.

    Then doubtful strokes, of a photograph's shade for example, mean nothing. Elsewhere a question
    in which nothing was marked is left to a person: a faint stroke may have been missed.
    """
    tick = ticks.get(asked.detail_of or "")
    due = tick is None or not tick.accepted or tick.value is not False
    if found.state is FieldState.BLANK:
        if not due:
            return found
        sure = min(found.confidence, _SURE_BLANK)
        return replace(found, confidence=sure, accepted=False, doubt=_UNMARKED)
    if due or found.accepted:
        return found
    if found.state is FieldState.UNREADABLE and found.doubt == UNCLEAR:
        # Likeliest nothing is struck, and nothing was due.
        return blank(found.method, _SURE_NOT_DUE)
    if found.state is not FieldState.READ:
        return found
    nothing = blank(found.method, _SURE_BLANK)
    return replace(nothing, accepted=False, doubt=found.doubt)


def _marked(page: ForeignPage, asked: Mapping[str, Field]) -> dict[str, Finding]:
    """Read all that is marked, not written."""
    grey = page.straight.grey
    findings = _ticks(page, asked)
    for key, one in asked.items():
        place = page.places[key]
        if isinstance(one.kind, Choice):
            findings[key] = _with_its_tick(one, _choice(grey, one.kind, place), findings)
        elif isinstance(one.kind, Signature):
            signed = place.area and signature_finding(grey, place.area)
            findings[key] = signed or unreadable(Method.MARK, doubt=_NO_PLACE)
    return findings


def _written(page: ForeignPage, asked: Mapping[str, Field]) -> dict[str, Finding]:
    marks = Choice | Tick | Signature
    written = {key: one for key, one in asked.items() if not isinstance(one.kind, marks)}
    placed = {key: one for key, one in written.items() if page.places[key].area is not None}
    quality = PageQuality(
        grid=Grid.of(page.straight.sheet),
        channel=page.straight.channel,
        foreign=True,
        certainty={key: page.places[key].certainty for key in placed},
    )
    images = {key: line_images(page, key) for key in placed}
    lost = {key: unreadable(Method.OCR, doubt=_NO_PLACE) for key in written if key not in placed}
    return read_values(placed, images, quality) | lost


def _with_strays(
    asked: Mapping[str, Field], findings: Mapping[str, Finding], strays: Mapping[str, Stray]
) -> dict[str, Finding]:
    """Leave blanks to a person where ink is left that may be their answer.

    Writing about the place of a detail says nothing where its tick is empty: none was due.
    """
    doubted = dict(findings)
    for key, stray in strays.items():
        one = findings[key]
        tick = findings.get(asked[key].detail_of or "")
        idle = tick is not None and tick.accepted and tick.value is False
        if one.state is FieldState.BLANK and not (idle and stray in _NEARBY):
            sure = min(one.confidence, _STRAY_BLANK)
            doubted[key] = replace(one, confidence=sure, accepted=False, doubt=_STRAYS[stray])
    return doubted


def _with_ticks(asked: Mapping[str, Field], findings: Mapping[str, Finding]) -> dict[str, Finding]:
    """Doubt a box that looks empty though its details are written, and the details with it.

    And doubt details that look blank though their box is ticked.
    """
    doubted = dict(findings)
    for key, one in asked.items():
        tick, found = findings.get(one.detail_of or ""), findings[key]
        if tick is None:
            continue
        if tick.value is False and found.state is FieldState.READ:
            for both in (key, str(one.detail_of)):
                doubted[both] = replace(findings[both], accepted=False, doubt=_UNTICKED)
        elif tick.value is True and found.state is FieldState.BLANK and found.accepted:
            sure = min(found.confidence, _SURE_BLANK)
            doubted[key] = replace(found, confidence=sure, accepted=False, doubt=_NO_DETAILS)
    return doubted


def _with_pairs(asked: Mapping[str, Field], findings: Mapping[str, Finding]) -> dict[str, Finding]:
    """Doubt a blank beside a name or a code of the same place that is written."""
    doubted = dict(findings)
    pairs = [
        (key, one.reference.pairs_with)
        for key, one in asked.items()
        if one.reference is not None and one.reference.pairs_with in asked
    ]
    for one, other in (*pairs, *((b, a) for a, b in pairs)):
        found = findings[str(one)]
        written = findings[str(other)].state is FieldState.READ
        if written and found.accepted and found.state is FieldState.BLANK:
            sure = min(found.confidence, _SURE_BLANK)
            doubted[str(one)] = replace(found, confidence=sure, accepted=False, doubt=_HALF)
    return doubted


def _box(place: Place | None) -> BoxMm | None:
    if place is None:
        return None
    return place.box or place.area or place.label


def read_foreign(page: ForeignPage) -> FieldsRead:
    """Read all fields of the form; one whose question is not on the page was not asked."""
    form = page.form
    asked = {one.key: one for one in form.fields() if one.key in page.places}
    findings = _with_ticks(asked, _marked(page, asked) | _written(page, asked))
    findings = _with_strays(asked, _with_pairs(asked, findings), page.strays)
    readings = {}
    for one in form.fields():
        finding = findings.get(one.key) or not_asked(confirmed=one.key in page.not_asked)
        readings[one.key] = Reading(
            value=finding.value,
            raw=finding.raw,
            confidence=finding.confidence,
            accepted=finding.accepted,
            state=finding.state,
            method=finding.method,
            box=_box(page.places.get(one.key)),
            alternatives=finding.alternatives,
            doubt=finding.doubt,
            lines=finding.lines,
        )
    return FieldsRead(readings, page.problems)
