"""The settings of one installation, from the environment, with every mistake named at once."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from service.errors import SettingsError
from service.mail_settings import MailSettings, existing_file, first_line, mail_settings
from service.oidc_settings import OidcSettings, oidc_settings
from service.outgoing_mail import SmtpSettings, smtp_settings
from service.retention import RetentionPolicy
from service.setting_names import PREFIX
from service.vault.key_text import secrets_in

_T = TypeVar("_T")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_SHORTEST_KEY = 32
_SHORTEST_TOKEN = 16
_MOST_WORKERS = 4
"""Unless more are asked for: each takes a processor and half a gigabyte."""
_WHOLE = 100


class LogForm(StrEnum):
    """How a line of the log is written."""

    LOGFMT = "logfmt"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this installation is set up; service.settings_words says what each is for."""

    data_dir: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    """Empty: the one kept in the data folder (service.secret_key)."""
    host: str = "127.0.0.1"
    port: int = 8000
    web_processes: int = 1
    proxies: int = 0
    hosts: tuple[str, ...] = ()
    log: LogForm = LogForm.LOGFMT
    metrics_token: str = field(default="", repr=False)
    forms_dir: Path | None = None
    secure_cookies: bool = False
    upload_mb: int = 50
    session_minutes: int = 480
    """The longest that somebody stays signed in."""
    idle_minutes: int = 30
    """Of these, the longest without doing anything."""
    second_factor_required: bool = False
    """Whoever manages accounts or reads the audit trail shows a second factor; by default wherever
    cookies are secure."""
    rate_limits: bool = True
    """Refuse what is asked for too often; off only where the service is measured."""
    oidc: OidcSettings | None = None
    """The identity provider through which people sign in; None: with passwords alone."""
    reading_seconds: int = 120
    reading_mb: int = 3072
    queue_url: str = field(default="", repr=False)
    """Empty: a file in the data folder."""
    workers: int = 1
    quality_sample: float = 1.0
    watch_dir: Path | None = None
    mail: MailSettings | None = None
    smtp: SmtpSettings | None = None
    """How e-mail leaves; None: it does not."""
    keys: tuple[bytes, ...] = field(default=(), repr=False)
    """Keys of the stored files: the first writes, all read. None, and no file of them either:
    those of the data folder (service.vault.key_source)."""
    key_file: Path | None = None
    """A file of such keys, one a line."""
    retention: RetentionPolicy = field(default_factory=RetentionPolicy)
    """What is deleted when; nothing, unless somebody says so."""
    scratch_dir: Path | None = None
    """For temporary files; None: memory, or else the data folder (service.private_files)."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings from `THROUGHCARE_…` variables.

        Raises:
            SettingsError: one or more are wrong or unknown; the message names them all.
        """
        reader = Reader(os.environ if environ is None else environ)
        settings = cls.taken_by(reader)
        reader.done()
        return settings

    @classmethod
    def taken_by(cls, reader: "Reader") -> "Settings":
        """Take every setting there is; what is wrong is left with the reader."""
        data_dir = reader.take("DATA_DIR", _folder, Path("var").resolve())
        host = reader.take("HOST", str, "127.0.0.1")
        cores = min(os.cpu_count() or 1, _MOST_WORKERS)
        secure_cookies = reader.take("SECURE_COOKIES", _yes_or_no, host not in _LOOPBACK)
        return cls(
            data_dir=data_dir,
            database_url=reader.secret("DATABASE_URL", _database, _embedded(data_dir)),
            secret_key=reader.secret("SECRET_KEY", _secret, ""),
            host=host,
            port=reader.take("PORT", _number(1, 65535), 8000),
            web_processes=reader.take("WEB_PROCESSES", _number(1, 64), cores),
            proxies=reader.take("PROXIES", _number(0, 5), 0),
            hosts=reader.take("HOSTS", _hosts, ()),
            log=reader.take("LOG", _log_form, LogForm.LOGFMT),
            metrics_token=reader.secret("METRICS_TOKEN", _token, ""),
            forms_dir=reader.take("FORMS_DIR", _existing_folder, None),
            secure_cookies=secure_cookies,
            upload_mb=reader.take("UPLOAD_MB", _number(1, 2000), 50),
            session_minutes=reader.take("SESSION_MINUTES", _number(5, 1440), 480),
            idle_minutes=reader.take("IDLE_MINUTES", _number(1, 1440), 30),
            second_factor_required=reader.take("SECOND_FACTOR", _required, secure_cookies),
            rate_limits=reader.take("RATE_LIMITS", _yes_or_no, True),
            oidc=oidc_settings(reader),
            reading_seconds=reader.take("READING_SECONDS", _number(5, 3600), 120),
            reading_mb=reader.take("READING_MB", _number(512, 65536), 3072),
            queue_url=reader.secret("QUEUE_URL", _queue, ""),
            workers=reader.take("WORKERS", _number(1, 64), cores),
            quality_sample=reader.take("QUALITY_SAMPLE", _percent, 1.0),
            watch_dir=reader.take("WATCH_DIR", _folder, None),
            mail=mail_settings(reader),
            smtp=smtp_settings(reader),
            keys=reader.take("KEY", secrets_in, ()),
            key_file=reader.take("KEY_FILE", existing_file, None),
            retention=RetentionPolicy(
                client_months=reader.take("RETENTION_CLIENT_MONTHS", _number(1, 1200), None),
                document_months=reader.take("RETENTION_DOCUMENT_MONTHS", _number(1, 1200), None),
            ),
            scratch_dir=reader.take("SCRATCH_DIR", _existing_folder, None),
        )

    @property
    def form_folders(self) -> tuple[Path, ...]:
        """The folders of local form definitions."""
        return (self.forms_dir,) if self.forms_dir else ()

    @property
    def uploads_dir(self) -> Path:
        """Where definitions lie that went live from a page."""
        return self.data_dir / "forms"

    @property
    def catalogue_folders(self) -> tuple[Path, ...]:
        """The folders of all definitions that are not shipped."""
        return (*self.form_folders, self.uploads_dir)


