"""Pages as programs show them: pdfium, poppler, mupdf and pdf.js as pictures, and their text."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from tests.printed.pdfjs import pdfjs

Picture = NDArray[np.uint8]
DPI = 150
PX_PER_MM = DPI / 25.4


def pdfium(pdf: bytes, page: int, _folder: Path) -> Picture:
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    rendered = document[page - 1].render(scale=DPI / 72, grayscale=True, may_draw_forms=True)
    picture = np.array(rendered.to_numpy())
    document.close()
    return picture.reshape(picture.shape[:2])


def _opened(png: bytes) -> Picture:
    return np.array(Image.open(io.BytesIO(png)).convert("L"))


def _saved(pdf: bytes, folder: Path) -> str:
    path = folder / "page.pdf"
    path.write_bytes(pdf)
    return str(path)


def poppler(pdf: bytes, page: int, folder: Path) -> Picture:
    options = ["-r", str(DPI), "-f", str(page), "-l", str(page), "-gray", "-png"]
    command = ["pdftoppm", *options, _saved(pdf, folder)]
    return _opened(subprocess.run(command, capture_output=True, check=True).stdout)


def mupdf(pdf: bytes, page: int, folder: Path) -> Picture:
    command = ["mutool", "draw", "-q", "-r", str(DPI), "-F", "png", "-o", "-"]
    done = subprocess.run(
        [*command, _saved(pdf, folder), str(page)], capture_output=True, check=True
    )
    return _opened(done.stdout)


def pdf_js(pdf: bytes, page: int, _folder: Path) -> Picture:
    with pdfjs() as viewer:
        return _opened(viewer.picture(pdf, page, DPI / 72))


RENDERERS: dict[str, Callable[[bytes, int, Path], Picture]] = {
    "pdfium": pdfium,
    "poppler": poppler,
    "mupdf": mupdf,
    "pdf.js": pdf_js,
}


def poppler_text(pdf: bytes, folder: Path) -> str:
    command = ["pdftotext", "-layout", _saved(pdf, folder), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def qpdf_finds_nothing(pdf: bytes, folder: Path) -> bool:
    """Tell whether qpdf reads the whole file without an error or a warning."""
    done = subprocess.run(
        ["qpdf", "--check", _saved(pdf, folder)], capture_output=True, check=False
    )
    return done.returncode == 0
