"""The values of a record as its page shows them: in doubt or settled, with their pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forms.answers import Answer
from forms.definition import Field, Form, Section
from forms.errors import ValuesError
from forms.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM
from ocr.reading import FieldState
from service.answers_in import answer_in
from service.assembly import OF_THE_COPY, Concern, Doubt
from service.crops import size_mm
from service.entities import Evidence, Record
from service.errors import NotFoundError
from service.labels import label_of
from service.signing_in import runtime
from service.web.choices import OTHER, Offered, box_text, is_typed, offered, suggested
from service.web.typed_values import Typed
from service.web.words import CONCERN, DOUBT, show_answer


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Row:
    """One field as the page shows it."""

    field: Field
    label: str
    name: str
    """What the names of its boxes end with."""
    text: str
    """What stands in the box."""
    before: str
    """The value as its box takes it back."""
    answer: str
    """The value in words."""
    doubt: str | None
    problem: str | None
    """What stands against keeping what was typed."""
    notice: str | None
    """What about the value does not fit the form's rules."""
    evidence: Evidence | None
    checked_by: str | None
    offered: Sequence[Offered] = ()
    suggested: str | None = None
    """The answer that Enter takes."""
    picked: str | None = None
    record_id: int

    @property
    def is_to_check(self) -> bool:
        """Tell whether a person has to compare it with the paper, which must have come for that."""
        return bool(self.problem or (self.doubt and self.doubt != Doubt.NOT_READ))

    @property
    def is_typed(self) -> bool:
        """Tell whether something else than what is offered can be typed."""
        return is_typed(self.field)

    @property
    def has_place(self) -> bool:
        """Tell whether there is a picture of its place."""
        shown = self.evidence
        return bool(shown and shown.has_picture and shown.reading.box)

    @property
    def why(self) -> str:
        """Say why it is in doubt."""
        words = DOUBT.get(self.doubt or "", "")
        reason = self.evidence.reading.doubt if self.evidence else None
        if self.doubt in (Doubt.UNSURE, Doubt.UNREADABLE) and reason:
            words = f"{words}: {reason[:1].lower()}{reason[1:]}"
        return words.rstrip(".")

    @property
    def raw(self) -> str:
        """What the engine read, where that is not what the record says."""
        reading = self.evidence.reading if self.evidence else None
        if reading is None or reading.state is not FieldState.READ or not reading.raw:
            return ""
        return "" if self._says_the_same(reading.raw) else reading.raw

    def _says_the_same(self, raw: str) -> bool:
        """Tell whether what the engine read is the value, written in another way."""
        try:
            return answer_in(self.field, raw) == answer_in(self.field, self.before)
        except ValuesError:
            return raw == self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetShown:
    """A page of the record, with the zones of it that are to be checked."""

    document_id: int
    number: int
    width_mm: float
    height_mm: float
    zones: tuple[Row, ...] = field(repr=False)


def rows_of(found: Record, form: Form, typed: Typed, problems: Mapping[str, str]) -> dict[str, Row]:
    """Give a row for each field of a record."""
    checked = {correction.key: correction.by for correction in found.corrections}
    rows = {}
    for question in form.fields():
        key = question.key
        rows[key] = row_of(
            question,
            found.values.get(key),
            found.evidence.get(key),
            record_id=found.id,
            label=label_of(form, key),
            text=typed.texts.get(key),
            doubt=found.doubts.get(key),
            problem=problems.get(key),
            notice=found.problems.get(key),
            picked=typed.picked.get(key),
            checked_by=checked.get(key),
        )
    return rows


def row_of(
    question: Field,
    value: Answer,
    evidence: Evidence | None,
    *,
    record_id: int,
    label: str,
    name: str | None = None,
    text: str | None = None,
    doubt: str | None = None,
    problem: str | None = None,
    notice: str | None = None,
    picked: str | None = None,
    checked_by: str | None = None,
) -> Row:
    """Make the row of a field.

    Args:
        question: the field.
        value: as it stands in the record.
        evidence: how it was read, where a page of it came.
        record_id: the record.
        label: of the field where it stands alone.
        name: what the names of its boxes end with; the field's key by default.
        text: what a person typed.
        doubt: why a person must look.
        problem: what stands against keeping what was typed.
        notice: what of it does not fit the form's rules.
        picked: what a person chose.
        checked_by: who compared it with the paper.
    """
    reading = evidence.reading if evidence else None
    answers = offered(question, value, reading) if doubt or problem else []
    if picked not in (None, OTHER, *(one.sent for one in answers)):
        picked = None
    return Row(
        field=question,
        label=label,
        name=name or question.key,
        text=box_text(question, value) if text is None else text,
        before=box_text(question, value),
        answer=_words(question, value),
        doubt=doubt,
        problem=problem,
        notice=notice,
        evidence=evidence,
        checked_by=checked_by,
        offered=answers,
        suggested=suggested(question, value, reading, answers),
        picked=picked,
        record_id=record_id,
    )


def _words(question: Field, value: Answer) -> str:
    """Write an answer as a person reads it; what was read may be no day at all."""
    try:
        return show_answer(question, value)
    except ValueError:
        return str(value)


def notes_on(found: Record) -> list[str]:
    """Say once each what is unusual about the record and its pages."""
    notes = [CONCERN[code] for code in found.concerns if code != Concern.PAGE_PROBLEMS]
    said = [problem for page in found.pages for problem in page.problems]
    return list(dict.fromkeys([*notes, *(text for code, text in said if code not in OF_THE_COPY)]))


def settled_in(form: Form, rows: Mapping[str, Row]) -> list[tuple[Section, list[Row]]]:
    """Give the rows that nobody has to check, by section."""
    found = []
    for section in form.sections:
        mine = [rows[one.key] for one in section.fields if not rows[one.key].is_to_check]
        if mine:
            found.append((section, mine))
    return found


def sheets_of(found: Record, doubtful: Sequence[Row]) -> list[SheetShown]:
    """Give the pages of a record that have a picture, with the zones in doubt on each."""
    return [
        SheetShown(
            document_id=page.document_id,
            number=page.number,
            width_mm=size[0],
            height_mm=size[1],
            zones=tuple(row for row in doubtful if _is_on(row, page.document_id, page.number)),
        )
        for page in found.pages
        if page.evidence_sha256 is not None
        for size in [_size_mm(page.evidence_sha256)]
    ]


def _size_mm(sha256: str) -> tuple[float, float]:
    """Measure a picture by its beginning; one that is missing shows itself as such."""
    try:
        with runtime().originals.open(sha256) as picture:
            return size_mm(picture)
    except NotFoundError:
        return PAGE_WIDTH_MM, PAGE_HEIGHT_MM


def _is_on(row: Row, document_id: int, number: int) -> bool:
    shown = row.evidence
    is_there = shown and (shown.document_id, shown.page_number) == (document_id, number)
    return bool(is_there and row.has_place)
