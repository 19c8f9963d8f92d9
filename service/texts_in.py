"""Refuses text that no database keeps, wherever in a request it stands."""

from typing import Any

from flask import Flask, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter

from service.json_fields import LARGEST_ID
from service.signing_in import is_api


class Json(DefaultJSONProvider):
    """JSON whose every text can be kept."""

    def loads(self, s: str | bytes, **options: Any) -> Any:  # noqa: ANN401 - as Flask has it
        """Read it; ValueError where a text in it could not be kept."""
        found = super().loads(s, **options)
        _check(found)
        return found


class Id(IntegerConverter):
    """A number in an address; what is larger than any id is no address of ours."""

    regex = rf"\d{{1,{len(str(LARGEST_ID))}}}"

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as werkzeug has it
        super().__init__(*args, **{"max": LARGEST_ID, **options})


def install_text_check(app: Flask) -> None:
    """Check addresses, what is typed into pages, and JSON."""
    app.json = Json(app)
    app.url_map.converters["int"] = Id
    app.before_request(_check_request)


def _check_request() -> None:
    try:
        _check([request.path, request.args.to_dict(flat=False), _typed()])
    except ValueError as error:
        raise BadRequest from error


def _typed() -> dict[str, list[str]]:
    """Give what was typed into a page; the API takes no forms, only files."""
    return {} if is_api() else request.form.to_dict(flat=False)


def _check(found: object) -> None:
    match found:
        case str():
            if "\0" in found:
                raise ValueError("NUL")
            found.encode()
        case dict():
            for key, value in found.items():
                _check(key)
                _check(value)
        case list():
            for value in found:
                _check(value)
        case _:
            pass
