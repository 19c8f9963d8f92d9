"""A file inside a container, and what a container may hold."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from forms.errors import TooMuchInsideError

_MEGABYTE = 1 << 20
MAX_FILES = 1_000
"""A box of forms scanned one file a page; more is split by its sender."""
MAX_FILE_BYTES = 64 * _MEGABYTE
"""Unpacked. An upload takes 50 MB; a colour page at 400 dpi that was never compressed has 46."""
MAX_TOTAL_BYTES = 256 * _MEGABYTE
"""Unpacked, all files together: what the disk is asked to keep for one upload."""
_NAMELESS = "unnamed"


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside; `repr` shows neither its name nor what is in it."""

    place: str = field(repr=False)
    """The path inside, as the container has it; unique there."""
    data: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """The last part of the place."""
        return PurePosixPath(self.place.replace("\\", "/")).name or _NAMELESS


def numbered_place(number: int, name: str) -> str:
    """Give the place of an attachment: names repeat in letters, and may hold anything."""
    return f"{number}/{PurePosixPath(name.replace(chr(92), '/')).name or _NAMELESS}"


class Allowance:
    """How much may still be taken out of one container."""

    def __init__(self) -> None:
        self._files, self._bytes = MAX_FILES, MAX_TOTAL_BYTES

    def take(self, size: int) -> None:
        """Count one file.

        Raises:
            TooMuchInsideError: it, or all together, is more than is taken.
        """
        self._files -= 1
        self._bytes -= size
        if self._files < 0:
            raise TooMuchInsideError(f"there are more than {MAX_FILES:,} files inside")
        if size > MAX_FILE_BYTES or self._bytes < 0:
            most = f"{MAX_FILE_BYTES // _MEGABYTE} MB, or {MAX_TOTAL_BYTES // _MEGABYTE} together"
            raise TooMuchInsideError(f"a file inside is larger than is taken ({most})")
