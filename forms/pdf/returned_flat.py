"""Reads flattened and printed-to-PDF returns: text and drawing within the places of the fields."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import assert_never

from forms.copies import CopyId
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
from forms.errors import UnknownFormError
from forms.geometry import CONTENT_BOTTOM_MM, HEADER_FREE_MM, POINTS_PER_MM, BoxMm
from forms.identity import claim_in_foot, claimed_copy, claimed_form
from forms.pdf.overlay import added, blank_objects, place
from forms.pdf.page_objects import PageObjects, Thing, opened_pages, page_objects, set_text
from forms.pdf.template import pdf_template
from forms.registry import Catalogue
from forms.returned import Note, ReturnedPage, WrittenAnswer
from forms.zones import Zone

_X = "x"
_FRAME_SHARE, _STRIKE_WIDTH, _STRIKE_HEIGHT = 0.7, 0.5, 0.25
_SMALLEST_MARK = 0.2
"""Share of a box's side that a mark in it takes at least."""
_TOO_MUCH_BESIDE = 3
"""Letters outside all fields from which on somebody has typed on the page."""
_PAD_PT = 6.0
"""Room that viewers leave at the two ends of a line."""


@dataclass(frozen=True, slots=True)
class _Added:
    """What a returned page has more than the blank one, placed as on the blank one."""

    letters: Sequence[Thing] = field(repr=False)
    drawings: Sequence[Thing] = field(repr=False)

    def inside(self, box: BoxMm) -> "_Added":
        """Keep what has its middle in a box, given in points."""
        return _Added(_inside(self.letters, box), _inside(self.drawings, box))

    @property
    def things(self) -> list[Thing]:
        """Letters that show, and drawings."""
        return [*(t for t in self.letters if t.letter.strip()), *self.drawings]


def _inside(things: Sequence[Thing], box: BoxMm) -> list[Thing]:
    return [t for t in things if box.left <= t.x <= box.right and box.top <= t.y <= box.bottom]


def _points(box: BoxMm) -> BoxMm:
    return BoxMm(*(edge * POINTS_PER_MM for edge in (box.left, box.top, box.right, box.bottom)))


def _cells(letters: Sequence[Thing]) -> str:
    return "".join(t.letter for t in sorted(letters, key=lambda t: t.left)).strip()


def _rows(letters: Sequence[Thing]) -> list[list[Thing]]:
    """Group letters into lines by their middle."""
    rows: list[list[Thing]] = []
    for letter in sorted(letters, key=lambda t: t.y):
        if rows and letter.y - rows[-1][-1].y < (letter.bottom - letter.top) / 2:
            rows[-1].append(letter)
        else:
            rows.append([letter])
    return [sorted(row, key=lambda t: t.left) for row in rows]


def _first_word_width(row: Sequence[Thing]) -> float:
    """Measure the first word of a line."""
    end = row[0].right
    for before, letter in pairwise(row):
        if not letter.letter.strip() or letter.left - before.right > 1:
            break
        end = letter.right
    return end - row[0].left


def _lines(letters: Sequence[Thing], right: float) -> str:
    """Set several lines; a line ended by hand where the next word would have fitted on it."""
    rows = _rows(letters)
    text = set_text(rows[0]).strip() if rows else ""
    for row, following in pairwise(rows):
        room = right - _PAD_PT - row[-1].right
        by_hand = _first_word_width(following) < room
        text += ("\n" if by_hand else " ") + set_text(following).strip()
    return text


def _marked(here: _Added, box: BoxMm) -> bool:
    """Tell whether a box has a mark in it, apart from its own frame."""
    if any(t.letter.strip() for t in here.letters):
        return True
    for drawing in here.drawings:
        wide = (drawing.right - drawing.left) / box.width
        high = (drawing.bottom - drawing.top) / box.height
        if max(wide, high) >= _SMALLEST_MARK and min(wide, high) < 1:
            return True
    return False


def _struck(here: _Added, box: BoxMm) -> bool:
    return any(
        t.right - t.left >= _STRIKE_WIDTH * box.width
        and t.bottom - t.top < _FRAME_SHARE * box.height
        and abs(t.y - box.centre[1]) <= _STRIKE_HEIGHT * box.height
        for t in here.drawings
    )


def _framed(here: _Added, box: BoxMm) -> bool:
    return any(
        t.right - t.left >= _FRAME_SHARE * box.width
        and t.bottom - t.top >= _FRAME_SHARE * box.height
        for t in here.drawings
    )


