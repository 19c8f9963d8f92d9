"""Typefaces of the machine: those that offices print and type with, and handwriting."""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

FOLDERS = (Path("/usr/share/fonts"),)
PX_PER_MM = 300 / 25.4
_PX_PER_PT = 300 / 72


@dataclass(frozen=True, slots=True)
class Face:
    """One family in the three cuts that forms use."""

    name: str
    regular: str
    bold: str
    italic: str


_PLAIN = ("Regular", "Bold", "Italic")


def _family(name: str, pattern: str, cuts: tuple[str, str, str] = _PLAIN) -> Face:
    return Face(name, *(pattern.format(cut) for cut in cuts))


_PRINT = (
    _family("Liberation Sans", "LiberationSans-{}.ttf"),
    _family("Liberation Serif", "LiberationSerif-{}.ttf"),
    _family("DejaVu Sans", "DejaVuSans{}.ttf", ("", "-Bold", "-Oblique")),
    _family("DejaVu Condensed", "DejaVuSansCondensed{}.ttf", ("", "-Bold", "-Oblique")),
    _family("DejaVu Serif", "DejaVuSerif{}.ttf", ("", "-Bold", "-Italic")),
    _family("Nimbus Sans", "NimbusSans-{}.otf"),
    _family("Nimbus Narrow", "NimbusSansNarrow-{}.otf", ("Regular", "Bold", "Oblique")),
    _family("Nimbus Roman", "NimbusRoman-{}.otf"),
    _family("P052", "P052-{}.otf", ("Roman", "Bold", "Italic")),
    _family("C059", "C059-{}.otf", ("Roman", "Bold", "Italic")),
    _family("URW Gothic", "URWGothic-{}.otf", ("Book", "Demi", "BookOblique")),
    _family("URW Bookman", "URWBookman-{}.otf", ("Light", "Demi", "LightItalic")),
    _family("Carlito", "Carlito-{}.ttf"),
    _family("Caladea", "Caladea-{}.ttf"),
)
_TYPED = (
    *("LiberationMono-Regular.ttf", "NimbusMonoPS-Regular.otf", "NimbusMonoPS-Bold.otf"),
    *("LiberationSans-Regular.ttf", "LiberationSerif-Regular.ttf", "DejaVuSansMono.ttf"),
    *("NimbusRoman-Regular.otf", "DejaVuSans.ttf", "Carlito-Regular.ttf"),
    "LiberationMono-Bold.ttf",
)
_HANDS = (
    *("dkg.ttf", "Breip.ttf", "femkeklaver.ttf", "Rufscript010.ttf", "SteveHand.ttf"),
    *("Delphine.ttf", "Z003-MediumItalic.otf"),
)


@cache
def _found(more: tuple[Path, ...]) -> dict[str, Path]:
    folders = (*FOLDERS, *more)
    files = sorted(file for folder in folders for file in folder.rglob("*.[to]tf"))
    return {file.name: file for file in files}


def _present(names: tuple[str, ...], more: tuple[Path, ...]) -> tuple[str, ...]:
    found = _found(more)
    return tuple(str(found[name]) for name in names if name in found)


@cache
def print_faces(more: tuple[Path, ...] = ()) -> tuple[Face, ...]:
    """Give the families that are here, as paths; `more` are folders beside the system's."""
    cuts = [(face, _present((face.regular, face.bold, face.italic), more)) for face in _PRINT]
    return tuple(Face(face.name, *paths) for face, paths in cuts if len(paths) == 3)


@cache
def typed_faces(more: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """Give the faces of typewriters and office printers that are here, as paths."""
    return _present(_TYPED, more)


@cache
def hand_faces(more: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """Give handwriting faces that are here, as paths; the first ones look most like a hand."""
    return _present(_HANDS, more)


@lru_cache(maxsize=512)
def _font(path: str, tenths_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, tenths_px / 10)


def font(path: str, size_pt: float) -> ImageFont.FreeTypeFont:
    """Give a face at a size on paper, for drawing at 300 dpi."""
    return _font(path, round(size_pt * _PX_PER_PT * 10))


def width_mm(path: str, size_pt: float, text: str) -> float:
    """Measure a line of text in millimetres."""
    return float(font(path, size_pt).getlength(text)) / PX_PER_MM
