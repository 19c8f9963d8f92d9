"""Takes the files out of a ZIP."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from forms.errors import DamagedFileError, NothingInsideError
from service.containers.member import Member
from service.containers.zip_check import check_directory, check_entries

_LEFT_BY_SYSTEMS = {".ds_store", "thumbs.db", "desktop.ini"}
_MAC_FOLDER, _MAC_PREFIX = "__MACOSX", "._"
_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError),
    *(RuntimeError, ValueError, UnicodeError),
)


def _is_furniture(place: str) -> bool:
    """Tell whether a computer put this file there, not a person."""
    path = PurePosixPath(place)
    return (
        _MAC_FOLDER in path.parts
        or path.name.startswith(_MAC_PREFIX)
        or path.name.lower() in _LEFT_BY_SYSTEMS
    )


def zip_members(data: bytes) -> Iterator[Member]:
    """Yield the files in a ZIP, in its order, one unpacked at a time.

    Raises:
        DamagedFileError: no ZIP, cut short, or a file in it is not what it was.
        EncryptedFileError: a password is needed.
        ContainerError: what it holds cannot be taken.
    """
    try:
        yield from _members(data)
    except _ERRORS as error:
        raise DamagedFileError("the ZIP is damaged or cut short") from error


def _members(data: bytes) -> Iterator[Member]:
    check_directory(data)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = package.infolist()
        check_entries(data, entries)
        files = [e for e in entries if not e.is_dir() and not _is_furniture(e.filename)]
        if not files:
            raise NothingInsideError("the ZIP holds no file")
        for entry in files:
            yield Member(entry.filename, package.read(entry))
