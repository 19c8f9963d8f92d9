"""Embedded fonts: subsets of Liberation Sans, written twice over one font program.

Our own appearances use a Type0 font: every glyph by its number. Viewers that write a new appearance
when a person types need the field's /DA font, which must be a simple one: TrueType, whose
/Differences put Welsh and Central European letters on codes of rarely typed symbols.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    IndirectObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from forms.fontfile import BOLD_NAME, REGULAR_NAME, FontSubset, font_subset, glyph_name
from forms.pdf.objects import add, dictionary, name, numbers, stream

ANSWER_CHARACTERS = frozenset(
    chr(code)
    for first, last in (
        (0x20, 0x7E),
        (0xA0, 0x17F),
        (0x218, 0x21B),
        (0x1E80, 0x1E85),
        (0x1EF2, 0x1EF3),
        (0x2010, 0x2026),
        (0x2030, 0x203A),
        (0x20AC, 0x20AC),
        (0x2116, 0x2122),
    )
    for code in range(first, last + 1)
)
"""Latin letters with the marks of European languages (Welsh ŵ ŷ), punctuation, euro and pound."""
_REPLACING = "ŴŵŶŷẀẁẂẃẄẅỲỳŁłĄąĆćĘęŃńŚśŹźŻżČčŘřĚěĞğİıŞşȘșȚț"
_REPLACED_CODES = (
    *(0x81, 0x8D, 0x8F, 0x90, 0x9D, 0x7F, 0x83, 0x86, 0x87, 0x88, 0x89, 0x8B, 0x9B, 0x98, 0x99),
    *(0x95, 0xA4, 0xA6, 0xA7, 0xA8, 0xA9, 0xAA, 0xAC, 0xAD, 0xAE, 0xAF, 0xB1, 0xB2, 0xB3, 0xB4),
    *(0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB, 0xAB, 0xBC, 0xBD, 0xBE, 0xA1, 0xA2, 0xA5),
)
_FIRST_CODE, _LAST_CODE = 32, 255
_NON_SYMBOLIC = 32
_STEM_V = {REGULAR_NAME: 80, BOLD_NAME: 140}
_CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
{first} {last}
endcodespacerange
"""
_CMAP_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
_CMAP_CHUNK = 100


@dataclass(frozen=True, slots=True)
class FontProgram:
    """A font as our PDFs embed it."""

    name: str
    """With the tag that marks a subset (ISO 32000-1, 9.6.4)."""
    stem_v: int
    subset: FontSubset
    hex_codes: Mapping[str, str]
    """Code of each character in a Type0 string."""
    advances: Mapping[str, int]
    """In thousandths of an em."""

    def encode(self, text: str) -> str:
        """Give the text as the hexadecimal string of a Type0 font; KeyError if a letter lacks."""
        codes = self.hex_codes
        return "".join([codes[char] for char in text])

    def width(self, text: str) -> int:
        """Measure one line, in thousandths of an em."""
        advances = self.advances
        return sum([advances[char] for char in text])

    def missing(self, text: str) -> set[str]:
        """Give the characters that the font lacks."""
        return set(text).difference(self.hex_codes)


