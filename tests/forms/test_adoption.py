"""Another agency's fillable PDF becomes a form of ours: its questions, its places, its print."""

import io
from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfReader, PdfWriter

from forms import definition as d
from forms.adoption.acroform import read_acroform_fields
from forms.adoption.adopt import Adoption, adopt
from forms.adoption.keys import known_question, slug
from forms.adoption.room import find_room
from forms.copies import derived_copy_id
from forms.errors import AdoptionError, DefinitionError, EncryptedFileError
from forms.fingerprint import fingerprint
from forms.geometry import BoxMm, head_symbol, registration_marks
from forms.loading import load_form_file
from forms.pdf.fill import fill
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template
from forms.registry import load_catalogue
from ocr.pdf_pages import render_print
from service.usecases.adopt import print_mask
from tests.forms.strangers import Stranger, referral, with_scripts, with_xfa, xfa_alone


def adopted(data: bytes, folder: Path, name: str = "their form.pdf") -> tuple[Adoption, d.Form]:
    done = adopt(data, name, load_catalogue(), print_mask)
    (folder / done.print_name).write_bytes(done.print_pdf)
    definition = folder / "adopted.toml"
    definition.write_text(done.definition, encoding="utf-8")
    return done, load_form_file(definition)


@pytest.fixture
def form(tmp_path: Path) -> d.Form:
    return adopted(referral().finish(), tmp_path)[1]


def test_questions_that_are_ours_get_our_keys_and_kinds(form: d.Form) -> None:
    kinds = {asked.key: asked.kind for asked in form.fields()}
    assert isinstance(kinds["client_name"], d.Text)
    assert isinstance(kinds["date_of_birth"], d.Date)
    assert isinstance(kinds["court_hearing_date"], d.Date)
    assert isinstance(kinds["prisoner_number"], d.Comb)
    assert isinstance(kinds["housing"], d.Tick)
    assert isinstance(kinds["signature_of_worker"], d.Signature)
    status = kinds["criminal_justice_status"]
    assert isinstance(status, d.Choice)
    assert [option.key for option in status.options] == ["remand", "sentenced", "released"]
    notes = kinds["anything_else_we_should_know"]
    assert isinstance(notes, d.Text)
    assert notes.lines > 1


def test_labels_come_from_the_print_and_help_from_the_tooltip(form: d.Form) -> None:
    asked = form.field("telephone_number_of_the_team_that_refers")
    assert asked.label == "Telephone of your team"
    assert asked.help == "Telephone number of the team that refers"
    assert form.field("date_of_birth").label == "D.O.B."
    assert form.title == "Treatment referral"


def test_zones_are_their_rectangles(form: d.Form) -> None:
    page = form.adopted.pages[0] if form.adopted else None
    assert page is not None
    (zone,) = [zone for zone in pdf_template(form).zones if zone.key == "client_name"]
    assert zone.box.left == pytest.approx(62 * page.scale + page.left, abs=0.3)
    assert zone.box.top == pytest.approx(47 * page.scale + page.top, abs=0.3)
    assert zone.box.width == pytest.approx(80 * page.scale, abs=0.3)


def test_the_print_is_theirs_with_our_codes_beside_it(form: d.Form) -> None:
    data = print_pdf(pdf_template(form), {}, derived_copy_id(form.code, {}))
    text = PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert "Referral for treatment on release" in text
    assert "Form their-form version 1" in text


def test_dates_are_written_as_their_boxes_ask(form: d.Form) -> None:
    values = {"date_of_birth": "1979-03-14", "court_hearing_date": "2026-10-02"}
    data = fill(pdf_template(form), values, derived_copy_id(form.code, values))
    found = PdfReader(io.BytesIO(data)).get_fields() or {}
    assert found["date_of_birth"]["/V"] == "14031979"
    assert found["court_hearing_date"]["/V"] == "02/10/2026"


def test_nothing_that_acts_is_kept(tmp_path: Path) -> None:
    done, _ = adopted(referral().finish(with_scripts), tmp_path)
    kept = PdfReader(io.BytesIO(done.print_pdf))
    assert "/OpenAction" not in kept.root_object
    assert "/AcroForm" not in kept.root_object
    assert "/Annots" not in kept.pages[0]
    assert any("scripts" in note for note in done.notes)


