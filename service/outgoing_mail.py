"""Sends e-mail by SMTP: over TLS, to the secure domains that the settings allow and no other.

What is sent may be a client's form, so the check of the address stands here, before the wire, and
holds for every letter that leaves the service, whoever asks for it.
"""

import smtplib
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from service.errors import BadRequestError, UnavailableError
from service.mail_settings import LOOPBACK, Taking, existing_file, first_line

SECURE_DOMAINS: tuple[str, ...] = (
    *("cjsm.net", "gcsx.gov.uk", "gse.gov.uk", "gsi.gov.uk", "gsx.gov.uk", "nhs.net"),
    *("pnn.police.uk", "scn.gov.uk"),
)
"""Allowed unless the installation names its own: NHSmail, and what NHSmail said in 2009 was secure
for patients' data (connectingforhealth.nhs.uk, "NHSmail: safe and secure"); the guidance's own
contact is at gsi.gov.uk (1.9). What ends in one of them after a dot is in it, too."""
_PORTS = {"smtps": 465, "smtp": 587}
_WAIT_SECONDS = 30
_ASK_SECONDS = 10
_SIGNED_IN = 235
_DONE = 250
_LIKE = "must be like smtps://user@host"
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """The server that takes letters."""

    host: str
    port: int
    user: str = field(default="", repr=False)
    """Empty: nobody signs in."""
    tls: bool = True
    """From the first byte; else by STARTTLS, without which nothing is sent."""
    plain: bool = False
    """Neither: only where the server is this machine itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """How letters leave."""

    server: SmtpServer
    sender: str = field(repr=False)
    """Address that they come from."""
    password: str = field(default="", repr=False)
    domains: tuple[str, ...] = SECURE_DOMAINS
    digest_to: tuple[str, ...] = field(default=(), repr=False)
    """Who gets the daily digest, unless the command names others."""
    ca_file: Path | None = None
    """Certificates (PEM) that are trusted instead of this machine's own."""

    def allows(self, address: str) -> bool:
        """Tell whether letters may go to this address."""
        name, at, domain = address.strip().lower().rpartition("@")
        if not (name and at) or not address.isascii() or not address.isprintable():
            return False
        if any(char in name for char in ' ,;<>"@'):
            return False
        return any(domain == one or domain.endswith(f".{one}") for one in self.domains)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """A letter. Subject and text go through other people's servers: no personal data in them."""

    to: str = field(repr=False)
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)
    is_automatic: bool = False
    """Nobody wrote it: whoever is out of office need not answer."""


def smtp_settings(reader: Taking) -> SmtpSettings | None:
    """Read the settings of outgoing mail; None where it is not set up."""
    known = len(reader.problems)
    server = reader.take("SMTP_URL", _server, None)
    passwords = [
        reader.take("SMTP_PASSWORD", str, ""),
        reader.take("SMTP_PASSWORD_FILE", first_line, ""),
    ]
    sender = reader.take("SMTP_FROM", _address, "")
    domains = reader.take("SMTP_DOMAINS", _domains, SECURE_DOMAINS)
    nobody: tuple[str, ...] = ()
    digest_to = reader.take("DIGEST_TO", addresses, nobody)
    ca_file = _or_none(reader, "SMTP_CA", existing_file)
    if server is None or len(reader.problems) > known:
        return None
    given = [password for password in passwords if password]
    if len(given) != bool(server.user):
        reader.problems.append(
            "THROUGHCARE_SMTP_PASSWORD, or else THROUGHCARE_SMTP_PASSWORD_FILE, must be set "
            "where THROUGHCARE_SMTP_URL names a user, and only there"
        )
    if not sender:
        reader.problems.append("THROUGHCARE_SMTP_FROM must be set with THROUGHCARE_SMTP_URL")
    if len(reader.problems) > known:
        return None
    return SmtpSettings(
        server=server,
        sender=sender,
        password="".join(given),
        domains=domains,
        digest_to=digest_to,
        ca_file=ca_file,
    )


def _or_none(reader: Taking, name: str, convert: Callable[[str], _Value]) -> _Value | None:
    return reader.take(name, convert, None)


def _server(text: str) -> SmtpServer | None:
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        raise ValueError(_LIKE) from None
    if url.scheme not in _PORTS or not url.hostname or url.path.strip("/"):
        raise ValueError(_LIKE)
    if url.password is not None:
        raise ValueError("must not hold the password, which has a setting of its own")
    return SmtpServer(
        host=url.hostname,
        port=port or _PORTS[url.scheme],
        user=unquote(url.username or ""),
        tls=url.scheme == "smtps",
        plain=url.scheme == "smtp" and url.hostname in LOOPBACK,
    )


def _address(text: str) -> str:
    name, at, domain = text.rpartition("@")
    is_one = name and at and "." in domain and text.isascii() and text.isprintable()
    if not is_one or any(char in text for char in " ,;<>"):
        raise ValueError("must be one e-mail address")
    return text


