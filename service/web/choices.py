"""What a value may be: the answers that a person chooses from with one key, likeliest first."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import assert_never

from forms.answers import Answer
from forms.definition import Choice, Comb, Date, Field, Signature, Text, Tick, Time
from forms.errors import ValuesError
from ocr.reading import FieldState, Reading
from service.answers_in import answer_in
from service.web.words import show_answer, show_day

OTHER = "other"
"""What is sent where none of the answers is right and something else is typed."""
CHOSEN = "="
"""What an answer that is sent begins with: none can be taken for `OTHER`."""
_MOST = 5
"""Answers that are offered; the keys 1 to 9 reach them all."""
_NOTHING = "Nothing is written there"
_UNMARKED = "Nothing is marked"


@dataclass(frozen=True, slots=True)
class Offered:
    """One answer that a person may choose."""

    text: str = field(repr=False)
    """As its box takes it back."""
    words: str = field(repr=False)
    share: float | None = None
    """The reader's probability of it, where it gave one."""

    @property
    def sent(self) -> str:
        """What choosing it sends."""
        return f"{CHOSEN}{self.text}"


def box_text(question: Field, value: Answer) -> str:
    """Write a value as its box takes it back."""
    match question.kind, value:
        case ((Tick() | Signature()), _):
            return "yes" if value else ""
        case _, (None | False | True):
            return ""
        case Date(), str():
            return show_day(value) if _is_day(value) else value
        case _:
            return str(value)


def _is_day(value: str) -> bool:
    try:
        show_day(value)
    except ValueError:
        return False
    return True


def is_typed(question: Field) -> bool:
    """Tell whether something else than what is offered can be typed."""
    match question.kind:
        case Text() | Comb() | Date() | Time():
            return True
        case Choice() | Tick() | Signature():
            return False
        case _:
            assert_never(question.kind)


def offered(question: Field, value: Answer, reading: Reading | None) -> list[Offered]:
    """Give the answers to choose from, that which stands in the record first.

    Args:
        question: the field.
        value: as it stands in the record.
        reading: how the page was read; None where no page of it came.
    """
    match question.kind:
        case Tick():
            return _first(_yes_or_no("Ticked", "Not ticked"), "yes" if value else "")
        case Signature():
            return _first(_yes_or_no("Signed", "Not signed"), "yes" if value else "")
        case Choice(options=options):
            marks = [Offered(option.key, option.label) for option in options]
            return [*marks, Offered("", _UNMARKED)]
        case Text() | Comb() | Date() | Time():
            return list(_written(question, value, reading))[:_MOST]
        case _:
            assert_never(question.kind)


def _yes_or_no(yes: str, no: str) -> list[Offered]:
    return [Offered("yes", yes), Offered("", no)]


def _first(answers: list[Offered], text: str) -> list[Offered]:
    return sorted(answers, key=lambda one: one.text != text)


def _written(question: Field, value: Answer, reading: Reading | None) -> Iterator[Offered]:
    nothing = Offered("", _NOTHING)
    if value is None:
        yield nothing
    likely: list[tuple[Answer, float | None]] = []
    if value is not None:
        sure = reading.confidence if reading and reading.value == value else None
        likely.append((value, sure))
    likely += reading.alternatives if reading else ()
    seen: set[str] = set()
    for answer, share in likely:
        text = box_text(question, answer)
        if text and text not in seen and _fits(question, text):
            seen.add(text)
            yield Offered(text, show_answer(question, _canonical(question, text)), share or None)
        if len(seen) == _MOST - 1:
            break
    if value is not None:
        yield nothing


def _fits(question: Field, text: str) -> bool:
    """Tell whether an answer would be taken: what would not is no answer to choose."""
    try:
        answer_in(question, text)
    except ValuesError:
        return False
    return True


def _canonical(question: Field, text: str) -> Answer:
    return answer_in(question, text)


def suggested(
    question: Field, value: Answer, reading: Reading | None, answers: list[Offered]
) -> str | None:
    """Give what Enter takes where nothing was chosen: what was read; None where nothing was."""
    if reading is not None and reading.state is FieldState.UNREADABLE and not value:
        return None
    text = box_text(question, value)
    return next((one.sent for one in answers if one.text == text), None)
