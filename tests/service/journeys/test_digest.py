"""The daily letter: what it says, whom it names (nobody), and that a mail server takes it."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Thread

import pytest

from service.errors import SettingsError, UnavailableError
from service.journey.actions import TeamAt
from service.journey.duties import Team
from service.journey.events import EventKind
from service.runtime import Runtime
from service.settings import Settings
from service.smtp_settings import Security, SmtpSettings
from service.store.due import Asked
from service.telling.digest import digest, letter
from service.telling.sending import send
from service.usecases.due import count_by_point
from service.usecases.journeys import NewEvent, record_event
from tests.service.conftest import ACTOR
from tests.service.console import Console
from tests.service.imap import certify
from tests.service.prisons import add_inmate

_NOW = datetime(2010, 3, 26, 7, 0, tzinfo=UTC)


@dataclass
class Post:
    """A mail server of the test's own, which speaks just enough SMTP."""

    port: int
    refuses: bool = False
    letters: list[EmailMessage] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        with listener:
            while True:
                try:
                    link, _ = listener.accept()
                except ssl.SSLError:
                    continue  # a client that does not trust it
                except OSError:
                    return
                with link, link.makefile("rwb") as wire:
                    self._talk(wire)

    def _talk(self, wire: object) -> None:
        self._say(wire, "220 test")
        while line := wire.readline():  # type: ignore[attr-defined]
            word = line[:4].upper()
            if word == b"DATA":
                self._say(wire, "354 go on")
                self._take(wire)
            elif word == b"RCPT" and self.refuses:
                self._say(wire, "550 nobody here")
            else:
                self._say(wire, "221 bye" if word == b"QUIT" else "250 yes")
                if word == b"QUIT":
                    return

    def _take(self, wire: object) -> None:
        lines = []
        while (line := wire.readline()) != b".\r\n":  # type: ignore[attr-defined]
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        made = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(made, EmailMessage)
        self.letters.append(made)
        self._say(wire, "250 taken")

    @staticmethod
    def _say(wire: object, text: str) -> None:
        wire.write(f"{text}\r\n".encode())  # type: ignore[attr-defined]
        wire.flush()  # type: ignore[attr-defined]


@contextmanager
def _post(*, refuses: bool = False, certificate: Path | None = None) -> Iterator[Post]:
    listener = socket.create_server(("127.0.0.1", 0))
    if certificate is not None:
        secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secure.load_cert_chain(certificate / "certificate.pem", certificate / "key.pem")
        listener = secure.wrap_socket(listener, server_side=True)
    post = Post(listener.getsockname()[1], refuses)
    thread = Thread(target=post.serve, args=(listener,), daemon=True)
    thread.start()
    yield post
    listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=10)


def _smtp(port: int, **more: str) -> SmtpSettings:
    found = Settings.from_env(
        {
            "THROUGHCARE_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "THROUGHCARE_SMTP_FROM": "Throughcare <due@example.org>",
            **more,
        }
    ).smtp
    assert found is not None
    return found


def test_the_letter_counts_by_process_point_and_names_nobody(small: Runtime) -> None:
    client = add_inmate(small, "Severn", home_dat="D05B")
    for kind, hour in ((EventKind.PLAN_CHANGED, 6), (EventKind.REFERRED, 8)):
        at = datetime(2010, 3, 25, hour, tzinfo=UTC)
        record_event(small, ACTOR, client.id, NewEvent(kind=kind, at=at))
    counts = count_by_point(small, Asked(team=Team.SMT, place="LEI"), at_utc=_NOW)
    subject, text = digest(counts, TeamAt(team=Team.SMT, place="LEI"), _NOW)
    assert subject == "Throughcare: 2 overdue, 0 due today"
    assert text.splitlines()[0] == (
        "What is due for Substance Misuse Team LEI, 26 March 2010, 07:00"
    )
    assert [line.split()[-3:] for line in text.splitlines()[2:6]] == [
        ["today", "7", "days"],
        ["0", "0", "2"],
        ["2", "0", "0"],
        ["2", "0", "2"],
    ]
    for personal in ("Severn", "Aled", "1979", client.reference):
        assert personal not in subject + text


def test_nothing_due_is_said_too() -> None:
    subject, text = digest({}, None, _NOW)
    assert subject == "Throughcare: 0 overdue, 0 due today"
    assert "all teams" in text


def test_a_mail_server_takes_the_letter() -> None:
    with _post() as post:
        made = letter("Subject", "Text\n", "Throughcare <due@example.org>", ("a@b.org",), _NOW)
        send(made, _smtp(post.port))
    [taken] = post.letters
    assert (taken["Subject"], taken["To"]) == ("Subject", "a@b.org")
    assert taken["Auto-Submitted"] == "auto-generated"
    assert taken.get_content() == "Text\r\n" or taken.get_content() == "Text\n"


