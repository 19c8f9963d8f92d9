"""A service in processes of its own, to be killed at any instant: web, workers and readers."""

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

_THROUGHCARE = [sys.executable, "-c", "from service.cli import main; main()"]
_PATIENCE = 240
"""Seconds that a process may take to be ready, or to end."""
_SENDING = 20
"""Seconds that a sender waits for an answer before it sends the file again."""


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(slots=True)
class Program:
    """One `throughcare` program: started again whenever it was killed."""

    arguments: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Start it, unless it runs."""
        with self.lock, self.log.open("ab") as log:
            if self.process is None or self.process.poll() is not None:
                self.process = subprocess.Popen(
                    [*_THROUGHCARE, *self.arguments],
                    env=dict(self.environment),
                    stdout=log,
                    stderr=log,
                )

    def kill(self) -> None:
        """Kill it as a power cut would."""
        with self.lock:
            if self.process is not None:
                self.process.send_signal(signal.SIGKILL)
                self.process.wait(_PATIENCE)

    def stop(self) -> int:
        """Ask it to end; give its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(_PATIENCE)

    @property
    def pid(self) -> int:
        """Its process id, once it was started."""
        assert self.process is not None
        return self.process.pid

    def below(self) -> list[int]:
        """List the processes that it started, and those that they did."""
        return [] if self.process is None else _below(self.process.pid)


def _below(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in task.read_text(encoding="ascii").split():
                found += [int(child), *_below(int(child))]
    return found


@dataclass(slots=True)
class Installation:
    """Web and workers of one installation."""

    programs: dict[str, Program]
    port: int
    token: str = field(repr=False, default="")

    def start(self) -> None:
        """Start whatever does not run."""
        for program in self.programs.values():
            program.start()

    def wait_ready(self) -> None:
        """Wait until the web answers."""
        deadline = time.monotonic() + _PATIENCE
        while not self._is_ready():
            assert time.monotonic() < deadline, "the service does not answer"
            # Whoever was killed while it began is started again.
            self.start()
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        with suppress(OSError):
            address = f"http://127.0.0.1:{self.port}/readyz"
            with urllib.request.urlopen(address, timeout=5) as answer:
                return bool(answer.status == 200)
        return False

    def send(self, name: str, content: bytes) -> int:
        """Send a file until the service says that it has it; give the document's id."""
        while True:
            try:
                return self._send_once(name, content)
            except HTTPError as error:
                # What was refused once would be refused for ever.
                if error.code < HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise
            except (OSError, ValueError, HTTPException):
                pass
            self.wait_ready()

    def _send_once(self, name: str, content: bytes) -> int:
        mark = uuid.uuid4().hex
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/intakes",
            data=head.encode() + content + f"\r\n--{mark}--\r\n".encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": f"multipart/form-data; boundary={mark}",
            },
        )
        with urllib.request.urlopen(request, timeout=_SENDING) as answer:  # noqa: S310 - our own
            said: dict[str, Any] = json.loads(answer.read())
        return int(said["documents"][0]["id"])

    def end(self) -> None:
        """Kill all that is left."""
        for program in self.programs.values():
            program.kill()


@contextmanager
def installation(
    folder: Path, settings: Mapping[str, str], *, workers: int = 0
) -> Iterator[Installation]:
    """Run an installation: the web reads by itself, or leaves it to so many workers.

    Args:
        folder: for data and logs.
        settings: `THROUGHCARE_…` variables besides the data folder and the port.
        workers: processes that read; 0: the web service does.
    """
    port = free_port()
    environment = {
        **os.environ,
        **settings,
        "THROUGHCARE_DATA_DIR": str(folder / "var"),
        "THROUGHCARE_PORT": str(port),
        "OMP_THREAD_LIMIT": "1",
    }
    serve = ("serve",) if not workers else ("serve", "--no-read")
    programs = {"web": Program(serve, environment, folder / "web.log")}
    for number in range(workers):
        log = folder / f"worker{number}.log"
        programs[f"worker{number}"] = Program(("worker", "--threads", "1"), environment, log)
    found = Installation(programs, port)
    try:
        programs["web"].start()
        found.wait_ready()
        found.token = sender_token(environment)
        found.start()
        yield found
    finally:
        found.end()


def sender_token(environment: Mapping[str, str]) -> str:
    """Add a worker's account, and make a token with which it sends files in."""
    words = ("users", "add", "sender", "--role", "cjit_worker")
    subprocess.run([*_THROUGHCARE, *words], env=dict(environment), capture_output=True, check=True)
    command = [*_THROUGHCARE, "users", "token", "sender", "--label", "sender", "--scope", "intake"]
    done = subprocess.run(
        command, env=dict(environment), capture_output=True, text=True, check=True
    )
    token = re.search(r"\S{20,}", done.stdout)
    assert token, done.stdout
    return token[0]


@dataclass(slots=True)
class Killer:
    """Kills web, workers and readers by chance, and starts again what was killed."""

    target: Installation
    chance: random.Random
    seconds: tuple[float, float]
    """Between two kills."""
    kills: dict[str, int] = field(default_factory=dict)

    def run(self, times: int, over: threading.Event) -> None:
        """Kill so many times, or until told that it is over."""
        for _ in range(times):
            if over.wait(self.chance.uniform(*self.seconds)):
                return
            self._kill_one()
            self.target.start()

    def _kill_one(self) -> None:
        below = [pid for one in self.target.programs.values() for pid in one.below()]
        name = self.chance.choice([*self.target.programs, *(["reader"] if below else [])])
        if name == "reader":
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(below), signal.SIGKILL)
        else:
            self.target.programs[name].kill()
        self.kills[name] = self.kills.get(name, 0) + 1
