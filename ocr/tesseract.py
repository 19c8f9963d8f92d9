"""Read lines of print by Tesseract: all lines of a page in one process.

Measured (docs/adr/0008-reading.md): twenty crops one by one cost 2,070 ms of CPU, as one list 270
ms; with OpenMP left alone twice that.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from forms.errors import FileError, NotInstalledError
from ocr.sheet import Grey


@contextmanager
def _without(package: str) -> Iterator[None]:
    """Have a package that nothing has loaded so far taken for one that is not installed."""
    if package in sys.modules:
        yield
        return
    sys.modules[package] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[package]


# It has tables made by pandas, where that is there, for an output that is never asked for here: a
# third of a second of each start, and 70 MB of each reader.
with _without("pandas"):
    import pytesseract

DPI = 300
_ONE_LINE = "--psm 7"
_TIMEOUT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the engine gave it; `repr` shows no text: it may be personal data."""

    text: str = field(repr=False)
    confidence: float
    """Per cent, the engine's own scale."""


Line = tuple[Word, ...]


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep Tesseract from starting threads that wait for one another."""
    before = os.environ.get("OMP_THREAD_LIMIT")
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("OMP_THREAD_LIMIT", None)
        else:
            os.environ["OMP_THREAD_LIMIT"] = before


def _write_list(crops: Sequence[Grey], folder: Path) -> Path:
    names = []
    for number, crop in enumerate(crops):
        path = folder / f"{number:04d}.pgm"
        Image.fromarray(crop).save(path, format="PPM")
        names.append(str(path))
    listed = folder / "lines.txt"
    listed.write_text("\n".join(names) + "\n", encoding="ascii")
    return listed


def _lines(table: str, count: int) -> tuple[Line, ...]:
    """Sort the words of a TSV by the page, that is the crop, they belong to."""
    words: list[list[Word]] = [[] for _ in range(count)]
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():
            words[int(cells[1]) - 1].append(Word(cells[11], float(cells[10])))
    return tuple(tuple(line) for line in words)


def _run(listed: Path) -> str:
    config = f"{_ONE_LINE} --dpi {DPI}"
    try:
        with _one_thread():
            return str(
                pytesseract.image_to_data(
                    str(listed), lang="eng", config=config, timeout=_TIMEOUT_SECONDS
                )
            )
    except (pytesseract.TesseractNotFoundError, FileNotFoundError) as error:
        raise NotInstalledError("Tesseract is not installed") from error
    except pytesseract.TesseractError as error:
        raise NotInstalledError("Tesseract has no English language data") from error
    except RuntimeError as error:  # how pytesseract reports its timeout
        raise FileError("reading the page took too long") from error


def read_lines(crops: Sequence[Grey]) -> tuple[Line, ...]:
    """Read one line of print from each crop.

    Args:
        crops: at `DPI`, with a white margin. Blank ones must not be sent: the engine invents text.

    Raises:
        NotInstalledError: Tesseract or its language data is missing.
        FileError: it took longer than two minutes.
    """
    if not crops:
        return ()
    with TemporaryDirectory(prefix="throughcare-") as folder:
        return _lines(_run(_write_list(crops, Path(folder))), len(crops))


def languages() -> frozenset[str]:
    """Name the languages whose data is installed.

    Raises:
        NotInstalledError: Tesseract itself is missing.
    """
    try:
        return frozenset(pytesseract.get_languages())
    except pytesseract.TesseractNotFoundError as error:
        raise NotInstalledError("Tesseract is not installed") from error


def version() -> str:
    """Name the version of Tesseract that is installed.

    Raises:
        NotInstalledError: there is none.
    """
    try:
        return str(pytesseract.get_tesseract_version())
    except pytesseract.TesseractNotFoundError as error:
        raise NotInstalledError("Tesseract is not installed") from error
