"""Writes what gunicorn itself has to say in the form of our own log, without what strangers sent.

Its own messages may quote addresses with their queries, and the texts of errors.
"""

import logging
from typing import Any

import structlog
from gunicorn.glogging import Logger

from service.logs import broken_at, written_as
from service.settings import LogForm, Settings

_QUOTING = "Invalid request"


class Log(Logger):  # type: ignore[misc]
    """Gunicorn's log, in our form."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401 - gunicorn's own, untyped
        """Set up handlers as gunicorn would, but for their form."""
        super().setup(cfg)
        line = Line(Settings.from_env().log)
        for handler in self.error_log.handlers:
            handler.setFormatter(line)


class Line(logging.Formatter):
    """Makes a line of a message."""

    def __init__(self, form: LogForm) -> None:
        super().__init__()
        self._write = written_as(form)
        self._stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)

    def format(self, record: logging.LogRecord) -> str:
        """Give the line: of an error its type and place, of a request that is none no word."""
        said: dict[str, Any] = {
            "event": _event(record),
            "level": record.levelname.lower(),
            "process": record.process,
        }
        if record.exc_info and record.exc_info[1]:
            said |= broken_at(record.exc_info[1])
        return str(self._write(None, "", self._stamp(None, "", said)))


def _event(record: logging.LogRecord) -> str:
    if record.exc_info:
        return "broke down"
    message = record.getMessage()
    return _QUOTING.lower() if message.startswith(_QUOTING) else message
