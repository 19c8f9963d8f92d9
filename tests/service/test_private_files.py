"""Temporary files are private, and gone afterwards; no stored file says a name in the open."""

import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, Self

import pikepdf
import pytest

from forms.artefacts import ArtefactFormat, make_document
from forms.copies import new_copy_id
from forms.definition import Form
from service import private_files
from service.errors import UnavailableError
from service.private_files import is_in_memory, private_root, private_temporary_files
from service.runtime import open_runtime
from service.settings import Settings
from service.store.states import DocumentState
from tests.service.accounting import wait_until_final
from tests.service.invented import ALERT
from tests.service.processes import Installation, installation
from tests.service.visitor import Visitor

_NAME = b"Rhiannon Ystwyth"
_LARGE = 700_000
"""Bytes: werkzeug holds 500,000 in memory, waitress fewer."""


def _where(file: Any) -> Path:
    link = Path(f"/proc/self/fd/{file.fileno()}").readlink()
    return Path(str(link).removesuffix(" (deleted)")).parent


@pytest.fixture
def apart(settings: Settings, tmp_path: Path) -> Settings:
    (tmp_path / "scratch").mkdir()
    return replace(settings, scratch_dir=tmp_path / "scratch")


def test_whatever_asks_for_a_temporary_file_gets_it_in_a_private_folder(apart: Settings) -> None:
    before = tempfile.gettempdir()
    with private_temporary_files(apart) as folder:
        assert folder.stat().st_mode & 0o077 == 0
        with tempfile.TemporaryFile() as file:
            assert _where(file) == folder
        with tempfile.SpooledTemporaryFile(max_size=10) as spooled:
            spooled.write(bytes(20))
            assert _where(spooled) == folder
        assert os.environ["TMPDIR"] == str(folder)
        (folder / "left").write_bytes(b"left behind")
    assert not folder.exists()
    assert tempfile.gettempdir() == before


def _multipart(*, csrf_token: bytes, files: bytes) -> bytes:
    name = b'Content-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    parts = (b"csrf_token", b"", csrf_token), (b"files", b'; filename="fax.tif"', files)
    return b"--mark\r\n" + b"--mark\r\n".join(name % part for part in parts) + b"--mark--\r\n"


def test_a_large_upload_waits_in_the_private_folder(
    apart: Settings, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, places, make = [], [], tempfile.TemporaryFile

    def look(*arguments: Any, **named: Any) -> Any:
        made.append(make(*arguments, **named))
        places.append(_where(made[-1]))
        return made[-1]

    monkeypatch.setattr(tempfile, "TemporaryFile", look)
    body = _multipart(csrf_token=visitor.token().encode(), files=b"II*\x00" + bytes(_LARGE))
    with private_temporary_files(apart) as folder:
        kind = "multipart/form-data; boundary=mark"
        answer = visitor.client.post("/send-in", data=body, content_type=kind)
    assert set(places) == {folder}
    assert answer.status_code < 500
    for file in made:
        file.close()


def test_what_a_killed_process_left_is_swept_by_the_next(apart: Settings) -> None:
    root = private_root(apart)
    if (child := os.fork()) == 0:
        with private_temporary_files(apart) as folder:
            (folder / "left").write_bytes(b"left behind")
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    [left] = root.iterdir()
    assert list(left.iterdir())
    with private_temporary_files(apart) as folder:
        assert list(root.iterdir()) == [folder]
    assert list(root.iterdir()) == []


def test_memory_is_used_where_it_has_room_else_the_data_folder(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not is_in_memory(tmp_path)
    monkeypatch.setattr(private_files, "_IN_MEMORY", tmp_path)
    assert private_root(settings) == settings.data_dir / "scratch"
    monkeypatch.undo()
    if is_in_memory(private_files._IN_MEMORY):
        assert private_root(settings) == private_files._IN_MEMORY


def test_a_folder_that_cannot_be_written_is_an_error_that_says_what_to_do(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    wrong = replace(settings, scratch_dir=tmp_path / "file")
    with pytest.raises(UnavailableError, match="temporary"), private_temporary_files(wrong):
        pass


def _letter(form: Form) -> bytes:
    """Give a large form filled in on screen, with a name that any search of its bytes finds."""
    made = make_document(ArtefactFormat.PDF, form, ALERT, new_copy_id(form.code))
    target = BytesIO()
    with pikepdf.open(BytesIO(made)) as pdf:
        pdf.docinfo["/Title"] = _NAME.decode()
        pdf.Root["/Padding"] = pdf.make_stream(os.urandom(_LARGE))
        pdf.save(target)
    assert _NAME in target.getvalue()
    return target.getvalue()


def _files(folder: Path) -> Iterator[Path]:
    yield from (path for path in folder.rglob("*") if path.is_file())


class _Watch:
    """Notes every file that the processes of a service have open in a folder."""

    def __init__(self, served: Installation, folder: Path) -> None:
        self.seen, self._over = set[str](), threading.Event()
        self._served, self._folder = served, folder
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        while not self._over.wait(0.005):
            web = self._served.programs["web"]
            for pid in (web.pid, *web.below()):
                self._look_at(pid)

    def _look_at(self, pid: int) -> None:
        with suppress(OSError):
            for link in Path(f"/proc/{pid}/fd").iterdir():
                with suppress(OSError):
                    name = str(link.readlink())
                    if name.startswith(f"{self._folder}/"):
                        self.seen.add(name)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


@pytest.fixture
def near() -> Iterator[Path]:
    """A folder with a short path: that of a socket in it may have a hundred signs."""
    with tempfile.TemporaryDirectory(prefix="tc-") as folder:
        yield Path(folder)


def test_a_whole_intake_leaves_nothing_behind_and_stores_no_name_in_the_open(
    alert_form: Form, near: Path
) -> None:
    usual, scratch = near / "tmp", near / "scratch"
    usual.mkdir()
    scratch.mkdir()
    content = _letter(alert_form)
    settings = {"TMPDIR": str(usual), "THROUGHCARE_SCRATCH_DIR": str(scratch)}
    with installation(near, settings) as served:
        ours = Settings.from_env({"THROUGHCARE_DATA_DIR": str(near / "var")})
        runtime = open_runtime(ours)
        with _Watch(served, usual) as in_usual, _Watch(served, scratch) as in_scratch:
            served.send(f"{_NAME.decode()}.pdf", content)
            found = wait_until_final(runtime, 90)
        assert found == {DocumentState.REVIEW: 1}
        assert in_usual.seen == set()
        assert in_scratch.seen, "the watch saw nothing at all"
        assert list(_files(usual)) == []
        assert served.programs["web"].stop() == 0
        assert list(_files(scratch)) == []
        assert list(scratch.iterdir()) == []
        _see_nothing_in(near / "var")
        # As a power cut would end it; the next start clears up.
        served.start()
        served.wait_ready()
        served.send("again.pdf", content + b"\n")
        served.programs["web"].kill()
        assert len(list(scratch.iterdir())) == 1
        served.start()
        served.wait_ready()
        assert len(list(scratch.iterdir())) == 1
        assert served.programs["web"].stop() == 0
        assert list(scratch.iterdir()) == []
    runtime.engine.dispose()


def _see_nothing_in(data_dir: Path) -> None:
    """Look for the name in every file but those of the database."""
    looked_at = 0
    for path in _files(data_dir):
        if not path.name.startswith("throughcare.db"):
            looked_at += 1
            assert _NAME not in path.read_bytes(), path
            assert _NAME.decode() not in str(path)
    assert looked_at >= 3
