"""What a stage found out about one field, before it becomes a reading."""

from dataclasses import dataclass, field

from forms.answers import Answer
from ocr.engine.output import LineOutput
from ocr.reading import FieldState, Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A value with its doubt; `repr` shows no value: it may be personal data."""

    value: Answer = field(repr=False)
    confidence: float
    accepted: bool
    state: FieldState
    method: Method
    raw: str | None = field(repr=False, default=None)
    alternatives: tuple[tuple[str, float], ...] = field(repr=False, default=())
    doubt: str | None = None
    """Why a person should look, in words for that person."""
    lines: tuple[LineOutput, ...] = field(repr=False, compare=False, default=())
    """As `Reading.lines`."""


def blank(method: Method, confidence: float = 0.999) -> Finding:
    """Give the finding of a field with nothing in it."""
    return Finding(
        value=None, confidence=confidence, accepted=True, state=FieldState.BLANK, method=method
    )


def unreadable(method: Method, raw: str | None = None, *, doubt: str | None = None) -> Finding:
    """Give the finding of a field in which something stands that nobody could read."""
    return Finding(
        value=None,
        confidence=0.0,
        accepted=False,
        state=FieldState.UNREADABLE,
        method=method,
        raw=raw,
        doubt=doubt,
    )
