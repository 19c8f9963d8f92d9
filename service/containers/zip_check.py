"""Looks a ZIP over before anything in it is unpacked: what it says of itself must be so, and bear.

APPNOTE.TXT 6.3.10 describes the records; the numbers of its sections stand where they are used.
"""

import struct
import zipfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePosixPath, PureWindowsPath

from forms.errors import (
    ContainerError,
    EncryptedFileError,
    TooMuchInsideError,
    UnsafeContainerError,
)
from service.containers.member import MAX_FILES, Allowance

_MEGABYTE = 1 << 20
MAX_RATIO = 200
"""Unpacked to packed, for large files; paper scanned in colour packs 2 to 20 times."""
_ANY_RATIO_BELOW = 32 * _MEGABYTE
"""An empty page in colour, never compressed, has 26 MB and packs 1,000 times: harmless."""
_MAX_DIRECTORY = 2 * _MEGABYTE
"""Bytes: 1,000 entries with names of 2,000 letters."""
_LONGEST_PATH = 1_024
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 0xFFFF
_END64, _LOCATOR64, _LOCATOR64_SIZE = b"PK\x06\x06", b"PK\x06\x07", 20
_LOCAL, _LOCAL_SIZE = b"PK\x03\x04", 30
_ENCRYPTED, _SIZES_BEHIND, _MASKED = 0x1, 0x8, 0x2000
_UNKNOWN64 = 0xFFFFFFFF
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_TYPE_MASK, _LINK = 0o170000, 0o120000


def check_directory(data: bytes) -> None:
    """Check that the list of entries is small enough to be read at all (4.3.12 to 4.3.16).

    Raises:
        TooMuchInsideError: it is too long.
        UnsafeContainerError: it does not lie where it says.
    """
    at = data.rfind(_END, max(0, len(data) - _END_SIZE - _LONGEST_COMMENT))
    if at < 0 or at + _END_SIZE > len(data):
        return  # the library tells that no ZIP ends here
    count, size = struct.unpack_from("<10xHI", data, at)
    locator = at - _LOCATOR64_SIZE
    if locator >= 0 and data.startswith(_LOCATOR64, locator):
        count, size = _end64(data, locator)
    if count > MAX_FILES * 2 or size > _MAX_DIRECTORY:
        raise TooMuchInsideError(f"there are more than {MAX_FILES:,} files inside")


def _end64(data: bytes, locator: int) -> tuple[int, int]:
    (at,) = struct.unpack_from("<8xQ", data, locator)
    if not data.startswith(_END64, at) or at + 56 > locator:
        raise UnsafeContainerError("the ZIP's list of files does not lie where it says")
    count, size = struct.unpack_from("<32xQQ", data, at)
    return count, size


def check_entries(data: bytes, entries: Sequence[zipfile.ZipInfo]) -> None:
    """Check all entries of a ZIP against each other and against the bytes, unpacking none.

    Raises:
        EncryptedFileError: a password is needed.
        ContainerError: packed in a way that is not opened.
        TooMuchInsideError: more files, or larger ones, than are taken.
        UnsafeContainerError: made to mislead.
    """
    allowance = Allowance()
    for entry in entries:
        _check_openable(entry)
        _check_name(entry)
        if not entry.is_dir():
            allowance.take(entry.file_size)
        _check_ratio(entry)
    if len({entry.filename for entry in entries}) != len(entries):
        raise UnsafeContainerError("the ZIP has two files of one name in one place")
    _check_apart([_extent(data, entry) for entry in entries])


def _check_openable(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & (_ENCRYPTED | _MASKED):
        raise EncryptedFileError("the ZIP is protected by a password")
    if entry.compress_type not in _METHODS:
        raise ContainerError(
            "the ZIP is packed in a way that is not opened",
            hint="Pack it again as an ordinary ZIP, or send the files by themselves.",
        )


def _check_name(entry: zipfile.ZipInfo) -> None:
    # What a reader of entries sees and what stands in the bytes must be one name (4.4.17).
    written = entry.orig_filename
    path = written.replace("\\", "/")
    outside = PurePosixPath(path).is_absolute() or PureWindowsPath(written).drive
    if outside or ".." in path.split("/"):
        raise UnsafeContainerError("a file in the ZIP is to be put outside its folder")
    if "\x00" in written or not path.strip("/ ") or len(path) > _LONGEST_PATH:
        raise UnsafeContainerError("a file in the ZIP has a name that no system can keep")
    if entry.external_attr >> 16 & _TYPE_MASK == _LINK:
        raise UnsafeContainerError("the ZIP holds a link in place of a file")


def _check_ratio(entry: zipfile.ZipInfo) -> None:
    stored = entry.compress_type == zipfile.ZIP_STORED
    if stored and entry.compress_size != entry.file_size:
        raise UnsafeContainerError("the ZIP says two sizes of one file")
    large = entry.file_size > _ANY_RATIO_BELOW
    if large and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise TooMuchInsideError("a file in the ZIP unpacks to far more than a page can have")


def _extent(data: bytes, entry: zipfile.ZipInfo) -> tuple[int, int]:
    """Give where an entry's header and content lie, as its own header says (4.3.7)."""
    at = entry.header_offset
    if at < 0 or at + _LOCAL_SIZE > len(data) or not data.startswith(_LOCAL, at):
        raise UnsafeContainerError("the ZIP's list of files does not fit its content")
    flags, method, packed, size, name, extra = struct.unpack_from("<6xHH8xIIHH", data, at)
    told = not flags & _SIZES_BEHIND and _UNKNOWN64 not in {packed, size}
    differs = told and (packed, size) != (entry.compress_size, entry.file_size)
    if differs or method != entry.compress_type or flags & _ENCRYPTED:
        raise UnsafeContainerError("the ZIP says two things of one file")
    end = at + _LOCAL_SIZE + name + extra + entry.compress_size
    if end > len(data):
        raise UnsafeContainerError("a file in the ZIP ends behind the ZIP's end")
    return at, end


def _check_apart(extents: Sequence[tuple[int, int]]) -> None:
    for (_, end), (start, _) in pairwise(sorted(extents)):
        if start < end:
            raise UnsafeContainerError("files in the ZIP share the same bytes")
