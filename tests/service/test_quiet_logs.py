"""A full run in a process of its own, with things going wrong: its logs name nobody."""

import json
import re
import time
from collections.abc import Iterable, Iterator
from datetime import date
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from service.demo import add_demo_data
from service.demo.people import PEOPLE
from service.entities import ClientDetails
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.states import UNFINISHED, Role
from service.usecases.accounts import add_user
from service.usecases.auditing import check_trail
from service.usecases.intakes import list_documents
from service.usecases.records import list_records
from service.usecases.searching import look_up
from tests.service.conftest import ACTOR, LAURA
from tests.service.every_role import hold_roles
from tests.service.invented import ALERT
from tests.service.processes import Installation, installation
from tests.service.tokens import token_for
from tests.service.visitor import TOKEN_OF_FORMS

_PASSWORD = "nine-rivers-run-deep"
_PATIENCE = 240
_VISITOR = ClientDetails(
    given_names="Gwenllian",
    surname="Dyfrdwy",
    date_of_birth=date(1983, 12, 5),
    prisoner_number="A5512DW",
    postcode="LL13 9QX",
    address="7 Weir Cottages",
)
"""Whom the run adds by itself."""


class _Browser:
    """Signs in, opens pages and posts forms; an answer that is a failure is an answer."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def ask(self, path: str, data: bytes | None = None, **headers: str) -> tuple[int, str]:
        request = Request(f"{self.address}{path}", data=data, headers=headers)  # noqa: S310 - our own
        try:
            with self._opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except HTTPError as error:
            with error:
                return error.code, error.read().decode("utf-8", "replace")

    def post(self, path: str, **fields: object) -> tuple[int, str]:
        _, page = self.ask("/sign-in")
        token = TOKEN_OF_FORMS.search(page)
        assert token
        sent = {"csrf_token": token[1], **fields}
        return self.ask(path, urlencode(sent).encode())


def _days(day: date) -> Iterator[str]:
    yield from (f"{day:%Y-%m-%d}", f"{day:%d/%m/%Y}", f"{day:%d/%m/%y}", f"{day:%d%m%Y}")
    yield f"{day.day} {day:%B %Y}"


def _words_of(person: ClientDetails) -> Iterator[str]:
    for names in (person.given_names, person.surname, person.aliases):
        yield from (word for word in re.split(r"[\s;]+", names) if len(word) > 2)
    yield from (person.prisoner_number, person.postcode, person.address)
    if person.date_of_birth:
        yield from _days(person.date_of_birth)


def _personal() -> set[str]:
    """Give whatever of the run's people must be in no log."""
    of_form = ("client_name", "prison_key_worker", "community_case_worker")
    words = [word for key in of_form for word in str(ALERT[key]).split()]
    words += [str(ALERT["prison_spoc_phone"]), str(ALERT["community_spoc_phone"])]
    for person in (*PEOPLE, LAURA, _VISITOR):
        words += _words_of(person)
    return {word for word in words if word}


