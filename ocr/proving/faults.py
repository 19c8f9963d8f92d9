"""Why a zone does not read: what is wrong with its room, in words that say what to change."""

from collections.abc import Iterator
from itertools import combinations

from forms.definition import Choice, ChoiceMark, Comb, Date, Field, Text, Tick, Time
from forms.geometry import BoxMm, foot_symbol, head_symbol, registration_marks
from forms.layout.answers import cell_groups
from forms.pdf.template import PdfTemplate
from forms.zones import Zone
from ocr.ink import grown, share
from ocr.proving.samples import needed_room, room
from ocr.reference import blank_reference

_CELL_MM = 4.0
_LINE_MM = 4.0
_TICK_MM = 3.0
_APART_MM = 1.0
"""Between boxes: strokes overrun by as much."""
_INSET_MM = 0.7
_PRINT_SHARE = 0.004
"""Of a zone's inside that print may cover: a rule of 1 pt through 8 mm covers twice as much."""


def _is_on_cells(asked: Field) -> bool:
    return isinstance(asked.kind, Comb | Date | Time)


def _room_faults(template: PdfTemplate, asked: Field) -> Iterator[str]:
    needed = needed_room(asked)
    held = room(template, asked)
    if held < needed:
        yield (
            f"too narrow: it holds {held} of the {needed} letters that such an answer needs; "
            "make it wider or give it more lines"
        )


def hopeless(template: PdfTemplate) -> dict[str, tuple[str, ...]]:
    """Find the fields that no trial can save: nothing readable fits in, or our codes lie there."""
    found = {
        asked.key: (
            *_room_faults(template, asked),
            *(
                fault
                for zone in template.zones
                if zone.key == asked.key
                for fault in _furniture_faults(zone.box)
            ),
        )
        for asked in template.form.fields()
    }
    return {key: reasons for key, reasons in found.items() if reasons}


def _size_faults(asked: Field, box: BoxMm) -> Iterator[str]:
    kind = asked.kind
    groups = cell_groups(kind)
    if groups and box.width / sum(groups) < _CELL_MM:
        cell = box.width / sum(groups)
        yield f"its cells are too narrow: {cell:.1f} mm each, at least {_CELL_MM:g} are needed"
    if isinstance(kind, Text | Comb | Date | Time) and box.height < _LINE_MM:
        yield f"too low: {box.height:.1f} mm, at least {_LINE_MM:g} are needed"
    is_box = isinstance(kind, Tick) or (isinstance(kind, Choice) and kind.mark is ChoiceMark.BOX)
    if is_box and min(box.width, box.height) < _TICK_MM:
        side = min(box.width, box.height)
        yield f"its box is too small: {side:.1f} mm, at least {_TICK_MM:g} are needed"


def _furniture_faults(box: BoxMm) -> Iterator[str]:
    if any(box.overlaps(mark) for mark in registration_marks()):
        yield "it lies under one of the black squares: move it"
    if box.overlaps(head_symbol()) or box.overlaps(foot_symbol()):
        yield "it lies under a code: move it"


def _print_faults(template: PdfTemplate, asked: Field, zone: Zone) -> Iterator[str]:
    """Find print inside a zone that is answered on bare paper."""
    kind = asked.kind
    if _is_on_cells(asked) or (isinstance(kind, Choice) and kind.mark is ChoiceMark.STRIKE):
        return
    inside = grown(zone.box, -_INSET_MM)
    if inside.width <= 0 or inside.height <= 0:
        return
    if share(blank_reference(template.form, zone.page).ink, inside) > _PRINT_SHARE:
        yield "print runs through it, or a rule is too close: keep the inside of the zone bare"


def _neighbour_faults(template: PdfTemplate, own: list[Zone]) -> Iterator[str]:
    for one, other in combinations(own, 2):
        if one.page == other.page and grown(one.box, _APART_MM / 2).overlaps(
            grown(other.box, _APART_MM / 2)
        ):
            yield "its options are too close together: keep 1 mm between them"
            return
    keys = {zone.key for zone in own}
    others = [zone for zone in template.zones if zone.key not in keys]
    for zone in own:
        if any(zone.page == o.page and zone.box.overlaps(o.box) for o in others):
            yield "it overlaps another zone"
            return


def faults(template: PdfTemplate, asked: Field) -> tuple[str, ...]:
    """Name what is wrong with the room of a field, most likely cause first; often nothing is."""
    own = [zone for zone in template.zones if zone.key == asked.key]
    found = list(_room_faults(template, asked))
    for zone in own:
        found += _size_faults(asked, zone.box)
        found += _furniture_faults(zone.box)
        found += _print_faults(template, asked, zone)
    found += _neighbour_faults(template, own)
    return tuple(dict.fromkeys(found))
