"""The pages, as a browser without scripts uses them."""

import errno
import re
from io import BytesIO
from pathlib import Path

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forms.definition import Form
from service.app import create_app
from service.logs import set_up_logs
from service.runtime import Runtime
from service.settings import Settings
from service.signing_in import public
from service.store.states import RecordState
from service.usecases.accounts import NewAccount, set_password
from service.usecases.clients import search_clients
from service.usecases.intakes import find_document, list_documents
from service.usecases.read import read_document
from service.usecases.records import find_record
from service.web.pages import HTML_FOLDER
from tests.service.conftest import ACTOR, add_laura
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader, page, unidentified
from tests.service.visitor import Visitor

_LAURA = {
    "given_names": "Laura Jane",
    "surname": "O'Severn",
    "date_of_birth-day": "27",
    "date_of_birth-month": "3",
    "date_of_birth-year": "1974",
    "prisoner_number": "a1234 bc",
}


def _send_in(visitor: Visitor, small: Runtime, content: bytes = b"%PDF a fax") -> int:
    answer = visitor.post("/send-in", files=(BytesIO(content), "fax.pdf"))
    assert answer.status_code == 302
    [document] = list_documents(small, limit=1)
    read_document(small, document.id)
    return document.id


def _record_page(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, form: Form, *doubtful: str
) -> tuple[int, str]:
    reader.pages = [page(form, ALERT, doubtful=doubtful)]
    record_id = find_document(small, _send_in(visitor, small)).record_ids[0]
    return record_id, visitor.text(f"/records/{record_id}")


def _revision(text: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', text)
    assert found
    return found[1]


# Signing in


def test_a_stranger_is_asked_to_sign_in_and_led_back(
    anybody: FlaskClient, account: NewAccount
) -> None:
    asked = anybody.get("/clients")
    assert asked.location == "/sign-in?next=/clients"
    stranger = Visitor(anybody)
    back = stranger.post(asked.location, name="Morag", password=account.password)
    assert back.location == "/clients"


@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_nobody_is_led_away_from_here(
    anybody: FlaskClient, account: NewAccount, place: str
) -> None:
    answer = Visitor(anybody).post(
        f"/sign-in?next={place}", name="morag", password=account.password
    )
    assert answer.location == "/"


@pytest.mark.parametrize(("name", "password"), [("morag", "wrong"), ("nobody", "x"), ("", "")])
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    anybody: FlaskClient, account: NewAccount, name: str, password: str
) -> None:
    del account
    answer = Visitor(anybody).post("/sign-in", name=name, password=password)
    assert answer.status_code == 401
    assert "The name or the password is wrong" in answer.get_data(as_text=True)


def test_a_new_password_ends_all_sessions(
    visitor: Visitor, small: Runtime, account: NewAccount
) -> None:
    assert visitor.get("/").status_code == 200
    set_password(small, ACTOR, account.user.name)
    assert visitor.get("/").status_code == 302


def test_signing_out_ends_the_session(visitor: Visitor) -> None:
    visitor.post("/sign-out")
    assert visitor.get("/").status_code == 302


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/send-in", "/clients", "/clients/new"])
def test_a_post_without_its_token_is_refused(visitor: Visitor, path: str) -> None:
    assert visitor.client.post(path, data={}).status_code == 400


# Every page


