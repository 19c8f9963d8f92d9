"""What the description of the API says of every operation alike: how it is refused."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from apispec import BasePlugin

from service.http_status import PROBLEM_TYPE

PROBLEM = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_ALWAYS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_WITH_A_BODY = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
_READING = ("get", "head")
_NOT_YET = "/api/v1/copy-sets/{set_id}/file"
"""A file that may still be being made."""


class Refusals(BasePlugin):
    """Adds to each operation the answers by which it may be refused, as problem details."""

    def operation_helper(
        self,
        path: str | None = None,
        operations: dict[str, Any] | None = None,
        **kwargs: object,
    ) -> None:
        """Add them; what flask-smorest says of errors is not what this service answers."""
        del kwargs
        for method, operation in (operations or {}).items():
            answers = operation.setdefault("responses", {})
            for status in ("default", "422", 422):
                answers.pop(status, None)
            for status in _refusals(path or "", method, operation):
                said = {"description": status.phrase, "content": PROBLEM}
                answers.setdefault(str(int(status)), said)


def _refusals(path: str, method: str, operation: dict[str, Any]) -> Iterator[HTTPStatus]:
    yield from _ALWAYS
    if "{" in path or "<" in path or method not in _READING:
        yield HTTPStatus.NOT_FOUND
    if path == _NOT_YET:
        yield HTTPStatus.CONFLICT
    if method not in _READING:
        yield HTTPStatus.CONFLICT
        yield HTTPStatus.UNPROCESSABLE_ENTITY
    elif operation.get("parameters"):
        yield HTTPStatus.UNPROCESSABLE_ENTITY
    if "requestBody" in operation:
        yield from _WITH_A_BODY
