"""Find out which form a foreign page is and where its answers stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from forms.definition import Choice, Field, Form, Tick
from forms.geometry import BoxMm
from forms.registry import Catalogue
from ocr.foreign.amid import boxes_amid_writing, lacks_boxes
from ocr.foreign.areas import Area, areas, other_areas, rooms_for_words
from ocr.foreign.beside import cut_short
from ocr.foreign.by_answers import by_answers
from ocr.foreign.cells import cells
from ocr.foreign.certainty import label_certainty, place_certainty
from ocr.foreign.details import detail_areas, row_of
from ocr.foreign.faint import faint_ink
from ocr.foreign.ground import Ground, lay_out
from ocr.foreign.identity import FormFound, forms_on, others_too
from ocr.foreign.inked import Inked, given_back, inked, with_boxes, written_lines
from ocr.foreign.label_candidates import phrases
from ocr.foreign.labels import with_details
from ocr.foreign.options import OptionsFound, option_words
from ocr.foreign.phrases import Phrase
from ocr.foreign.place import Place
from ocr.foreign.printed import LineReader, Printed
from ocr.foreign.segments import Piece, segments
from ocr.foreign.strays import Stray, heavy_ink, holds, inside_ink, pale, strays
from ocr.foreign.structure import BARS_PER_MM
from ocr.foreign.ticking import option_boxes, out_of_column, tied
from ocr.foreign.written import Owned, owned
from ocr.identify import Unidentified
from ocr.marking.dotted import dotted_boxes
from ocr.page.straight import Straight
from ocr.reading import Problem
from ocr.sheet import Grey
from ocr.writing import LineImage


@dataclass(frozen=True, slots=True, eq=False)
class ForeignPage:
    """A page of a known form in another agency's layout; `repr` shows no pixel and no text."""

    straight: Straight
    form: Form
    form_page: int
    places: Mapping[str, Place]
    lines: Mapping[str, tuple[LineImage, ...]] = field(repr=False)
    """Of every field that is written in, its lines; none for a blank one."""
    problems: tuple[Problem, ...]
    printed: tuple[BoxMm, ...] = ()
    """The words known to be print, not an answer."""
    not_asked: frozenset[str] = frozenset()
    """Fields of which a person has said that this layout does not ask them."""
    ink: Inked | None = field(default=None, repr=False)
    """Kept for whoever looks at the page once more."""
    strays: Mapping[str, Stray] = field(default_factory=dict)
    """Written fields that look blank but may not be."""


@dataclass(frozen=True, slots=True, eq=False)
class _Analysed:
    """A page whose words are read."""

    ink: Inked
    tall: tuple[Piece, ...]
    printed: tuple[Printed, ...]
    found: tuple[Phrase, ...]


def _analysed(ink: Inked, reader: LineReader) -> _Analysed:
    lines, tall = segments(ink.drawing, ink.pieces)
    printed = tuple(reader.read(ink.page, ink.drawing, lines))
    return _Analysed(ink, tuple(tall), printed, tuple(phrases(printed)))


def _unidentified() -> Unidentified:
    message = "Too few questions of any known form stand on this page."
    return Unidentified((Problem(code="not-a-form", message=message),))


def _ticks(ground: Ground, form: Form) -> dict[str, BoxMm]:
    """Tie the tick boxes to their questions."""
    labels = {
        f.key: box
        for f in form.fields()
        if isinstance(f.kind, Tick) and (box := ground.label_box(f.key)) is not None
    }
    return tied(ground, labels)


def _choice(
    ground: Ground,
    kind: Choice,
    area: Area,
    others: Sequence[Area],
    label: BoxMm | None,
    ticked: tuple[BoxMm, ...],
) -> tuple[OptionsFound, Mapping[str, BoxMm]]:
    labels = [label] if label is not None else []
    tried = [room for one in (area, *others) for room in rooms_for_words(ground, one, label)]
    found = [option_words(ground, kind, wide, labels) for wide in tried]
    best = max(range(len(found)), key=lambda n: (*_fits(found[n]), -n))
    words, wide = found[best], tried[best]
    return words, option_boxes(ground, words.boxes, ticked, wide)


def _fits(found: OptionsFound) -> tuple[int, int, float]:
    """Give what makes one part of a page rather than another the place of a choice."""
    return min(found.read, 1), len(found.boxes), found.worth


def _place(
    ground: Ground,
    asked: Field,
    area: Area | None,
    ticks: Mapping[str, BoxMm],
    certainty: float,
) -> Place:
    label = ground.label_box(asked.key)
    options = OptionsFound({}, 0, 0.0)
    beside: Mapping[str, BoxMm] = {}
    more = other_areas(ground, asked.key) if isinstance(asked.kind, Choice) else []
    if isinstance(asked.kind, Choice) and (area is not None or more):
        area = area or more[-1]
        apart = out_of_column(ticks)
        ticked = tuple(box for key, box in ticks.items() if key not in apart)
        options, beside = _choice(ground, asked.kind, area, more, label, ticked)
    return Place(
        label=label,
        area=None if isinstance(asked.kind, Tick) or area is None else area.box,
        box=ticks.get(asked.key),
        options=options.boxes,
        option_boxes=beside,
        legible=options.legible,
        certainty=certainty,
    )


