"""A mail server of the tests' own: takes letters on a port of this machine, over TLS or plainly."""

import ssl
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

USER, PASSWORD = "forms@example.gsi.gov.uk", "secret-värde"


@dataclass(slots=True)
class Box:
    """What the server took, and how it is to behave."""

    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refuses: bool = False
    knows_nobody: bool = False
    """Whoever would sign in is refused."""
    starts_tls: bool = False
    secure: ssl.SSLContext | None = None
    was_secure: list[bool] = field(default_factory=list)
    signed_in: list[tuple[str, str]] = field(default_factory=list)


class _Talk(StreamRequestHandler):
    """One connection."""

    box: Box

    def handle(self) -> None:
        self.is_secure = isinstance(self.connection, ssl.SSLSocket)
        self._say("220 tests")
        while line := self.rfile.readline():
            if not self._obey(line.decode().strip()):
                return

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def _obey(self, line: str) -> bool:
        word = line.split(" ", maxsplit=1)[0].upper()
        match word:
            case "EHLO":
                offers = ["250-tests", "250-AUTH PLAIN"]
                offers += ["250-STARTTLS"] if self.box.starts_tls and not self.is_secure else []
                self._say("\r\n".join([*offers, "250 8BITMIME"]))
            case "STARTTLS":
                self._secure()
            case "AUTH":
                _, user, password = b64decode(line.split(" ")[2]).decode().split("\0")
                self.box.signed_in.append((user, password))
                self._say("535 no" if self.box.knows_nobody else "235 welcome")
            case "RCPT":
                self.box.recipients.append(line)
                self._say("550 no" if self.box.refuses else "250 yes")
            case "DATA":
                self._take()
            case "QUIT":
                self._say("221 bye")
                return False
            case _:
                self._say("250 yes")
        return True

    def _secure(self) -> None:
        assert self.box.secure
        self._say("220 go on")
        self.connection = self.box.secure.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.is_secure = True

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _take(self) -> None:
        self._say("354 write")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.box.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))  # type: ignore[arg-type]
        self.box.was_secure.append(self.is_secure)
        self._say("250 taken")


class _Server(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, talk: type[_Talk], secure: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), talk)
        if secure is not None:
            self.socket = secure.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that breaks off is none of the tests' business."""


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate of this machine, and what a server needs to use it."""
    key, found = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(found)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(found, key)
    return found, context


@contextmanager
def mail_server(box: Box, secure: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve on a port, over TLS from the first byte where a certificate is given."""
    talk = type("_TalkOfBox", (_Talk,), {"box": box})
    server = _Server(talk, secure)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)
