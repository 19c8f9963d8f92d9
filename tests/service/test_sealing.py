"""Sealed files: what goes in comes out, by any way of reading; any change of any byte is found."""

import io
import random
from collections.abc import Callable
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import DamagedError, KeyMissingError
from service.vault.keys import Key, KeyRing
from service.vault.sealing import CHUNK_BYTES, Sealer, Unsealed

KEY, OTHER = Key.of(bytes(32)), Key.of(bytes(31) + b"\x01")
RING = KeyRing((KEY,))
_HEADER = 56
_SEALED_CHUNK = CHUNK_BYTES + 16
SIZES = (0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 200_000)


def sealed(content: bytes, key: Key = KEY, *, piece: int = CHUNK_BYTES) -> bytes:
    target = io.BytesIO()
    sealer = Sealer(key, target)
    for start in range(0, len(content), piece):
        sealer.write(content[start : start + piece])
    assert sealer.end() == sha256(content).hexdigest()
    return target.getvalue()


def unsealed(data: bytes, content: bytes, ring: KeyRing = RING) -> bytes:
    return Unsealed(io.BytesIO(data), ring, sha256(content).hexdigest()).readall()


def _some(size: int) -> bytes:
    return random.Random(size).randbytes(size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("piece", [1_000, CHUNK_BYTES, 1 << 20])
def test_what_is_sealed_comes_back(size: int, piece: int) -> None:
    assert unsealed(sealed(_some(size), piece=piece), _some(size)) == _some(size)


@given(st.lists(st.tuples(st.integers(0, 200_100), st.integers(0, 70_000)), max_size=8))
def test_it_is_read_in_any_order(places: list[tuple[int, int]]) -> None:
    content = _some(200_000)
    raw = Unsealed(io.BytesIO(sealed(content)), RING, sha256(content).hexdigest())
    file = io.BufferedReader(raw)
    for start, length in places:
        file.seek(start)
        assert file.read(length) == content[start : start + length]


@pytest.mark.parametrize("size", SIZES)
def test_it_knows_its_size(size: int) -> None:
    raw = Unsealed(io.BytesIO(sealed(_some(size))), RING, sha256(_some(size)).hexdigest())
    assert (raw.seek(0, io.SEEK_END), raw.read()) == (size, b"")


def test_one_changed_byte_anywhere_is_found() -> None:
    content = _some(2 * CHUNK_BYTES + 100)
    whole = sealed(content)
    chance = random.Random(5)
    places = {*range(_HEADER + 8), *chance.sample(range(len(whole)), 300), len(whole) - 1}
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        with pytest.raises((DamagedError, KeyMissingError)):
            unsealed(bytes(changed), content)


def _chunks(data: bytes) -> list[bytes]:
    body = data[_HEADER:]
    return [body[start : start + _SEALED_CHUNK] for start in range(0, len(body), _SEALED_CHUNK)]


@pytest.mark.parametrize(
    "change",
    [
        lambda chunks: chunks[:-1],
        lambda chunks: chunks[1:],
        lambda chunks: chunks[:0],
        lambda chunks: [chunks[1], chunks[0], *chunks[2:]],
        lambda chunks: [chunks[0], chunks[0], *chunks[2:]],
        lambda chunks: [*chunks, chunks[-1]],
        lambda chunks: [*chunks[:-1], chunks[-1][:-1]],
        lambda chunks: [*chunks, b"\0"],
    ],
    ids=("cut", "headless", "emptied", "swapped", "repeated", "longer", "byte less", "byte more"),
)
def test_chunks_cannot_be_taken_away_added_or_moved(
    change: Callable[[list[bytes]], list[bytes]],
) -> None:
    content = _some(3 * CHUNK_BYTES)
    whole = sealed(content)
    with pytest.raises(DamagedError):
        unsealed(whole[:_HEADER] + b"".join(change(_chunks(whole))), content)


def test_a_file_that_is_cut_or_is_another_is_found_before_its_first_byte_is_given() -> None:
    content, other = _some(3 * CHUNK_BYTES), _some(2 * CHUNK_BYTES)
    whole = sealed(content)
    digest = sha256(content).hexdigest()
    for wrong in (whole[:-_SEALED_CHUNK], sealed(other), b"", whole[:20]):
        with pytest.raises(DamagedError):
            Unsealed(io.BytesIO(wrong), RING, digest)


def test_without_its_key_it_cannot_be_opened_and_the_error_names_the_key() -> None:
    data = sealed(b"a fax", OTHER)
    with pytest.raises(KeyMissingError, match=OTHER.short_id):
        unsealed(data, b"a fax")
    assert unsealed(data, b"a fax", KeyRing((KEY, OTHER))) == b"a fax"


def test_the_same_content_is_never_sealed_alike_and_its_name_needs_the_key() -> None:
    assert sealed(b"a fax") != sealed(b"a fax")
    digest = sha256(b"a fax").hexdigest()
    assert KEY.name_of(digest) == KEY.name_of(digest) != OTHER.name_of(digest) != digest


def test_nothing_shows_a_key() -> None:
    assert "secret" not in repr(KEY)
    assert repr(bytes(32)) not in repr(RING)