def _strike_choice(zones: Sequence[Zone], on_page: _Added) -> WrittenAnswer:
    """Read words of which one is framed, or all but one are struck out."""
    boxes = [(zone.option or "", _points(zone.box)) for zone in zones]
    framed = [key for key, box in boxes if _framed(on_page.inside(box), box)]
    left = [key for key, box in boxes if not _struck(on_page.inside(box), box)]
    if framed:
        return WrittenAnswer(text=" ".join(framed), certain=len(framed) == 1 and framed[0] in left)
    if len(left) == len(boxes):
        return WrittenAnswer(text="")
    return WrittenAnswer(text=" ".join(left), certain=len(left) == 1)


def _box_choice(zones: Sequence[Zone], on_page: _Added) -> WrittenAnswer:
    marked = []
    for zone in zones:
        box = _points(zone.box)
        if _marked(on_page.inside(box), box):
            marked.append(zone.option or "")
    return WrittenAnswer(text=" ".join(marked), certain=len(marked) <= 1)


def _choice(kind: Choice, zones: Sequence[Zone], on_page: _Added) -> WrittenAnswer:
    if kind.mark is ChoiceMark.STRIKE:
        return _strike_choice(zones, on_page)
    return _box_choice(zones, on_page)


def _read(asked: Field, zones: Sequence[Zone], on_page: _Added) -> WrittenAnswer:
    kind, box = asked.kind, _points(zones[0].box)
    here = on_page.inside(box)
    match kind:
        case Text(lines=lines):
            text = _lines(here.letters, box.right)
            return WrittenAnswer(text=text if lines > 1 else " ".join(text.split()))
        case Comb() | Date() | Time():
            return WrittenAnswer(text=_cells(here.letters))
        case Choice():
            return _choice(kind, zones, on_page)
        case Tick():
            return WrittenAnswer(text=_X if _marked(here, box) else "")
        case Signature():
            return WrittenAnswer(text=_X if here.things else "")
        case _:
            assert_never(kind)


def _typed_beside(zones: Collection[Zone], on_page: _Added) -> bool:
    """Tell whether letters stand on the form but in none of its fields."""
    boxes = [_points(zone.box) for zone in zones]
    form_area = BoxMm(0, HEADER_FREE_MM, 1e4, CONTENT_BOTTOM_MM)
    written = _inside([t for t in on_page.letters if t.letter.strip()], _points(form_area))
    beside = [t for t in written if not any(_inside([t], box) for box in boxes)]
    return len(beside) >= _TOO_MUCH_BESIDE


def read_over(
    form: Form, number: int, returned: PageObjects, copy: CopyId | None
) -> ReturnedPage | None:
    """Read a page whose form is known, by laying the blank over it; None where it does not fit."""
    blank = blank_objects(form, number)
    placement = place(blank, returned)
    if placement is None:
        return None
    on_page = _Added(
        added(placement, blank.letters, returned.letters),
        added(placement, blank.drawings, returned.drawings),
    )
    zones = [zone for zone in pdf_template(form).zones if zone.page == number]
    by_key: dict[str, list[Zone]] = {}
    for zone in zones:
        by_key.setdefault(zone.key, []).append(zone)
    answers = {key: _read(form.field(key), own, on_page) for key, own in by_key.items()}
    notes = frozenset({Note.ANNOTATED} if _typed_beside(zones, on_page) else ())
    return ReturnedPage(form=form, form_page=number, copy=copy, answers=answers, notes=notes)


def _read_page(
    returned: PageObjects, catalogue: Catalogue
) -> ReturnedPage | UnknownFormError | None:
    if returned.scanned or not returned.letters:
        return None
    claim = claim_in_foot(set_text(returned.letters))
    if claim is None or claim.page is None:
        return None
    try:
        form = claimed_form(claim, catalogue)
    except UnknownFormError as error:
        return error
    if not 1 <= claim.page <= form.pages:
        return None
    return read_over(form, claim.page, returned, claimed_copy(claim))


def read_flattened(
    data: bytes, catalogue: Catalogue, numbers: Collection[int]
) -> dict[int, ReturnedPage | UnknownFormError]:
    """Read pages of a PDF that have our form as text and drawing, and no fields.

    Args:
        data: the PDF.
        catalogue: the forms in use.
        numbers: the pages to look at, counted from 1.

    Returns:
        By page; without those that are pictures, or none of our forms; an error for one that says
        it is of a form or version that is not in the catalogue.

    Raises:
        DamagedFileError: broken, or cut short.
    """
    read: dict[int, ReturnedPage | UnknownFormError] = {}
    with opened_pages(data) as pages:
        for number in numbers:
            found = _read_page(page_objects(pages[number - 1]), catalogue)
            if found is not None:
                read[number] = found
    return read
