"""The watched folder: complete files come in once, and nothing of it is ever lost."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
import structlog

from service.cli.context import open_here
from service.doors.clearing import TAKEN_IN
from service.doors.folder import FolderDoor
from service.doors.running import keep_looking, open_doors
from service.doors.settling import QUIET, QUIET_EMPTY
from service.errors import SettingsError, UnavailableError
from service.logs import set_up_logs
from service.runtime import Runtime
from service.store.states import Channel, DocumentState
from service.usecases.intakes import list_documents, list_intakes, original_of
from tests.service.console import Console

_NEVER = Event()
_PATIENCE_SECONDS = 30
_DROPPED = 15


class _Clock:
    """A clock that goes on only when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class _Watched:
    """A folder with its door."""

    def __init__(self, runtime: Runtime, folder: Path) -> None:
        self.runtime, self.folder, self.clock = runtime, folder, _Clock()
        self.door = FolderDoor(runtime, folder, clock=self.clock)

    def drop(self, name: str, content: bytes = b"%PDF a fax") -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    def look(self) -> int:
        return self.door.look(_NEVER)

    def look_later(self) -> int:
        """Look, and again once everything has been quiet."""
        self.look()
        self.clock.now += QUIET.total_seconds()
        return self.look()

    def taken(self) -> list[str]:
        """Name what was moved away, below the folder of its day."""
        away = self.folder / TAKEN_IN
        return sorted(str(path.relative_to(away)) for path in away.rglob("*") if path.is_file())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "faxes"
    found.mkdir()
    return found


@pytest.fixture
def watched(small: Runtime, folder: Path) -> _Watched:
    return _Watched(small, folder)


def test_a_file_is_kept_and_moved_to_the_folder_of_its_day(watched: _Watched) -> None:
    watched.drop("fax.tif", b"II*\0 a fax")
    assert watched.look_later() == 1
    [document] = list_documents(watched.runtime)
    assert original_of(watched.runtime, document.id).content == b"II*\0 a fax"
    assert (document.name_given, document.state) == ("fax.tif", DocumentState.RECEIVED)
    assert [one.channel for one in list_intakes(watched.runtime)] == [Channel.FOLDER]
    [name] = watched.taken()
    assert name == f"{document.received_at:%Y-%m-%d}/fax.tif"
    assert [path.name for path in watched.folder.iterdir()] == [TAKEN_IN]
    assert watched.look_later() == 0


def test_a_file_is_left_until_nobody_has_written_to_it_for_a_while(watched: _Watched) -> None:
    path = watched.drop("fax.tif")
    for seconds in range(1, 30):
        watched.clock.now = float(seconds)
        with path.open("ab") as file:
            file.write(b"another line")
        assert watched.look() == 0
    assert watched.look_later() == 1
    content = original_of(watched.runtime, 1).content
    assert content == b"%PDF a fax" + b"another line" * 29


def test_a_file_that_is_open_for_writing_is_left_however_quiet(watched: _Watched) -> None:
    path = watched.drop("fax.tif")
    with path.open("ab"):
        assert watched.look_later() == 0
        assert watched.look_later() == 0
    with path.open("rb"):
        assert watched.look() == 1


@pytest.mark.parametrize(
    "name", [".fax.tif", "fax.tif.part", "fax.TMP", "~fax.docx", "fax.tif~", ".queue/fax.tif"]
)
def test_what_is_named_as_unfinished_is_left_alone(watched: _Watched, name: str) -> None:
    path = watched.drop(name)
    assert watched.look_later() == 0
    path.rename(watched.folder / "fax.tif")
    assert watched.look_later() == 1


def test_an_empty_file_is_given_longer_and_then_said_to_be_empty(watched: _Watched) -> None:
    watched.drop("fax.tif", b"")
    assert watched.look_later() == 0
    watched.clock.now += QUIET_EMPTY.total_seconds()
    assert watched.look() == 1
    assert [one.state for one in list_documents(watched.runtime)] == [DocumentState.REFUSED]


def test_names_that_meet_in_the_folder_of_the_day_get_a_number(watched: _Watched) -> None:
    for content, name in ((b"one", "fax.tif"), (b"two", "line 2/fax.tif"), (b"three", "fax.tif")):
        watched.drop(name, content)
        assert watched.look_later() == 1
    day = watched.taken()[0].partition("/")[0]
    assert watched.taken() == [f"{day}/fax-2.tif", f"{day}/fax-3.tif", f"{day}/fax.tif"]
    kept = {path.read_bytes() for path in watched.folder.rglob("fax*.tif")}
    assert kept == {b"one", b"two", b"three"}


