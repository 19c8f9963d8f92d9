"""Letters that leave, taken by a real mail server on this machine."""

from dataclasses import replace
from pathlib import Path

import pytest

from service.errors import BadRequestError, SettingsError, UnavailableError
from service.outgoing_mail import (
    SECURE_DOMAINS,
    Attachment,
    OutgoingMessage,
    SmtpServer,
    SmtpSettings,
    ask_server,
    send,
)
from service.settings import Settings
from tests.service.console import Console
from tests.service.smtp import PASSWORD, USER, Box, certificate, mail_server

_LETTER = OutgoingMessage(
    to="leeds.cjit@leeds.gsi.gov.uk",
    subject="Alert Form, copy A1AA-AAAA",
    text="A form is attached.\n",
    attachments=(Attachment(name="a.pdf", media_type="application/pdf", content=b"%PDF a form"),),
)


def _settings(port: int, *, plain: bool = True, tls: bool = False) -> SmtpSettings:
    server = SmtpServer(host="127.0.0.1", port=port, tls=tls, plain=plain)
    return SmtpSettings(server=server, sender=USER)


def test_a_letter_arrives_with_its_attachment() -> None:
    box = Box()
    with mail_server(box) as port:
        send(_settings(port), _LETTER)
    [letter] = box.letters
    assert (letter["From"], letter["To"]) == (USER, _LETTER.to)
    [attached] = letter.iter_attachments()
    assert attached.get_content() == b"%PDF a form"
    assert attached.get_filename() == "a.pdf"


@pytest.mark.parametrize("starts", [True, False], ids=["STARTTLS", "TLS from the first byte"])
def test_elsewhere_a_letter_goes_over_tls_alone(tmp_path: Path, *, starts: bool) -> None:
    trusted, secure = certificate(tmp_path)
    box = Box(starts_tls=starts, secure=secure)
    with mail_server(box, None if starts else secure) as port:
        asked = _settings(port, plain=False, tls=not starts)
        server = replace(asked.server, user=USER)
        send(replace(asked, server=server, password=PASSWORD, ca_file=trusted), _LETTER)
    assert box.was_secure == [True]
    assert box.signed_in == [(USER, PASSWORD)]


def test_nothing_is_sent_to_a_server_that_offers_no_tls_or_that_nobody_vouches_for(
    tmp_path: Path,
) -> None:
    _, secure = certificate(tmp_path)
    for box in (Box(), Box(starts_tls=True, secure=secure)):
        with mail_server(box) as port, pytest.raises(UnavailableError):
            send(_settings(port, plain=False), _LETTER)
        assert box.letters == []


@pytest.mark.parametrize(
    "address",
    [
        "leeds@example.com",
        "leeds@gsi.gov.uk.example.com",
        "leeds@notnhs.net",
        "nhs.net",
        "@nhs.net",
        "a@nhs.net, b@example.com",
        "a@example.com b@nhs.net",
        "a@nhs.net\r\nBcc: b@example.com",
        "<a@example.com>@nhs.net",
    ],
)
def test_no_letter_goes_where_it_may_not(address: str) -> None:
    box = Box()
    with mail_server(box) as port, pytest.raises(BadRequestError) as caught:
        send(_settings(port), replace(_LETTER, to=address))
    assert box.recipients == []
    assert address not in str(caught.value)


@pytest.mark.parametrize("address", ["a@nhs.net", "A@NHS.NET", "a@homeoffice.gsi.gov.uk"])
def test_secure_domains_and_those_below_them_are_allowed(address: str) -> None:
    assert _settings(25).allows(address)


def test_a_server_that_refuses_is_said_without_its_words() -> None:
    box = Box(refuses=True)
    with mail_server(box) as port, pytest.raises(UnavailableError) as caught:
        send(_settings(port), _LETTER)
    assert "leeds" not in caught.value.advice
    with pytest.raises(UnavailableError, match="not set up"):
        send(None, _LETTER)