def test_a_server_that_takes_no_letter_or_is_away_is_an_error_with_a_hint() -> None:
    made = letter("Subject", "Text\n", "due@example.org", ("a@b.org",), _NOW)
    with _post(refuses=True) as post, pytest.raises(UnavailableError, match="did not take"):
        send(made, _smtp(post.port))
    with pytest.raises(UnavailableError, match="cannot be reached"):
        send(made, _smtp(1))


def test_a_server_without_encryption_is_never_given_a_password() -> None:
    with _post() as post:
        settings = _smtp(post.port, THROUGHCARE_SMTP_URL=f"smtp+starttls://127.0.0.1:{post.port}")
        made = letter("Subject", "Text\n", "due@example.org", ("a@b.org",), _NOW)
        with pytest.raises(UnavailableError):
            send(made, settings)
    assert post.letters == []


def test_a_letter_goes_by_tls_to_a_server_that_is_trusted_alone(tmp_path: Path) -> None:
    certify(tmp_path)
    made = letter("Subject", "Text\n", "due@example.org", ("a@b.org",), _NOW)
    with _post(certificate=tmp_path) as post:
        url = {"THROUGHCARE_SMTP_URL": f"smtps://127.0.0.1:{post.port}"}
        with pytest.raises(UnavailableError, match="not trusted"):
            send(made, _smtp(post.port, **url))
        ca = str(tmp_path / "certificate.pem")
        send(made, _smtp(post.port, **url, THROUGHCARE_SMTP_CA=ca))
    assert len(post.letters) == 1


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"SMTP_URL": "http://x"}, "SMTP_URL"),
        ({"SMTP_URL": "smtp://mail.example.org"}, "SMTP_URL"),
        ({"SMTP_URL": "smtps://user:secret@mail.example.org"}, "SMTP_URL"),
        ({"SMTP_URL": "smtps://mail.example.org:port"}, "SMTP_URL"),
        ({"SMTP_URL": "smtps://mail.example.org/path"}, "SMTP_URL"),
        ({"SMTP_URL": "smtps://user@mail.example.org"}, "SMTP_PASSWORD"),
        ({"SMTP_PASSWORD": "secret-one"}, "SMTP_PASSWORD"),
        ({"SMTP_FROM": ""}, "SMTP_FROM"),
        ({"SMTP_FROM": "nobody"}, "SMTP_FROM"),
        ({"DIGEST_TO": "a@b.org, nobody"}, "DIGEST_TO"),
    ],
)
def test_wrong_settings_are_named_and_secrets_never_quoted(
    wrong: dict[str, str], named: str
) -> None:
    right = {"SMTP_URL": "smtps://mail.example.org", "SMTP_FROM": "due@example.org"}
    environ = {f"THROUGHCARE_{key}": text for key, text in (right | wrong).items()}
    with pytest.raises(SettingsError, match=named) as caught:
        Settings.from_env(environ)
    assert "secret" not in caught.value.message


def test_settings_of_a_server_with_a_user() -> None:
    found = _smtp(
        1,
        THROUGHCARE_SMTP_URL="smtps://due%40example.org@mail.example.org",
        THROUGHCARE_SMTP_PASSWORD="nine-rivers",
        THROUGHCARE_DIGEST_TO="a@b.org, c@d.org",
    )
    assert (found.server.port, found.server.user) == (465, "due@example.org")
    assert found.server.security is Security.TLS
    assert found.to == ("a@b.org", "c@d.org")
    assert "nine-rivers" not in repr(found)


def test_the_command_sends_or_prints(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _ = console.run("digest", "--print", "--team", "smt:LEI")
    assert code == 0
    assert "Substance Misuse Team LEI" in out
    assert console.run("digest")[0] == 2
    with _post() as post:
        monkeypatch.setenv("THROUGHCARE_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        monkeypatch.setenv("THROUGHCARE_SMTP_FROM", "due@example.org")
        assert console.run("digest")[0] == 2, "nobody gets it"
        assert console.run("digest", "--to", "nobody")[0] == 2
        assert console.run("digest", "--to", "a@b.org") == (0, "Sent to 1 address.\n", "")
        monkeypatch.setenv("THROUGHCARE_DIGEST_TO", "a@b.org,c@d.org")
        assert console.run("digest")[1] == "Sent to 2 addresses.\n"
    assert [one["To"] for one in post.letters] == ["a@b.org", "a@b.org, c@d.org"]
