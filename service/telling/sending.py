"""The one place that knows smtplib: hands a letter to the mail server."""

import smtplib
import ssl
from email.message import EmailMessage

from service.errors import UnavailableError
from service.smtp_settings import Security, SmtpSettings

_TIMEOUT_SECONDS = 30


def send(letter: EmailMessage, settings: SmtpSettings) -> None:
    """Send a letter.

    Raises:
        UnavailableError: the server cannot be reached or trusted, or takes no letter of ours.
    """
    try:
        with _connect(settings) as server:
            if settings.server.security is Security.STARTTLS:
                server.starttls(context=_trusted(settings))
            if settings.server.user:
                server.login(settings.server.user, settings.password)
            server.send_message(letter)
    except ssl.SSLCertVerificationError:
        raise UnavailableError(
            "the mail server's certificate is not trusted",
            hint="Name the certificates of its authority in THROUGHCARE_SMTP_CA.",
        ) from None
    except smtplib.SMTPAuthenticationError:
        raise UnavailableError(
            "the mail server does not accept the user and password",
            hint="Check THROUGHCARE_SMTP_URL and THROUGHCARE_SMTP_PASSWORD.",
        ) from None
    except smtplib.SMTPException:
        raise UnavailableError(
            "the mail server did not take the letter",
            hint="Check THROUGHCARE_SMTP_FROM and the addresses that it goes to.",
        ) from None
    except OSError:
        raise UnavailableError(
            "the mail server cannot be reached, or the connection was lost",
            hint="Check THROUGHCARE_SMTP_URL and the network.",
        ) from None


def _connect(settings: SmtpSettings) -> smtplib.SMTP:
    if settings.server.security is Security.TLS:
        return smtplib.SMTP_SSL(
            settings.server.host,
            settings.server.port,
            timeout=_TIMEOUT_SECONDS,
            context=_trusted(settings),
        )
    return smtplib.SMTP(settings.server.host, settings.server.port, timeout=_TIMEOUT_SECONDS)


def _trusted(settings: SmtpSettings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.ca_file and str(settings.ca_file))
