"""Keeps what the recogniser saw of a field as bytes, to be weighed again without page and model.

A format of our own (version 1), unpacked without trust in whoever wrote it: five bytes `TCL` and
version and number of views, then, deflated, for each view: frames, classes kept and bytes of its
characters (three uint16), pixels a frame (float32), the characters (UTF-8), the numbers of the
classes kept (uint16) and their log-probabilities, a frame a row (float16). Integers and floats are
little-endian. A class that is nowhere likely is not kept: it was below 1 in 100,000 in every frame.
"""

import math
import struct
import zlib
from collections.abc import Sequence

import numpy as np

from forms.errors import KeptLinesError
from ocr.engine.output import Frames, LineOutput
from ocr.engine.search import compact

VERSION = 1
MOST_BYTES = 64 << 10
"""Of one field, packed; a line of handwriting takes some 3 KB."""
_MOST_UNPACKED = 4 << 20
_MOST_CELLS = 1 << 20
_MAGIC = b"TCL"
_HEAD = struct.Struct("<3sBB")
_VIEW = struct.Struct("<HHHf")
_LEAST = math.log(1e-5)
_FLOOR = math.log(1e-6)
"""Of classes that are not kept."""
_MOST_VIEWS = 2


def _packed(output: LineOutput) -> bytes:
    small = compact(output)
    kept = np.flatnonzero((small.log_probs > _LEAST).any(axis=0)).astype("<u2")
    values = np.maximum(small.log_probs[:, kept], _FLOOR).astype("<f2")
    characters = output.characters.encode()
    head = _VIEW.pack(len(values), len(kept), len(characters), output.px_per_frame)
    return b"".join((head, characters, kept.tobytes(), values.tobytes()))


def pack(lines: Sequence[LineOutput]) -> bytes:
    """Pack what was seen of one field, one output a view of it.

    Args:
        lines: as `ocr.reading.Reading.lines` has them.

    Returns:
        The bytes; none where there is nothing to keep, or more than `MOST_BYTES` of it.
    """
    if not lines:
        return b""
    views = lines[:_MOST_VIEWS]
    body = zlib.compress(b"".join(map(_packed, views)), 6)
    packed = _HEAD.pack(_MAGIC, VERSION, len(views)) + body
    return packed if len(packed) <= MOST_BYTES else b""


class _Cursor:
    """Bytes that are taken piece by piece; `repr` shows none."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, count: int) -> bytes:
        piece = self._data[self._at : self._at + count]
        if len(piece) != count:
            raise KeptLinesError("the kept writing of a field breaks off")
        self._at += count
        return piece

    @property
    def is_at_end(self) -> bool:
        return self._at == len(self._data)


def _inflated(body: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(body, _MOST_UNPACKED)
    except zlib.error as error:
        raise KeptLinesError("the kept writing of a field is damaged") from error
    if not inflater.eof or inflater.unused_data:
        raise KeptLinesError("the kept writing of a field is damaged or too long")
    return data


def _characters(cursor: _Cursor, count: int) -> str:
    try:
        return cursor.take(count).decode()
    except UnicodeDecodeError as error:
        raise KeptLinesError("the kept writing of a field is damaged") from error


def _frames(cursor: _Cursor, frames: int, kept: int, classes: int) -> Frames:
    numbers = np.frombuffer(cursor.take(2 * kept), "<u2")
    values = np.frombuffer(cursor.take(2 * frames * kept), "<f2").reshape(frames, kept)
    # NaN is not at most 0 either.
    if (
        not 0 < frames * classes <= _MOST_CELLS
        or not (numbers < classes).all()
        or not (values <= 0).all()
    ):
        raise KeptLinesError("the kept writing of a field holds impossible figures")
    log_probs = np.full((frames, classes), _FLOOR, np.float32)
    log_probs[:, numbers] = np.maximum(values, _FLOOR)
    return log_probs


def _view(cursor: _Cursor) -> LineOutput:
    frames, kept, length, px_per_frame = _VIEW.unpack(cursor.take(_VIEW.size))
    characters = _characters(cursor, length)
    return LineOutput(_frames(cursor, frames, kept, len(characters) + 1), px_per_frame, characters)


def unpack(data: bytes) -> tuple[LineOutput, ...]:
    """Unpack what `pack` gave.

    Raises:
        KeptLinesError: these are no such bytes, or of a version that is not known.
    """
    if len(data) < _HEAD.size or len(data) > MOST_BYTES:
        raise KeptLinesError("the kept writing of a field is cut short or too long")
    magic, version, views = _HEAD.unpack_from(data)
    if magic != _MAGIC or version != VERSION or not 0 < views <= _MOST_VIEWS:
        raise KeptLinesError("the kept writing of a field is of a version that is not known")
    cursor = _Cursor(_inflated(data[_HEAD.size :]))
    found = tuple(_view(cursor) for _ in range(views))
    if not cursor.is_at_end:
        raise KeptLinesError("the kept writing of a field is longer than it says")
    return found
