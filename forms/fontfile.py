"""The font files that the product ships. The one place that knows fontTools."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.agl import UV2AGL  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

REGULAR_NAME, BOLD_NAME = "LiberationSans-Regular", "LiberationSans-Bold"
_EM = 1000
_UNUSED_TABLES = ["FFTM", "GSUB", "GPOS", "GDEF", "kern", "DSIG"]


@dataclass(frozen=True, slots=True)
class FontSubset:
    """Part of a font, and its measures in thousandths of an em."""

    data: bytes
    glyphs: Mapping[str, int]
    """Glyph number by character."""
    widths: Sequence[int]
    """By glyph number."""
    ascent: int
    descent: int
    cap_height: int
    bbox: tuple[int, ...]


def _open(name: str) -> TTFont:
    data = (resources.files("templates") / "fonts" / f"{name}.ttf").read_bytes()
    return TTFont(io.BytesIO(data), recalcTimestamp=False)


@cache
def character_widths(name: str) -> Mapping[str, float]:
    """Give the advance of each character that a font has, in ems."""
    font = _open(name)
    em, advances = font["head"].unitsPerEm, font["hmtx"]
    return {chr(code): advances[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def _reduced(name: str, characters: Iterable[str]) -> bytes:
    options = subset.Options(
        hinting=False, notdef_outline=True, recalc_timestamp=False, layout_features=[]
    )
    options.drop_tables += _UNUSED_TABLES
    font = _open(name)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, characters)))
    subsetter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def font_subset(name: str, characters: Iterable[str]) -> FontSubset:
    """Reduce a font to these characters, as far as it has them; the same each time."""
    data = _reduced(name, characters)
    font = TTFont(io.BytesIO(data))
    scale = _EM / font["head"].unitsPerEm
    metrics, head, cmap = font["hmtx"], font["head"], font.getBestCmap()
    edges = (head.xMin, head.yMin, head.xMax, head.yMax)
    return FontSubset(
        data=data,
        glyphs={chr(code): font.getGlyphID(glyph) for code, glyph in cmap.items()},
        widths=[round(metrics[glyph][0] * scale) for glyph in font.getGlyphOrder()],
        ascent=round(font["hhea"].ascent * scale),
        descent=round(font["hhea"].descent * scale),
        cap_height=round(font["OS/2"].sCapHeight * scale),
        bbox=tuple(round(edge * scale) for edge in edges),
    )


def glyph_name(char: str) -> str:
    """Give a character's name in Adobe's glyph list."""
    return str(UV2AGL.get(ord(char), f"uni{ord(char):04X}"))
