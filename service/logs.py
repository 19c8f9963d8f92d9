"""Logs what happened, by ids and codes alone: no name, no value, no address with a query."""

import logging
import sys
import traceback
from time import perf_counter

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

from service.signing_in import user_id

_log = structlog.get_logger("service")
_FRAMES = 6


def set_up_logs(least: int = logging.INFO) -> None:
    """Write one line an event to standard error, from a level of `logging` upwards."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )


def log_breakdown(error: BaseException) -> None:
    """Log a bug by its type and place: its message may quote what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    _log.error("broke down", error=type(error).__name__, places=places)


def install_request_log(app: Flask) -> None:
    """Log every request when it is answered."""

    def begin() -> None:
        g.began = perf_counter()

    def end(response: Response) -> Response:
        _log.info(
            "request",
            method=request.method,
            rule=str(request.url_rule or "-"),
            ids=" ".join(f"{key}={value}" for key, value in (request.view_args or {}).items()),
            status=response.status_code,
            ms=round((perf_counter() - g.began) * 1000, 1),
            user_id=user_id(),
        )
        return response

    app.before_request(begin)
    app.after_request(end)
