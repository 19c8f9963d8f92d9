"""PNG, JPEG, TIFF and HEIC."""

import io
import struct
import zlib

import numpy as np
from PIL import Image

from bench.bombs.making import GIGABYTE, bomb, zeros
from bench.good_files import good_files


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, *more: bytes) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = _chunk(b"IDAT", zlib.compress(bytes(1 << 20), 9))
    return b"".join([b"\x89PNG\r\n\x1a\n", head, *more, body, _chunk(b"IEND", b"")])


@bomb
def _png_of_four_gigapixels() -> bytes:
    return _png(65_535, 65_535)


@bomb
def _png_with_a_gigabyte_of_text() -> bytes:
    return _png(600, 800, _chunk(b"zTXt", b"Comment\x00\x00" + zeros(GIGABYTE)))


@bomb
def _png_with_a_gigabyte_of_colour_profile() -> bytes:
    return _png(600, 800, _chunk(b"iCCP", b"icc\x00\x00" + zeros(GIGABYTE)))


@bomb
def _jpeg_of_three_thousand_passes() -> bytes:
    out = io.BytesIO()
    noise = np.random.default_rng(1).integers(0, 255, (1_500, 1_500)).astype(np.uint8)
    Image.fromarray(noise).resize((6_000, 6_000)).save(out, "JPEG", progressive=True, quality=10)
    data = out.getvalue()
    start = data.rindex(b"\xff\xda")
    last = data[start:-2]
    return data[:start] + last[:200] * 3_000 + b"\xff\xd9"


@bomb
def _jpeg_that_says_it_is_huge() -> bytes:
    out = io.BytesIO()
    Image.new("L", (64, 64)).save(out, "JPEG")
    data = bytearray(out.getvalue())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = b"\xff\xdc\xff\xdc"
    return bytes(data)


def _ifd(tags: dict[int, tuple[int, int]], following: int) -> bytes:
    rows = b"".join(
        struct.pack("<HHII", tag, *kind_value[:1], 1, kind_value[1])
        for tag, kind_value in sorted(tags.items())
    )
    return struct.pack("<H", len(tags)) + rows + struct.pack("<I", following)


def _tiff_pages(count: int, *, ring: bool = False) -> bytes:
    tags = {256: (4, 64), 257: (4, 64), 258: (3, 8), 259: (3, 1), 262: (3, 1), 273: (4, 8)}
    tags |= {277: (3, 1), 278: (4, 64), 279: (4, 4096)}
    size, first = len(_ifd(tags, 0)), 8 + 4096
    pages = b"".join(
        _ifd(tags, first + size * (n + 1) if n + 1 < count else (first if ring else 0))
        for n in range(count)
    )
    return b"II*\x00" + struct.pack("<I", first) + bytes(4096) + pages


@bomb
def _tiff_of_ten_thousand_pages() -> bytes:
    return _tiff_pages(10_000)


@bomb
def _tiff_whose_pages_go_round_in_a_ring() -> bytes:
    return _tiff_pages(3, ring=True)


@bomb
def _tiff_whose_page_is_its_own_next() -> bytes:
    return _tiff_pages(1, ring=True)


@bomb
def _tiff_that_unpacks_to_a_gigabyte() -> bytes:
    data = zeros(GIGABYTE)
    tags = {256: (4, 32_768), 257: (4, 32_768), 258: (3, 8), 259: (3, 8), 262: (3, 1), 273: (4, 8)}
    tags |= {277: (3, 1), 278: (4, 32_768), 279: (4, len(data))}
    return b"II*\x00" + struct.pack("<I", 8 + len(data)) + data + _ifd(tags, 0)


@bomb
def _tiff_whose_tag_counts_four_billion() -> bytes:
    data = bytearray(_tiff_pages(1))
    at = 8 + 4096 + 2 + 5 * 12 + 4
    data[at : at + 4] = b"\xff\xff\xff\xff"
    return bytes(data)


@bomb
def _heic_that_says_it_is_huge() -> bytes:
    data = good_files()["photo.heic"]
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">II", 60_000, 60_000) + data[at + 8 :]


@bomb
def _heic_cut_in_its_index() -> bytes:
    return good_files()["photo.heic"][:200]


@bomb
def _text_that_is_onlyzeros() -> bytes:
    return bytes(1 << 24)
