"""From what stands in a file to readings: exact values that need no person, or doubts that do."""

from collections.abc import Mapping

from forms.definition import Field, Tick
from forms.errors import ValuesError
from forms.geometry import BoxMm
from forms.returned import WrittenAnswer
from forms.written import canonical
from ocr.reading import FieldState, Method, Reading

_UNSURE = 0.5
"""The file says the value, but also something that contradicts it."""


def reading_of(field: Field, written: WrittenAnswer, method: Method, box: BoxMm | None) -> Reading:
    """Turn an answer as written into a reading.

    What does not fit the kind of the field, such as a day that does not exist, is kept as it was
    written and goes to a person.
    """
    try:
        value = canonical(field, written.text)
    except ValuesError:
        return _unreadable(method, written.text, box)
    if value is None and isinstance(field.kind, Tick):
        value = False
    return Reading(
        value=value,
        raw=written.text or None,
        confidence=1.0 if written.certain else _UNSURE,
        accepted=written.certain,
        state=FieldState.READ if value else FieldState.BLANK,
        method=method,
        box=box,
    )


def _unreadable(method: Method, raw: str | None, box: BoxMm | None) -> Reading:
    return Reading(
        value=None,
        raw=raw,
        confidence=0.0,
        accepted=False,
        state=FieldState.UNREADABLE,
        method=method,
        box=box,
    )


def readings_of(
    fields: Mapping[str, Field],
    answers: Mapping[str, WrittenAnswer],
    method: Method,
    boxes: Mapping[str, BoxMm],
) -> dict[str, Reading]:
    """Give a reading for every field; one that the file has lost is unreadable, never blank."""
    return {
        key: reading_of(field, answers[key], method, boxes.get(key))
        if key in answers
        else _unreadable(method, None, boxes.get(key))
        for key, field in fields.items()
    }
