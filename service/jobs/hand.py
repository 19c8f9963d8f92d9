"""The jobs in the hands of this process: short ones are taken several at once, and begun in turn.

A transaction costs as much as many a form filled in on screen, so its jobs share one. How many are
taken follows how long the last ones took; whatever cannot be begun soon is given back.
"""

from collections import deque
from collections.abc import Callable
from threading import Lock
from time import monotonic

import structlog

from service.errors import ConflictError, UnavailableError
from service.permission.asking import as_the_service
from service.runtime import Runtime, wake_nobody
from service.usecases.work import Claim, give_back, take_jobs

_log = structlog.get_logger(__name__)
_AT_ONCE = 16
_AHEAD = 1.0
"""Seconds of work that are taken at once: by so much something urgent may be held up."""
_STALE = 3.0
"""Seconds after which what was not begun is given back: a job before it took unusually long."""
_INERTIA = 4
"""Jobs over which the usual time of one is smoothed."""


class Hand:
    """Claims of this process, begun or not; several threads may draw from it."""

    def __init__(self, runtime: Runtime, send: Callable[[int], None] = wake_nobody) -> None:
        """Begin with an empty hand.

        Args:
            runtime: the installation.
            send: wakes one more worker, where more is due than was taken.
        """
        self._runtime, self._send = runtime, send
        self._claims: set[Claim] = set()
        self._next: deque[Claim] = deque()
        self._taken = self._nothing_else = float("-inf")
        self._usual = _AHEAD
        self._lock, self._drawing = Lock(), Lock()

    @property
    def claims(self) -> list[Claim]:
        """All that are held, for their leases."""
        with self._lock:
            return list(self._claims)

    def draw(self, woken: float) -> Claim | None:
        """Give the next job to begin, if any is due.

        Args:
            woken: when whoever asks was told to look, on the monotonic clock: what was taken since
                then may have been all there was.

        Raises:
            UnavailableError: the database cannot be reached.
            ConflictError: it stayed locked.
        """
        with self._drawing:
            self._give_back_stale()
            if not self._next and self._nothing_else < woken:
                self._take()
            return self._next.popleft() if self._next else None

    def _take(self) -> None:
        began, at_most = monotonic(), max(1, min(_AT_ONCE, int(_AHEAD / self._usual)))
        taken = take_jobs(self._runtime, at_most)
        with self._lock:
            self._claims.update(taken.claims)
        self._next.extend(taken.claims)
        self._taken = monotonic()
        if not taken.more:
            self._nothing_else = began
        elif taken.claims:
            self._send(taken.claims[0].job_id)

    def freshen(self) -> None:
        """Leave what could not be begun soon to whoever can."""
        # Whoever draws does the same, and may wait for the database: leases are renewed meanwhile.
        if self._drawing.acquire(blocking=False):
            try:
                self._give_back_stale()
            finally:
                self._drawing.release()

    def _give_back_stale(self) -> None:
        if self._next and monotonic() - self._taken > _STALE:
            self._give_back()

    def _give_back(self) -> None:
        """Leave what was not begun to others; should that fail, it is done here after all."""
        try:
            give_back(self._runtime, self._next)
        except (UnavailableError, ConflictError) as error:
            _log.warning("jobs not given back", code=error.code)
            return
        with self._lock:
            self._claims.difference_update(self._next)
        self._next.clear()
        self._nothing_else = float("-inf")

    def put_down(self, claim: Claim, seconds: float, *, leaves_more: bool) -> None:
        """Hold a job no longer.

        Args:
            claim: on the job.
            seconds: that it took.
            leaves_more: whether it left something to be done at once.
        """
        with self._lock:
            self._claims.discard(claim)
        self._usual += (seconds - self._usual) / _INERTIA
        if leaves_more:
            # It may have given way to something urgent: that goes before what is in hand.
            self._taken = self._nothing_else = float("-inf")

    @as_the_service()
    def end(self) -> None:
        """Give back what was not begun, since this process is to end; else its end tells."""
        with self._drawing:
            if self._next:
                self._give_back()
