"""Tells types of files by their content, also those that are not read: their sender hears of it."""

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
"""Of ISO/IEC 23008-12, as telephones write them; AVIF has others."""

_TYPES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"GIF8", "a GIF picture"),
    (0, b"BM", "a BMP picture"),
    (8, b"WEBP", "a WebP picture"),
    (4, b"ftypavif", "an AVIF picture"),
    (4, b"ftypavis", "an AVIF picture"),
    (0, b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (0, b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (0, b"II+\x00", "a BigTIFF picture"),
    (0, b"MM\x00+", "a BigTIFF picture"),
    (0, b"{\\rtf", "an RTF document"),
    (0, bytes.fromhex("d0cf11e0a1b11ae1"), "a file of an old office program"),
    (0, b"%!PS", "a PostScript file"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"7z\xbc\xaf'\x1c", "a 7-Zip archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\xfd7zXZ", "an XZ archive"),
    (257, b"ustar", "a TAR archive"),
    (0, b"PK\x03\x04", "a ZIP"),
    (0, b"MZ", "a program"),
    (0, b"\x7fELF", "a program"),
    (0, b"<?xml", "an XML file"),
    (0, b"<html", "a web page"),
    (0, b"<!DOCTYPE html", "a web page"),
    (0, b"x\x9f>\x22", "a letter in Outlook's own packing (winmail.dat)"),
)
"""Where, what, and how a person would call it."""


def is_heic(data: bytes) -> bool:
    """Tell whether the content is a photograph as telephones take them."""
    return data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS


def type_in_words(data: bytes) -> str | None:
    """Name the type of a file that is not read; None where it is not known either."""
    for at, signature, words in _TYPES:
        if data[at : at + len(signature)].lower() == signature.lower():
            return words
    return None