def _tag(data: bytes) -> str:
    """Derive the six capitals of a subset's name from its content."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(data).digest()[:6])


@lru_cache(maxsize=64)
def font_program(base_name: str, characters: frozenset[str] = ANSWER_CHARACTERS) -> FontProgram:
    """Subset a font to these characters, as far as it has them."""
    subset = font_subset(base_name, characters)
    return FontProgram(
        name=f"{_tag(subset.data)}+{base_name}",
        stem_v=_STEM_V[base_name],
        subset=subset,
        hex_codes={char: f"{glyph:04X}" for char, glyph in subset.glyphs.items()},
        advances={char: subset.widths[glyph] for char, glyph in subset.glyphs.items()},
    )


def _to_unicode(pairs: Iterable[tuple[int, str]], digits: int) -> StreamObject:
    """Make the map from codes back to text, for search, copying and reading back."""
    lines = [f"<{code:0{digits}X}> <{ord(char):04X}>\n" for code, char in sorted(pairs)]
    parts = [_CMAP_HEAD.format(first=f"<{'0' * digits}>", last=f"<{'F' * digits}>")]
    for start in range(0, len(lines), _CMAP_CHUNK):
        chunk = lines[start : start + _CMAP_CHUNK]
        parts.append(f"{len(chunk)} beginbfchar\n{''.join(chunk)}endbfchar\n")
    return stream("".join([*parts, _CMAP_TAIL]).encode())


@dataclass(frozen=True, slots=True)
class Embedded:
    """A font program inside one PDF."""

    program: FontProgram
    descriptor: IndirectObject


def embed(writer: PdfWriter, program: FontProgram) -> Embedded:
    """Put the font program and its descriptor into the file."""
    subset = program.subset
    file = stream(subset.data, Length1=NumberObject(len(subset.data)))
    descriptor = dictionary(
        Type=name("FontDescriptor"),
        FontName=name(program.name),
        Flags=NumberObject(_NON_SYMBOLIC),
        FontBBox=numbers(subset.bbox),
        ItalicAngle=NumberObject(0),
        Ascent=NumberObject(subset.ascent),
        Descent=NumberObject(subset.descent),
        CapHeight=NumberObject(subset.cap_height),
        StemV=NumberObject(program.stem_v),
        FontFile2=add(writer, file),
    )
    return Embedded(program, add(writer, descriptor))


def type0_font(writer: PdfWriter, embedded: Embedded) -> IndirectObject:
    """Add the font that our own content and appearances use."""
    program = embedded.program
    system = dictionary(
        Registry=TextStringObject("Adobe"),
        Ordering=TextStringObject("Identity"),
        Supplement=NumberObject(0),
    )
    descendant = dictionary(
        Type=name("Font"),
        Subtype=name("CIDFontType2"),
        BaseFont=name(program.name),
        CIDSystemInfo=system,
        FontDescriptor=embedded.descriptor,
        DW=NumberObject(1000),
        W=ArrayObject([NumberObject(0), numbers(program.subset.widths)]),
        CIDToGIDMap=name("Identity"),
    )
    to_unicode = _to_unicode(
        ((glyph, char) for char, glyph in program.subset.glyphs.items()), digits=4
    )
    font = dictionary(
        Type=name("Font"),
        Subtype=name("Type0"),
        BaseFont=name(program.name),
        Encoding=name("Identity-H"),
        DescendantFonts=ArrayObject([add(writer, descendant)]),
        ToUnicode=add(writer, to_unicode),
    )
    return add(writer, font)


def _simple_codes() -> dict[int, str]:
    """Give what each code of the simple font stands for: Windows Latin 1 with our replacements."""
    codes = {}
    for code in range(_FIRST_CODE, _LAST_CODE + 1):
        if char := bytes([code]).decode("cp1252", "ignore"):
            codes[code] = char
    return codes | dict(zip(_REPLACED_CODES, _REPLACING, strict=False))


def _differences() -> ArrayObject:
    """List our replacements by code; a number starts each run (ISO 32000-1, 9.6.6.1)."""
    entries = ArrayObject()
    previous = None
    for code, char in sorted(zip(_REPLACED_CODES, _REPLACING, strict=False)):
        if previous is None or previous + 1 != code:
            entries.append(NumberObject(code))
        entries.append(name(glyph_name(char)))
        previous = code
    return entries


def simple_font(writer: PdfWriter, embedded: Embedded) -> IndirectObject:
    """Add the font for /DA: what viewers write with when a person types."""
    program, codes = embedded.program, _simple_codes()
    widths = [
        program.advances.get(codes.get(code, ""), 0) for code in range(_FIRST_CODE, _LAST_CODE + 1)
    ]
    encoding = dictionary(
        Type=name("Encoding"), BaseEncoding=name("WinAnsiEncoding"), Differences=_differences()
    )
    font = dictionary(
        Type=name("Font"),
        Subtype=name("TrueType"),
        BaseFont=name(program.name),
        FirstChar=NumberObject(_FIRST_CODE),
        LastChar=NumberObject(_LAST_CODE),
        Widths=numbers(widths),
        FontDescriptor=embedded.descriptor,
        Encoding=encoding,
        ToUnicode=add(writer, _to_unicode(codes.items(), digits=2)),
    )
    return add(writer, font)
