"""The embedded web server (waitress). It ends in order: what is in hand is answered first."""

from threading import Event
from time import monotonic

import waitress
from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

from service.errors import UnavailableError
from service.settings import Settings

_THREADS = 8
_MEGABYTE = 1 << 20
_TOLERANCE = 4
"""Requests up to so many times the limit are heard out, so that their sender hears the reason."""
_LOOK_EVERY = 1.0
_PATIENCE = 30.0
"""Seconds that requests in hand may still take once the service is told to end."""


class WebServer:
    """A port, and all connections that came in through it."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        """Take the port.

        Raises:
            UnavailableError: somebody else has it.
        """
        self._channels: dict[int, object] = {}
        try:
            self._server = waitress.create_server(
                app,
                map=self._channels,
                host=settings.host,
                port=settings.port,
                threads=_THREADS,
                ident=None,
                max_request_body_size=_TOLERANCE * settings.upload_mb * _MEGABYTE,
            )
        except OSError as error:
            raise UnavailableError(
                f"port {settings.port} of {settings.host} cannot be used ({error.strerror})",
                hint="Another service may have it: stop that, or set THROUGHCARE_PORT.",
            ) from error

    def run(self, told: Event) -> None:
        """Answer until told to end, then what is in hand, for half a minute at the longest."""
        while not told.is_set():
            self._look()
        self._close_doors()
        deadline = monotonic() + _PATIENCE
        while self._is_busy() and monotonic() < deadline:
            self._look()
        self._server.task_dispatcher.shutdown()

    def close(self) -> None:
        """Give back the port and all connections."""
        for channel in list(self._channels.values()):
            channel.close()  # type: ignore[attr-defined]

    def _look(self) -> None:
        wasyncore.loop(timeout=_LOOK_EVERY, map=self._channels, count=1)

    def _close_doors(self) -> None:
        for server in list(self._channels.values()):
            if isinstance(server, BaseWSGIServer):
                # Its own `close` would also close that by which threads hand back their answers.
                wasyncore.dispatcher.close(server)

    def _is_busy(self) -> bool:
        connections = (one for one in self._channels.values() if isinstance(one, HTTPChannel))
        return any(one.requests or one.request or one.total_outbufs_len for one in connections)
