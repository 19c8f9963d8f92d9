"""What each setting means: the one place that says so; docs/settings.md is made of it.

A setting that is asked for and has no words here fails a test.
"""

from dataclasses import dataclass

from service.setting_names import PREFIX


@dataclass(frozen=True, slots=True)
class SettingWords:
    """What whoever sets up the service must know of a setting."""

    meaning: str
    example: str
    default: str = ""
    """In words, where the value itself would say too little."""


@dataclass(frozen=True, slots=True)
class SettingGroup:
    """Settings that belong together."""

    title: str
    settings: dict[str, SettingWords]
    """By name without its prefix."""


GROUPS = (
    SettingGroup(
        "Where things are kept",
        {
            "DATA_DIR": SettingWords(
                "originals, evidence and, unless others are named, database, queue and keys; made "
                "when missing, for its owner alone",
                "/srv/throughcare",
                "`var` in the present folder",
            ),
            "DATABASE_URL": SettingWords(
                "an SQLAlchemy URL: SQLite, or PostgreSQL (`postgresql+psycopg://…`)",
                "postgresql+psycopg://throughcare@db.example.org/throughcare?sslmode=verify-full",
                "SQLite in the data folder",
            ),
            "QUEUE_URL": SettingWords(
                "a Redis server through which workers on several machines are woken; it may lose "
                "what it holds",
                "rediss://queue.example.org/0",
                "a file in the data folder",
            ),
            "FORMS_DIR": SettingWords(
                "a folder of the agency's own form definitions, one TOML file each",
                "/srv/throughcare-forms",
                "none",
            ),
        },
    ),
    SettingGroup(
        "Pages and API",
        {
            "HOST": SettingWords("the address that the web service listens on", "0.0.0.0"),  # noqa: S104 - an example
            "PORT": SettingWords("and its port", "8080"),
            "WEB_PROCESSES": SettingWords(
                "processes that gunicorn starts, with eight threads each; `throughcare serve` has "
                "one",
                "4",
                "processors, at most 4",
            ),
            "PROXIES": SettingWords(
                "reverse proxies in front, one behind the other: whose word is taken for the "
                "address and the protocol of who asks (`X-Forwarded-For`, `X-Forwarded-Proto`) and "
                "for the request's id (`X-Request-ID`); a number that is too high lets anybody "
                "pretend to be anywhere",
                "1",
            ),
            "HOSTS": SettingWords(
                "names by which browsers may call the service, with commas between; any other is "
                "refused, but for this machine's own",
                "throughcare.example.org",
                "any",
            ),
            "SECRET_KEY": SettingWords(
                "signs sessions; at least 32 characters, the same for all processes",
                "the output of `openssl rand -base64 48`",
                "drawn once and kept in the data folder",
            ),
            "SECURE_COOKIES": SettingWords(
                "`yes` or `no`: whether cookies are sent over HTTPS alone",
                "yes",
                "`yes` unless HOST is this machine itself",
            ),
            "SESSION_MINUTES": SettingWords("after which a browser must sign in again", "60"),
            "IDLE_MINUTES": SettingWords(
                "without anything done, after which a browser must sign in again; what was typed "
                "is kept",
                "15",
            ),
            "SECOND_FACTOR": SettingWords(
                "`required`: administrators and auditors must have one; `optional`: they may",
                "required",
                "required where cookies are secure",
            ),
            "RATE_LIMITS": SettingWords(
                "`no`: nothing is refused for being asked for too often; for measuring alone",
                "yes",
            ),
            "UPLOAD_MB": SettingWords(
                "megabytes of the largest request, and of the largest letter: larger letters stay "
                "in the e-mail box",
                "100",
            ),
        },
    ),
    SettingGroup(
        "At rest, and retention",
        {
            "KEY": SettingWords(
                "keys of the stored files, with commas between, or in the file one a line: the "
                "first writes, all read; `throughcare keys new` prints one; a file is followed "
                "when it changes",
                "from `throughcare keys new`",
                "the file `keys` in the data folder, made once",
            ),
            "SCRATCH_DIR": SettingWords(
                "for temporary files, each process in a private folder that is gone afterwards",
                "/srv/scratch",
                "memory where 2 GB are free, else the data folder",
            ),
            "RETENTION_CLIENT_MONTHS": SettingWords(
                "have the deletion of clients, with all that is about them, reviewed so many "
                "months after the last was recorded and no stay in custody is open; once approved "
                "they go",
                "84",
                "never",
            ),
            "RETENTION_DOCUMENT_MONTHS": SettingWords(
                "have the deletion of files, with all that was read from them, reviewed so many "
                "months after they came in; once approved they go",
                "84",
                "never",
            ),
        },
    ),
    SettingGroup(
        "Signing in through an identity provider (OpenID Connect)",
        {
            "OIDC_ISSUER": SettingWords(
                "its address, as it stands in its tokens", "https://login.example.org", "none"
            ),
            "OIDC_CLIENT_ID": SettingWords("who this service is there", "throughcare", "none"),
            "OIDC_CLIENT_SECRET": SettingWords(
                "the secret shared with it", "from the provider", "none"
            ),
            "OIDC_NAME": SettingWords("what people call it: on the button", "Example Council"),
        },
    ),
    SettingGroup(
        "Reading",
        {
            "WORKERS": SettingWords(
                "files read at the same time: each takes a processor and half a gigabyte",
                "2",
                "processors, at most 4",
            ),
            "READING_SECONDS": SettingWords(
                "the longest that opening a file, and reading each of its pages, may take", "300"
            ),
            "READING_MB": SettingWords(
                "the most memory (address space) of the process that reads a file, in megabytes",
                "4096",
            ),
            "QUALITY_SAMPLE": SettingWords(
                "percent of the values accepted without a person that one looks at anyway", "2.5"
            ),
        },
    ),
    SettingGroup(
        "Ways in",
        {
            "WATCH_DIR": SettingWords(
                "a folder that is watched, with what lies below it; a share will do. A file is "
                "taken in once it has been quiet for 10 seconds and no program of this machine has "
                "it open for writing; names like `.x`, `x.part`, `x.tmp`, `~x` are left alone",
                "/srv/faxes",
                "none",
            ),
            "MAIL_URL": SettingWords(
                "an e-mail box, `imaps://user@host/INBOX` (an @ in the user: `%40`); `imap://` to "
                "this machine alone",
                "imaps://faxes%40example.org@mail.example.org/INBOX",
                "none",
            ),
            "MAIL_PASSWORD": SettingWords("its password", "(secret)", "none"),
            "MAIL_DONE_FOLDER": SettingWords(
                "the folder of the box for letters that were taken in; made when missing",
                "Archive",
            ),
            "MAIL_CA": SettingWords(
                "certificates (PEM) that are trusted instead of this machine's own",
                "/etc/ssl/mail-ca.pem",
                "none",
            ),
        },
    ),
    SettingGroup(
        "E-mail that leaves",
        {
            "SMTP_URL": SettingWords(
                "the mail server for letters that leave: `smtps://user@host`, or "
                "`smtp://user@host`, which must offer STARTTLS (but for this machine itself)",
                "smtps://throughcare@mail.example.org",
                "none",
            ),
            "SMTP_PASSWORD": SettingWords("its password", "(secret)", "none"),
            "SMTP_FROM": SettingWords(
                "the address that letters come from", "throughcare@example.org", "none"
            ),
            "SMTP_DOMAINS": SettingWords(
                "domains that letters may go to, with commas between",
                "nhs.net,cjsm.net",
                "cjsm.net, nhs.net, pnn.police.uk, scn.gov.uk, and the gsi family",
            ),
            "SMTP_CA": SettingWords(
                "certificates (PEM) that are trusted instead of this machine's own",
                "/etc/ssl/mail-ca.pem",
                "none",
            ),
            "DIGEST_TO": SettingWords(
                "who gets the daily letter of `throughcare digest`, with commas between",
                "team@example.org",
                "whom `--to` names",
            ),
        },
    ),
    SettingGroup(
        "Watching the service",
        {
            "LOG": SettingWords("the form of a line of the log: `logfmt` or `json`", "json"),
            "METRICS_TOKEN": SettingWords(
                "with it in the header `Authorization: Bearer …`, and only so, are `/metrics` "
                "given; at least 16 characters",
                "the output of `openssl rand -hex 24`",
                "none: they are given to this machine itself, not through a proxy",
            ),
        },
    ),
)


def words_by_name() -> dict[str, SettingWords]:
    """Give the words of each setting by its whole name."""
    return {PREFIX + name: words for group in GROUPS for name, words in group.settings.items()}
