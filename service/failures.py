"""Answers every failure: problem details for programs, a page that says what to do for people."""

import errno
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, json, render_template
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from forms.errors import ThroughcareError
from service.errors import (
    BadRequestError,
    NotAllowedError,
    NotFoundError,
    ServiceError,
    TooManyTriesError,
    TooOftenError,
    UnavailableError,
    UploadTooLargeError,
)
from service.http_status import PROBLEM_TYPE, STATUS, problem_body
from service.logs import log_breakdown
from service.signing_in import CSRFError, wants_json

_BREAKDOWN = "The service broke down over this. Nothing that was saved before is lost."
_OTHER_HOST = "The service is not called by this name. Open it under the name that you were told."
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_KEPT_HEADERS = ("Allow", "Retry-After")


def install_failures(app: Flask) -> None:
    """Answer errors of the tree, of HTTP itself, and bugs."""
    app.register_error_handler(ThroughcareError, _answer_error)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(OSError, _answer_disk)
    if not app.testing:
        app.register_error_handler(Exception, _answer_breakdown)


def _answer_error(error: Exception) -> Response:
    if not isinstance(error, ThroughcareError):
        raise TypeError("not an error of the tree") from error
    g.failed_with = error.code
    response = _answer(STATUS[type(error)], error)
    if isinstance(error, TooManyTriesError):
        response.headers["Retry-After"] = str(error.retry_seconds)
    return response


def _answer_http(error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise TypeError("not an error of HTTP") from error
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    g.failed_with = str(status.value)
    if isinstance(error, SecurityError) and not wants_json():
        # No page: its links would lead to the host that is not ours.
        return Response(f"{_OTHER_HOST}\n", status, content_type="text/plain; charset=utf-8")
    response = _answer(status, _of_http(error))
    for name, value in error.get_headers():
        if name in _KEPT_HEADERS:
            response.headers[name] = value
    return response


def _answer_disk(error: Exception) -> Response:
    """Answer a disk that is full while an upload is spooled; any other fault is a bug."""
    if not isinstance(error, OSError) or error.errno not in _NO_SPACE:
        if current_app.testing:
            raise error
        return _answer_breakdown(error)
    return _answer_error(UnavailableError("the disk is full; nothing of this was kept"))


def _answer_breakdown(error: Exception) -> Response:
    log_breakdown(error)
    g.failed_with = "breakdown"
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, ServiceError(_BREAKDOWN))


def _of_http(error: HTTPException) -> ThroughcareError:
    messages = getattr(error, "data", {}).get("messages", {})
    match error.code:
        case HTTPStatus.NOT_FOUND:
            return NotFoundError("there is nothing at this address")
        case HTTPStatus.FORBIDDEN:
            return NotAllowedError("this account may not do that")
        case HTTPStatus.TOO_MANY_REQUESTS:
            return TooOftenError("this was asked for too often in a short time")
        case _ if isinstance(error, RequestEntityTooLarge):
            return UploadTooLargeError("the files are larger than this service takes in at once")
        case _ if isinstance(error, CSRFError):
            return BadRequestError("this page was open too long; open it again and repeat the step")
        case _:
            name = HTTPStatus(error.code or HTTPStatus.BAD_REQUEST).phrase
            return BadRequestError(f"the request was not understood ({name})", _flat(messages))


def _flat(messages: object) -> dict[str, str]:
    """Give marshmallow's messages by location and field as one text a field."""
    if not isinstance(messages, Mapping):
        return {"request": _text(messages)}
    flat: dict[str, str] = {}
    for by_field in messages.values():
        if isinstance(by_field, Mapping):
            flat |= dict(_named(by_field))
        else:
            flat["request"] = _text(by_field)
    return flat


def _named(by_field: Mapping[Any, Any], within: str = "") -> Iterator[tuple[str, str]]:
    """Give each message with its field; of what lies within another, as `details.surname`."""
    for key, texts in by_field.items():
        name = f"{within}{key}"
        if isinstance(texts, Mapping):
            yield from _named(texts, f"{name}.")
        else:
            yield name, _text(texts)


def _text(texts: object) -> str:
    return " ".join(map(str, texts)) if isinstance(texts, list) else str(texts)


def _answer(status: HTTPStatus, error: ThroughcareError) -> Response:
    asked_as = g.get("request_id", "")
    if wants_json():
        body = {**problem_body(error), "status": int(status), "title": status.phrase}
        body["instance"] = f"urn:throughcare:request:{asked_as}"
        response = Response(json.dumps(body), status=status, content_type=PROBLEM_TYPE)
        if status is HTTPStatus.UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response
    page = render_template("failure.html", error=error, status=int(status), asked_as=asked_as)
    return Response(page, status=status, content_type="text/html; charset=utf-8")
