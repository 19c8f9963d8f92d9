"""Tells whether a link to another machine can be listened to, or answered by a stranger."""

from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from sqlalchemy.engine import make_url

_PROVEN = ("verify-full", "verify-ca")
_ENCRYPTED = "require"


def database_remedy(database_url: str) -> str | None:
    """Say what to do so that the database is reached by TLS; None: it is, or is on this machine."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" or is_here(url.host):
        return None
    mode = url.query.get("sslmode")
    if mode in _PROVEN:
        return None
    hidden = "it could be another's" if mode == _ENCRYPTED else "names and values pass in the open"
    return (
        f"{hidden}: add ?sslmode=verify-full&sslrootcert=CA.pem to THROUGHCARE_DATABASE_URL "
        "(CA.pem: the authority of the server's certificate)"
    )


def queue_remedy(queue_url: str) -> str | None:
    """Say what to do so that Redis is reached by TLS; None: it is, or is on this machine."""
    url = urlsplit(queue_url)
    if url.scheme in {"", "unix"} or is_here(url.hostname):
        return None
    is_checked = parse_qs(url.query).get("ssl_cert_reqs", ["required"])[0] == "required"
    if url.scheme == "rediss" and is_checked:
        return None
    return (
        "anybody on the way could wake workers or stop them: use rediss:// in "
        "THROUGHCARE_QUEUE_URL, with ?ssl_ca_certs=CA.pem where the authority is your own"
    )


def is_here(host: str | None) -> bool:
    """Tell whether a host is this machine itself; none, or a path, is a socket in its files."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
