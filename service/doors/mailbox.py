"""The one place that knows imaplib: an e-mail box with letters to fetch and to move.

Letters are fetched without marking them as read, and named by UID: sequence numbers would shift
under us while others use the box.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from service.errors import UnavailableError
from service.mail_settings import MailSettings

_TIMEOUT_SECONDS = 30
_AT_ONCE = 200
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in the box."""

    uid: int
    size: int
    """In bytes, as the server says; not all servers are exact."""


class RefusedError(Exception):
    """The server says no to a command on one letter; the connection still stands."""


class Mailbox:
    """An open box."""

    def __init__(self, client: imaplib.IMAP4, settings: MailSettings) -> None:
        self._client, self._settings = client, settings
        self._abilities = _capabilities(client)
        self._has_done_folder = False
        _done(client.select(_quoted(settings.box.folder)))
        _, validity = client.response("UIDVALIDITY")
        self.validity = _text(validity)
        """UIDs name letters only together with this."""

    def letters(self) -> list[Letter]:
        """List the letters that nobody has marked as deleted, oldest first."""
        found = _text(_done(self._client.uid("SEARCH", "UNDELETED")))
        return [letter for uids in _batches(found.split()) for letter in self._sizes(uids)]

    def _sizes(self, uids: Sequence[str]) -> Iterator[Letter]:
        answer = _done(self._client.uid("FETCH", ",".join(uids), "(UID RFC822.SIZE)"))
        for line in answer:
            uid, size = _UID.search(_bytes(line)), _SIZE.search(_bytes(line))
            if uid and size:
                yield Letter(int(uid[1]), int(size[1]))

    def fetch(self, letter: Letter, most_bytes: int) -> bytes | None:
        """Give a letter, cut off after so many bytes; None where it has gone.

        Raises:
            RefusedError: the server does not give it.
        """
        status, answer = self._client.uid(
            "FETCH", str(letter.uid), f"(UID BODY.PEEK[]<0.{most_bytes}>)"
        )
        if status != "OK":
            raise RefusedError
        bodies = [part[1] for part in answer if isinstance(part, tuple) and b"BODY[" in part[0]]
        return bytes(bodies[0]) if bodies else None

    def move(self, letter: Letter) -> None:
        """Move a letter to the folder of those that are done; it leaves the box last.

        Raises:
            RefusedError: the server does not move it; it stays where it is.
        """
        self._make_done_folder()
        done, uid = _quoted(self._settings.done_folder), str(letter.uid)
        if "MOVE" in self._abilities:
            _agreed(self._client.uid("MOVE", uid, done))
            return
        _agreed(self._client.uid("COPY", uid, done))
        _agreed(self._client.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"))
        # A plain EXPUNGE would take along what other people have marked.
        if "UIDPLUS" in self._abilities:
            _agreed(self._client.uid("EXPUNGE", uid))

    def _make_done_folder(self) -> None:
        if not self._has_done_folder:
            # The server says no where there is one already.
            self._client.create(_quoted(self._settings.done_folder))
            self._has_done_folder = True


@contextmanager
def open_mailbox(settings: MailSettings) -> Iterator[Mailbox]:
    """Open the box and close it again.

    Raises:
        UnavailableError: the server cannot be reached or trusted, does not let us in, or the
            connection was lost.
    """
    with _mail_errors():
        client = _connect(settings)
        try:
            _sign_in(client, settings)
            yield Mailbox(client, settings)
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                client.logout()
            with suppress(OSError):
                client.shutdown()


def _connect(settings: MailSettings) -> imaplib.IMAP4:
    box = settings.box
    if not box.tls:
        return imaplib.IMAP4(box.host, box.port, timeout=_TIMEOUT_SECONDS)
    trusted = ssl.create_default_context(cafile=settings.ca_file and str(settings.ca_file))
    return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=trusted, timeout=_TIMEOUT_SECONDS)


def _sign_in(client: imaplib.IMAP4, settings: MailSettings) -> None:
    user, password = settings.box.user, settings.password
    try:
        if "AUTH=PLAIN" in client.capabilities:
            # Unlike LOGIN it takes letters of every language.
            words = f"\0{user}\0{password}".encode()
            client.authenticate("PLAIN", lambda _: words)
        else:
            client.login(user, password)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnicodeError):
        raise UnavailableError(
            "the mail server does not accept the user and password",
            hint="Check THROUGHCARE_MAIL_URL and THROUGHCARE_MAIL_PASSWORD.",
        ) from None


@contextmanager
def _mail_errors() -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError:
        raise UnavailableError(
            "the mail server's certificate is not trusted",
            hint="Name the certificates of its authority in THROUGHCARE_MAIL_CA.",
        ) from None
    except (imaplib.IMAP4.abort, OSError):
        raise UnavailableError(
            "the mail server cannot be reached, or the connection was lost",
            hint="Check THROUGHCARE_MAIL_URL and the network; it is tried again.",
        ) from None
    except imaplib.IMAP4.error:
        raise UnavailableError(
            "the mail server refused a command",
            hint="Check the folder in THROUGHCARE_MAIL_URL.",
        ) from None


def _capabilities(client: imaplib.IMAP4) -> frozenset[str]:
    # What imaplib remembers was said before signing in, and is less.
    return frozenset(_text(_done(client.capability())).upper().split())


def _done(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(status)
    return data


def _agreed(answer: tuple[str, list[Any]]) -> None:
    if answer[0] != "OK":
        raise RefusedError


def _bytes(line: object) -> bytes:
    if isinstance(line, tuple):
        line = line[0]
    return line if isinstance(line, bytes) else b""


def _text(data: Sequence[object]) -> str:
    return b" ".join(map(_bytes, data)).decode("ascii", "replace")


def _batches(uids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (uids[start : start + _AT_ONCE] for start in range(0, len(uids), _AT_ONCE))


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
