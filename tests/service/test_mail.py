"""The e-mail box, on a real IMAP server: nothing is lost and nothing comes in twice."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
import structlog

from service.doors.mail import MailDoor, too_large
from service.errors import SettingsError, UnavailableError
from service.logs import set_up_logs
from service.mail_settings import MailSettings
from service.runtime import Runtime
from service.settings import Settings
from service.store.states import Channel, DocumentState
from service.usecases.intakes import list_documents, list_intakes, original_of
from tests.service.console import Console
from tests.service.frail_wire import frail_wire
from tests.service.imap import PASSWORD, USER, ImapServer, imap_server, letter

_DONE = "Taken in"
_NEVER = Event()
_URL = f"{USER.replace('@', '%40')}@127.0.0.1"


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with imap_server() as found:
        yield found


def _mail(server: ImapServer, port: int | None = None, **more: str) -> MailSettings:
    words = {"MAIL_URL": f"imap://{_URL}:{port or server.port}/INBOX", "MAIL_PASSWORD": PASSWORD}
    names = {f"THROUGHCARE_{name}": text for name, text in {**words, **more}.items()}
    found = Settings.from_env(names).mail
    assert found is not None
    return found


def _door(runtime: Runtime, server: ImapServer, **more: str) -> MailDoor:
    return MailDoor(runtime, _mail(server, **more))


def test_a_letter_is_kept_whole_and_moved_to_the_folder_of_those_taken(
    small: Runtime, server: ImapServer
) -> None:
    sent = [letter("One"), letter("Two", b"%PDF another")]
    for one in sent:
        server.deliver(one)
    assert _door(small, server).look(_NEVER) == 2
    documents = sorted(list_documents(small), key=lambda found: found.id)
    assert [original_of(small, one.id).content for one in documents] == sent
    assert [one.name_given for one in documents] == ["letter-1.eml", "letter-2.eml"]
    assert {one.channel for one in list_intakes(small)} == {Channel.MAIL}
    assert (server.letters(), server.letters(_DONE)) == ([], sent)
    assert _door(small, server).look(_NEVER) == 0


def test_the_same_letter_sent_again_is_a_sending_of_its_own_and_not_read_twice(
    small: Runtime, server: ImapServer
) -> None:
    for _ in range(2):
        server.deliver(letter("One"))
        _door(small, server).look(_NEVER)
    states = [one.state for one in list_documents(small)]
    assert states == [DocumentState.DUPLICATE, DocumentState.RECEIVED]


def _until_it_holds(runtime: Runtime, server: ImapServer, lines: int) -> bool:
    """Empty the box over a wire that breaks, then over one that holds; tell whether it broke."""
    with frail_wire(server.port, lines) as wire:
        with suppress(UnavailableError):
            MailDoor(runtime, _mail(server, port=wire.port)).look(_NEVER)
        MailDoor(runtime, _mail(server, port=wire.port)).look(_NEVER)
    return wire.broke


@pytest.mark.parametrize("abilities", ["", "imap_capability = IMAP4rev1 UIDPLUS AUTH=PLAIN"])
def test_a_connection_lost_at_any_instant_loses_nothing_and_takes_nothing_twice(
    small: Runtime, abilities: str
) -> None:
    with imap_server(abilities) as server:
        lines, broke = 0, True
        while broke:
            sent = b"Subject: One\r\n\r\nNumber %d\r\n" % lines
            server.deliver(sent)
            broke = _until_it_holds(small, server, lines)
            taken = list_intakes(small, limit=200)
            assert len(taken) == lines + 1, lines
            assert original_of(small, taken[0].documents[0].id).content == sent
            assert server.waiting() == 0
            assert server.letters(_DONE)[-1] == sent
            lines += 1
        assert lines > 20


def test_without_move_and_without_a_narrow_expunge_nothing_of_others_is_expunged(
    small: Runtime,
) -> None:
    with imap_server("imap_capability = IMAP4rev1 AUTH=PLAIN") as server:
        server.deliver(letter("Somebody's own"))
        client = server.client()
        client.select("INBOX")
        client.uid("STORE", "1", "+FLAGS", r"(\Deleted)")
        client.logout()
        server.deliver(letter("One"))
        assert [_door(small, server).look(_NEVER) for _ in range(2)] == [1, 0]
        assert len(server.letters()) == 2
        assert server.flags().count("Deleted") == 2
        assert server.letters(_DONE) == [letter("One")]


def test_a_letter_stays_unread_for_the_people_who_use_the_box(
    small: Runtime, server: ImapServer
) -> None:
    large = letter("Large", bytes(2 << 20))
    server.deliver(large)
    tight = replace(small, settings=replace(small.settings, upload_mb=1))
    door = _door(tight, server)
    assert door.look(_NEVER) == 0
    assert (door.left, list_documents(small)) == ({1}, [])
    assert server.letters() == [large]
    assert "Seen" not in server.flags()
    assert too_large(_mail(server), upload_mb=1) == (1, 1)


def test_a_full_disk_leaves_the_letter_in_the_box(small: Runtime, server: ImapServer) -> None:
    server.deliver(letter("One"))
    small.originals.folder.parent.mkdir(exist_ok=True)
    small.originals.folder.write_text("in the way")
    with pytest.raises(UnavailableError, match="cannot be stored"):
        _door(small, server).look(_NEVER)
    assert len(server.letters()) == 1
    small.originals.folder.unlink()
    assert _door(small, server).look(_NEVER) == 1


def test_a_server_is_trusted_by_its_authority_alone(small: Runtime, server: ImapServer) -> None:
    server.deliver(letter("One"))
    url = f"imaps://{_URL}:{server.tls_port}/INBOX"
    with pytest.raises(UnavailableError, match="not trusted") as caught:
        _door(small, server, MAIL_URL=url).look(_NEVER)
    assert "THROUGHCARE_MAIL_CA" in caught.value.hint
    assert _door(small, server, MAIL_URL=url, MAIL_CA=str(server.ca_file)).look(_NEVER) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"MAIL_PASSWORD": "wrong"}, "user and password"),
        ({"MAIL_URL": f"imap://{_URL}:1/INBOX"}, "cannot be reached"),
    ],
)
def test_what_keeps_us_out_is_said_without_name_or_password(
    small: Runtime, server: ImapServer, change: dict[str, str], said: str
) -> None:
    with pytest.raises(UnavailableError, match=said) as caught:
        _door(small, server, **change).look(_NEVER)
    assert USER not in caught.value.advice
    assert "wrong" not in caught.value.message


def test_a_folder_that_is_not_there_is_said(small: Runtime, server: ImapServer) -> None:
    with pytest.raises(UnavailableError, match="refused a command"):
        _door(small, server, MAIL_URL=f"imap://{_URL}:{server.port}/Nowhere").look(_NEVER)


def test_the_command_takes_in_once_and_names_nobody_in_the_log(
    console: Console, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    structlog.reset_defaults()
    set_up_logs()
    server.deliver(letter("About Laura O'Severn"))
    url = f"imap://{_URL}:{server.port}"
    monkeypatch.setenv("THROUGHCARE_MAIL_URL", url)
    monkeypatch.setenv("THROUGHCARE_MAIL_PASSWORD", PASSWORD)
    code, printed, logged = console.run("mail")
    assert (code, printed) == (0, "Letters taken in: 1\n")
    assert "intake_id=1" in logged
    assert not any(word in logged for word in ("Severn", USER, PASSWORD))
    assert "E-mail box answers, 0 waiting" in console.run("doctor")[1]


# Settings


def test_the_address_is_taken_apart_and_the_password_never_shown(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("hunter2\n")
    settings = Settings.from_env(
        {
            "THROUGHCARE_MAIL_URL": "imaps://faxes%40example.org@mail.example.org/Faxes/New",
            "THROUGHCARE_MAIL_PASSWORD_FILE": str(secret),
        }
    )
    assert settings.mail is not None
    box = settings.mail.box
    assert (box.host, box.port, box.user, box.folder, box.tls) == (
        "mail.example.org",
        993,
        USER,
        "Faxes/New",
        True,
    )
    assert (settings.mail.password, settings.mail.done_folder) == ("hunter2", _DONE)
    assert "hunter2" not in repr(settings)
    assert USER not in repr(settings)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"MAIL_URL": "imap://faxes@mail.example.org/"}, "must be imaps://"),
        ({"MAIL_URL": "imaps://faxes:hunter2@mail.example.org/"}, "must not hold the password"),
        ({"MAIL_URL": "imaps://mail.example.org/INBOX"}, "imaps://user@host/INBOX"),
        ({"MAIL_URL": "imaps://faxes@mail.example.org:port/"}, "imaps://user@host/INBOX"),
        ({"MAIL_PASSWORD": ""}, "must be set"),
        ({"MAIL_PASSWORD_FILE": "/nowhere/password"}, "must name a file that exists"),
        ({"MAIL_DONE_FOLDER": "inbox"}, "another"),
        ({"MAIL_DONE_FOLDER": "Wedi\u2019u derbyn"}, "plain English letters"),
        ({"MAIL_CA": "/nowhere/ca.pem"}, "must name a file that exists"),
    ],
)
def test_a_wrong_setting_is_named_and_no_secret_quoted(wrong: dict[str, str], said: str) -> None:
    good = {"MAIL_URL": "imaps://faxes@mail.example.org/", "MAIL_PASSWORD": "hunter2"}
    names = {f"THROUGHCARE_{name}": text for name, text in {**good, **wrong}.items()}
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(names)
    assert said in caught.value.message
    assert "hunter2" not in caught.value.message
