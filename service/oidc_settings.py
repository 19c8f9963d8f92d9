"""The settings of the identity provider: who it is, and who this service is there."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from service.mail_settings import LOOPBACK, Taking, first_line

_NAME = "your organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSettings:
    """The identity provider (OpenID Connect)."""

    issuer: str
    """Its address, as it stands in its tokens."""
    client_id: str
    client_secret: str = field(repr=False)
    name: str = _NAME
    """What people call it: on the button."""


def oidc_settings(reader: Taking) -> OidcSettings | None:
    """Read the settings of the identity provider; None where there is none."""
    known = len(reader.problems)
    issuer = reader.take("OIDC_ISSUER", _issuer, "")
    client_id = reader.take("OIDC_CLIENT_ID", str, "")
    name = reader.take("OIDC_NAME", _words, _NAME)
    secrets = [
        reader.take("OIDC_CLIENT_SECRET", str, ""),
        reader.take("OIDC_CLIENT_SECRET_FILE", first_line, ""),
    ]
    given = [secret for secret in secrets if secret]
    if not (issuer or client_id or given) or len(reader.problems) > known:
        return None
    if not (issuer and client_id and len(given) == 1):
        reader.problems.append(
            "THROUGHCARE_OIDC_ISSUER, THROUGHCARE_OIDC_CLIENT_ID and THROUGHCARE_OIDC_CLIENT_SECRET"
            " (or else THROUGHCARE_OIDC_CLIENT_SECRET_FILE) must be set together"
        )
        return None
    return OidcSettings(issuer=issuer, client_id=client_id, client_secret=given[0], name=name)


def _issuer(text: str) -> str:
    try:
        url = urlsplit(text)
    except ValueError:
        raise ValueError("must be an https:// address") from None
    is_near = url.scheme == "http" and url.hostname in LOOPBACK
    if not url.hostname or not (url.scheme == "https" or is_near) or url.query or url.fragment:
        raise ValueError("must be an https:// address, without a query")
    return text


def _words(text: str) -> str:
    if not text.isprintable() or len(text) > 60:
        raise ValueError("must be a short name")
    return text