class Reader:
    """Takes values out of the environment and collects what is wrong."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Begin with all that is set."""
        self.left = {name: text for name, text in environ.items() if name.startswith(PREFIX)}
        self.problems: list[str] = []
        self.asked: dict[str, object] = {}
        """Every setting that was asked for, with its default."""

    def take(self, name: str, convert: Callable[[str], _T], default: _T) -> _T:
        """Take one value, or the default where there is none or a wrong one."""
        self.asked[PREFIX + name] = default
        text = self.left.pop(PREFIX + name, "")
        if not text:
            return default
        try:
            return convert(text)
        except ValueError as error:
            self.problems.append(f"{PREFIX}{name} {error}")
            return default

    def secret(self, name: str, convert: Callable[[str], _T], default: _T) -> _T:
        """Take a value that may also be the first line of a file, which `<NAME>_FILE` names."""
        kept = self.take(f"{name}_FILE", first_line, "")
        if kept and self.left.get(PREFIX + name):
            self.problems.append(f"{PREFIX}{name} and {PREFIX}{name}_FILE must not both be set")
        elif kept:
            self.left[PREFIX + name] = kept
        return self.take(name, convert, default)

    def done(self) -> None:
        """Name all that was wrong, and what nobody asked for.

        Raises:
            SettingsError: there is any such.
        """
        self.problems += [f"{name} is not a setting" for name in sorted(self.left)]
        if self.problems:
            raise SettingsError("; ".join(self.problems))


def _embedded(data_dir: Path) -> str:
    return f"sqlite:///{data_dir / 'throughcare.db'}"


def _folder(text: str) -> Path:
    path = Path(text).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise ValueError("must name a folder")
    return path


def _existing_folder(text: str) -> Path:
    path = _folder(text)
    if not path.is_dir():
        raise ValueError("must name a folder that exists")
    return path


def _database(text: str) -> str:
    try:
        backend = make_url(text).get_backend_name()
    except ArgumentError:
        raise ValueError("must be a database URL") from None
    if backend not in ("sqlite", "postgresql"):
        raise ValueError("must be an sqlite or postgresql URL")
    return text


def _number(lowest: int, highest: int) -> Callable[[str], int]:
    def convert(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
            raise ValueError(f"must be a whole number from {lowest} to {highest}")
        return int(text)

    return convert


def _hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(part.strip().lower() for part in text.split(","))
    if not all(host and host.isascii() and not set(host) & set("/: @*") for host in hosts):
        raise ValueError("must be host names with commas between, such as throughcare.example.org")
    return hosts


def _log_form(text: str) -> LogForm:
    if text not in {*LogForm}:
        raise ValueError(f"must be {' or '.join(LogForm)}")
    return LogForm(text)


def _token(text: str) -> str:
    if len(text) < _SHORTEST_TOKEN or not text.isascii() or not text.isprintable():
        raise ValueError(f"must have at least {_SHORTEST_TOKEN} plain characters")
    return text


def _queue(text: str) -> str:
    if not text.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must be a redis URL")
    return text


def _percent(text: str) -> float:
    share = float(text) if text.replace(".", "", 1).isdecimal() and text.isascii() else -1.0
    if not 0 <= share <= _WHOLE:
        raise ValueError("must be a percentage from 0 to 100")
    return share


def _required(text: str) -> bool:
    if text not in ("required", "optional"):
        raise ValueError("must be required or optional")
    return text == "required"


def _yes_or_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError("must be yes or no")
    return text == "yes"


def _secret(text: str) -> str:
    if len(text) < _SHORTEST_KEY:
        raise ValueError(f"must have at least {_SHORTEST_KEY} characters")
    return text
