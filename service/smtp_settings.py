"""The settings by which letters are sent: the server, its password, who they are from."""

from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urlsplit

from service.mail_settings import LOOPBACK, Taking, existing_file, first_line


class Security(StrEnum):
    """How the way to the server is kept from others."""

    TLS = "smtps"
    STARTTLS = "smtp+starttls"
    NONE = "smtp"
    """Nothing leaves this machine."""


_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}
_FORM = "must be like smtps://user@host or smtp+starttls://user@host"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where letters are handed in."""

    host: str
    port: int
    user: str = field(repr=False)
    """Empty: the server asks for none."""
    security: Security


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """How letters are sent."""

    server: SmtpServer
    password: str = field(repr=False)
    sender: str
    to: tuple[str, ...]
    """Who gets the daily digest, unless the command names others."""
    ca_file: Path | None = None
    """Certificates (PEM) that are trusted instead of this machine's own."""


def smtp_settings(reader: Taking) -> SmtpSettings | None:
    """Read the settings for sending letters; None where they are not set up."""
    known = len(reader.problems)
    server = reader.take("SMTP_URL", _server, None)
    passwords = [
        reader.take("SMTP_PASSWORD", str, ""),
        reader.take("SMTP_PASSWORD_FILE", first_line, ""),
    ]
    sender = reader.take("SMTP_FROM", _address, "")
    nobody: tuple[str, ...] = ()
    to = reader.take("DIGEST_TO", addresses, nobody)
    ca_file = reader.take("SMTP_CA", existing_file, None)
    if server is None or len(reader.problems) > known:
        return None
    given = [password for password in passwords if password]
    if len(given) != (1 if server.user else 0):
        wanted = "must be set" if server.user else "needs a user in THROUGHCARE_SMTP_URL"
        reader.problems.append(
            f"THROUGHCARE_SMTP_PASSWORD, or else THROUGHCARE_SMTP_PASSWORD_FILE, {wanted}"
        )
    if not sender:
        reader.problems.append("THROUGHCARE_SMTP_FROM must be set: letters need a sender")
    if len(reader.problems) > known:
        return None
    password = given[0] if given else ""
    return SmtpSettings(server=server, password=password, sender=sender, to=to, ca_file=ca_file)


def _server(text: str) -> SmtpServer | None:
    try:
        url = urlsplit(text)
        port = url.port
        security = Security(url.scheme)
    except ValueError:
        raise ValueError(_FORM) from None
    if not url.hostname or url.path.strip("/"):
        raise ValueError(_FORM)
    if url.password is not None:
        raise ValueError("must not hold the password, which has a setting of its own")
    if security is Security.NONE and url.hostname not in LOOPBACK:
        raise ValueError("must be smtps:// or smtp+starttls://, unless the server is this machine")
    return SmtpServer(
        host=url.hostname,
        port=port or _PORTS[security],
        user=unquote(url.username or ""),
        security=security,
    )


def _address(text: str) -> str:
    _, address = parseaddr(text)
    if "@" not in address or not text.isprintable():
        raise ValueError("must be an e-mail address")
    return text


def addresses(text: str) -> tuple[str, ...]:
    """Read e-mail addresses with commas between."""
    return tuple(_address(part.strip()) for part in text.split(",") if part.strip())