def test_an_xfa_part_is_left_behind(tmp_path: Path) -> None:
    done, _ = adopted(referral().finish(with_xfa), tmp_path)
    assert any("XFA" in note for note in done.notes)


def locked(data: bytes) -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(data)))
    writer.encrypt("", owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_what_cannot_be_adopted_is_refused_with_the_reason() -> None:
    with pytest.raises(AdoptionError, match="XFA"):
        read_acroform_fields(referral().finish(xfa_alone))
    with pytest.raises(EncryptedFileError, match="protected"):
        read_acroform_fields(locked(referral().finish()))
    bare = Stranger()
    bare.say("A letter", 30, 30)
    with pytest.raises(AdoptionError, match="no fields"):
        read_acroform_fields(bare.finish())


def test_a_wide_page_is_made_smaller_and_a_larger_sheet_refused() -> None:
    used = np.zeros((297, 210), dtype=bool)
    used[20:280, 15:195] = True
    page = find_room(used, 1)
    assert 0.75 <= page.scale < 1
    places = [
        BoxMm(x * page.scale + page.left, y * page.scale + page.top, 0, 0)
        for x, y in ((15, 20), (195, 280))
    ]
    ink = BoxMm(places[0].left, places[0].top, places[1].left, places[1].top)
    assert not any(ink.overlaps(mark) for mark in (*registration_marks(), head_symbol()))
    used = np.ones((356, 216), dtype=bool)
    with pytest.raises(AdoptionError, match="page 3 leaves no room"):
        find_room(used, 3)


def test_a_page_keeps_its_size_and_place_where_its_margins_allow() -> None:
    used = np.zeros((297, 210), dtype=bool)
    used[40:250, 30:180] = True
    page = find_room(used, 1)
    assert page.scale == 1
    assert abs(page.left) + abs(page.top) <= 1


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_turned_or_cropped_lies_as_it_shows(tmp_path: Path, turn: int) -> None:
    def change(writer: PdfWriter) -> None:
        writer.pages[0].rotate(turn)
        writer.pages[0].cropbox.lower_left = (20, 30)

    page = Stranger()
    page.text("only", 60, 100, 40)
    done, form = adopted(page.finish(change), tmp_path)
    (zone,) = pdf_template(form).zones
    grey = render_print(print_pdf(pdf_template(form), {}, derived_copy_id(form.code, {})), 1, 8.0)
    box = zone.box
    inside = grey[int(box.top * 8) + 8 : int(box.bottom * 8) - 8]
    inside = inside[:, int(box.left * 8) + 8 : int(box.right * 8) - 8]
    rim = grey[int(box.top * 8) - 4 : int(box.bottom * 8) + 4]
    rim = rim[:, int(box.left * 8) - 4 : int(box.right * 8) + 4]
    assert inside.min() > 200
    assert rim[:12].min() < 100
    assert rim[-12:].min() < 100
    assert done.notes == ()


def test_a_definition_without_its_print_is_refused(form: d.Form, tmp_path: Path) -> None:
    assert form.adopted
    kept = tmp_path / form.adopted.file
    kept.write_bytes(kept.read_bytes() + b"%")
    with pytest.raises(DefinitionError, match="not the file that was adopted"):
        load_form_file(tmp_path / "adopted.toml")
    kept.unlink()
    with pytest.raises(DefinitionError, match="not beside"):
        load_form_file(tmp_path / "adopted.toml")


def test_another_print_is_another_form(form: d.Form, tmp_path: Path) -> None:
    other = referral()
    other.say("Revised", 150, 30)
    folder = tmp_path / "other"
    folder.mkdir()
    assert fingerprint(adopted(other.finish(), folder)[1]) != fingerprint(form)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("D.O.B.:", "date_of_birth"),
        ("Establishment", "prison_name"),
        ("ClientName", "client_name"),
        ("date_of_birth", "date_of_birth"),
        ("Name", None),
        ("Date", None),
        ("Shoe size", None),
    ],
)
def test_only_what_is_obviously_the_same_question_gets_our_key(said: str, key: str | None) -> None:
    known = known_question(said)
    assert (known and known.key) == key


def test_keys_are_made_of_words_and_never_twice() -> None:
    assert slug("Gate pick-up?", ()) == "gate_pick_up"
    assert slug("Gate pick-up?", ("gate_pick_up",)) == "gate_pick_up_2"
    assert slug("2nd worker", ()) == "field_2nd_worker"
    assert slug("…", ()) == "field"