@pytest.mark.parametrize(
    "path", ["/", "/send-in", "/documents", "/records", "/clients", "/clients/new", "/forms"]
)
def test_every_page_has_one_heading_a_title_and_nothing_inline(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    text = answer.get_data(as_text=True)
    assert len(re.findall(r"<h1\b", text)) == 1
    assert re.search(r"<title>\S.* \u2013 Throughcare</title>", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son\w+=", text)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_cookies_are_kept_from_scripts_and_other_sites(anybody: FlaskClient) -> None:
    cookie = anybody.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_design_system_comes_without_crown_and_without_its_font() -> None:
    for file in (HTML_FOLDER / "static").rglob("*.css"):
        text = file.read_text(encoding="utf-8")
        assert "GDS Transport" not in text
        assert "@font-face" not in text
        assert not re.search(r"crown|crest", text, re.IGNORECASE)
    assert (HTML_FOLDER / "static" / "govuk" / "LICENSE").is_file()


def test_signs_of_life_need_nobody(anybody: FlaskClient) -> None:
    assert anybody.get("/healthz").get_json() == {"status": "ok"}
    assert anybody.get("/readyz").get_json() == {"status": "ready"}


def test_a_page_that_is_not_there_says_so(visitor: Visitor) -> None:
    for path in ("/nowhere", "/records/99", "/documents/99", "/clients/99", "/intakes/99"):
        answer = visitor.get(path)
        assert answer.status_code == 404
        assert "Page not found" in answer.get_data(as_text=True)


def test_a_bug_is_answered_without_its_message(
    small: Runtime, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    del settings
    app = create_app(small)

    @public
    def broken() -> str:
        raise RuntimeError("Laura O'Severn")

    app.view_functions["healthz"] = broken
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 500
    assert "Severn" not in answer.get_data(as_text=True) + "".join(capsys.readouterr())


# Clients


def test_a_client_is_added_and_found_and_no_name_stands_in_an_address(
    visitor: Visitor, small: Runtime
) -> None:
    added = visitor.post("/clients/new", **_LAURA)
    assert added.location == "/clients/1"
    [laura] = search_clients(small, "")
    assert laura.prisoner_number == "A1234BC"
    assert "27 March 1974" in visitor.text("/clients/1")
    found = visitor.post("/clients", words="o'severn").get_data(as_text=True)
    assert 'href="/clients/1"' in found
    assert "No client has all these words" in visitor.post("/clients", words="smith").text


def test_a_client_with_mistakes_is_asked_for_again_with_all_of_them(
    visitor: Visitor, small: Runtime
) -> None:
    wrong = {**_LAURA, "surname": "", "date_of_birth-month": "13"}
    answer = visitor.post("/clients/new", **wrong)
    assert answer.status_code == 422
    assert 'href="#surname"' in answer.text
    assert 'href="#date_of_birth-day"' in answer.text
    assert 'value="Laura Jane"' in answer.text
    assert search_clients(small, "") == []


@pytest.mark.parametrize("artefact", ["pdf", "print", "docx"])
def test_a_form_is_handed_out_under_a_name_that_says_nothing(
    visitor: Visitor, small: Runtime, artefact: str
) -> None:
    laura = add_laura(small)
    answer = visitor.post("/forms/copies", form="alert-form", artefact=artefact, client_id=laura.id)
    assert answer.status_code == 200
    assert re.search(r'filename="alert-form-1-[0-9A-Z-]+\.', answer.headers["Content-Disposition"])
    assert re.search("1 form.*copy [A-Z0-9-]{17}", visitor.text(f"/clients/{laura.id}"), re.DOTALL)


def test_a_form_in_no_known_shape_is_refused(visitor: Visitor) -> None:
    assert visitor.post("/forms/copies", form="alert-form", artefact="exe").status_code == 422


# What came in


def test_several_files_are_sent_in_at_once(visitor: Visitor) -> None:
    files = [(BytesIO(b"%PDF one"), "one.pdf"), (BytesIO(b"%PDF two"), "<b>two</b>.pdf")]
    answer = visitor.post("/send-in", files=files)
    text = visitor.text(answer.location)
    assert "2 files sent in" in text
    assert "one.pdf" in text
    assert "<b>two</b>" not in text
    assert "data-waiting" in text


def test_sending_in_nothing_is_a_problem_with_a_summary(visitor: Visitor) -> None:
    answer = visitor.post("/send-in")
    assert answer.status_code == 422
    assert 'href="#files"' in answer.text


def test_files_over_the_limit_are_refused_in_words(visitor: Visitor, app: Flask) -> None:
    token = visitor.token()
    app.config["MAX_CONTENT_LENGTH"] = 1000
    files = {"csrf_token": token, "files": (BytesIO(b"x" * 2000), "fax.pdf")}
    answer = visitor.client.post("/send-in", data=files)
    assert answer.status_code == 413
    assert "larger than this service takes in" in answer.text


def _sent_by_script(visitor: Visitor, content: bytes) -> TestResponse:
    fields = {"csrf_token": visitor.token(), "files": (BytesIO(content), "fax.pdf")}
    asked = {"Accept": "application/json"}
    return visitor.client.post("/send-in/file", data=fields, headers=asked)


def test_the_script_of_the_page_hears_what_became_of_each_file(visitor: Visitor) -> None:
    answers = [_sent_by_script(visitor, content) for content in (b"a fax", b"a fax", b"")]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    told = [answer.get_json() for answer in answers]
    assert [one["words"] for one in told] == ["Kept safely", "Sent before", "Empty file"]
    assert [one["is_kept"] for one in told] == [True, True, False]
    assert "arrived with nothing in it" in told[2]["hint"]
    assert visitor.get(told[0]["href"]).status_code == 200


def test_the_script_of_the_page_hears_why_not(visitor: Visitor, app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = _sent_by_script(visitor, bytes(2000))
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too-large")
    visitor.post("/sign-out")
    answer = _sent_by_script(visitor, b"a fax")
    assert (answer.status_code, answer.get_json()["code"]) == (401, "not-signed-in")


def test_a_disk_that_is_full_while_an_upload_is_spooled_is_said(
    app: Flask, anybody: FlaskClient
) -> None:
    @public
    def full() -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    app.view_functions["web.sign_in"] = full
    answer = anybody.get("/sign-in")
    assert answer.status_code == 503
    assert "The disk is full" in answer.text


def test_a_file_that_is_not_recognised_is_shown_and_set_aside(
    visitor: Visitor, small: Runtime, reader: ScriptedReader
) -> None:
    reader.pages = [unidentified()]
    document_id = _send_in(visitor, small)
    assert "Not recognised" in visitor.text("/")
    assert "Not one of the forms" in visitor.text(f"/documents/{document_id}")
    visitor.post(f"/documents/{document_id}/read-again")
    assert "Waiting to be read" in visitor.text("/documents")
    read_document(small, document_id)
    visitor.post(f"/documents/{document_id}/set-aside")
    assert "Dealt with" in visitor.text(f"/documents/{document_id}")
    refused = visitor.post(f"/documents/{document_id}/set-aside")
    assert "can be set aside" in visitor.text(refused.location)


def test_an_original_is_saved_and_never_opened_here(
    visitor: Visitor, small: Runtime, reader: ScriptedReader
) -> None:
    reader.pages = [unidentified()]
    answer = visitor.get(f"/documents/{_send_in(visitor, small)}/original")
    assert answer.data == b"%PDF a fax"
    assert answer.headers["Content-Disposition"].startswith("attachment")


# Records


def test_doubtful_values_stand_first_with_their_pictures(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    _, text = _record_page(visitor, small, reader, alert_form, "court_name")
    assert "1 value to check" in text
    assert text.index('name="value-court_name"') < text.index("All other values")
    assert 'name="value-client_name"' not in text


def test_a_value_is_corrected_and_the_record_accepted(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    add_laura(small)
    record_id, text = _record_page(visitor, small, reader, alert_form, "court_name", "death")
    fields = {
        "revision": _revision(text),
        "shown": ["court_name", "death"],
        "value-court_name": "Leeds Crown Court",
        "confirm-death": "yes",
        "accept": "yes",
    }
    assert visitor.post(f"/records/{record_id}", **fields).status_code == 302
    record = find_record(small, record_id)
    assert record.state is RecordState.ACCEPTED
    assert record.values["court_name"] == "Leeds Crown Court"
    assert record.values["death"] is False
    shown = visitor.text(f"/records/{record_id}")
    assert "Checked by morag" in shown
    assert visitor.get(f"/records/{record_id}/export.json").get_json()["state"] == "accepted"


def test_silence_never_means_yes(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    add_laura(small)
    record_id, text = _record_page(visitor, small, reader, alert_form, "court_name", "disengaged")
    untouched = {
        "revision": _revision(text),
        "shown": ["court_name", "disengaged"],
        "value-court_name": "Leeds Magistrates Court",
        "value-disengaged": "yes",
        "accept": "yes",
    }
    answer = visitor.post(f"/records/{record_id}", **untouched)
    assert answer.status_code == 409
    assert 'href="#value-court_name"' in answer.text
    assert find_record(small, record_id).state is RecordState.REVIEW


def test_a_value_that_does_not_fit_is_asked_for_again(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    record_id, text = _record_page(visitor, small, reader, alert_form, "date_of_birth")
    wrong = {
        "revision": _revision(text),
        "shown": "date_of_birth",
        "value-date_of_birth": "31 2 1974",
    }
    answer = visitor.post(f"/records/{record_id}", **wrong)
    assert answer.status_code == 422
    assert 'value="31 2 1974"' in answer.text
    assert find_record(small, record_id).values["date_of_birth"] == "1974-03-27"


@pytest.mark.parametrize("written", ["27/3/1974", "27 March 1974", "1974-03-27", "270374"])
def test_a_date_is_taken_as_people_write_it(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, alert_form: Form, written: str
) -> None:
    reader.pages = [page(alert_form, {**ALERT, "date_of_birth": None}, doubtful=["date_of_birth"])]
    record_id = find_document(small, _send_in(visitor, small)).record_ids[0]
    text = visitor.text(f"/records/{record_id}")
    visitor.post(
        f"/records/{record_id}",
        **{
            "revision": _revision(text),
            "shown": "date_of_birth",
            "value-date_of_birth": written,
        },
    )
    assert find_record(small, record_id).values["date_of_birth"] == "1974-03-27"


def test_any_value_can_be_changed(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    record_id, _ = _record_page(visitor, small, reader, alert_form)
    text = visitor.text(f"/records/{record_id}?edit=all")
    for field in alert_form.fields():
        assert f'name="value-{field.key}"' in text
    unchanged = dict(re.findall(r'name="(value-\w+)" type="text" value="([^"]*)"', text))
    fields = {"revision": _revision(text), "shown": [key[6:] for key in unchanged], **unchanged}
    before = find_record(small, record_id)
    visitor.post(f"/records/{record_id}", **{k: _plain(v) for k, v in fields.items()})
    assert find_record(small, record_id).values == before.values


def _plain(sent: object) -> object:
    return sent.replace("&#39;", "'") if isinstance(sent, str) else sent


def test_the_client_is_searched_and_chosen_on_the_record(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    record_id, _ = _record_page(visitor, small, reader, alert_form)
    laura = add_laura(small)
    found = visitor.post(f"/records/{record_id}/client-search", words="severn").text
    assert "This is Laura Jane O&#39;Severn" in found
    chosen = {"revision": _revision(found), "client_id": laura.id}
    visitor.post(f"/records/{record_id}/client", **chosen)
    assert find_record(small, record_id).client == laura
    stale = visitor.post(f"/records/{record_id}/client", **chosen)
    assert "changed by somebody else" in visitor.text(stale.location)


def test_the_picture_of_a_page_is_shown(
    visitor: Visitor, small: Runtime, reader: ScriptedReader, alert_form: Form
) -> None:
    record_id, _ = _record_page(visitor, small, reader, alert_form)
    document_id = find_record(small, record_id).document_id
    answer = visitor.get(f"/documents/{document_id}/pages/1.png")
    assert answer.content_type == "image/png"
    assert visitor.get(f"/documents/{document_id}/pages/2.png").status_code == 404


def test_nothing_personal_is_logged(
    app: Flask, visitor: Visitor, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    del app, tmp_path
    structlog.reset_defaults()
    set_up_logs()
    visitor.post("/clients/new", **_LAURA)
    visitor.post("/clients", words="o'severn")
    visitor.get("/clients/1?words=severn")
    logged = capfd.readouterr().err.lower()
    assert "rule=/clients/new" in logged
    assert "severn" not in logged