def test_the_server_is_asked_without_a_letter(tmp_path: Path) -> None:
    box = Box()
    with mail_server(box) as port:
        assert ask_server(_settings(port)) == "on this machine"
    assert (box.letters, box.recipients) == ([], [])
    trusted, secure = certificate(tmp_path)
    for starts in (True, False):
        box = Box(starts_tls=starts, secure=secure)
        with mail_server(box, None if starts else secure) as port:
            asked = _settings(port, plain=False, tls=not starts)
            server = replace(asked.server, user=USER)
            how = ask_server(replace(asked, server=server, password=PASSWORD, ca_file=trusted))
        assert how.startswith("over TLSv1.")
        assert (box.signed_in, box.letters) == ([(USER, PASSWORD)], [])


@pytest.mark.parametrize(
    ("fault", "advice"),
    [
        ("no TLS offered", "offers no STARTTLS"),
        ("TLS where there is none", "speaks no TLS on this port"),
        ("nobody vouches", "certificate is not trusted"),
        ("wrong password", "refuses the account"),
        ("nobody there", "host and port"),
    ],
)
def test_what_is_wrong_with_the_server_is_said_with_what_to_do(
    tmp_path: Path, fault: str, advice: str
) -> None:
    _, secure = certificate(tmp_path)
    box = Box(starts_tls=fault == "nobody vouches", secure=secure, knows_nobody=True)
    with mail_server(box) as port:
        asked = _settings(port, plain=fault == "wrong password", tls=fault.startswith("TLS where"))
        if fault == "wrong password":
            server = replace(asked.server, user=USER)
            asked = replace(asked, server=server, password=PASSWORD)
        if fault == "nobody there":
            asked = _settings(1)
        with pytest.raises(UnavailableError) as caught:
            ask_server(asked)
    assert advice in caught.value.advice
    assert USER not in f"{caught.value.message} {caught.value.advice}"
    assert box.letters == []


def test_the_doctor_asks_the_server_where_one_is_set(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Outgoing e-mail" not in console.run("doctor")[1]
    monkeypatch.setenv(_FROM, USER)
    with mail_server(Box()) as port:
        monkeypatch.setenv(_URL, f"smtp://127.0.0.1:{port}")
        said = console.run("doctor")[1]
    assert "ok      Outgoing e-mail: the server answers on this machine" in said
    code, said, _ = console.run("doctor")
    assert code == 1
    assert f"missing the mail server 127.0.0.1:{port} does not answer" in said


_URL, _FROM = "THROUGHCARE_SMTP_URL", "THROUGHCARE_SMTP_FROM"


def test_settings_are_read() -> None:
    assert Settings.from_env({}).smtp is None
    found = Settings.from_env({_URL: "smtp://localhost:2525", _FROM: USER}).smtp
    assert found
    assert (found.server.port, found.server.plain, found.domains) == (2525, True, SECURE_DOMAINS)
    with_user = {_URL: "smtps://forms%40x@mail.example", _FROM: USER}
    full = Settings.from_env(
        {
            **with_user,
            "THROUGHCARE_SMTP_PASSWORD": PASSWORD,
            "THROUGHCARE_SMTP_DOMAINS": "x.uk, y.uk",
            "THROUGHCARE_DIGEST_TO": "a@x.uk, c@y.uk",
        }
    ).smtp
    assert full
    assert (full.server.user, full.server.port, full.domains) == ("forms@x", 465, ("x.uk", "y.uk"))
    assert full.digest_to == ("a@x.uk", "c@y.uk")
    assert PASSWORD not in repr(full)
    assert "forms@x" not in repr(full)


@pytest.mark.parametrize(
    "wrong",
    [
        {_URL: "http://here", _FROM: USER},
        {_URL: "smtps://user:secret@mail.example", _FROM: USER},
        {_URL: "smtps://user@mail.example", _FROM: USER},
        {_URL: "smtps://mail.example"},
        {_URL: "smtps://mail.example", _FROM: "nobody"},
        {_URL: "smtps://mail.example", _FROM: USER, "THROUGHCARE_SMTP_PASSWORD": "secret"},
        {_URL: "smtps://mail.example", _FROM: USER, "THROUGHCARE_SMTP_DOMAINS": "everywhere"},
    ],
)
def test_wrong_settings_are_named(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(wrong)
    assert "THROUGHCARE_SMTP_" in caught.value.message
    assert "secret" not in caught.value.message
