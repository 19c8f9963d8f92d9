"""What a page teaches once a person has said what stands on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from forms.answers import Answer
from forms.definition import Choice, Field, Signature, Tick
from forms.errors import FileError, LayoutError
from forms.registry import Catalogue
from ocr.foreign.page import ForeignPage, find_foreign
from ocr.foreign.reading import read_foreign
from ocr.learned.layout import Confirmed, LearnedLayout, learn
from ocr.learned.page import find_learned, strange_ink
from ocr.page.straight import Straight
from ocr.reading import FieldState, Reading
from ocr.sheet import Sheet
from ocr.sheets import sheets
from ocr.whose import ours

_MISREAD = 0.6
"""Likeness of a text to what stands there, over which it was misread, not read elsewhere."""


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A layout, and the one that was known of this page before, which it takes the place of."""

    layout: LearnedLayout
    before: LearnedLayout | None


def _same(read: Answer, said: Answer) -> bool:
    """Compare as paper does: an unticked box and an empty field are one."""
    return (read or None) == (said or None)


def _settled(readings: Mapping[str, Reading], values: Mapping[str, Answer]) -> Iterator[str]:
    """Yield the fields that say something, and say what was read."""
    for key, reading in readings.items():
        if reading.value and _same(reading.value, values.get(key)):
            yield key


def _is_like(reading: Reading, said: Answer) -> bool:
    """Tell whether what was read may be what stands there, misread."""
    read = {str(text).casefold() for text in (reading.value, reading.raw) if text}
    likeness = (Levenshtein.normalized_similarity(text, str(said).casefold()) for text in read)
    return bool(said) and max(likeness, default=0.0) >= _MISREAD


def _is_lost(asked: Field, reading: Reading, said: Answer) -> bool:
    """Tell whether a value must stand elsewhere on the page than where it was looked for.

    So does a text that is nothing like what was read, and a mark that was read beyond doubt, but
    otherwise.
    """
    if _same(reading.value, said):
        return False
    is_mark = isinstance(asked.kind, Tick | Choice | Signature)
    if is_mark and reading.state is not FieldState.NOT_ASKED:
        return reading.accepted
    return not _is_like(reading, said)


def confirmed(
    page: ForeignPage, readings: Mapping[str, Reading], values: Mapping[str, Answer]
) -> Confirmed:
    """Say what a person's word on the values of a page means for its places.

    Args:
        page: as it was found.
        readings: what was read on it.
        values: what stands there; a field that is missing is empty.
    """
    said = {key: values.get(key) for key in readings}
    asked = {one.key: one for one in page.form.fields()}
    lost = {k for k, reading in readings.items() if _is_lost(asked[k], reading, said[k])}
    return Confirmed(
        settled=frozenset(_settled(readings, values)),
        lost=frozenset(lost),
        not_asked=frozenset(readings) - page.places.keys() - lost,
    )


def _straight(data: bytes, number: int, catalogue: Catalogue) -> Straight:
    sheet = next(sheets(data, number), None)
    if isinstance(sheet, FileError):
        raise sheet
    found = ours(sheet, catalogue) if isinstance(sheet, Sheet) and not sheet.is_blank else None
    if not isinstance(found, Straight):
        raise LayoutError(f"page {number} is not one of another agency")
    return found


def learn_page(
    data: bytes,
    number: int,
    catalogue: Catalogue,
    values: Mapping[str, Answer] | None = None,
    layouts: Sequence[LearnedLayout] = (),
) -> Lesson:
    """Learn the layout of a page.

    Args:
        data: the file that it is of.
        number: of the page in the file, counted from 1.
        catalogue: the forms in use.
        values: all that stands on the page, as a person has confirmed it; None: nobody has, and
            every place stays as doubtful as it was found.
        layouts: those learned before; one that the page has is learned further.

    Raises:
        LayoutError: it is no page of a known form in another agency's print.
        FileError: the page cannot be opened.
    """
    straight = _straight(data, number, catalogue)
    page, before = find_learned(straight, catalogue, layouts) or (None, None)
    found = page or find_foreign(straight, catalogue)
    if not isinstance(found, ForeignPage):
        raise LayoutError(f"page {number} is of no form that is known")
    if any(problem.code == "two-forms" for problem in found.problems):
        raise LayoutError(f"more than one form stands on page {number}")
    said = Confirmed()
    if values is not None:
        said = confirmed(found, read_foreign(found).readings, values)
    return Lesson(learn(found, said, strange_ink(found)), before)
