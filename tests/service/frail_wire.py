"""A connection that breaks: passes on so many lines of a server's words, then cuts both ends."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread


class FrailWire:
    """Breaks the first connection after so many lines; every later one holds."""

    def __init__(self, port: int, lines: int) -> None:
        self._target, self._lines = port, lines
        self.broke = False
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        # A blocked accept is woken by shutting down, not by closing.
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join(timeout=10)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._door.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                # Else each line waits for the word that the last has arrived.
                caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                up = Thread(target=_carry, args=(caller, server), daemon=True)
                up.start()
                self._answer(server, caller)
                self._lines = sys.maxsize
                for end in (caller, server):
                    with suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)
                up.join(timeout=10)
                caller.close()
                server.close()

    def _answer(self, server: socket.socket, caller: socket.socket) -> None:
        with server.makefile("rb") as said, suppress(OSError):
            for number, line in enumerate(said):
                if number == self._lines:
                    self.broke = True
                    return
                caller.sendall(line)


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while words := source.recv(65536):
            target.sendall(words)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def frail_wire(port: int, lines: int) -> Iterator[FrailWire]:
    wire = FrailWire(port, lines)
    try:
        yield wire
    finally:
        wire.close()
