"""What is kept of a field's writing: there and back, and nothing else is taken for it."""

import struct
import zlib
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.errors import KeptLinesError
from ocr.engine.ctc import greedy
from ocr.engine.search import compact
from ocr.kept_lines import MOST_BYTES, pack, unpack
from tests.ocr.outputs import CHARACTERS, output_of


@given(st.lists(st.text(CHARACTERS, min_size=1, max_size=30), min_size=1, max_size=2))
def test_there_and_back(texts: list[str]) -> None:
    lines = tuple(output_of(text) for text in texts)
    found = unpack(pack(lines))
    assert len(found) == len(lines)
    for line, kept in zip(map(compact, lines), found, strict=True):
        assert (kept.characters, kept.px_per_frame) == (line.characters, line.px_per_frame)
        assert greedy(kept).text == greedy(line).text
        likely = line.log_probs > np.log(1e-5)
        assert np.allclose(kept.log_probs[likely], line.log_probs[likely], atol=0.01)
        assert (kept.log_probs[~likely] < np.log(2e-5)).all()


def test_nothing_is_kept_of_nothing() -> None:
    assert pack(()) == b""


def test_what_is_too_long_to_keep_is_left() -> None:
    rng = np.random.default_rng(1)
    line = output_of("a" * 4_000)
    noise = np.log(rng.dirichlet(np.ones(line.log_probs.shape[1]), len(line.log_probs)))
    line.log_probs[:] = noise
    assert pack((line,)) == b""


def packed(body: bytes, head: bytes = b"TCL\x01\x01") -> bytes:
    return head + zlib.compress(body)


def view(frames: int, kept: int, characters: bytes, rest: bytes) -> bytes:
    return struct.pack("<HHHf", frames, kept, len(characters), 8.0) + characters + rest


GOOD = pack((output_of("Laura Khan"),))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"TCL\x02\x01" + GOOD[5:], id="another version"),
        pytest.param(b"\x80\x04K\x01." + GOOD[5:], id="a pickle"),
        pytest.param(b"TCL\x01\x00" + GOOD[5:], id="no views"),
        pytest.param(b"TCL\x01\x02" + GOOD[5:], id="a view that is missing"),
        pytest.param(b"TCL\x01\x09" + GOOD[5:], id="more views than there can be"),
        pytest.param(GOOD[:-9], id="cut off"),
        pytest.param(GOOD + b"more", id="more behind it"),
        pytest.param(GOOD[:20] + b"\xff" + GOOD[21:], id="a byte changed"),
        pytest.param(b"TCL\x01\x01" + b"plain", id="not deflated"),
        pytest.param(packed(bytes(8 << 20)), id="unpacks to megabytes"),
        pytest.param(packed(bytes(MOST_BYTES * 2)), id="no frames"),
        pytest.param(packed(view(0, 0, b"ab", b"")), id="without a frame"),
        pytest.param(packed(view(65_535, 0, b"a" * 65_535, b"")), id="gigabytes of floor"),
        pytest.param(packed(view(1, 1, b"ab", b"\x09\x00\x00\x00")), id="a class that is not"),
        pytest.param(packed(view(1, 1, b"ab", b"\x01\x00\x00\x3c")), id="a probability above one"),
        pytest.param(packed(view(1, 1, b"ab", b"\x01\x00\x00\x7e")), id="not a number"),
        pytest.param(packed(view(1, 1, b"\xff\xff", b"\x01\x00\x00\x00")), id="no characters"),
        pytest.param(packed(view(1, 1, b"ab", b"\x01\x00\x00\x00more")), id="longer than it says"),
        pytest.param(b"TCL\x01\x01" + bytes(MOST_BYTES), id="too long"),
    ],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(KeptLinesError, match="kept writing"):
        unpack(data)


@given(st.binary(max_size=300))
def test_whatever_comes_is_refused_or_read(body: bytes) -> None:
    with suppress(KeptLinesError):
        unpack(packed(body))
