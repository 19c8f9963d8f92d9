"""A PostgreSQL server of the tests' own: made in a temporary folder, gone with the session."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PROGRAMS = Path("/usr/lib/postgresql/15/bin")
_OWNER = "postgres"


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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a server and give the URL of its first database."""
    folder = Path(tempfile.mkdtemp(prefix="throughcare-pg-"))
    if os.getuid() == 0:
        owner = pwd.getpwnam(_OWNER)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, port = str(folder / "data"), _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    try:
        _as_owner(
            str(_PROGRAMS / "initdb"), "-D", data, "-U", "tc", "--auth=trust", "-E", "UTF8", "-N"
        )
        control = str(_PROGRAMS / "pg_ctl")
        _as_owner(
            control, "-D", data, "-w", "-o", f"{options} -F", "-l", str(folder / "log"), "start"
        )
        try:
            yield f"postgresql+psycopg://tc@127.0.0.1:{port}/postgres"
        finally:
            _as_owner(control, "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)
