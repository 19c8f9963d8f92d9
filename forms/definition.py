"""What a form is: sections of fields, as frozen values. Facts about the questions, no behaviour.

Field kinds are a closed union; every projection handles each in one `match` that ends in
`assert_never`. Loaded from TOML by `forms.loading`; docs/form-definitions.md describes the format.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from forms.geometry import BoxMm


class Party(StrEnum):
    """Who sends or receives a form (guidance, Annex D)."""

    CJIT = "cjit"
    PRISON_CLINICAL = "prison_clinical"
    CARAT = "carat"
    PROBATION = "probation"
    TREATMENT_PROVIDER = "treatment_provider"
    DATA_TEAM = "data_team"
    CLIENT = "client"


class TextStyle(StrEnum):
    """What a text is made of: steers keyboards, checks and reading."""

    SENTENCE = "sentence"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    POSTCODE = "postcode"
    NUMBER = "number"
    PLAIN = "plain"


class ChoiceMark(StrEnum):
    """How a choice is made on paper."""

    STRIKE = "strike"
    """The words that do not apply are struck out ("delete as appropriate")."""
    BOX = "box"
    """One box of several is marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Free text on one or more lines."""

    max_length: int
    lines: int = 1
    style: TextStyle = TextStyle.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Comb:
    """Capitals and digits, one a cell."""

    length: int
    pattern: str | None = None
    """Regular expression that the whole value matches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A day, written DDMMYYYY in eight cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A time of day, written HHMM in four cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer of a choice."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several answers."""

    options: tuple[Option, ...]
    mark: ChoiceMark


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A box that is ticked or left empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A space for a signature; its answer is whether one is there."""


FieldKind = Text | Comb | Date | Time | Choice | Tick | Signature


class LabelPlace(StrEnum):
    """Where a field's label stands."""

    LEFT = "left"
    ABOVE = "above"
    RIGHT = "right"


class ReferencePart(StrEnum):
    """Which column of a reference list a field holds."""

    NAME = "name"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceUse:
    """The list that a field's values come from."""

    list_name: str
    part: ReferencePart
    pairs_with: str | None = None
    """The field that holds the other column of the same entry: name and code must agree."""


MOST_URGENT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """True where the named field has one of these answers."""

    field: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a field, or one option of a choice, is answered on the print of an adopted form."""

    page: int
    box: BoxMm
    """On the sheet as we issue it."""
    option: str | None = None
    cells: int = 0
    """Cells of a printed comb; 0 for a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form."""

    key: str
    label: str
    kind: FieldKind
    help: str
    """Said by screen readers and shown as a tooltip."""
    number: str | None = None
    required: bool = False
    required_when: Condition | None = None
    reference: ReferenceUse | None = None
    synonyms: tuple[str, ...] = ()
    """What other agencies' layouts print for the same question."""
    detail_of: str | None = None
    """The tick that this field gives the detail of; printed in the same row."""
    span: int = 12
    """Width in twelfths of the section."""
    label_place: LabelPlace = LabelPlace.LEFT
    label_width: int | None = None
    """Twelfths of the field's width that a label on the left takes; None: as wide as the words."""
    urgency: int = 0
    """How soon a person must look at a form on which it is answered: 0 in turn, 3 before all."""
    by_hand: bool = False
    """Only the person concerned answers it, on this copy: never pre-filled from a record."""
    places: tuple[Place, ...] = ()
    """On an adopted form alone: elsewhere the layout places it."""

    @property
    def is_on_line(self) -> bool:
        """Tell whether it is written on a line where its kind would have cells."""
        return bool(self.places) and not self.places[0].cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row or column of a table: the key part of its fields and the words printed for it."""

    key: str
    label: str
    width: int = 1
    """Relative width of a column; of no meaning for a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The shape of a table section; its fields are keyed `{row}_{column}`."""

    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    row_heading: str = ""
    row_width: int = 3
    """Relative width of the column of row labels; 0: rows have no printed label."""


class SectionLayout(StrEnum):
    """How a section's fields are set out."""

    GRID = "grid"
    """Rows of twelve twelfths, filled from left to right."""
    TABLE = "table"
    CHANGES = "changes"
    """One ruled row a tick: number, box, label, and the detail beside it."""


class SectionWidth(StrEnum):
    """Half sections stand side by side in pairs."""

    FULL = "full"
    HALF = "half"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled part of a form."""

    key: str
    title: str
    layout: SectionLayout = SectionLayout.GRID
    width: SectionWidth = SectionWidth.FULL
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    """Printed as a list after the paragraphs."""
    fields: tuple[Field, ...] = ()
    table: Table | None = None
    new_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InOrder:
    """The first date is not after the second."""

    earlier: str
    later: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """At least one of the fields has an answer (a tick: is ticked)."""

    fields: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAfterToday:
    """The date is not in the future."""

    field: str
    message: str


Rule = InOrder | AnyOf | NotAfterToday


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedPage:
    """How another agency's page lies on the sheet that we issue: made smaller, and moved."""

    scale: float
    left: float
    top: float
    """Millimetres from the top left corner of our sheet to that of theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """Another agency's print, kept without its fields: the form is printed over it."""

    file: str
    """Name of the kept PDF, beside the definition."""
    print_pdf: bytes = field(repr=False)
    pages: tuple[AdoptedPage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One issued version of a form."""

    id: str
    version: str
    code: str
    """Two characters that stand for this id and version inside copy ids."""
    title: str
    language: str
    pages: int
    senders: tuple[Party, ...]
    recipients: tuple[Party, ...]
    source: str
    note: str | None
    """Printed under the title."""
    synonyms: tuple[str, ...]
    """Titles that other agencies print for the same form."""
    urgency: int
    """How soon a person must look at it, whatever it says: 0 in turn, 3 before all."""
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...]
    adopted: Adopted | None = None
    """Where the print is another agency's."""

    def fields(self) -> Iterator[Field]:
        """Yield every field in printed order, which is also the tab order."""
        for section in self.sections:
            yield from section.fields

    def field(self, key: str) -> Field:
        """Find a field by its key; KeyError if there is none."""
        for asked in self.fields():
            if asked.key == key:
                return asked
        raise KeyError(key)
