"""The pages of settings, consent and sending, as a browser without scripts uses them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forms.definition import Form
from forms.registry import RETIRED
from forms.written_dates import today_utc
from service.app import create_app
from service.consent.words import REFUSED
from service.outgoing_mail import SmtpServer, SmtpSettings
from service.runtime import Runtime
from service.store.states import Role
from service.usecases.accounts import add_user, list_users
from service.usecases.addressing import list_agencies
from service.usecases.consent_views import list_waiting_calls
from service.usecases.copy_sets import list_sets
from service.usecases.entering import check_password
from service.usecases.roles import set_roles
from service.usecases.thresholds import thresholds
from tests.service.agencies import add_cjit, add_our_prison, add_scan, give_consent, withdraw
from tests.service.conftest import ACTOR, add_laura
from tests.service.definitions import definition
from tests.service.invented import ALERT
from tests.service.prisons import add_inmate
from tests.service.smtp import USER, Box, mail_server
from tests.service.stored import store_record
from tests.service.visitor import Visitor

_LIST = (
    "agency_code,agency,kind,contact,telephone,fax,email,valid_from\n"
    "D01B,Leeds CJIT,cjit,Duty desk,0113 496 0303,0113 496 0304,duty@leeds.gsi.gov.uk,1/3/2026\n"
    "D02B,,cjit,,0113 496 0303,,,1/3/2026\n"
)
_PASSWORD = "nine-rivers-run-deep"


def _signed_in(client: FlaskClient, name: str) -> Visitor:
    found = Visitor(client)
    assert found.post("/sign-in", name=name, password=_PASSWORD).status_code == 302
    return found


@pytest.fixture
def admin(small: Runtime, anybody: FlaskClient) -> Visitor:
    add_user(small, ACTOR, "ada", Role.ADMINISTRATOR, _PASSWORD)
    set_roles(small, ACTOR, "ada", [Role.ADMINISTRATOR, Role.TEAM_MANAGER])
    return _signed_in(anybody, "ada")


_PAGES = (
    "/settings",
    "/settings/agencies",
    "/settings/agencies/new",
    "/settings/agencies/import",
    "/settings/agencies/{agency}",
    "/settings/users",
    "/settings/forms",
    "/settings/thresholds",
    "/settings/lists",
    "/sendings",
    "/clients/{client}/consent",
    "/clients/{client}/consent/exception",
    "/clients/{client}/send",
    "/for-your-agency",
)


@pytest.mark.parametrize("path", _PAGES)
def test_every_page_has_one_heading_a_title_and_nothing_inline(
    admin: Visitor, small: Runtime, path: str
) -> None:
    agency, client = add_cjit(small), add_laura(small)
    give_consent(small, client.id, agency.id)
    shown = admin.text(path.format(agency=agency.id, client=client.id))
    assert len(re.findall(r"<h1\b", shown)) == 1
    assert re.search(r"<title>\S.* \u2013 Throughcare</title>", shown)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son\w+=", shown)
    ids = re.findall(r'\sid="([^"]+)"', shown)
    assert len(ids) == len(set(ids)), "an id stands twice"


@pytest.mark.parametrize(
    "path",
    ["/settings/agencies/new", "/settings/agencies/import", "/settings/users", "/settings/forms"],
)
def test_what_is_for_administrators_is_for_nobody_else(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code == 403
    assert visitor.post(path).status_code == 403
    assert visitor.get("/settings").status_code == 200
    assert 'href="/settings/users"' not in visitor.text("/settings")


# Agencies


def _table() -> tuple[BytesIO, str]:
    return BytesIO(_LIST.encode()), "list.csv"


def test_the_list_is_tried_then_taken_in(admin: Visitor, small: Runtime) -> None:
    tried = admin.post("/settings/agencies/import", file=_table(), **{"try": "yes"}).text
    assert "What would happen" in tried
    assert "Enter the agency\u2019s name." in tried
    assert list_agencies(small) == []
    assert "Done" in admin.post("/settings/agencies/import", file=_table()).text
    assert "Leeds CJIT" in admin.text("/settings/agencies")
    empty = admin.post("/settings/agencies/import")
    assert empty.status_code == 422
    assert "Choose a CSV file." in empty.text


def test_an_agency_is_added_changed_and_told_how_it_is_reached(
    admin: Visitor, small: Runtime
) -> None:
    wrong = admin.post("/settings/agencies/new", code="D01B")
    assert wrong.status_code == 422
    assert 'href="#name"' in wrong.text
    assert 'href="#kind"' in wrong.text
    added = admin.post("/settings/agencies/new", code="D01B", name="Leeds CJIT", kind="cjit")
    place = added.location
    assert "Nobody has confirmed for a month" in admin.text(place)
    bad = admin.post(place, telephone="ring us")
    assert bad.status_code == 422
    assert 'href="#telephone"' in bad.text
    assert 'href="#valid_from-day"' in bad.text
    day = {"valid_from-day": "1", "valid_from-month": "3", "valid_from-year": "2026"}
    assert admin.post(place, telephone="0113 496 0303", **day).status_code == 302
    assert "1 March 2026" in admin.text(place)
    admin.post(place, change="yes", name="Leeds Team", kind="probation")
    [now] = list_agencies(small)
    assert (now.name, now.is_active) == ("Leeds Team", False)
    again = admin.post("/settings/agencies/new", code="D01B", name="Other", kind="cjit")
    assert again.status_code == 422


# Users


def test_accounts_are_added_given_passwords_and_closed(admin: Visitor, small: Runtime) -> None:
    add_cjit(small)
    answer = admin.post("/settings/users", name="Nasreen", role="cjit_worker", agency="D01B").text
    password = re.search(r'tc-code">([^<]+)<', answer)
    assert password
    assert check_password(small, "nasreen", password[1], "192.0.2.7")
    _, made = list_users(small)
    assert made.agency_id is not None
    where = f"/settings/users/{made.id}"
    assert "Password of nasreen" in admin.post(where, password="yes").text
    assert check_password(small, "nasreen", password[1], "192.0.2.7") is None
    admin.post(where, close="yes")
    assert not list_users(small)[1].active
    own = admin.post(f"/settings/users/{list_users(small)[0].id}", close="yes")
    assert own.status_code == 409
    assert "your own account" in own.text
    taken = admin.post("/settings/users", name="nasreen", role="cjit_worker")
    assert taken.status_code == 422
    assert 'href="#name"' in taken.text


# Form definitions


def _upload(admin: Visitor, content: bytes) -> str:
    answer = admin.post("/settings/forms", file=(BytesIO(content), "note.toml"))
    assert answer.status_code == 302, answer.text
    return answer.location


def test_a_definition_is_seen_before_it_goes_live_and_retired_after(
    admin: Visitor, small: Runtime
) -> None:
    place = _upload(admin, definition())
    assert "leeds-note" not in {form.id for form in small.catalogue}
    assert "Draft" in admin.text(place)
    picture = admin.get(f"{place}/1.png")
    assert picture.data.startswith(b"\x89PNG")
    assert admin.get(f"{place}/2.png").status_code == 404
    admin.post(f"{place}/state")
    assert small.catalogue.find("leeds-note").title == "Leeds note"
    assert "Leeds note" in admin.text("/forms")
    taken = admin.post("/forms/copies", form="leeds-note", artefact="print")
    assert taken.data.startswith(b"%PDF")
    admin.post(f"{place}/state", retire="yes")
    assert "Leeds note" not in admin.text("/forms")
    assert small.catalogue.find("leeds-note", "1")
    assert admin.post("/forms/copies", form="leeds-note", artefact="print").status_code == 404
    assert (small.settings.uploads_dir / RETIRED).is_file()
    admin.post(f"{place}/state")
    assert "Leeds note" in admin.text("/forms")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"id = \nversion = 1\n", "line 1"),
        (b"\xff", "not text in UTF-8"),
        (definition("alert-form", "N7"), "is there already"),
        (definition("leeds-note", "A1"), "Code A1 belongs to alert-form"),
        (definition(version="../1"), "version must be a short number"),
        (definition() + b'colour = "blue"\n', "colour"),
    ],
)
def test_a_wrong_definition_is_refused_with_its_reason(
    admin: Visitor, content: bytes, said: str
) -> None:
    answer = admin.post("/settings/forms", file=(BytesIO(content), "note.toml"))
    assert answer.status_code == 422
    assert said in answer.text


def test_a_version_is_uploaded_once(admin: Visitor) -> None:
    place = _upload(admin, definition())
    again = admin.post("/settings/forms", file=(BytesIO(definition()), "note.toml"))
    assert again.status_code == 422
    assert "raise the version number" in again.text
    admin.post(f"{place}/state")
    assert admin.post(f"{place}/state").status_code == 409
    assert admin.post("/settings/forms").status_code == 422


# Thresholds and lists


def test_thresholds_count_what_was_read(small: Runtime, admin: Visitor, alert_form: Form) -> None:
    store_record(small, alert_form, ALERT, doubtful=["court_name"])
    found = thresholds(small)
    assert found.values >= len(ALERT)
    assert found.accepted_now == found.values - 1
    at = {one.threshold: (one.by_itself, one.to_a_person) for one in found.accept}
    assert at[0.99] == (found.values - 1, 1)
    assert at[0.995] == (0, found.values)
    assert "99.5 %" in admin.text("/settings/thresholds")


def test_reference_lists_are_counted_and_saved(visitor: Visitor) -> None:
    assert "Prisons" in visitor.text("/settings/lists")
    saved = visitor.get("/settings/lists/prisons.csv")
    assert "HMP Leeds" in saved.text
    assert saved.headers["Content-Disposition"].startswith("attachment")
    for name in ("words", "../secret"):
        assert visitor.get(f"/settings/lists/{name}.csv").status_code == 404


# Consent


def _yes(scan: int) -> dict[str, str]:
    days = {
        f"{who}_signed_on-{part}": text
        for who in ("client", "worker")
        for part, text in (("day", "5"), ("month", "1"), ("year", "2026"))
    }
    ticks = {"client_signed": "true", "worker_signed": "true"}
    rest = {"stand": "given", "agency": "D01B", "document": str(scan), "sheet_version": "1"}
    return days | ticks | rest


@pytest.mark.guidance("A.8")
def test_consent_is_said_on_the_page_and_a_refusal_shows_the_guidances_words(
    visitor: Visitor, small: Runtime
) -> None:
    add_cjit(small)
    where = f"/clients/{add_laura(small).id}/consent"
    assert "No consent recorded: ask" in visitor.text(where)
    empty = visitor.post(where)
    assert empty.status_code == 422
    assert 'href="#stand"' in empty.text
    lacking = visitor.post(where, stand="given", agency="D01B")
    assert lacking.status_code == 422
    assert 'href="#document"' in lacking.text
    scan = add_scan(small)
    unsigned = visitor.post(where, **{**_yes(scan), "client_signed": ""})
    assert unsigned.status_code == 422
    assert "there is no consent" in unsigned.text
    assert visitor.post(where, **_yes(scan)).status_code == 302
    shown = visitor.text(where)
    assert "Signed by the client on 5 January 2026" in shown
    refused = visitor.post(where, stand="refused", agency="D01B")
    assert refused.status_code == 302
    assert REFUSED in visitor.text(where)
    nobody = visitor.post(where, **{**_yes(99), "document": "99"})
    assert nobody.status_code == 422


def test_an_exception_is_recorded_with_a_name(visitor: Visitor, small: Runtime) -> None:
    add_cjit(small)
    where = f"/clients/{add_laura(small).id}/consent"
    wrong = visitor.post(f"{where}/exception", agency="D01B")
    assert wrong.status_code == 422
    for key in ("reason", "until-day"):
        assert f'href="#{key}"' in wrong.text
    today = today_utc()
    until = {
        "until-day": str(today.day),
        "until-month": str(today.month),
        "until-year": str(today.year),
    }
    said = {"agency": "D01B", "reason": "required_assessment", "because": "Tested positive."}
    assert visitor.post(f"{where}/exception", **said, **until).status_code == 302
    shown = visitor.text(where)
    assert "Required Assessment" in shown
    assert "(morag)" in shown


def test_the_partial_of_a_clients_page_stands_by_itself(app: Flask, small: Runtime) -> None:
    leeds, laura = add_cjit(small), add_laura(small)
    give_consent(small, laura.id, leeds.id)
    partial = '{% include "_client_consent.html" ignore missing %}'
    template = '{% extends "base.html" %}{% block content %}' + partial + "{% endblock %}"
    with app.test_request_context("/"):
        shown = app.jinja_env.from_string(template).render(
            client=laura, current_user=_NOBODY, csrf_token=lambda: ""
        )
    assert "Consent given" in shown
    assert f'href="/clients/{laura.id}/consent"' in shown


class _Nobody:
    is_authenticated = False


_NOBODY = _Nobody()


# Sending


@pytest.fixture
def mailing(small: Runtime) -> Iterator[tuple[Visitor, Box]]:
    """The same installation, with outgoing mail."""
    box = Box()
    with mail_server(box) as port:
        server = SmtpServer(host="127.0.0.1", port=port, tls=False, plain=True)
        smtp = SmtpSettings(server=server, sender=USER)
        add_user(small, ACTOR, "tegan", Role.TEAM_MANAGER, _PASSWORD)
        served = replace(small, settings=replace(small.settings, smtp=smtp))
        yield _signed_in(create_app(served, testing=True).test_client(), "tegan"), box


def test_a_form_is_sent_and_the_call_is_ticked_off(
    mailing: tuple[Visitor, Box], small: Runtime
) -> None:
    worker, box = mailing
    leeds, laura = add_cjit(small), add_laura(small)
    where = f"/clients/{laura.id}/send"
    asked = {"form": "alert-form", "recipient": "D01B", "way": "emailed"}
    assert worker.post(where, **asked).status_code == 403
    assert "Leeds CJIT: no consent recorded, ask" in worker.text(where)
    give_consent(small, laura.id, leeds.id)
    assert "Leeds CJIT: may be given it" in worker.text(where)
    wrong = worker.post(where)
    assert wrong.status_code == 422
    assert 'href="#recipient"' in wrong.text
    assert worker.post(where, **asked).location == "/sendings"
    assert len(box.letters) == 1
    [waiting] = list_waiting_calls(small)
    assert "0113 496 0303" in worker.text("/sendings")
    assert worker.post(f"/sendings/{waiting.id}/call").status_code == 302
    assert "followed up by telephone" in worker.text("/sendings")
    withdraw(small, laura.id)
    refused = worker.post(where, **asked)
    assert refused.status_code == 403
    assert len(box.letters) == 1


def test_a_fax_is_given_as_one_file(visitor: Visitor, small: Runtime) -> None:
    leeds, laura = add_cjit(small), add_laura(small)
    add_our_prison(small)
    give_consent(small, laura.id, leeds.id)
    asked = {"form": "release-plan", "recipient": "D01B", "way": "faxed"}
    answer = visitor.post(f"/clients/{laura.id}/send", **asked)
    assert answer.data.startswith(b"%PDF")
    assert "Severn" not in answer.headers["Content-Disposition"]
    none = visitor.post(f"/clients/{laura.id}/send", **{**asked, "way": "emailed"})
    assert none.status_code == 503
    assert "not set up here" in none.text


def test_a_whole_prisons_forms_are_addressed_on_the_page(visitor: Visitor, small: Runtime) -> None:
    leeds = add_cjit(small)
    add_inmate(small, "Severn")
    shown = visitor.text("/forms/prison?prison=LEI&recipient=D01B")
    assert re.search(r'<option value="D01B" selected', shown)
    assert '<input type="hidden" name="recipient" value="D01B">' in shown
    made = visitor.post("/forms/sets", prison="LEI", form="alert-form", recipient="D01B")
    assert made.status_code == 302
    [found] = list_sets(small)
    assert found.recipient_id == leeds.id
    wrong = visitor.post("/forms/sets", prison="LEI", form="alert-form", recipient="NOBODY")
    assert wrong.status_code == 422
    assert 'href="#recipient"' in wrong.text