def _found(texts: Iterable[str], words: Iterable[str]) -> list[str]:
    every = "\n".join(texts)
    return [
        word
        for word in sorted(words)
        if re.search(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", every, re.IGNORECASE)
    ]


def test_a_name_in_a_log_would_be_found() -> None:
    words = _personal()
    assert {"Severn", "A4021CD", "17 April 1979", "1974-03-27", "O'Severn", "Dyfrdwy"} <= words
    for line in ("id=1 name=SEVERN", "born 1979-04-17,", "x='A4021CD'", "fax-of-aled.tif"):
        assert _found([line], words), line
    assert _found(["message=house levering 1979"], words) == []


def _run(service: Installation, runtime: Runtime) -> None:
    """Do what a day brings, some of it wrong."""
    add_demo_data(runtime)
    add_user(runtime, ACTOR, "auditor-of-tests", Role.ADMINISTRATOR, _PASSWORD)
    hold_roles(runtime, "auditor-of-tests")
    browser = _Browser(f"http://127.0.0.1:{service.port}")
    _sign_in(browser)
    _add_somebody(browser)
    _go_wrong(service, browser)
    _wait_until_read(runtime)
    _look_at_everything(browser, runtime)
    _call_as_a_program(browser, token_for(runtime, "auditor-of-tests"))


def _sign_in(browser: _Browser) -> None:
    for name, password in (("Aled Severn", "17/04/1979"), ("auditor-of-tests", "A4021CD")):
        assert browser.post("/sign-in", name=name, password=password)[0] == 401
    assert browser.post("/sign-in", name="auditor-of-tests", password=_PASSWORD)[0] == 200


def _add_somebody(browser: _Browser) -> None:
    born = _VISITOR.date_of_birth
    assert born
    typed = {
        **{key: getattr(_VISITOR, key) for key in ("given_names", "surname", "prisoner_number")},
        **{key: getattr(_VISITOR, key) for key in ("postcode", "address")},
        "date_of_birth-month": born.month,
        "date_of_birth-year": born.year,
    }
    assert (
        browser.post("/clients/new", **typed, **{"date_of_birth-day": 31, "sex": "x" * 99})[0]
        == 422
    )
    assert browser.post("/clients/new", **typed, **{"date_of_birth-day": born.day})[0] == 200
    for words in ("severn", "Dyfrdwy 5/12/83", "A4021CD", "LL13 9QX"):
        assert browser.post("/clients", words=words)[0] == 200


def _go_wrong(service: Installation, browser: _Browser) -> None:
    """Break what can be broken from outside, always with somebody's name in it."""
    for name, content in (
        ("Aled Severn 17-04-1979.pdf", b"%PDF-1.7\n1 0 obj << /Title (Aled Severn) >>"),
        ("Calder, Kieran A8417EE.tif", b"II*\x00Kieran Calder"),
        ("Dyfrdwy.zip", b"PK\x03\x04Gwenllian Dyfrdwy"),
        ("Derwent.docx", b"Bernadette Derwent"),
    ):
        service.send(name, content)
    for path in ("/clients/Severn", "/records/1%20OR%20Severn", "/Gwenllian?name=Dyfrdwy"):
        assert browser.ask(path)[0] == 404
    for page in ("documents", "records"):
        assert browser.ask(f"/{page}?state=Dyfrdwy&before=Severn")[0] == 200
    assert browser.post("/audit", client="Gwenllian Dyfrdwy", first_day="5/13/1983")[0] == 422
    assert browser.ask("/clients/new", b"surname=Dyfrdwy")[0] == 400, "without its token"


def _wait_until_read(runtime: Runtime) -> None:
    deadline = time.monotonic() + _PATIENCE
    while any(one.state in UNFINISHED for one in list_documents(runtime, limit=100)):
        assert time.monotonic() < deadline, "not everything was read"
        time.sleep(1)


def _look_at_everything(browser: _Browser, runtime: Runtime) -> None:
    records = list_records(runtime, limit=50)
    assert len(records) >= 3
    for record in records:
        page = f"/records/{record.id}"
        for path in (page, f"{page}/places/client_name.png", f"{page}/evidence.zip"):
            assert browser.ask(path)[0] in (200, 404), path
        for path in ("original", "pages/1.png", "pages/1/small.png"):
            browser.ask(f"/documents/{record.document_id}/{path}")
        wrong = {"value-client_name": "Gwenllian Dyfrdwy", "value-date_of_birth": "31 2 1983"}
        assert browser.post(page, revision=1, **wrong)[0] in (200, 409, 422)
        browser.post(page, revision=1, accept="yes")
        browser.post(f"{page}/client-search", words="Dyfrdwy")
    for found in look_up(runtime, "severn", skip=0, limit=5).clients:
        for path in ("", "/history", "/journey", "/seen", "/change", "/consent"):
            assert browser.ask(f"/clients/{found.id}{path}")[0] == 200, path
        issued = browser.post(
            "/forms/copies", form="alert-form", artefact="pdf", client_id=found.id
        )
        assert issued[0] == 200
    for path in ("/", "/clients", "/records", "/due", "/audit", "/sendings", "/clients/alike"):
        assert browser.ask(path)[0] == 200, path
    assert browser.post("/audit/export", format="csv")[0] == 200


def _call_as_a_program(browser: _Browser, token: str) -> None:
    program = _Browser(browser.address)
    as_json = {"Content-Type": "application/json"}
    for bearer, status in ((token, 200), ("tc_Gwenllian_Dyfrdwy", 401)):
        words = json.dumps({"words": "Dyfrdwy"}).encode()
        headers = {**as_json, "Authorization": f"Bearer {bearer}"}
        assert program.ask("/api/v1/clients/search", words, **headers)[0] == status
    headers = {**as_json, "Authorization": f"Bearer {token}"}
    for wrong in (
        b'{"surname": ["Dyfrdwy"], "date_of_birth": "Gwenllian"}',
        b'{"surname": "Dyfrdwy", "postcode": "LL13 9QX ' + b"x" * 99 + b'"}',
        b'{"surname": "Dyfrdwy',
    ):
        assert program.ask("/api/v1/clients", wrong, **headers)[0] in (400, 422)
    assert browser.post("/sign-out")[0] == 200


def test_the_logs_of_a_full_run_name_nobody(tmp_path: Path) -> None:
    with installation(tmp_path, {}, workers=1) as service:
        settings = Settings.from_env({"THROUGHCARE_DATA_DIR": str(tmp_path / "var")})
        runtime = open_runtime(settings)
        _run(service, runtime)
        assert check_trail(runtime).is_sound
        runtime.engine.dispose()
    logs = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.log")}
    assert logs.keys() == {"web.log", "worker0.log"}
    assert logs["web.log"].count("event=request") > 60
    assert "document read" in logs["worker0.log"]
    assert _found(logs.values(), _personal()) == []
    files = [str(path.relative_to(tmp_path)) for path in (tmp_path / "var").rglob("*")]
    assert _found(files, _personal()) == [], "no file is named after anybody"
