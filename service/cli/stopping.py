"""Lets a command that keeps on be stopped in order."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event


@contextmanager
def told_to_stop() -> Iterator[Event]:
    """Give an event that SIGTERM and Ctrl+C set, instead of ending the process at once."""
    stopped = Event()
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: stopped.set()) for number in signals]
    try:
        yield stopped
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)
