"""Keeps the doors that are set up at work, each in a thread, and stops them in order.

A fault is told once and tried again later and later; no door takes the service down.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import Protocol

import structlog

from service.doors.folder import FolderDoor
from service.doors.mail import MailDoor
from service.doors.retention import RetentionDoor
from service.errors import ServiceError
from service.logs import log_breakdown
from service.runtime import Runtime
from service.settings import Settings

_log = structlog.get_logger(__name__)
_LONGEST_PAUSES = 12
"""No pause is longer than so many usual ones."""
_PATIENCE = timedelta(seconds=30)


class Door(Protocol):
    """A way in."""

    @property
    def name(self) -> str:
        """One word for the log."""

    @property
    def pause(self) -> timedelta:
        """How long it waits between two looks."""

    def look(self, stopped: Event) -> int:
        """Take in what is there, until told to stop; give how much that was."""


def doors_of(runtime: Runtime, settings: Settings) -> list[Door]:
    """Make the doors that are set up."""
    doors: list[Door] = []
    if settings.watch_dir is not None:
        doors.append(FolderDoor(runtime, settings.watch_dir))
    if settings.mail is not None:
        doors.append(MailDoor(runtime, settings.mail))
    if settings.retention.is_on:
        doors.append(RetentionDoor(runtime))
    return doors


@contextmanager
def open_doors(runtime: Runtime, settings: Settings) -> Iterator[None]:
    """Keep the doors open; at the end each finishes what it has in hand."""
    stopped = Event()
    threads = [
        Thread(target=keep_looking, args=(door, stopped), name=f"door-{door.name}", daemon=True)
        for door in doors_of(runtime, settings)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopped.set()
        for thread in threads:
            thread.join(_PATIENCE.total_seconds())


def keep_looking(door: Door, stopped: Event) -> None:
    """Look again and again until told to stop."""
    log = _log.bind(door=door.name)
    pause, told = door.pause, ""
    while not stopped.is_set():
        fault = _look(door, stopped)
        if fault and fault != told:
            log.warning("the door does not work; it is tried again", fault=fault)
        if told and not fault:
            log.info("the door works again")
        pause = min(pause * 2, door.pause * _LONGEST_PAUSES) if fault else door.pause
        told = fault
        stopped.wait(pause.total_seconds())


def _look(door: Door, stopped: Event) -> str:
    """Look once; give what went wrong, in words without names."""
    try:
        door.look(stopped)
    except ServiceError as error:
        return error.message
    except Exception as error:  # noqa: BLE001 - a bug in one door must not end it
        log_breakdown(error)
        return type(error).__name__
    return ""
