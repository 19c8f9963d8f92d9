"""What a person typed into a page's form, read with the schemas of the API."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError

from forms.written_dates import read_day, today_utc
from service.errors import BadRequestError

_PARTS = ("day", "month", "year")


def typed_by(schema: Schema, days: Mapping[str, bool]) -> Any:  # noqa: ANN401 - what it makes
    """Load the form by a schema.

    Args:
        schema: of what is asked for.
        days: the dates that are typed in three boxes, and which of them are dates of birth.

    Raises:
        BadRequestError: with a text for each field that is wrong.
    """
    typed: dict[str, Any] = {
        key: text for key, text in request.form.items() if key in schema.fields and text.strip()
    }
    problems: dict[str, str] = {}
    for key, is_birth in days.items():
        try:
            typed[key] = typed_day(key, is_birth=is_birth) or None
        except ValueError:
            problems[key] = "Enter a real date, such as 27 3 1974."
    try:
        loaded = schema.load(typed)
    except ValidationError as error:
        problems |= {key: " ".join(texts) for key, texts in error.messages_dict.items()}
    if problems:
        in_order = {key: problems[key] for key in schema.fields if key in problems}
        raise BadRequestError("this cannot be kept", in_order | problems)
    return loaded


def typed_day(key: str, *, is_birth: bool) -> str:
    """Give a date that was typed in three boxes, in ISO 8601; empty where all are.

    Raises:
        ValueError: it is no day.
    """
    parts = [request.form.get(f"{key}-{part}", "").strip() for part in _PARTS]
    return read_day(" ".join(parts), born=is_birth, today=today_utc()) if any(parts) else ""


def read_typed_day(key: str, typed: str) -> date | None:
    """Read a day that was typed in one box, in any British style; None where nothing was.

    Raises:
        BadRequestError: it is no day.
    """
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(read_day(typed.strip(), born=False, today=today_utc()))
    except ValueError as error:
        problems = {key: "Enter a real date, such as 27 3 2026."}
        raise BadRequestError("this is no day", problems) from error