def test_links_are_not_followed(watched: _Watched, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("of this machine")
    (watched.folder / "fax.tif").symlink_to(tmp_path / "secret")
    os.mkfifo(watched.folder / "pipe.tif")
    assert watched.look_later() == 0
    assert list_documents(watched.runtime) == []


def test_a_file_taken_in_before_a_crash_is_only_moved(
    watched: _Watched, folder: Path, small: Runtime
) -> None:
    path = watched.drop("fax.tif")
    changed_ns = path.stat().st_mtime_ns
    assert watched.look_later() == 1
    # As it lay before the move that the crash prevented.
    away = folder / TAKEN_IN / watched.taken()[0]
    away.rename(path)
    os.utime(path, ns=(changed_ns, changed_ns))
    after = _Watched(small, folder)
    after.look_later()
    assert len(list_intakes(small)) == 1
    assert len(after.taken()) == 1
    assert not path.exists()


def test_the_same_file_dropped_again_later_is_a_sending_of_its_own(watched: _Watched) -> None:
    for changed in (1, 2):
        os.utime(watched.drop("fax.tif"), (changed, changed))
        assert watched.look_later() == 1
    states = [one.state for one in list_documents(watched.runtime)]
    assert states == [DocumentState.DUPLICATE, DocumentState.RECEIVED]


def test_what_cannot_be_moved_is_taken_in_once(watched: _Watched) -> None:
    path = watched.drop("fax.tif")
    (watched.folder / TAKEN_IN).write_text("in the way")
    assert [watched.look_later() for _ in range(3)] == [1, 0, 0]
    assert path in watched.door.unmoved
    (watched.folder / TAKEN_IN).unlink()
    assert watched.look() == 0
    assert (len(watched.taken()), len(list_intakes(watched.runtime))) == (1, 1)
    assert not watched.door.unmoved


def test_a_full_disk_or_a_lost_database_leaves_the_file(watched: _Watched, small: Runtime) -> None:
    path = watched.drop("fax.tif")
    small.originals.folder.parent.mkdir(exist_ok=True)
    small.originals.folder.write_text("in the way")
    with pytest.raises(UnavailableError, match="cannot be stored"):
        watched.look_later()
    assert path.exists()
    small.originals.folder.unlink()
    assert watched.look() == 1


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Let this process write no file of more than a megabyte, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_file_for_which_the_disk_is_too_small_keeps_no_other_waiting(
    watched: _Watched, request: pytest.FixtureRequest
) -> None:
    large = watched.drop("box.tif", bytes(2 << 20))
    os.utime(large, (1, 1))
    watched.drop("fax.tif")
    request.getfixturevalue("small_disk")
    with pytest.raises(UnavailableError, match="cannot be stored"):
        watched.look_later()
    with pytest.raises(UnavailableError, match="cannot be stored"):
        watched.look()
    assert [one.name_given for one in list_documents(watched.runtime)] == ["fax.tif"]
    assert large.exists()
    drafts = watched.runtime.originals.folder.glob(".new-*")
    assert list(drafts) == []


def test_a_folder_that_is_not_there_is_an_error_with_a_hint(watched: _Watched) -> None:
    watched.folder.rmdir()
    with pytest.raises(UnavailableError, match="cannot be looked into") as caught:
        watched.look()
    assert "mounted" in caught.value.hint


@pytest.mark.parametrize("place", [".", "inside", ".."])
def test_the_data_folder_is_never_watched(small: Runtime, place: str) -> None:
    with pytest.raises(SettingsError, match="one in the other"):
        FolderDoor(small, (small.settings.data_dir / place).resolve())


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Act as a user whom permissions hold back, as nothing holds back root."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may use."""
    found = Path(tempfile.mkdtemp(prefix="throughcare-watched-"))
    found.chmod(0o777)
    yield found
    shutil.rmtree(found)


def test_what_cannot_be_opened_stays_and_is_told_once_by_number(
    small: Runtime, open_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    structlog.reset_defaults()
    set_up_logs()
    places = replace(small, originals=replace(small.originals, folder=open_folder / "originals"))
    faxes = open_folder / "faxes"
    faxes.mkdir(mode=0o777)
    faxes.chmod(0o777)
    watched = _Watched(places, faxes)
    watched.drop("Laura O'Severn.tif").chmod(0)
    with _as_nobody():
        assert [watched.look_later() for _ in range(3)] == [0, 0, 0]
    logged = capfd.readouterr().err
    assert logged.count("unopened=1") == 1
    assert "Severn" not in logged
    assert list(faxes.iterdir()) == [faxes / "Laura O'Severn.tif"]


# Doors at work


class _BrokenDoor:
    name = "broken"

    def __init__(self, fault: Exception | None, looks: int) -> None:
        self.pause = timedelta(milliseconds=1)
        self.fault, self.left = fault, looks

    def look(self, stopped: Event) -> int:
        self.left -= 1
        if self.left == 0:
            stopped.set()
        if self.fault is not None and self.left > 1:
            raise self.fault
        return 0


@pytest.mark.parametrize(
    ("fault", "said"),
    [(UnavailableError("the disk is full"), "disk is full"), (ValueError("Severn"), "ValueError")],
)
def test_a_door_that_breaks_goes_on_and_says_so_once(
    fault: Exception, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    structlog.reset_defaults()
    set_up_logs()
    keep_looking(_BrokenDoor(fault, looks=6), Event())
    logged = capfd.readouterr().err
    assert logged.count("the door does not work") == 1
    assert said in logged
    assert "Severn" not in logged
    assert "the door works again" in logged


def test_doors_are_opened_with_the_service_and_closed_in_order(
    small: Runtime, folder: Path
) -> None:
    settings = replace(small.settings, watch_dir=folder)
    before = {thread.name for thread in threading.enumerate()}
    with open_doors(small, settings):
        assert "door-folder" in {thread.name for thread in threading.enumerate()}
    assert {thread.name for thread in threading.enumerate()} == before


_EAGER = """
import sys
from itertools import count
from pathlib import Path
from threading import Event
from service.cli.context import open_here
from service.doors.folder import FolderDoor
instants = count(step=60)
door = FolderDoor(open_here(), Path(sys.argv[1]), clock=lambda: next(instants))
print("looking", flush=True)
while True:
    door.look(Event())
"""
"""A process for which a minute passes between two looks."""


def _watch_and_kill(folder: Path, milliseconds: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _EAGER, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        time.sleep(milliseconds / 1000)
        process.kill()


def test_killed_at_any_instant_it_loses_nothing_and_takes_nothing_twice(
    console: Console, folder: Path
) -> None:
    del console
    for number in range(_DROPPED):
        (folder / f"{number}.tif").write_bytes(b"II*\0 fax number %d" % number)
    kills = 0
    while any(path.is_file() for path in folder.iterdir()):
        # Later and later, so that a busy machine comes to an end too.
        _watch_and_kill(folder, milliseconds=60 * (kills + 1))
        kills += 1
    runtime = open_here()
    names = sorted(one.name_given for one in list_documents(runtime, limit=2 * _DROPPED))
    assert names == sorted(f"{number}.tif" for number in range(_DROPPED))
    states = {one.state for one in list_documents(runtime, limit=2 * _DROPPED)}
    assert states == {DocumentState.RECEIVED}
    runtime.engine.dispose()
    away = [path for path in (folder / TAKEN_IN).rglob("*.tif") if path.stat().st_size]
    assert len(away) == _DROPPED


def test_the_command_watches_until_it_is_stopped(console: Console, folder: Path) -> None:
    del console
    (folder / "fax.tif").write_bytes(b"%PDF a fax")
    script = [sys.executable, "-c", "from service.cli import main; main()", "watch", str(folder)]
    process = subprocess.Popen(
        script, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )
    try:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while (folder / "fax.tif").exists():
            assert time.monotonic() < deadline
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.2)
                pytest.fail("the command ended by itself")
        process.send_signal(signal.SIGTERM)
        printed, logged = process.communicate(timeout=_PATIENCE_SECONDS)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0
    assert "Watching." in printed
    assert "intake_id=1" in logged


def test_the_doctor_looks_into_the_folder(
    console: Console, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THROUGHCARE_WATCH_DIR", str(folder))
    (folder / "fax.tif").write_bytes(b"%PDF a fax")
    assert f"Watched folder {folder}, 1 waiting" in console.run("doctor")[1]
    shutil.rmtree(folder)
    code, printed, _ = console.run("doctor")
    assert code == 1
    assert "cannot be looked into" in printed
