"""Writes letters as Outlook saves them ([MS-CFB], [MS-OXMSG]), as small as the format allows.

Every stream must have 4,096 bytes or none: smaller ones would need the file's second allocation
table, which this writer leaves out.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_SMALLEST = 4096


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    inside: "list[_Entry]" = field(default_factory=list)
    start: int = _END
    following: int = _FREE
    child: int = _FREE


def _text(number: str, text: str) -> _Entry:
    return _Entry(f"__substg1.0_{number}001F", _STREAM, text.encode("utf-16-le"))


def _attachment(number: int, name: str, data: bytes) -> _Entry:
    content = _Entry("__substg1.0_37010102", _STREAM, data)
    inside = [content, _text("3707", name + "\x00" * (_SMALLEST // 2 - len(name)))]
    return _Entry(f"__attach_version1.0_#{number:08X}", _STORAGE, inside=inside)


def _numbered(root: _Entry) -> list[_Entry]:
    """List all entries, and link those in one storage in a row (a tree leaning to one side)."""
    entries = [root]
    for entry in entries:
        first = len(entries)
        entries += entry.inside
        entry.child = first if entry.inside else _FREE
        for place, inner in enumerate(entry.inside):
            inner.following = first + place + 1 if place + 1 < len(entry.inside) else _FREE
    return entries


def _record(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\x00\x00"
    links = struct.pack("<BBIII", entry.kind, 1, _FREE, entry.following, entry.child)
    return (
        name.ljust(64, b"\x00")
        + struct.pack("<H", len(name))
        + links
        + bytes(36)
        + struct.pack("<IQ", entry.start, len(entry.data))
    )


def saved_letter(attachments: Mapping[str, bytes]) -> bytes:
    """Write a letter with these attachments, of 4,096 bytes at least each."""
    files = [_attachment(n, name, data) for n, (name, data) in enumerate(attachments.items())]
    properties = _Entry("__properties_version1.0", _STREAM, bytes(_SMALLEST))
    entries = _numbered(_Entry("Root Entry", _ROOT, inside=[properties, *files]))
    table: list[int] = [_FAT]
    content = bytearray()
    for entry in entries:
        if entry.data:
            entry.start = len(table)
            count = -(-len(entry.data) // _SECTOR)
            table += [*range(entry.start + 1, entry.start + count), _END]
            content += entry.data.ljust(count * _SECTOR, b"\x00")
    directory = b"".join(map(_record, entries))
    count = -(-len(directory) // _SECTOR)
    start = len(table)
    table += [*range(start + 1, start + count), _END]
    content += directory.ljust(count * _SECTOR, b"\x00")
    assert len(table) <= _SECTOR // 4
    fat = b"".join(struct.pack("<I", one) for one in table).ljust(_SECTOR, b"\xff")
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIIII", 0, 1, start, 0, _SMALLEST, _END, 0, _END, 0, 0)
    return head + b"\xff" * 432 + fat + bytes(content)
