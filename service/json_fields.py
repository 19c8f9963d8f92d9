"""Fields of what comes in: in JSON a number is a number and a yes is a yes.

Pages and addresses have nothing but text, so there "12" is a number, too. What no database keeps is
refused here, where it can be said which part of the request it was.
"""

from typing import Any

from flask import has_request_context, request
from marshmallow import fields, validate

LARGEST_ID = 10**18 - 1
"""Of as many digits as a database surely keeps."""
_NOT_EMPTY = r"\s*\S"


def is_json() -> bool:
    """Tell whether what is loaded came as JSON."""
    return has_request_context() and request.is_json


class Whole(fields.Integer):
    """A whole number that a database keeps: an id, a revision, so many."""

    def __init__(self, *, least: int = 0, **options: Any) -> None:  # noqa: ANN401 - as the field's own
        rule = options.pop("validate", None)
        within = validate.Range(least, LARGEST_ID)
        super().__init__(validate=[within, *([rule] if rule else [])], **options)

    def _deserialize(self, value: object, *args: Any, **more: Any) -> int:  # noqa: ANN401 - as the field's own
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if not is_number and (is_json() or not isinstance(value, str)):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, *args, **more)


class Tick(fields.Boolean):
    """Yes or no."""

    def _deserialize(self, value: object, *args: Any, **more: Any) -> bool:  # noqa: ANN401 - as the field's own
        if not isinstance(value, bool | str) or (is_json() and isinstance(value, str)):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, *args, **more)


def not_empty(error: str) -> validate.Regexp:
    """Ask for more than blanks."""
    return validate.Regexp(_NOT_EMPTY, error=error)
