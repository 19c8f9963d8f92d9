"""A searchable PDF/A of each original, made of strangers' files in limited processes."""

import csv
import hashlib
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from pikepdf import pdfa
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from forms.artefacts import ArtefactFormat, make_document
from forms.copies import new_copy_id
from forms.definition import Form
from ocr.reading import PageReading, PageStatus
from service.archiving import index
from service.archiving.apart import ConversionLimits, convert_apart
from service.archiving.index import Entry
from service.demo.fax import fax_of_pdf
from service.entities import Actor
from service.errors import ArchiveError, NotFoundError
from service.evidence import PlainFile
from service.runtime import Runtime
from service.store.states import DocumentState
from service.usecases.archive import archive_originals
from tests.service.console import Console
from tests.service.invented import ALERT
from tests.service.readings import page, unidentified
from tests.service.stored import store_document

_LIMITS = ConversionLimits(memory_mb=3072, seconds=120)
_SENT = b"%PDF-1.4 cut sh"
_TELEPHONE = Path(__file__).parents[1] / "ocr" / "telephone.heic"


@cache
def _artefact(form: Form, artefact: ArtefactFormat) -> bytes:
    return make_document(artefact, form, ALERT, new_copy_id(form.code))


def _fax(form: Form, *, upside_down: bool = False) -> bytes:
    return fax_of_pdf(_artefact(form, ArtefactFormat.PRINT), upside_down=upside_down)


def _read(form: Form, rotation: int = 0) -> PageReading:
    return replace(page(form, ALERT), rotation=rotation)


def _converted(folder: Path, content: bytes, turns: dict[int, int | None]) -> Path:
    source, target = folder / "source", folder / "made.pdf"
    source.write_bytes(content)
    convert_apart(PlainFile(source), target, turns, _LIMITS)
    return target


def _text(path: Path) -> str:
    with pdfplumber.open(path) as pdf:
        return "\n".join(one.extract_text() for one in pdf.pages)


def _is_pdfa(path: Path) -> bool:
    with pikepdf.open(path) as pdf:
        claims = pdf.open_metadata()
        part = (claims["pdfaid:part"], claims["pdfaid:conformance"])
        return part == ("2", "B") and not pdfa.check(pdf, pdfa.Flavour.PDFA_2B).violations


def _is_picture(thing: pikepdf.Object) -> bool:
    return isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == pikepdf.Name.Image


# Conversion


def test_a_fax_that_came_upside_down_stands_up_and_is_searchable(
    tmp_path: Path, alert_form: Form
) -> None:
    made = _converted(tmp_path, _fax(alert_form, upside_down=True), {1: 180})
    text = _text(made).upper()
    assert _is_pdfa(made)
    assert "PRISONER" in text
    assert "LEEDS" in text
    with pdfplumber.open(made) as pdf:
        assert (pdf.pages[0].width, pdf.pages[0].height) == pytest.approx((610, 842), abs=1)


def test_a_page_that_nobody_could_identify_is_turned_by_ocr(
    tmp_path: Path, alert_form: Form
) -> None:
    made = _converted(tmp_path, _fax(alert_form, upside_down=True), {1: None})
    assert "PRISONER" in _text(made).upper()


def test_all_pages_of_a_picture_file_come_in_their_colours(tmp_path: Path) -> None:
    first = Image.new("RGBA", (600, 850), (200, 0, 0, 255))
    second, third = Image.new("1", (600, 850), 1), Image.new("I;16", (850, 600), 40_000)
    source = BytesIO()
    first.save(source, "TIFF", save_all=True, append_images=[second, third], dpi=(72, 72))
    made = _converted(tmp_path, source.getvalue(), {})
    with pdfplumber.open(made) as pdf:
        assert [one.width < one.height for one in pdf.pages] == [True, True, False]
        red = pdf.pages[0].to_image(resolution=20).original.convert("RGB").getpixel((30, 30))
    assert isinstance(red, tuple)
    assert red[0] > 150 > red[1]


