"""The daily look for what may no longer be kept."""

from datetime import timedelta
from threading import Event

import structlog

from service.entities import Actor
from service.permission.powers import Power
from service.runtime import Runtime
from service.store.states import Channel
from service.usecases.retention import erase_due

_log = structlog.get_logger(__name__)
_ACTOR = Actor(user_id=None, channel=Channel.SERVICE, powers=frozenset({Power.MAINTAIN}))


class RetentionDoor:
    """The way out: it is looked after as the ways in are, and tried again where it failed."""

    name = "retention"
    pause = timedelta(days=1)

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def look(self, stopped: Event) -> int:
        """Delete what is due; tell how much that was.

        Raises:
            ConflictError: a back-up or rotation is under way.
        """
        if stopped.is_set():
            return 0
        due = erase_due(self._runtime, _ACTOR)
        count = len(due.clients) + len(due.documents)
        if count:
            _log.info("erased", clients=len(due.clients), documents=len(due.documents))
        return count
