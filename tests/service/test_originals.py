from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.errors import NotFoundError
from service.originals import Originals, media_type_of
from service.vault.key_source import KeySource
from service.vault.keys import Key


def _store(folder: Path) -> Originals:
    return Originals(folder, KeySource((Key.of(bytes(32)),)))


@given(content=st.binary(max_size=300))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_comes_back(tmp_path: Path, content: bytes) -> None:
    store = _store(tmp_path)
    kept = store.keep(content)
    assert store.read(kept.sha256) == content
    assert kept.size == len(content)


def test_the_same_bytes_are_kept_once_and_nothing_else_is_left(tmp_path: Path) -> None:
    store = _store(tmp_path)
    assert store.keep(b"a fax") == store.keep(b"a fax")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


class _Stream:
    """Gives as many bytes as it was told to and notes how many it was asked for at once."""

    def __init__(self, size: int, fault: Exception | None = None) -> None:
        self.left, self.fault = size, fault
        self.asked: list[int] = []

    def read(self, size: int, /) -> bytes:
        self.asked.append(size)
        if self.fault is not None and len(self.asked) > 2:
            raise self.fault
        given = min(size, self.left)
        self.left -= given
        return bytes(given)


def test_a_stream_is_kept_a_piece_at_a_time(tmp_path: Path) -> None:
    stream = _Stream(5_000_000)
    kept = _store(tmp_path).keep(stream)
    assert kept == _store(tmp_path).keep(bytes(5_000_000))
    assert max(stream.asked) <= 1 << 20


def test_a_stream_that_breaks_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        _store(tmp_path).keep(_Stream(5_000_000, RuntimeError()))
    assert list(tmp_path.iterdir()) == []


def test_what_is_kept_again_is_whole_again(tmp_path: Path) -> None:
    store = _store(tmp_path)
    kept = store.keep(b"a fax")
    store.path(kept.sha256).write_bytes(b"a fab")
    assert store.read(store.keep(b"a fax").sha256) == b"a fax"


def test_damage_is_noticed(tmp_path: Path) -> None:
    store = _store(tmp_path)
    kept = store.keep(b"a fax")
    store.path(kept.sha256).write_bytes(b"a fab")
    with pytest.raises(NotFoundError, match="damaged"):
        store.read(kept.sha256)


def test_a_missing_file_is_an_error_of_the_tree(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        _store(tmp_path).read("0" * 64)


@pytest.mark.parametrize(
    ("start", "media_type"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"II*\x00", "image/tiff"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"PK\x03\x04", "application/zip"),
        *((b"\0\0\0\x18ftyp" + brand, "image/heic") for brand in (b"heic", b"hevc", b"mif1")),
        (b"MZ", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_type_is_told_by_the_content(start: bytes, media_type: str) -> None:
    assert media_type_of(start) == media_type
