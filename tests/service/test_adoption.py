"""From another agency's fillable PDF to a faxed page read back, by the command line alone."""

import json
from pathlib import Path

import pytest

from ocr.pdf_pages import render_print
from ocr.proving.ways import PAPER_PER_MM, Way, send
from tests.forms.strangers import Stranger, referral, with_scripts
from tests.service.console import Console


@pytest.fixture
def console(console: Console, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Console:
    """The console, with a folder for forms of one's own."""
    local = tmp_path / "forms"
    local.mkdir()
    monkeypatch.setenv("THROUGHCARE_FORMS_DIR", str(local))
    return console


def test_an_adopted_form_is_pre_filled_faxed_and_read_back(
    console: Console, tmp_path: Path
) -> None:
    stranger = tmp_path / "westshire referral.pdf"
    stranger.write_bytes(referral().finish(with_scripts))
    code, printed, _ = console.run("forms", "adopt", stranger)
    assert code == 0
    assert "date_of_birth" in printed
    assert "scripts" in printed
    assert "Treatment referral (draft)" in console.run("forms")[1]

    console.run("clients", "add", "--given-names", "Laura", "--surname", "Severn",
            "--client-ref", "R7", "--date-of-birth", "14/03/1979",
            "--prisoner-number", "A4021CD")  # fmt: skip
    sheet = tmp_path / "sheet.pdf"
    added = tmp_path / "values.json"
    added.write_text('{"housing": true, "criminal_justice_status": "sentenced"}')
    code, _, errors = console.run(
        "generate", "westshire-referral", "--format", "print", "--client", "R7",
        "--values", added, "-o", sheet,
    )  # fmt: skip
    assert (code, errors) == (0, "")

    paper = render_print(sheet.read_bytes(), 1, PAPER_PER_MM)
    fax = tmp_path / "fax.tif"
    fax.write_bytes(send(Way.FINE_FAX, paper, seed=3))
    _, printed, _ = console.run("read", fax, "--json")
    page = json.loads(printed)
    read = {key: field["value"] for key, field in page["fields"].items() if field["value"]}
    assert (page["form"], page["layout"]) == ("westshire-referral", "issued")
    assert read == {
        "client_name": "Laura Severn",
        "date_of_birth": "1979-03-14",
        "prisoner_number": "A4021CD",
        "criminal_justice_status": "sentenced",
        "housing": True,
    }


def test_a_pdf_that_cannot_be_adopted_is_one_clear_line(console: Console, tmp_path: Path) -> None:
    letter = Stranger()
    letter.say("Dear colleague", 30, 40)
    path = tmp_path / "letter.pdf"
    path.write_bytes(letter.finish())
    code, _, errors = console.run("forms", "adopt", path)
    assert code == 1
    assert errors.startswith("error: the PDF has no fields")
    assert errors.count("\n") == 1


def test_a_definition_is_never_written_over(console: Console, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(referral().finish())
    target = tmp_path / "form.toml"
    assert console.run("forms", "adopt", path, "-o", target)[0] == 0
    before = target.read_bytes()
    code, _, errors = console.run("forms", "adopt", path, "-o", target)
    assert (code, "there already" in errors) == (1, True)
    assert target.read_bytes() == before