@pytest.mark.parametrize("turn", [1, 3, 6, 8])
def test_a_photograph_keeps_its_own_bytes_and_is_turned(tmp_path: Path, turn: int) -> None:
    source, exif = BytesIO(), Image.Exif()
    exif[0x0112] = turn
    Image.new("RGB", (1200, 850), "white").save(source, "JPEG", exif=exif)
    made = _converted(tmp_path, source.getvalue(), {1: 0})
    with pikepdf.open(made) as pdf:
        pictures = [one for one in pdf.objects if _is_picture(one)]
        assert source.getvalue() in [one.read_raw_bytes() for one in pictures]
    with pdfplumber.open(made) as pdf:
        assert (pdf.pages[0].width < pdf.pages[0].height) == (turn in {6, 8})


def test_a_photograph_from_a_telephone_is_put_on_a_page(tmp_path: Path) -> None:
    made = _converted(tmp_path, _TELEPHONE.read_bytes(), {1: 0})
    assert _is_pdfa(made)
    with pikepdf.open(made) as pdf:
        sizes = [(one.Width, one.Height) for one in pdf.objects if _is_picture(one)]
        assert len(pdf.pages) == 1
    assert sizes == [(400, 566)]


@pytest.mark.parametrize("artefact", [ArtefactFormat.PDF, ArtefactFormat.PRINT])
def test_a_form_filled_in_on_screen_keeps_its_text(
    tmp_path: Path, alert_form: Form, artefact: ArtefactFormat
) -> None:
    with pikepdf.open(BytesIO(_artefact(alert_form, artefact))) as pdf:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.OpenAction = script
        pdf.save(tmp_path / "active.pdf")
    made = _converted(tmp_path, (tmp_path / "active.pdf").read_bytes(), {1: 0})
    assert _is_pdfa(made)
    assert "Laura Jane O'Severn" in _text(made)
    assert b"JavaScript" not in made.read_bytes()
    with pikepdf.open(made) as pdf:
        assert "/AcroForm" not in pdf.Root


