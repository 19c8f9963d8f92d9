"""Refuses text that no database keeps, wherever in a request it stands."""

from typing import Any

from flask import Flask, request
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter

from service.json_fields import LARGEST_ID
from service.signing_in import is_api


class Id(IntegerConverter):
    """A number in an address; what is larger than any id is no address of ours."""

    regex = rf"\d{{1,{len(str(LARGEST_ID))}}}"

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as werkzeug has it
        super().__init__(*args, **{"max": LARGEST_ID, **options})


def install_text_check(app: Flask) -> None:
    """Check addresses, and what is typed into pages; the API checks its JSON when it reads it."""
    app.url_map.converters["int"] = Id
    app.before_request(_check_request)


def _check_request() -> None:
    refuse_lost_text([request.path, request.args.to_dict(flat=False), _typed()])


def refuse_lost_text(found: object) -> None:
    """See that every text in what came can be kept.

    Args:
        found: texts, in lists and dictionaries, with whatever else JSON has.

    Raises:
        BadRequest: one has a NUL in it, or half a character.
    """
    try:
        _check(found)
    except ValueError as error:
        raise BadRequest from error


def _typed() -> list[Any]:
    """Give what was typed into a page; the API takes no forms, only files, and reads its JSON."""
    if is_api():
        return []
    return [request.form.to_dict(flat=False), request.get_json(silent=True)]


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