def _without_claimed(places: Mapping[str, Place]) -> dict[str, Place]:
    """Take from ticks the boxes that stand beside the printed answers of a choice."""
    claimed = {box for place in places.values() for box in place.option_boxes.values()}
    return {
        key: replace(place, box=None) if place.box in claimed else place
        for key, place in places.items()
    }


def _problems(best: FormFound, ranked: list[FormFound]) -> Iterator[Problem]:
    for form in others_too(best, ranked):
        message = f"Another form, {form.title}, seems to stand on the same page."
        yield Problem(code="two-forms", message=message)
    asked = [f for f in best.form.fields() if not f.detail_of]
    missing = 1 - len([f for f in asked if f.key in best.anchored.labels]) / max(1, len(asked))
    if best.form.pages == 1 and missing > 0.45:
        message = "Much of the form is not on this page: it may go on on another."
        yield Problem(code="form-incomplete", message=message)


def line_images(page: ForeignPage, key: str) -> tuple[LineImage, ...]:
    """Give the lines written for a field; none where it is blank or not asked."""
    return page.lines.get(key, ())


def _form_page(form: Form, best: FormFound) -> int:
    """Give the page of our own form that most of the labels stand on."""
    if form.pages == 1:
        return 1
    number, pages = 1, {}
    for section in form.sections:
        number += section.new_page
        pages.update({f.key: number for f in section.fields})
    found = [pages[key] for key in best.anchored.labels if key in pages]
    return max(set(found), key=found.count, default=1)


def _strays(
    grey: Grey,
    seen: Inked,
    ground: Ground,
    form: Form,
    writable: Mapping[str, Area],
    ink: Owned,
    lines: Mapping[str, tuple[LineImage, ...]],
    chosen: Sequence[BoxMm],
) -> dict[str, Stray]:
    blank = [key for key in writable if not lines.get(key)]
    if pale(form, writable, blank):
        return dict.fromkeys(blank, Stray.PALE)
    empty = {key: writable[key] for key in blank}
    inside = inside_ink(seen.numbers, ink, empty)
    inside |= heavy_ink(seen.drawing.bars, BARS_PER_MM, empty) | faint_ink(grey, empty)
    # What was taken for the printed answer of a choice may be this one's.
    inside |= {key for key, area in empty.items() if holds(area.box, chosen)}
    return strays(ground, form, writable, ink, blank, inside)


def find_foreign(straight: Straight, catalogue: Catalogue) -> ForeignPage | Unidentified:
    """Find the form and its answers on a page that this service did not print.

    Args:
        straight: the page, upright.
        catalogue: the forms in use.
    """
    grey, reader = straight.grey, LineReader()
    ink = inked(grey)
    found = _found(straight, ink, catalogue, reader)
    if not isinstance(found, ForeignPage):
        return found
    if lacks_boxes(found.form, found.places) and (dotted := dotted_boxes(grey)):
        more = with_boxes(grey, ink, dotted)
        again = _found(straight, more, catalogue, reader)
        if isinstance(again, ForeignPage) and not lacks_boxes(again.form, again.places):
            found, ink = again, more
    if letters := boxes_amid_writing(found.form, found.places, ink.boxes):
        again = _found(straight, given_back(grey, ink, letters), catalogue, reader)
        found = again if isinstance(again, ForeignPage) else found
    return found


def _found(
    straight: Straight, ink_found: Inked, catalogue: Catalogue, reader: LineReader
) -> ForeignPage | Unidentified:
    seen = _analysed(ink_found, reader)
    ranked = forms_on(seen.found, catalogue)
    if not ranked:
        return _unidentified()
    best = ranked[0]
    drawing, boxes = seen.ink.drawing, seen.ink.boxes
    framed = cells(drawing)
    anchors = with_details(seen.found, best.anchored, row_of(framed))
    ground = lay_out(drawing, framed, seen.printed, seen.tall, boxes, anchors, seen.found)
    ticks = _ticks(ground, best.form)
    found = areas(ground)
    found = {**found, **detail_areas(ground, best.form, found, ticks)}
    unworded = by_answers(ground, best.form, frozenset({*ground.labels, *found}))
    found = {**found, **unworded}
    asked = [f for f in best.form.fields() if f.key in ground.labels or f.key in found]
    writable = {
        f.key: found[f.key]
        for f in asked
        if f.key in found and not isinstance(f.kind, Tick | Choice)
    }
    places = _without_claimed(
        {
            f.key: _place(ground, f, found.get(f.key), ticks, label_certainty(anchors, f))
            for f in asked
        }
    )
    chosen = [box for place in places.values() for box in place.options.values()]
    ink = owned(ground, writable, chosen)
    lines = written_lines(seen.ink, best.form, writable, ink)
    cut = cut_short(seen.ink.pieces, ink, ground, writable, chosen)
    lines |= {key: tuple(replace(one, beside=True) for one in lines[key]) for key in cut}
    places = {
        key: replace(
            place,
            by_answers=key in unworded,
            certainty=place_certainty(key, writable.get(key), ink, place.certainty),
        )
        for key, place in places.items()
    }
    return ForeignPage(
        straight=straight,
        form=best.form,
        form_page=_form_page(best.form, best),
        places=places,
        lines=lines,
        problems=tuple(_problems(best, ranked)),
        printed=tuple(span.box for span in ground.print_spans),
        ink=seen.ink,
        strays=_strays(straight.grey, seen.ink, ground, best.form, writable, ink, lines, chosen),
    )