def addresses(text: str) -> tuple[str, ...]:
    """Read e-mail addresses with commas between; ValueError where one is none."""
    return tuple(_address(part.strip()) for part in text.split(",") if part.strip())


def _domains(text: str) -> tuple[str, ...]:
    domains = tuple(part.strip().lower() for part in text.split(","))
    if not all("." in one and not one.startswith((".", "@")) for one in domains):
        raise ValueError("must be domains with commas between, such as nhs.net,cjsm.net")
    return domains


def send(settings: SmtpSettings | None, message: OutgoingMessage) -> None:
    """Send a letter; once this comes back, the server has taken it.

    Raises:
        BadRequestError: the address is in none of the allowed domains.
        UnavailableError: outgoing mail is not set up, or the server did not take the letter.
    """
    if settings is None:
        raise UnavailableError(
            "outgoing e-mail is not set up here",
            hint="Print and fax it, or ask your administrator to set THROUGHCARE_SMTP_URL.",
        )
    if not settings.allows(message.to):
        problem = f"Letters may go only to {', '.join(settings.domains)}."
        raise BadRequestError("this address is in no secure domain", {"email": problem})
    try:
        with _connected(settings) as server:
            server.send_message(_letter(settings, message))
    except (OSError, smtplib.SMTPException) as error:
        # The server's own words may quote the address.
        raise UnavailableError(
            f"the mail server did not take the letter ({type(error).__name__})",
            hint="Try again in some minutes, or print and fax it.",
        ) from error


def ask_server(settings: SmtpSettings) -> str:
    """Connect as for a letter, sign in where that is set, and send none; say how it was reached.

    Raises:
        UnavailableError: it cannot be reached so; the hint says what to do about it.
    """
    try:
        with _connected(settings, _ASK_SECONDS) as server:
            server.ehlo_or_helo_if_needed()
            code, _ = server.noop()
            if code != _DONE:
                raise smtplib.SMTPResponseException(code, b"")
            return _how(server)
    except (OSError, smtplib.SMTPException) as error:
        raise UnavailableError(
            f"the mail server {settings.server.host}:{settings.server.port} does not answer as "
            f"it should ({type(error).__name__})",
            hint=_what_to_do(error),
        ) from error


def _how(server: smtplib.SMTP) -> str:
    link = server.sock
    return f"over {link.version()}" if isinstance(link, ssl.SSLSocket) else "on this machine"


def _what_to_do(error: Exception) -> str:
    """Say what to do about a fault; the server's own words are not repeated."""
    match error:
        case ssl.SSLCertVerificationError():
            return (
                "its certificate is not trusted: set THROUGHCARE_SMTP_CA to the certificate of "
                "whoever signed it, and the host name in THROUGHCARE_SMTP_URL to the one it is for"
            )
        case ssl.SSLError():
            return (
                "it speaks no TLS on this port: use smtps:// for the port that does (465), smtp:// "
                "for the one with STARTTLS (587)"
            )
        case smtplib.SMTPNotSupportedError():
            return "it offers no STARTTLS: use smtps:// in THROUGHCARE_SMTP_URL, or another server"
        case smtplib.SMTPAuthenticationError():
            return (
                "it refuses the account: see the user in THROUGHCARE_SMTP_URL and "
                "THROUGHCARE_SMTP_PASSWORD"
            )
        case _:
            return (
                "see the host and port in THROUGHCARE_SMTP_URL, whether the firewall lets this "
                "machine out to them, and whether the server runs; until then print and fax"
            )


@contextmanager
def _connected(settings: SmtpSettings, wait_seconds: int = _WAIT_SECONDS) -> Iterator[smtplib.SMTP]:
    server = settings.server
    secure = ssl.create_default_context(cafile=settings.ca_file)
    with (
        smtplib.SMTP_SSL(server.host, server.port, timeout=wait_seconds, context=secure)
        if server.tls
        else smtplib.SMTP(server.host, server.port, timeout=wait_seconds)
    ) as connection:
        if not (server.tls or server.plain):
            connection.starttls(context=secure)
        if server.user:
            _sign_in(connection, server.user, settings.password)
        yield connection


def _sign_in(connection: smtplib.SMTP, user: str, password: str) -> None:
    """Sign in; smtplib can send no letter beyond ASCII, which RFC 4616 has in UTF-8."""
    if (user + password).isascii():
        connection.login(user, password)
        return
    connection.ehlo_or_helo_if_needed()
    said = b64encode(f"\0{user}\0{password}".encode()).decode()
    code, answer = connection.docmd("AUTH", f"PLAIN {said}")
    if code != _SIGNED_IN:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _letter(settings: SmtpSettings, message: OutgoingMessage) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"] = settings.sender, message.to
    letter["Subject"] = message.subject
    letter["Date"] = formatdate(localtime=False)
    letter["Message-ID"] = make_msgid(domain=settings.sender.rpartition("@")[2])
    if message.is_automatic:
        letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text)
    for one in message.attachments:
        kind, _, part = one.media_type.partition("/")
        letter.add_attachment(one.content, maintype=kind, subtype=part, filename=one.name)
    return letter
