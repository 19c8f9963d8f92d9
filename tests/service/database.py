"""A PostgreSQL server of the tests' own: made in a temporary folder, gone with the session."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.service.processes import free_port

_PROGRAMS = Path("/usr/lib/postgresql/15/bin")
_OWNER = "postgres"
CERTIFICATE, PRIVATE_KEY = "server.crt", "server.key"


def _as_owner(*command: str) -> None:
    """Run a program of PostgreSQL, which refuses to run as root."""
    prefix = ["runuser", "-u", _OWNER, "--"] if os.getuid() == 0 else []
    subprocess.run(
        [*prefix, *command],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        cwd="/",
    )


@dataclass(frozen=True, slots=True)
class Server:
    """A server that may be stopped as a power cut would, and started again."""

    folder: Path
    port: int
    is_tls: bool = False

    @property
    def url(self) -> str:
        """Of its first database."""
        return f"postgresql+psycopg://tc@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1"
        options += f" -c unix_socket_directories={self.folder} -F"
        if self.is_tls:
            options += f" -c ssl=on -c ssl_cert_file={self.folder / CERTIFICATE}"
            options += f" -c ssl_key_file={self.folder / PRIVATE_KEY}"
        self._control("-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        """Stop it at once."""
        self._control("-m", "immediate", "stop")

    def _control(self, *what: str) -> None:
        _as_owner(str(_PROGRAMS / "pg_ctl"), "-D", str(self.folder / "data"), "-w", *what)


def _certify(folder: Path) -> None:
    """Make a certificate of the server's own, which nobody trusts who is not told to."""
    files = ("-keyout", str(folder / PRIVATE_KEY), "-out", str(folder / CERTIFICATE))
    names = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    kind = ("-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "2")
    _as_owner("openssl", "req", *kind, *names, *files)


@contextmanager
def postgresql_server(*, is_tls: bool = False) -> Iterator[Server]:
    """Start a server."""
    folder = Path(tempfile.mkdtemp(prefix="throughcare-pg-"))
    if os.getuid() == 0:
        owner = pwd.getpwnam(_OWNER)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    if is_tls:
        _certify(folder)
    server = Server(folder, free_port(), is_tls)
    try:
        kind = ("-U", "tc", "--auth=trust", "-E", "UTF8", "-N")
        _as_owner(str(_PROGRAMS / "initdb"), "-D", str(folder / "data"), *kind)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a server and give the URL of its first database."""
    with postgresql_server() as server:
        yield server.url