def test_a_scan_with_a_stamp_of_text_is_read_all_the_same(tmp_path: Path, alert_form: Form) -> None:
    target = BytesIO()
    canvas = Canvas(target, pagesize=(595, 842))
    canvas.drawImage(ImageReader(BytesIO(_fax(alert_form))), 0, 0, 595, 842)
    canvas.drawString(20, 20, "Received by server 4")
    canvas.save()
    made = _converted(tmp_path, target.getvalue(), {1: 0})
    assert _is_pdfa(made)
    assert "PRISONER" in _text(made).upper()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_word_file_is_printed_by_libreoffice(tmp_path: Path, alert_form: Form) -> None:
    made = _converted(tmp_path, _artefact(alert_form, ArtefactFormat.DOCX), {})
    assert _is_pdfa(made)
    assert "Laura Jane O'Severn" in _text(made)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_SENT, "damaged-file"),
        (b"II*\x00 cut short", "damaged-file"),
        (b"neither", "unknown-type"),
        (b"PK\x03\x04 no Word file", "damaged-file"),
    ],
)
def test_what_cannot_be_converted_says_why(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(ArchiveError) as caught:
        _converted(tmp_path, content, {})
    assert caught.value.code == code
    assert not (tmp_path / "made.pdf").exists()


@pytest.mark.parametrize(
    "limits",
    [ConversionLimits(memory_mb=3072, seconds=1), ConversionLimits(memory_mb=60, seconds=60)],
)
def test_a_conversion_over_its_limits_ends(
    tmp_path: Path, alert_form: Form, limits: ConversionLimits
) -> None:
    source = tmp_path / "fax.tif"
    source.write_bytes(_fax(alert_form))
    with pytest.raises(ArchiveError):
        convert_apart(PlainFile(source), tmp_path / "made.pdf", {1: 0}, limits)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fax.tif"]


def test_a_conversion_reaches_no_network() -> None:
    script = (
        "import socket, sys; from service.archiving.child import cut_off\n"
        "print(cut_off()); socket.create_connection(('127.0.0.1', int(sys.argv[1])), 2)"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        words = [sys.executable, "-c", script, str(server.getsockname()[1])]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.stdout.strip() == "False":
        pytest.skip("this system lets no process be cut off from the network")
    assert done.returncode == 1
    assert "OSError" in done.stderr


# The folder


def _index(folder: Path) -> list[dict[str, str]]:
    with (folder / index.NAME).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_an_archive_is_filled_once_and_says_what_it_holds(
    runtime: Runtime, actor: Actor, alert_form: Form, tmp_path: Path
) -> None:
    fax = _fax(alert_form)
    first = store_document(runtime, fax, _read(alert_form), batch="Leeds 2009 box 14")
    refused = store_document(runtime, b"%PDF locked", unidentified(), state=DocumentState.REFUSED)
    for state in (DocumentState.DUPLICATE, DocumentState.RECEIVED, DocumentState.UNPACKED):
        store_document(runtime, b"%PDF other", unidentified(), state=state)
    folder = tmp_path / "archive"
    [only] = archive_originals(runtime, actor, folder, batch="Leeds 2009 box 14")
    assert only.entry.document_id == first
    assert len(list(archive_originals(runtime, actor, folder))) == 1
    assert list(archive_originals(runtime, actor, folder)) == []
    rows = _index(folder)
    assert [row["document_id"] for row in rows] == [str(first), str(refused)]
    made = (folder / f"document-{first}.pdf").read_bytes()
    assert rows[0]["original_sha256"] == hashlib.sha256(fax).hexdigest()
    assert rows[0]["file_sha256"] == hashlib.sha256(made).hexdigest()
    assert (rows[0]["pages"], rows[1]["reason"]) == ("1", "refused")
    assert (folder / rows[1]["file"]).read_bytes() == b"%PDF locked"
    with pytest.raises(NotFoundError):
        list(archive_originals(runtime, actor, folder, batch="Hull"))


def test_what_was_interrupted_is_done_again(tmp_path: Path) -> None:
    entry = Entry(
        document_id=1,
        file="document-1.pdf",
        pages=1,
        original_sha256="ab",
        file_sha256="cd",
        made="text kept",
        reason="",
    )
    (tmp_path / "document-1.pdf").touch()
    (tmp_path / "document-3.pdf").touch()
    gone = replace(entry, document_id=2, file="document-2.pdf")
    index.add(tmp_path, [entry, gone])
    assert index.archived(tmp_path) == {(1, "ab")}
    with (tmp_path / index.NAME).open("a", encoding="utf-8") as file:
        file.write("3,document-3.pdf,1,a")
    assert index.archived(tmp_path) == {(1, "ab")}
    index.add(tmp_path, [replace(entry, document_id=3, file="document-3.pdf")])
    assert index.archived(tmp_path) == {(1, "ab"), (3, "ab")}


def test_the_console_archives_and_names_what_stayed_as_it_was(
    console: Console, small: Runtime, alert_form: Form, tmp_path: Path
) -> None:
    folder = tmp_path / "archive"
    store_document(small, _artefact(alert_form, ArtefactFormat.PRINT), _read(alert_form))
    code, printed, _ = console.run("archive", "--out-dir", folder)
    assert (code, printed.split()[0]) == (0, "1")
    bad = store_document(small, _SENT, replace(unidentified(), status=PageStatus.FAILED))
    code, printed, errors = console.run("archive", "--out-dir", folder)
    assert code == 1
    assert errors == f"document {bad}: as it came (damaged-file)\n"
    assert (folder / f"original-document-{bad}.pdf").read_bytes() == _SENT
    assert console.run("archive", "--out-dir", folder, "--batch", "no batch")[0] == 1
