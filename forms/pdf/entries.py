"""What is entered in each box: canonical values as they are written, or refused by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import assert_never

from forms import definition as d
from forms.answers import Answer, Answers
from forms.errors import FieldOverflowError, ValuesError
from forms.pdf.appearance import SetText, set_comb, set_line, set_lines
from forms.pdf.fonts import FontProgram
from forms.pdf.template import PdfTemplate, Slot, Widget
from forms.pdf.widgets import cells, max_length

_DAYS = {0: "%d/%m/%Y", 6: "%d%m%y", 8: "%d%m%Y", 10: "%d/%m/%Y"}
"""A date by the cells that it is written in."""
_TOO_LONG = "too long for its box on the form, even at the smallest legible size"


@dataclass(frozen=True, slots=True)
class TextEntry:
    """A text in its box."""

    widget: Widget
    text: str
    drawn: SetText


@dataclass(frozen=True, slots=True)
class TickEntry:
    """A ticked box."""

    widget: Widget


@dataclass(frozen=True, slots=True)
class ChoiceEntry:
    """The option chosen."""

    slot: Slot
    option: str

    @property
    def strikes(self) -> bool:
        """Tell whether the other options are struck out, rather than this one marked."""
        kind = self.slot.field.kind
        return isinstance(kind, d.Choice) and kind.mark is d.ChoiceMark.STRIKE


Entry = TextEntry | TickEntry | ChoiceEntry


class _RefusedError(Exception):
    """One field's value cannot be entered; says why."""

    def __init__(self, reason: str, *, too_long: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.too_long = reason, too_long


def written_text(asked: d.Field, value: str) -> str:
    """Give a canonical value as it is written: in cells a date DDMMYYYY, a time HHMM.

    Raises:
        ValueError: no such day or time.
    """
    match asked.kind:
        case d.Date():
            return date.fromisoformat(value).strftime(_DAYS[cells(asked)])
        case d.Time():
            return time.fromisoformat(value).strftime("%H%M" if cells(asked) else "%H:%M")
        case _:
            return value.replace("\r\n", "\n")


def _text(slot: Slot, value: Answer, font: FontProgram) -> TextEntry:
    if not isinstance(value, str):
        raise _RefusedError("must be a text")
    try:
        text = written_text(slot.field, value)
    except ValueError:
        raise _RefusedError("is not a date or time in ISO 8601") from None
    if missing := font.missing(text.replace("\n", "")):
        named = ", ".join(sorted(f"U+{ord(char):04X}" for char in missing))
        raise _RefusedError(f"has characters that cannot be printed: {named}")
    widget = slot.widgets[None]
    longest = max_length(slot.field)
    fits = longest is None or len(text) <= longest
    drawn = _set(font, slot.field, text, widget) if fits else None
    if drawn is None:
        raise _RefusedError(_TOO_LONG, too_long=True)
    return TextEntry(widget, text, drawn)


def _set(font: FontProgram, asked: d.Field, text: str, widget: Widget) -> SetText | None:
    width, height = widget.width, widget.height
    if isinstance(asked.kind, d.Text) and asked.kind.lines > 1:
        return set_lines(font, text, width, height)
    count = cells(asked)
    if not count:
        return set_line(font, text, width, height)
    fits = len(text) <= count and "\n" not in text
    return set_comb(font, text, width, height, count) if fits else None


def _tick(slot: Slot, value: Answer) -> TickEntry | None:
    if not isinstance(value, bool):
        raise _RefusedError("must be true or false")
    return TickEntry(slot.widgets[None]) if value else None


def _choice(slot: Slot, value: Answer) -> ChoiceEntry:
    if not isinstance(value, str) or value not in slot.widgets:
        known = ", ".join(str(option) for option in slot.widgets)
        raise _RefusedError(f"must be one of {known}")
    return ChoiceEntry(slot, value)


def _entry(slot: Slot, value: Answer, font: FontProgram) -> Entry | None:
    kind = slot.field.kind
    match kind:
        case d.Text() | d.Comb() | d.Date() | d.Time():
            return _text(slot, value, font)
        case d.Tick():
            return _tick(slot, value)
        case d.Choice():
            return _choice(slot, value)
        case d.Signature():
            return None
        case _:
            assert_never(kind)


def _answered(values: Answers) -> Iterator[tuple[str, Answer]]:
    for key, value in values.items():
        if value is not None and value != "":
            yield key, value


def entries(template: PdfTemplate, values: Answers) -> list[Entry]:
    """Enter values into the boxes of a form; signatures are left to a pen.

    Raises:
        FieldOverflowError: values that do not fit, all of them named.
        ValuesError: values of a wrong kind, with letters that cannot be printed, or of no field.
    """
    made: list[Entry] = []
    wrong: dict[str, str] = {}
    too_long: dict[str, str] = {}
    for key, value in _answered(values):
        slot = template.slots.get(key)
        if slot is None:
            wrong[key] = "the form has no such field"
            continue
        try:
            entry = _entry(slot, value, template.fonts.regular)
        except _RefusedError as refused:
            (too_long if refused.too_long else wrong)[key] = refused.reason
        else:
            made += [entry] if entry else []
    if wrong:
        raise ValuesError(wrong | too_long)
    if too_long:
        raise FieldOverflowError(too_long)
    return made
