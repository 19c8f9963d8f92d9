"""Embedded fonts: subsets of Liberation Sans, written twice over one font program.

Our own appearances use a Type0 font (every glyph by its number). Viewers that write a new appearance when
a person types need the field's /DA font, which must be a simple one: a TrueType font whose /Differences
put Welsh and Central European letters on codes of rarely typed symbols.
"""

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from fontTools import subset
from fontTools.agl import UV2AGL
from fontTools.ttLib import TTFont
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    IndirectObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from forms.layout.typeface import font_file
from forms.pdf.objects import dictionary, name, numbers, stream

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
"""Latin letters with the marks of European languages (Welsh ŵ ŷ), punctuation, the euro and pound signs."""
_REPLACING = "ŴŵŶŷẀẁẂẃẄẅỲỳŁłĄąĆćĘęŃńŚśŹźŻżČčŘřĚěĞğİıŞşȘșȚț"
_REPLACED_CODES = (
    *(0x81, 0x8D, 0x8F, 0x90, 0x9D, 0x7F, 0x83, 0x86, 0x87, 0x88, 0x89, 0x8B, 0x9B, 0x98, 0x99),
    *(0x95, 0xA4, 0xA6, 0xA7, 0xA8, 0xA9, 0xAA, 0xAC, 0xAD, 0xAE, 0xAF, 0xB1, 0xB2, 0xB3, 0xB4),
    *(0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB, 0xAB, 0xBC, 0xBD, 0xBE, 0xA1, 0xA2, 0xA5),
)
_FIRST_CODE, _LAST_CODE = 32, 255
_NON_SYMBOLIC = 32
_STEM_V = {"LiberationSans-Regular": 80, "LiberationSans-Bold": 140}
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
    """A subset of one font, and what a PDF must know about it. Lengths in thousandths of an em."""

    name: str
    """With the tag that marks a subset (ISO 32000-1, 9.6.4)."""
    base_name: str
    data: bytes
    glyphs: Mapping[str, int]
    widths: Sequence[int]
    """By glyph number."""
    ascent: int
    descent: int
    cap_height: int
    bbox: tuple[int, ...]
    hex_codes: Mapping[str, str]
    advances: Mapping[str, int]

    def encode(self, text: str) -> str:
        """Give the text as the hexadecimal string of a Type0 font; KeyError for a missing letter."""
        codes = self.hex_codes
        return "".join([codes[char] for char in text])

    def width(self, text: str) -> int:
        """Measure one line, in thousandths of an em."""
        advances = self.advances
        return sum([advances[char] for char in text])

    def missing(self, text: str) -> set[str]:
        """Give the characters that the font lacks."""
        return set(text) - self.glyphs.keys()


def _subset(base_name: str, characters: Iterable[str]) -> bytes:
    options = subset.Options(
        hinting=False, notdef_outline=True, recalc_timestamp=False, layout_features=[]
    )
    options.drop_tables += ["FFTM", "GSUB", "GPOS", "GDEF", "kern", "DSIG"]
    font = TTFont(io.BytesIO(font_file(base_name)), recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, characters)))
    subsetter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _tag(data: bytes) -> str:
    """Derive the six capitals of a subset's name from its content."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(data).digest()[:6])


@cache
def font_program(base_name: str, characters: frozenset[str] = ANSWER_CHARACTERS) -> FontProgram:
    """Subset a font to these characters, as far as it has them."""
    data = _subset(base_name, characters)
    font = TTFont(io.BytesIO(data))
    scale = 1000 / font["head"].unitsPerEm
    order, metrics = font.getGlyphOrder(), font["hmtx"]
    glyphs = {chr(code): font.getGlyphID(glyph) for code, glyph in font.getBestCmap().items()}
    widths = [round(metrics[glyph][0] * scale) for glyph in order]
    head = font["head"]
    return FontProgram(
        name=f"{_tag(data)}+{base_name}",
        base_name=base_name,
        data=data,
        glyphs=glyphs,
        widths=widths,
        ascent=round(font["hhea"].ascent * scale),
        descent=round(font["hhea"].descent * scale),
        cap_height=round(font["OS/2"].sCapHeight * scale),
        bbox=tuple(round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)),
        hex_codes={char: f"{glyph:04X}" for char, glyph in glyphs.items()},
        advances={char: widths[glyph] for char, glyph in glyphs.items()},
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
    file = stream(program.data, Length1=NumberObject(len(program.data)))
    descriptor = dictionary(
        Type=name("FontDescriptor"),
        FontName=name(program.name),
        Flags=NumberObject(_NON_SYMBOLIC),
        FontBBox=numbers(program.bbox),
        ItalicAngle=NumberObject(0),
        Ascent=NumberObject(program.ascent),
        Descent=NumberObject(program.descent),
        CapHeight=NumberObject(program.cap_height),
        StemV=NumberObject(_STEM_V[program.base_name]),
        FontFile2=writer._add_object(file),
    )
    return Embedded(program, writer._add_object(descriptor))


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
        W=ArrayObject([NumberObject(0), numbers(program.widths)]),
        CIDToGIDMap=name("Identity"),
    )
    to_unicode = _to_unicode(((glyph, char) for char, glyph in program.glyphs.items()), digits=4)
    font = dictionary(
        Type=name("Font"),
        Subtype=name("Type0"),
        BaseFont=name(program.name),
        Encoding=name("Identity-H"),
        DescendantFonts=ArrayObject([writer._add_object(descendant)]),
        ToUnicode=writer._add_object(to_unicode),
    )
    return writer._add_object(font)


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
        entries.append(name(UV2AGL.get(ord(char), f"uni{ord(char):04X}")))
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
        ToUnicode=writer._add_object(_to_unicode(codes.items(), digits=2)),
    )
    return writer._add_object(font)
