"""Works off what waits: takes job after job, keeps their leases, and looks for what was lost."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event, Lock, Thread
from time import monotonic
from types import TracebackType
from typing import Self, assert_never

import structlog
from structlog.contextvars import bound_contextvars

from service.errors import ClaimLostError, ConflictError, ReadingFailedError, UnavailableError
from service.jobs.hand import Hand
from service.logs import log_breakdown
from service.permission.asking import as_the_service
from service.runtime import Runtime, wake_nobody
from service.store.states import JobKind
from service.usecases.layouts import learn_claimed
from service.usecases.make_copies import delete_claimed, make_claimed
from service.usecases.read import read_claimed
from service.usecases.work import (
    LEASE,
    Claim,
    back_off,
    held,
    put_back,
    reconcile,
    renew_leases,
)

_log = structlog.get_logger(__name__)
_BEAT = timedelta(seconds=15)
"""Between two looks for lost jobs."""
_RENEWAL = LEASE / 3
_BROKE_DOWN = "broke-down"


class Crew:
    """The jobs in the hands of this process, and the thread that keeps their leases."""

    def __init__(self, runtime: Runtime, send: Callable[[int], None] = wake_nobody) -> None:
        """Prepare.

        Args:
            runtime: the installation.
            send: tells the queue of a job that is due.
        """
        self._runtime, self._send = runtime, send
        self._hand = Hand(runtime, send)
        self._preparing = Lock()
        self._is_prepared = False
        self._over = Event()
        self._heart = Thread(target=self._beat_on, name="heart", daemon=True)

    def __enter__(self) -> Self:
        self.beat()
        self._heart.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._heart.join()
        self._hand.end()

    @as_the_service()
    def work_off(self) -> int:
        """Do job after job until none is due; give how many. Several threads may do so at once."""
        done, woken = 0, monotonic()
        while not self._runtime.stopping.is_set() and (claim := self._take(woken)) is not None:
            began, leaves_more = monotonic(), True
            try:
                leaves_more = self._do(claim)
            finally:
                self._hand.put_down(claim, monotonic() - began, leaves_more=leaves_more)
            done += 1
        return done

    def _take(self, woken: float) -> Claim | None:
        try:
            self._prepare()
            return self._hand.draw(woken)
        except (UnavailableError, ConflictError, ReadingFailedError) as error:
            # The next beat that finds the database names the jobs again.
            _log.warning("no job can be taken", code=error.code)
            return None

    def _prepare(self) -> None:
        """Make readers ready once, whichever thread comes first; the others wait for it."""
        with self._preparing:
            if not self._is_prepared:
                self._runtime.prepare()
                self._is_prepared = True

    def _do(self, claim: Claim) -> bool:
        """Do a job; tell whether it leaves something to be done at once."""
        asked_by = {"request_id": claim.request_id} if claim.request_id else {}
        with bound_contextvars(job_id=claim.job_id, **asked_by):
            return self._do_it(claim)

    def _do_it(self, claim: Claim) -> bool:
        try:
            match claim.kind:
                case JobKind.READ:
                    return read_claimed(self._runtime, claim)
                case JobKind.LEARN:
                    learn_claimed(self._runtime, claim)
                case JobKind.MAKE_COPIES:
                    return make_claimed(self._runtime, claim)
                case JobKind.DELETE_COPIES:
                    delete_claimed(self._runtime, claim)
                case _:
                    assert_never(claim.kind)
        except (UnavailableError, ConflictError) as error:
            _log.warning("job left unfinished", code=error.code)
        except Exception as error:  # noqa: BLE001 - one document must not end the worker
            log_breakdown(error)
            self._leave(claim)
        return False

    def _leave(self, claim: Claim) -> None:
        """Leave a job over which we broke down for later; should that fail, its lease lapses."""
        try:
            with held(self._runtime, claim) as (_session, job):
                put_back(job, _BROKE_DOWN, back_off(claim.attempts))
        except (ClaimLostError, UnavailableError, ConflictError) as error:
            _log.warning("job left unfinished", code=error.code)

    @as_the_service()
    def beat(self) -> None:
        """Put back what was lost, and tell the queue of what is due."""
        self._hand.freshen()
        try:
            for job_id in reconcile(self._runtime, is_idle=not self._hand.claims):
                self._send(job_id)
        except (UnavailableError, ConflictError) as error:
            _log.warning("no look for lost jobs", code=error.code)

    @as_the_service()
    def _renew(self) -> None:
        try:
            if claims := self._hand.claims:
                renew_leases(self._runtime, claims)
        except (UnavailableError, ConflictError) as error:
            _log.warning("leases not renewed", code=error.code)

    def _beat_on(self) -> None:
        renewed = monotonic()
        while not self._over.wait(_BEAT.total_seconds()):
            self.beat()
            if monotonic() - renewed >= _RENEWAL.total_seconds() - 1:
                renewed = monotonic()
                self._renew()
