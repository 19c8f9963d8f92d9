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


_PRINT = (
    Face("Liberation Sans", *(f"LiberationSans-{cut}.ttf" for cut in ("Regular", "Bold", "Italic"))),
    Face("Liberation Serif", *(f"LiberationSerif-{cut}.ttf" for cut in ("Regular", "Bold", "Italic"))),
    Face("DejaVu Sans", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf"),
    Face("DejaVu Condensed", *(f"DejaVuSansCondensed{cut}.ttf" for cut in ("", "-Bold", "-Oblique"))),
    Face("DejaVu Serif", "DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSerif-Italic.ttf"),
    Face("Nimbus Sans", *(f"NimbusSans-{cut}.otf" for cut in ("Regular", "Bold", "Italic"))),
    Face("Nimbus Narrow", *(f"NimbusSansNarrow-{cut}.otf" for cut in ("Regular", "Bold", "Oblique"))),
    Face("Nimbus Roman", *(f"NimbusRoman-{cut}.otf" for cut in ("Regular", "Bold", "Italic"))),
    Face("P052", "P052-Roman.otf", "P052-Bold.otf", "P052-Italic.otf"),
    Face("C059", "C059-Roman.otf", "C059-Bold.otf", "C059-Italic.otf"),
    Face("URW Gothic", *(f"URWGothic-{cut}.otf" for cut in ("Book", "Demi", "BookOblique"))),
    Face("URW Bookman", *(f"URWBookman-{cut}.otf" for cut in ("Light", "Demi", "LightItalic"))),
    Face("Carlito", *(f"Carlito-{cut}.ttf" for cut in ("Regular", "Bold", "Italic"))),
    Face("Caladea", *(f"Caladea-{cut}.ttf" for cut in ("Regular", "Bold", "Italic"))),
)  # fmt: skip
_TYPED = (
    *("LiberationMono-Regular.ttf", "NimbusMonoPS-Regular.otf", "NimbusMonoPS-Bold.otf"),
    *("LiberationSans-Regular.ttf", "LiberationSerif-Regular.ttf", "DejaVuSansMono.ttf"),
    *("NimbusRoman-Regular.otf", "DejaVuSans.ttf", "Carlito-Regular.ttf", "LiberationMono-Bold.ttf"),
)  # fmt: skip
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
