"""The pages of a bundle, to be read without a service, and the same as data."""

import base64
import json
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from importlib.resources import files

import jinja2

from service.access import dealings, papers, person
from service.access.showing import words
from service.access.values import Bundle, Chapter, Check

CHAPTERS = (
    *(person.identity, person.history, person.custody, papers.received, papers.sent),
    *(dealings.consent, dealings.disclosures, dealings.journey, dealings.matching),
    *(dealings.trail, dealings.requests, dealings.work),
)
READ_ME = """\
All that is held on one person, as it was on the day in index.html.

check-first.html   for whoever hands it over: what to look at before that; not to be handed over
check-first/       originals that hold other people's papers too; not to be handed over as they are
index.html         everything, to be read; what is marked may speak of somebody else
data.json          the same, row by row
received/          pictures of the forms that came in
originals/         the files as they came
sent/              prints of the forms that were made of what is held
manifest.json      the SHA-256 of every file here

Not in it: letters and ZIP files that an original came out of: they hold other people's papers.
"""


def chapters_of(bundle: Bundle) -> tuple[Chapter, ...]:
    """Give all chapters, in the order in which they are read."""
    return tuple(make(bundle) for make in CHAPTERS)


def index_page(bundle: Bundle, chapters: Iterable[Chapter], made_at: datetime) -> str:
    """Make the page with everything."""
    template = _environment().get_template("subject_access.html")
    return template.render(bundle=bundle, chapters=chapters, made_at=made_at)


def check_page(bundle: Bundle, checks: Iterable[Check], made_at: datetime) -> str:
    """Make the list of what to look at first."""
    template = _environment().get_template("subject_access_checks.html")
    return template.render(bundle=bundle, checks=checks, made_at=made_at)


def data_json(bundle: Bundle, made_at: datetime) -> str:
    """Write every row, with the names of accounts and agencies that rows name by id."""
    known = bundle.known
    data = {
        "kind": "throughcare-subject-access",
        "made_at": made_at,
        "client": bundle.reference,
        "asked_by": bundle.asked_by,
        "reason": bundle.reason,
        "accounts": known.accounts,
        "agencies": known.agencies,
        "contacts": known.contacts,
        "tables": bundle.held.rows,
    }
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True, default=_plain)


def _plain(value: object) -> str:
    match value:
        case date():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case _:
            return str(value)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(files("templates") / "html")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["instant"] = words().show_instant
    return environment
