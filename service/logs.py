"""Logs what happened, by ids and codes alone: no name, no value, no address with a query."""

import logging
import sys
import traceback
from time import perf_counter
from typing import assert_never

import structlog
from flask import Flask, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars
from structlog.typing import Processor
from werkzeug.wrappers import Response

from service.request_ids import HEADER, new_request_id
from service.settings import LogForm
from service.signing_in import runtime, user_id

_log = structlog.get_logger("service")
_FRAMES = 6


BEFORE_WRITING: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
"""What every line gets, whoever logs it."""


def written_as(form: LogForm) -> Processor:
    """Give what makes a line of an event."""
    match form:
        case LogForm.LOGFMT:
            return structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"])
        case LogForm.JSON:
            return structlog.processors.JSONRenderer()
        case _:
            assert_never(form)


def set_up_logs(least: int = logging.INFO, form: LogForm = LogForm.LOGFMT) -> None:
    """Write one line an event to standard error, from a level of `logging` upwards."""
    structlog.configure(
        processors=[*BEFORE_WRITING, written_as(form)],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )


def log_breakdown(error: BaseException) -> None:
    """Log a bug by its type and place: its message may quote what somebody typed."""
    _log.error("broke down", **broken_at(error))


def broken_at(error: BaseException) -> dict[str, str]:
    """Give the type of an error, and the places where it came up, the innermost first."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return {"error": type(error).__name__, "places": places}


def install_request_log(app: Flask) -> None:
    """Log every request when it is answered, under an id that its answer bears, too."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(lambda _error: clear_contextvars())


def _begin() -> None:
    g.began = perf_counter()
    # Without a proxy the header is a stranger's, who could have its own lines look like another's.
    offered = request.headers.get(HEADER) if runtime().settings.proxies else None
    g.request_id = new_request_id(offered)
    clear_contextvars()
    bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    _log.info(
        "request",
        method=request.method,
        rule=str(request.url_rule or "-"),
        ids=" ".join(f"{key}={value}" for key, value in (request.view_args or {}).items()),
        status=response.status_code,
        ms=round((perf_counter() - g.began) * 1000, 1),
        user_id=user_id(),
    )
    response.headers[HEADER] = g.request_id
    return response
