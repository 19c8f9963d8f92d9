"""Read every field of one page that is laid over its print."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from forms.answers import Answer
from forms.definition import (
    Choice,
    ChoiceMark,
    Comb,
    Date,
    Field,
    Form,
    ReferencePart,
    Signature,
    Text,
    TextStyle,
    Tick,
    Time,
)
from forms.zones import Zone
from ocr.accents import with_accents
from ocr.agreement import agreed
from ocr.calibration import Calibration, Grid, calibration
from ocr.decode import Decoded, Evidence, best_of, decoded
from ocr.difference import (
    altered_problem,
    is_other_paper,
    is_unaltered,
    other_paper_problem,
    verified,
)
from ocr.findings import Finding, blank, unreadable
from ocr.glyphs import marks_in
from ocr.ink import Compared
from ocr.issued import IssuedCopy
from ocr.marks import box_ink, calibrated, choice_finding, signature_finding, tick_finding
from ocr.reading import FieldState, Method, Problem, Reading
from ocr.reference import field_boxes
from ocr.sheet import Grey
from ocr.strikes import strike_finding, word_ink
from ocr.tesseract import Line, read_lines
from ocr.writing import LineImage, line_images, written_in

Zones = Mapping[str, Sequence[Zone]]


@dataclass(frozen=True, slots=True, eq=False)
class FieldsRead:
    """The readings of one page and what a person should know of it."""

    readings: dict[str, Reading] = field(repr=False)
    problems: tuple[Problem, ...] = ()


def by_field(zones: Sequence[Zone]) -> dict[str, list[Zone]]:
    """Sort zones by the field they belong to."""
    found: defaultdict[str, list[Zone]] = defaultdict(list)
    for zone in zones:
        found[zone.key].append(zone)
    return dict(found)


def _ticks(form: Form, compared: Compared, zones: Zones) -> dict[str, Finding]:
    keys = [key for key in zones if isinstance(form.field(key).kind, Tick)]
    inks = {key: box_ink(compared, zones[key][0].box) for key in keys}
    return {key: tick_finding(ink) for key, ink in calibrated(inks).items()}


def _choice(kind: Choice, compared: Compared, zones: Sequence[Zone]) -> Finding:
    match kind.mark:
        case ChoiceMark.STRIKE:
            words = {zone.option or "": word_ink(compared, zone.box) for zone in zones}
            return strike_finding(words)
        case ChoiceMark.BOX:
            inks = {zone.option or "": box_ink(compared, zone.box) for zone in zones}
            return choice_finding(inks)
        case _:
            assert_never(kind.mark)


def _marked(form: Form, compared: Compared, zones: Zones) -> dict[str, Finding]:
    """Read all that is marked, not written."""
    findings = _ticks(form, compared, zones)
    for key, own in zones.items():
        kind = form.field(key).kind
        if isinstance(kind, Choice):
            findings[key] = _choice(kind, compared, own)
        elif isinstance(kind, Signature):
            findings[key] = signature_finding(compared, own[0].box)
    return findings


def _images(asked: Field, compared: Compared, zones: Sequence[Zone]) -> tuple[LineImage, ...]:
    """Cut what is written in a field; nothing where no ink is."""
    written = written_in(compared, field_boxes(tuple(zones))[asked.key])
    if not written.is_there:
        return ()
    lines = asked.kind.lines if isinstance(asked.kind, Text) else 1
    cells = isinstance(asked.kind, Comb | Date | Time)
    return line_images(compared, written, lines=lines, cells=cells)


def _views(images: Sequence[LineImage]) -> list[list[Grey]]:
    """Give the lines of a field, and once more where a rule crossed one: the rule left faint."""
    first = [image.grey for image in images]
    if all(image.other is None for image in images):
        return [first]
    return [first, [image.grey if image.other is None else image.other for image in images]]


def _read_together(views: Mapping[str, list[list[Grey]]]) -> dict[str, list[tuple[Line, ...]]]:
    """Send the lines of all fields to the engine at once."""
    lines = iter(read_lines([grey for own in views.values() for view in own for grey in view]))
    return {key: [tuple(next(lines) for _ in view) for view in own] for key, own in views.items()}


def _is_unsaid(images: Sequence[LineImage], raw: str) -> bool:
    """Tell whether more stands in the field than the engine said."""
    read = sum(not char.isspace() for char in raw)
    apart, above = sum(i.apart for i in images), sum(i.above for i in images)
    return apart > read or (above > 0 and above > marks_in(raw))


def _accented(asked: Field, images: Sequence[LineImage], found: Decoded) -> Decoded:
    """Put accents on a person's name whose ink shows more of them than were read.

    It stays unsaid: what the ink above a letter says is a proposal, for a person to confirm.
    """
    person = isinstance(asked.kind, Text) and asked.kind.style is TextStyle.NAME
    if not (person and found.unsaid and asked.reference is None and len(images) == 1):
        return found
    name = str(found.value or "")
    accented = with_accents(name, images[0].grey)
    return found if accented == name else replace(found, value=accented)


def _is_unknown_code(asked: Field, found: Decoded) -> bool:
    """Tell a code that its list does not know: one letter misread, and no word to show it."""
    code = asked.reference is not None and asked.reference.part is ReferencePart.CODE
    return code and found.evidence in {Evidence.FREE, Evidence.SHAPE}


def _written_finding(asked: Field, found: Decoded, grid: Grid, scale: Calibration) -> Finding:
    if found.value is None:
        return unreadable(Method.OCR, found.raw)
    confidence = scale.probability(asked.kind, found, grid)
    return Finding(
        value=found.value,
        raw=found.raw,
        confidence=confidence,
        accepted=scale.accepts(asked.kind, found, confidence)
        and not _is_unknown_code(asked, found),
        state=FieldState.READ,
        method=Method.OCR,
    )


def read_writing(form: Form, compared: Compared, zones: Zones) -> dict[str, Decoded]:
    """Read all that is written on a page, in one run of the engine; blank fields are left out."""
    kinds = Text | Comb | Date | Time
    asked = {key: form.field(key) for key in zones if isinstance(form.field(key).kind, kinds)}
    images = {key: _images(asked[key], compared, zones[key]) for key in asked}
    read = _read_together({key: _views(own) for key, own in images.items() if own})
    found = {}
    for key, views in read.items():
        best = best_of([decoded(asked[key], view) for view in views])
        told = replace(best, unsaid=_is_unsaid(images[key], best.raw))
        found[key] = _accented(asked[key], images[key], told)
    return agreed(asked, found)


def _written(form: Form, compared: Compared, zones: Zones) -> dict[str, Finding]:
    found = read_writing(form, compared, zones)
    grid, scale = Grid.of(compared.placement.sheet), calibration()
    marks = Choice | Tick | Signature
    written = (key for key in zones if not isinstance(form.field(key).kind, marks))
    return {
        key: _written_finding(form.field(key), found[key], grid, scale)
        if key in found
        else blank(Method.OCR)
        for key in written
    }


def _unaltered(issued: IssuedCopy, compared: Compared, zones: Zones) -> dict[str, bool]:
    """Tell for each field that was pre-filled whether the paper still says so."""
    return {
        key: is_unaltered(compared, [zone.box for zone in own])
        for key, own in zones.items()
        if issued.values.get(key) not in {None, "", False}
    }


def _is_marked_alike(reading: Reading | None, value: Answer) -> bool:
    """Tell whether a choice says the same though it looks different.

    A word framed on screen and printed from there is as good as the others struck out.
    """
    if reading is None or reading.method not in {Method.MARK, Method.STRIKE}:
        return False
    return reading.accepted and reading.value == value


def _readings(findings: Mapping[str, Finding], zones: Sequence[Zone]) -> dict[str, Reading]:
    boxes = field_boxes(tuple(zones))
    return {
        key: Reading(
            value=finding.value,
            raw=finding.raw,
            confidence=finding.confidence,
            accepted=finding.accepted,
            state=finding.state,
            method=finding.method,
            box=boxes[key],
            alternatives=finding.alternatives,
        )
        for key in boxes
        if (finding := findings.get(key)) is not None
    }


def read_fields(form: Form, compared: Compared, zones: Sequence[Zone]) -> FieldsRead:
    """Read all fields of a page of which nothing is known but the form."""
    own = by_field(zones)
    findings = _marked(form, compared, own) | _written(form, compared, own)
    return FieldsRead(_readings(findings, zones))


def leave_unread(zones: Sequence[Zone]) -> FieldsRead:
    """Read nothing of a page that carries our symbols on another layout: a person must."""
    message = (
        "The page carries this service's symbols, but its layout is not the one that we issued."
    )
    findings = {zone.key: unreadable(Method.OCR) for zone in zones}
    problem = Problem(code="other-layout", message=message)
    return FieldsRead(_readings(findings, zones), (problem,))


def read_difference(
    issued: IssuedCopy, compared: Compared, over_issued: Compared, zones: Sequence[Zone]
) -> FieldsRead:
    """Verify what was pre-filled and read what a person added or changed.

    Args:
        issued: what was pre-filled.
        compared: the page over the blank print.
        over_issued: the page over the print of the issued copy.
        zones: of this page.
    """
    own = by_field(zones)
    unaltered = _unaltered(issued, over_issued, own)
    if is_other_paper(unaltered):
        read = read_fields(issued.form, compared, zones)
        doubted = {key: replace(r, accepted=False) for key, r in read.readings.items()}
        return FieldsRead(doubted, (other_paper_problem(),))
    kept = {key for key, same in unaltered.items() if same}
    to_read = [zone for zone in zones if zone.key not in kept]
    rest = read_fields(issued.form, compared, to_read).readings
    altered = [
        key
        for key, same in unaltered.items()
        if not same and not _is_marked_alike(rest.get(key), issued.values[key])
    ]
    doubted = {key: replace(rest[key], accepted=False) for key in altered if key in rest}
    findings = {key: verified(issued.values[key]) for key in kept}
    problems = (altered_problem(altered),) if altered else ()
    return FieldsRead(_readings(findings, zones) | rest | doubted, problems)
