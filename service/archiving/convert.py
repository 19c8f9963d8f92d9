"""Makes a PDF/A-2b with its text of a stranger's file. Only ever called in a limited process.

What is text already stays text; only pages without any are read by OCR. Three ways are tried, the
most faithful first, and what comes out is checked before it is believed:

1. OCRmyPDF with pikepdf's own conversion, which changes nothing that PDF/A allows.
2. Ghostscript. Debian 12's (10.00) garbles the text of some files, so all text is compared.
3. OCRmyPDF with every page drawn anew and read by OCR.
"""

import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import ocrmypdf
import pdfplumber
import pikepdf
from ocrmypdf.exceptions import ExitCodeException
from ocrmypdf.pdfa import generate_pdfa_ps
from pdfminer.high_level import extract_text
from pdfplumber.page import Page
from pikepdf import pdfa

from forms.errors import DamagedFileError, NotInstalledError, UnknownTypeError
from service.archiving.pictures import pictures_pdf
from service.originals import media_type_of

_FLAVOUR = pdfa.Flavour.PDFA_2B
_ACTIVE = ("/OpenAction", "/AA", "/Names", "/Perms", "/Collection", "/AcroForm")
"""What runs, fetches or carries other files, and what a flattened form leaves behind."""
_MOST = 0.5
"""Of a page: a picture that covers more is the page."""


class Way(StrEnum):
    """How a PDF/A was made."""

    TEXT_KEPT = "text kept, OCR where there was none"
    GHOSTSCRIPT = "text kept, by Ghostscript"
    DRAWN = "drawn anew, OCR"


def to_pdfa(source: Path, target: Path, turns: Mapping[int, int | None]) -> tuple[Way, int]:
    """Make a searchable PDF/A-2b; tell how, and of how many pages.

    Args:
        source: the file, of whatever kind; its folder takes what is in between.
        target: the PDF/A.
        turns: degrees clockwise that make a page stand upright, by page number; None where nobody
            knows: it is then found out by OCR.

    Raises:
        FileError: the file is damaged, encrypted, or of a kind that is not converted.
        NotInstalledError: a program that this takes is missing.
    """
    plain = source.with_name("plain.pdf")
    try:
        with _opened(source) as pdf:
            _disarm(pdf)
            _stand_up(pdf, turns)
            pages = len(pdf.pages)
            pdf.save(plain)
    except pikepdf.PasswordError as error:
        raise DamagedFileError("the file is encrypted") from error
    except pikepdf.PdfError as error:
        raise DamagedFileError("the PDF is damaged") from error
    return _converted(plain, target, finds_up=None in turns.values()), pages


def _opened(source: Path) -> pikepdf.Pdf:
    data = source.read_bytes()
    match media_type_of(data):
        case "application/pdf":
            return pikepdf.open(source)
        case "image/tiff" | "image/jpeg" | "image/png" | "image/heic":
            return pictures_pdf(data)
        case "application/zip":
            return pikepdf.open(_office_pdf(source))
        case _:
            raise UnknownTypeError("files of this kind are not converted")


def _office_pdf(source: Path) -> Path:
    """Have LibreOffice print a Word file: headless, with a profile of its own, macros never run."""
    program = shutil.which("soffice")
    if program is None:
        raise NotInstalledError("LibreOffice, which prints Word files, is not installed")
    named, folder = source.with_name("word.docx"), source.parent
    named.hardlink_to(source)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    words = [program, profile, "--headless", "--norestore", "--convert-to", "pdf"]
    subprocess.run(
        [*words, "--outdir", str(folder), str(named)],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    printed = named.with_suffix(".pdf")
    if not printed.exists():
        raise DamagedFileError("LibreOffice cannot open the file")
    return printed


def _disarm(pdf: pikepdf.Pdf) -> None:
    """Draw what was typed into form fields onto the pages; leave out all that is active."""
    if "/AcroForm" in pdf.Root:
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("all")
    for name in _ACTIVE:
        if name in pdf.Root:
            del pdf.Root[name]
    if "/DocChecksum" in pdf.trailer:
        # LibreOffice's own, which PDF/A does not know.
        del pdf.trailer["/DocChecksum"]


def _stand_up(pdf: pikepdf.Pdf, turns: Mapping[int, int | None]) -> None:
    for number, page in enumerate(pdf.pages, 1):
        if turn := turns.get(number):
            page.rotate(round(turn / 90) * 90, relative=True)


def _converted(plain: Path, target: Path, *, finds_up: bool) -> Way:
    is_scan = _is_stamped_scan(plain)
    mode = "redo" if is_scan else "skip"
    if _by_ocrmypdf(plain, target, mode=mode, backend="internal", finds_up=finds_up):
        return Way.TEXT_KEPT
    if not is_scan and _text(plain) and _by_ghostscript(plain, target):
        return Way.GHOSTSCRIPT
    if _by_ocrmypdf(plain, target, mode="force", backend="auto", finds_up=finds_up):
        return Way.DRAWN
    raise DamagedFileError("no PDF/A can be made of this file")


def _is_stamped_scan(plain: Path) -> bool:
    """Tell whether a page is a picture with some text on it, as fax servers and scanners leave."""
    with pdfplumber.open(plain) as pdf:
        return any(page.chars and _covered(page) > _MOST for page in pdf.pages)


def _covered(page: Page) -> float:
    """Give the share of a page that its largest picture covers."""
    areas = (float(image["width"] * image["height"]) for image in page.images)
    return max(areas, default=0.0) / float(page.width * page.height)


def _by_ocrmypdf(plain: Path, target: Path, *, mode: str, backend: str, finds_up: bool) -> bool:
    try:
        ended = ocrmypdf.ocr(
            plain,
            target,
            language=["eng"],
            output_type="pdfa-2",
            pdfa_backend=backend,
            mode=mode,
            rotate_pages=finds_up,
            jobs=1,
            optimize=0,
            progress_bar=False,
            invalidate_digital_signatures=True,
        )
    except ExitCodeException:
        return False
    return ended == 0 and _is_pdfa(target)


def _by_ghostscript(plain: Path, target: Path) -> bool:
    colours = plain.with_name("pdfa.ps")
    generate_pdfa_ps(colours)
    words = [
        *("gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pdfwrite"),
        *("-dCompatibilityLevel=1.7", "-dAutoRotatePages=/None", "-sColorConversionStrategy=RGB"),
        *("-dPDFA=2", "-dPDFACompatibilityPolicy=1", "-o", str(target), str(colours), str(plain)),
    ]
    ended = subprocess.run(words, check=False, stdin=subprocess.DEVNULL, capture_output=True)
    return ended.returncode == 0 and _is_pdfa(target) and _text(plain) == _text(target)


def _text(path: Path) -> Counter[str]:
    """Count the characters of all pages; their order and spaces are a matter of layout."""
    return Counter("".join(extract_text(path).split()))


def _is_pdfa(path: Path) -> bool:
    """Tell whether a file is a PDF/A-2b, as far as pikepdf's validator looks."""
    with pikepdf.open(path) as pdf:
        metadata = pdf.open_metadata()
        claim = (metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance"))
        return claim == ("2", "B") and not pdfa.check(pdf, _FLAVOUR).violations
