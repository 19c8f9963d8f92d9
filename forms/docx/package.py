"""The ZIP package that a DOCX is: opened with care, written the same way every time."""

import io
import zipfile
import zlib
from collections.abc import Mapping

from forms.errors import DamagedFileError, EncryptedFileError

DocxParts = Mapping[str, bytes]
"""Part name to content."""

MASTER_DATE = (2009, 6, 1, 0, 0, 0)
"""Stands on every entry that we write: the same input makes the same bytes."""
DOCUMENT_PART = "word/document.xml"

CUSTOM_PROPERTIES = {
    "Form": "form.id",
    "Form version": "form.version",
    "Copy": "copy",
}
"""Names of the document properties and the tags that fill them."""

_MAX_ENTRIES = 2000
_MAX_PART_BYTES = 32 * 2**20
_MAX_TOTAL_BYTES = 96 * 2**20
_MAX_RATIO = 400
"""Honest XML of ours compresses up to 40 times."""
_SMALL_BYTES = 2**20
"""Parts below this are harmless at any ratio."""
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError)
"""What the library raises on damage; a place before the file's beginning is a ValueError to it."""
_OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_FLAG = 0x1
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


def is_locked_office_file(data: bytes) -> bool:
    """Tell whether a word processor wrote this with a password ([MS-OFFCRYPTO] 2.3)."""
    return data.startswith(_OLE_SIGNATURE) and _ENCRYPTED_STREAM in data


def is_docx(data: bytes) -> bool:
    """Tell by the content whether this is a word-processor document, whole or broken."""
    return data.startswith(b"PK\x03\x04") and b"word/" in data


def _check(entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename for entry in entries}
    total = sum(entry.file_size for entry in entries)
    if len(entries) > _MAX_ENTRIES or len(names) != len(entries) or total > _MAX_TOTAL_BYTES:
        raise DamagedFileError("the document has more inside than a form can have")
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise EncryptedFileError("the document is locked with a password")
        ratio = entry.file_size / max(entry.compress_size, 1)
        swollen = entry.file_size > _SMALL_BYTES and ratio > _MAX_RATIO
        if swollen or entry.file_size > _MAX_PART_BYTES:
            raise DamagedFileError("a part of the document is too large for a form")


def read_parts(data: bytes, *, suffix: str = "") -> dict[str, bytes]:
    """Open a package and give its parts whose names end so.

    Raises:
        DamagedFileError: no ZIP, cut short, or larger inside than a form can be.
        EncryptedFileError: needs a password.
    """
    if is_locked_office_file(data):
        raise EncryptedFileError("the document is locked with a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            _check(entries)
            return {
                entry.filename: package.read(entry)
                for entry in entries
                if entry.filename.endswith(suffix)
            }
    except _ZIP_ERRORS as error:
        raise DamagedFileError("the document is damaged or cut short") from error


def write_parts(parts: DocxParts) -> bytes:
    """Write a package; equal parts in equal order make equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, MASTER_DATE)
            packed = not name.endswith(".png")
            entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            package.writestr(entry, content, compresslevel=4)
    return out.getvalue()
