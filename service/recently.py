"""Remembers for a while what somebody has seen, so that one view is not noted fifty times."""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import timedelta
from threading import Lock
from time import monotonic

_MOST = 20_000
_WHILE = timedelta(minutes=10)


class Recently:
    """What was seen lately, in this process: what another process knows is noted once more."""

    def __init__(self) -> None:
        self._until: OrderedDict[Hashable, float] = OrderedDict()
        self._lock = Lock()

    def add(self, *keys: Hashable) -> None:
        """Remember what was seen now."""
        with self._lock:
            for key in keys:
                self._until[key] = monotonic() + _WHILE.total_seconds()
                self._until.move_to_end(key)
            while len(self._until) > _MOST:
                self._until.popitem(last=False)

    def __contains__(self, key: Hashable) -> bool:
        with self._lock:
            return self._until.get(key, 0.0) > monotonic()
