"""Names each request, so that all that follows from it is found in the log by one word."""

import re
import uuid

from structlog.contextvars import get_contextvars

HEADER = "X-Request-ID"
LONGEST = 64
_WELL_FORMED = re.compile(rf"[A-Za-z0-9._-]{{8,{LONGEST}}}")
_KEY = "request_id"


def new_request_id(offered: str | None) -> str:
    """Give the id that a trusted proxy offers, if it is well formed; else one of our own."""
    return offered if offered and _WELL_FORMED.fullmatch(offered) else uuid.uuid4().hex


def present_request_id() -> str | None:
    """Give the id of the request that this thread works for, if it does."""
    found = get_contextvars().get(_KEY)
    return str(found) if found else None
