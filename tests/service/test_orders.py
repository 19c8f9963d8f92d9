"""What a reading process answers to its orders: pages, files out of containers, refusals."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.containers import MAX_DEPTH
from service.errors import ReadingFailedError
from service.evidence import PlainFile
from service.jobs.child import Limits, Order
from service.jobs.reader import Reader
from tests.ocr.pages import encoded
from tests.ocr.test_refusals import blank, tiff_pages
from tests.service.test_containers import letter, zipped

LIMITS = Limits(memory_mb=3072, seconds=60)


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made during the test."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def reader(scratch: Path) -> Iterator[Reader]:
    del scratch
    with Reader((), LIMITS) as reader:
        yield reader


def order(data: bytes, folder: Path, depth: int = 0) -> tuple[Order, PlainFile]:
    path = folder / "sent"
    path.write_bytes(data)
    asked = Order(name="sent", first=1, last=None, pictures=False, depth=depth)
    return asked, PlainFile(path)


def test_a_letter_comes_apart_into_files(reader: Reader, tmp_path: Path) -> None:
    fax = encoded([blank()])
    inner = zipped({"box/fax.tif": fax})
    data = letter(("application/zip", "scans.zip", inner)).as_bytes()
    first, member, last = reader.obey(*order(data, tmp_path))
    assert first == {"kind": "open", "pages": 0, "container": True}
    assert (member["place"], member["name"]) == ("1/scans.zip", "scans.zip")
    assert last == {"kind": "done"}
    (_, member, _) = reader.obey(*order(b64decode(member["data"]), tmp_path, depth=1))
    assert (member["place"], member["name"]) == ("box/fax.tif", "fax.tif")
    assert b64decode(member["data"]) == fax


def test_a_file_that_is_none_is_read_as_before(reader: Reader, tmp_path: Path) -> None:
    first, page, last = reader.obey(*order(encoded([blank()]), tmp_path))
    assert first == {"kind": "open", "pages": 1}
    assert (page["kind"], last["kind"]) == ("page", "done")


@pytest.mark.parametrize(
    ("data", "depth", "code"),
    [
        (zipped({"a.tif": b"II*\x00"}), MAX_DEPTH, "nested-too-deep"),
        (zipped({"../a.tif": b"II*\x00"}), 0, "unsafe-container"),
        (letter().as_bytes(), 0, "nothing-inside"),
        (tiff_pages(3_001), 0, "too-many-pages"),
        (b"plain text", 0, "unknown-type"),
        (b"", 0, "empty-file"),
    ],
)
def test_a_refusal_says_that_it_is_the_file_s_fault(
    reader: Reader, tmp_path: Path, data: bytes, depth: int, code: str
) -> None:
    (answer,) = reader.obey(*order(data, tmp_path, depth))
    assert (answer["kind"], answer["code"], answer["refused"]) == ("failed", code, True)
    assert answer["message"]
    assert answer["hint"]


def test_a_container_is_opened_whole_or_not_at_all(reader: Reader, tmp_path: Path) -> None:
    files = {"good.tif": b"II*\x00 good", "bad.tif": b"II*\x00 fax"}
    data = zipped(files, 0).replace(b"fax", b"fox", 1)
    (answer,) = reader.obey(*order(data, tmp_path))
    assert answer["code"] == "damaged-file"


def test_the_folder_of_a_reader_goes_when_it_is_killed(
    reader: Reader, scratch: Path, tmp_path: Path
) -> None:
    # More than the pipe between the two takes: the reader is still at work when it is killed.
    answers = reader.obey(*order(encoded([blank()] * 500), tmp_path))
    next(answers)
    assert len(list(scratch.glob("throughcare-private-*"))) == 1
    _kill(reader)
    with pytest.raises(ReadingFailedError) as caught:
        list(answers)
    assert caught.value.code == "reading-crashed"
    assert not list(scratch.glob("throughcare-private-*"))


def _kill(reader: Reader) -> None:
    process: Any = reader._process
    os.kill(process.pid, signal.SIGKILL)


_SERVICE = """
import sys
from pathlib import Path
from service.evidence import PlainFile
from service.jobs.child import Limits, Order
from service.jobs.reader import Reader
reader = Reader((), Limits(memory_mb=3072, seconds=60))
order = Order(name="sent", first=1, last=None, pictures=False)
for message in reader.obey(order, PlainFile(Path(sys.argv[1]))):
    print(reader._process.pid, flush=True)
"""


def _group(leader: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            continue
        state, _, group = fields.rpartition(")")[2].split()[:3]
        if int(group) == leader and state != "Z":
            found.append(int(path.name))
    return found


def test_readers_die_with_a_service_that_is_killed(tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    sent.write_bytes(encoded([blank()] * 2_000))
    with subprocess.Popen(
        [sys.executable, "-c", _SERVICE, str(sent)], stdout=subprocess.PIPE, text=True
    ) as service:
        assert service.stdout is not None
        leader = int(service.stdout.readline())
        assert len(_group(leader)) == 2
        service.kill()
    until = time.monotonic() + 10
    while _group(leader) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _group(leader)
