"""What a process that parses strangers' files cannot do, tried from inside it; and what it can."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from ocr.tesseract import languages, read_lines
from service.jobs.confined.limits import Limits, allow_cpu
from service.jobs.confined.warden import run_confined
from service.jobs.scratch import Scratch, sweep

LIMITS = Limits(memory_mb=1024, seconds=10)
SECRET = "invented-secret-of-the-service"


def _refusal(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "allowed"


def _sockets() -> object:
    families = (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK)
    return [_refusal(lambda family=family: socket.socket(family)) for family in families]


def _network() -> object:
    return str(Path("/proc/self/ns/net").readlink())


def _environment() -> object:
    first = Path("/proc/self/environ").read_bytes()
    return [sorted(os.environ), SECRET.encode() in first]


def _memory() -> object:
    return _refusal(lambda: np.zeros(2 << 30, np.uint8))


def _file() -> object:
    # SIGXFSZ is ignored by Python, so the write itself fails.
    with tempfile.TemporaryFile() as file:
        return _refusal(lambda: file.truncate(1 << 30))


def _descriptors() -> object:
    dups: list[int] = []
    found = _refusal(lambda: dups.extend(os.dup(1) for _ in range(300)))
    os.closerange(min(dups), max(dups) + 1)
    return found


def _limits_passed_on() -> object:
    script = "import resource as r; print(r.getrlimit(r.RLIMIT_CORE), r.getrlimit(r.RLIMIT_NPROC))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    return done.stdout.decode().strip()


def _tesseract() -> object:
    read_lines([np.full((60, 300), 255, np.uint8)])
    return "eng" in languages()


def _scratch() -> object:
    with tempfile.NamedTemporaryFile() as file:
        return file.name


def _privileges() -> object:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    return [status["NoNewPrivs"], status["Seccomp"]]


def _endless() -> object:
    allow_cpu(1)
    return any(repeat(0))


def _sleeper() -> object:
    subprocess.Popen(["sleep", "600"])
    return None


ATTEMPTS = {
    work.__name__: work
    for work in (
        *(_sockets, _network, _environment, _memory, _file, _descriptors, _limits_passed_on),
        *(_tesseract, _scratch, _privileges, _endless, _sleeper),
    )
}


def _target(name: str, scratch: Path) -> None:
    def work() -> None:
        found = ATTEMPTS[name]()
        (scratch / "found").write_text(json.dumps(found), encoding="ascii")

    # Readers are forked from a server with all modules loaded: by then no thread runs, as here.
    if child := os.fork():
        os.waitpid(child, 0)
        return
    ending = run_confined(work, LIMITS, scratch)
    (scratch / "ending").write_text(ending.name, encoding="ascii")


def attempt(work: Callable[[], object], scratch: Path) -> object:
    """Do something in a confined process and give what came of it."""
    process = get_context("forkserver").Process(target=_target, args=(work.__name__, scratch))
    process.start()
    process.join(60)
    found = scratch / "found"
    return json.loads(found.read_text(encoding="ascii")) if found.exists() else None


@pytest.fixture(scope="module", autouse=True)
def _secret_outside() -> Iterator[None]:
    # The server that forks starts with the first process, and keeps the environment of then.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THROUGHCARE_SECRET_KEY", SECRET)
        yield


def test_no_socket_of_any_family_can_be_opened(tmp_path: Path) -> None:
    assert attempt(_sockets, tmp_path) == ["PermissionError"] * 4


def test_it_has_a_network_of_its_own_where_the_machine_permits(tmp_path: Path) -> None:
    allowed = subprocess.run(["unshare", "-Urn", "true"], check=False).returncode == 0
    outside = str(Path("/proc/self/ns/net").readlink())
    assert (attempt(_network, tmp_path) != outside) is allowed


def test_the_environment_holds_only_what_reading_needs(tmp_path: Path) -> None:
    names, first = attempt(_environment, tmp_path)  # type: ignore[misc]
    assert set(names) <= {"PATH", "LANG", "TESSDATA_PREFIX", "OMP_THREAD_LIMIT", "TMPDIR"}
    assert first is False


@pytest.mark.parametrize(
    ("work", "refused"), [(_memory, "MemoryError"), (_file, "OSError"), (_descriptors, "OSError")]
)
def test_more_than_its_share_is_refused(
    work: Callable[[], object], refused: str, tmp_path: Path
) -> None:
    assert attempt(work, tmp_path) in {refused, "_ArrayMemoryError"}


def test_programs_that_it_starts_have_its_limits(tmp_path: Path) -> None:
    core, processes = str(attempt(_limits_passed_on, tmp_path)).split(") (")
    assert core == "(0, 0"
    assert 64 <= int(processes.split(",")[0]) < 20_000


def test_tesseract_runs(tmp_path: Path) -> None:
    assert attempt(_tesseract, tmp_path) is True


def test_it_gains_no_rights_and_its_calls_are_filtered(tmp_path: Path) -> None:
    assert attempt(_privileges, tmp_path) == ["1", "2"]


def test_its_temporary_files_lie_in_its_own_folder(tmp_path: Path) -> None:
    assert str(attempt(_scratch, tmp_path)).startswith(str(tmp_path))


def test_what_computes_without_end_in_c_code_ends_at_its_time(tmp_path: Path) -> None:
    assert attempt(_endless, tmp_path) is None
    assert (tmp_path / "ending").read_text(encoding="ascii") == "OVERTIME"


def _sleepers() -> set[int]:
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if path.read_bytes() == b"sleep\x00600\x00":
                found.add(int(path.parent.name))
    return found


def test_programs_that_it_started_end_with_it(tmp_path: Path) -> None:
    before = _sleepers()
    attempt(_sleeper, tmp_path)
    assert _sleepers() <= before


def test_a_folder_in_use_survives_a_sweep_and_one_left_behind_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    mine = Scratch.make()
    left = Path(tempfile.mkdtemp(prefix="throughcare-private-"))
    (left / "page.pgm").write_bytes(b"P5")
    sweep()
    assert mine.path.is_dir()
    assert not left.exists()
    mine.remove()
    assert not mine.path.exists()


def test_the_folder_of_a_process_that_was_killed_is_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    process = get_context("fork").Process(target=lambda: (Scratch.make(), time.sleep(60)))
    process.start()
    while not list(tmp_path.iterdir()):
        time.sleep(0.01)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    sweep()
    assert not list(tmp_path.iterdir())
