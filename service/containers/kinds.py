"""Tells by its content whether a file is a container, and names what is none but looks like one."""

import io
import re
import zipfile
from collections.abc import Collection
from enum import Enum, auto

from forms.docx.package import is_locked_office_file
from forms.errors import UnknownTypeError
from service.containers.zip_check import check_directory


class ContainerKind(Enum):
    """What holds the files."""

    ZIP = auto()
    EML = auto()
    MSG = auto()


_ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_WORD_PART = "word/document.xml"
_CONTENT_TYPES = "[Content_Types].xml"
"""Every office document of ECMA-376 has it (part 2, 7.3)."""
_OFFICE = {
    "xl/": "an Excel workbook",
    "ppt/": "a PowerPoint presentation",
    "visio/": "a Visio drawing",
}
_MARKED = {"mimetype": "an OpenDocument file or e-book", "AndroidManifest.xml": "a program"}
_OLE_STREAMS = {
    "WordDocument": "an old Word document (DOC)",
    "Workbook": "an old Excel workbook (XLS)",
    "Book": "an old Excel workbook (XLS)",
    "PowerPoint Document": "an old PowerPoint presentation (PPT)",
    "VisioDocument": "a Visio drawing",
}
_SAVE_AS = "Save it as PDF or DOCX and send that."
_MSG_STREAM = "__properties_version1.0".encode("utf-16-le")
_HEAD = 16 << 10
"""Bytes in which a letter shows its headers: relays put theirs before the sender's."""
_HEADER = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,60}):", re.MULTILINE)
_ROUTE = {b"from", b"received", b"return-path", b"delivered-to", b"sender"}
_LETTER = {b"date", b"subject", b"to", b"mime-version", b"message-id", b"cc"}


def container_kind(data: bytes) -> ContainerKind | None:
    """Tell what kind of container this is; None: none, so a file to read, or a locked one.

    Raises:
        UnknownTypeError: an office file of a type that is not read; the message names it.
        ContainerError: a ZIP whose directory cannot be trusted.
    """
    if data.startswith(_ZIP_SIGNATURES):
        return None if _is_word(data) else ContainerKind.ZIP
    if data.startswith(_OLE_SIGNATURE):
        return _ole_kind(data)
    return ContainerKind.EML if _is_letter(data) else None


def _is_word(data: bytes) -> bool:
    """Tell a word-processor document from a ZIP of files, which may hold such documents."""
    try:
        check_directory(data)
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = {entry.filename for entry in package.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return _WORD_PART.encode() in data[:_HEAD] or _CONTENT_TYPES.encode() in data[:_HEAD]
    if _CONTENT_TYPES not in names:
        _refuse_marked(names)
        return False
    for folder, words in _OFFICE.items():
        if any(name.startswith(folder) for name in names):
            raise UnknownTypeError(f"the file is {words}", hint=_SAVE_AS)
    return any(name.startswith("word/") for name in names)


def _refuse_marked(names: Collection[str]) -> None:
    for name, words in _MARKED.items():
        if name in names:
            raise UnknownTypeError(f"the file is {words}", hint=_SAVE_AS)


def _ole_kind(data: bytes) -> ContainerKind | None:
    if is_locked_office_file(data):
        return None
    if _MSG_STREAM in data:
        return ContainerKind.MSG
    for stream, words in _OLE_STREAMS.items():
        if stream.encode("utf-16-le") in data:
            raise UnknownTypeError(f"the file is {words}", hint=_SAVE_AS)
    return None


def _is_letter(data: bytes) -> bool:
    """Tell whether the file begins with the headers of a letter (RFC 5322, 3.6)."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf\r\n ")
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    first = _HEADER.match(block) or block.startswith((b"From ", b">From "))
    if not first or b"\x00" in block:
        return False
    names = {name.lower() for name in _HEADER.findall(block)}
    return bool(names & _ROUTE) and bool(names & _LETTER)
