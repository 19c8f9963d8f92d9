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
    Signature,
    Text,
    Tick,
    Time,
)
from forms.zones import Zone
from ocr.calibration import Grid
from ocr.difference import (
    altered_problem,
    is_other_paper,
    is_unaltered,
    other_paper_problem,
    verified,
)
from ocr.findings import Finding, unreadable
from ocr.ink import Compared
from ocr.issued import IssuedCopy
from ocr.marks import box_ink, calibrated, choice_finding, signature_finding, tick_finding
from ocr.reading import Method, Problem, Reading
from ocr.reference import field_boxes
from ocr.strikes import strike_finding, word_ink
from ocr.values import PageQuality, read_values
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
    cells = isinstance(asked.kind, Comb | Date | Time) and not asked.is_on_line
    return line_images(compared, written, lines=lines, cells=cells)


def _is_written(asked: Field) -> bool:
    return not isinstance(asked.kind, Choice | Tick | Signature)


def written_images(
    form: Form, compared: Compared, zones: Zones
) -> tuple[dict[str, Field], dict[str, tuple[LineImage, ...]]]:
    """Give the written fields of a page, and the lines cut out of each; none where it is blank."""
    asked = {key: form.field(key) for key in zones}
    written = {key: one for key, one in asked.items() if _is_written(one)}
    return written, {key: _images(one, compared, zones[key]) for key, one in written.items()}


def page_quality(compared: Compared) -> PageQuality:
    """Tell how well a page of our own can be read."""
    sheet = compared.placement.sheet
    return PageQuality(grid=Grid.of(sheet), channel=sheet.channel)


def _written(form: Form, compared: Compared, zones: Zones) -> dict[str, Finding]:
    asked, images = written_images(form, compared, zones)
    return read_values(asked, images, page_quality(compared))


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
            doubt=finding.doubt,
            lines=finding.lines,
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
