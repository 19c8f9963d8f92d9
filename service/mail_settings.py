"""The settings of the e-mail box: its address, its password, and where taken letters go."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar
from urllib.parse import unquote, urlsplit

_T = TypeVar("_T")
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_PORTS = {"imaps": 993, "imap": 143}
_DONE_FOLDER = "Taken in"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailBox:
    """Where the letters are."""

    host: str
    port: int
    user: str = field(repr=False)
    folder: str
    tls: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The e-mail box, and how it is opened and emptied."""

    box: MailBox
    password: str = field(repr=False)
    done_folder: str
    """Letters that were taken in are moved here; none is deleted."""
    ca_file: Path | None = None
    """Certificates (PEM) that are trusted instead of this machine's own."""


class Taking(Protocol):
    """What takes values out of the environment."""

    problems: list[str]

    def take(self, name: str, convert: Callable[[str], _T], default: _T) -> _T:
        """Take one value, or the default where there is none or a wrong one."""
        ...


def mail_settings(reader: Taking) -> MailSettings | None:
    """Read the settings of the e-mail box; None where it is not set up."""
    known = len(reader.problems)
    box = reader.take("MAIL_URL", _box, None)
    passwords = [
        reader.take("MAIL_PASSWORD", str, ""),
        reader.take("MAIL_PASSWORD_FILE", first_line, ""),
    ]
    done_folder = reader.take("MAIL_DONE_FOLDER", _folder_name, _DONE_FOLDER)
    ca_file = reader.take("MAIL_CA", existing_file, None)
    if box is None or len(reader.problems) > known:
        return None
    given = [password for password in passwords if password]
    if len(given) != 1:
        reader.problems.append(
            "THROUGHCARE_MAIL_PASSWORD, or else THROUGHCARE_MAIL_PASSWORD_FILE, must be set"
        )
        return None
    if done_folder.casefold() == box.folder.casefold():
        reader.problems.append("THROUGHCARE_MAIL_DONE_FOLDER must be another than the letters' own")
        return None
    return MailSettings(box=box, password=given[0], done_folder=done_folder, ca_file=ca_file)


def _box(text: str) -> MailBox | None:
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        raise ValueError("must be like imaps://user@host/INBOX") from None
    if url.scheme not in _PORTS or not url.hostname or not url.username:
        raise ValueError("must be like imaps://user@host/INBOX")
    if url.password is not None:
        raise ValueError("must not hold the password, which has a setting of its own")
    if url.scheme == "imap" and url.hostname not in LOOPBACK:
        raise ValueError("must be imaps://, unless the server is this machine itself")
    return MailBox(
        host=url.hostname,
        port=port or _PORTS[url.scheme],
        user=unquote(url.username),
        folder=_folder_name(unquote(url.path).strip("/") or "INBOX"),
        tls=url.scheme == "imaps",
    )


def _folder_name(text: str) -> str:
    if not text.isascii() or not text.isprintable():
        raise ValueError("must name a folder in plain English letters")
    return text


def existing_file(text: str) -> Path:
    """Give the path of a named file; ValueError where there is none."""
    path = Path(text).expanduser().resolve()
    if not path.is_file():
        raise ValueError("must name a file that exists")
    return path


def first_line(text: str) -> str:
    """Give the first line of a named file; ValueError says what must be named."""
    try:
        lines = existing_file(text).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError):
        raise ValueError("must name a text file that this user may read") from None
    if not lines or not lines[0]:
        raise ValueError("must name a file with the secret in its first line")
    return lines[0]
