"""The audit trail, for auditors: search it, save it; and who has seen a client.

A search is posted: whatever is typed into it by mistake never stands in an address.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from flask import render_template, request
from werkzeug.wrappers import Response

from forms.written_dates import read_day, today_utc
from service.auditing.asked import TrailAsked
from service.auditing.tables import TrailFormat, lines
from service.downloads import download_written
from service.errors import BadRequestError
from service.signing_in import actor, runtime
from service.usecases.auditing import (
    client_trail,
    export_trail,
    last_verification,
    name_users,
    search_trail,
    who_and_whom,
)
from service.usecases.clients import find_client
from service.web.pages import PAGE_LENGTH, blueprint

_SAVED_AS = {
    TrailFormat.CSV: ("text/csv", "audit.csv"),
    TrailFormat.JSON: ("application/jsonl", "audit.jsonl"),
}
GROUPS = {
    "": "Everything",
    "client": "Clients",
    "record": "Records",
    "document": "Papers that came in",
    "original": "Originals saved",
    "form": "Forms and definitions",
    "disclosure": "Forms sent",
    "consent": "Consent",
    "user": "Accounts and signing in",
    "access": "Refusals",
    "list": "Lists",
    "register": "The register",
    "audit": "This trail",
}
"""What actions begin with, and what to call them."""


@blueprint.route("/audit", methods=["GET", "POST"])
def audit() -> str | tuple[str, int]:
    """List what happened, newest first, or search it."""
    try:
        asked = _asked()
    except BadRequestError as error:
        return _page(TrailAsked(), error.problems), 422
    return _page(asked, {})


@blueprint.post("/audit/export")
def audit_export() -> Response | tuple[str, int]:
    """Save what was searched for, all of it."""
    try:
        asked = replace(_asked(), before_id=None)
        kind = TrailFormat(request.form.get("format", ""))
    except BadRequestError as error:
        return _page(TrailAsked(), error.problems), 422
    except ValueError:
        return _page(TrailAsked(), {"format": "Choose CSV or JSON."}), 422
    entries = export_trail(runtime(), actor(), asked)
    media_type, name = _SAVED_AS[kind]
    return download_written(
        lambda target: target.writelines(line.encode() for line in lines(entries, kind)),
        media_type,
        name,
    )


@blueprint.get("/clients/<int:client_id>/seen")
def client_seen(client_id: int) -> str:
    """Show who has done what to a client, and who has seen what of them."""
    found = find_client(runtime(), client_id)
    before = request.args.get("before", type=int)
    entries = client_trail(runtime(), found.id, before_id=before, limit=PAGE_LENGTH)
    return render_template(
        "client_seen.html",
        client=found,
        entries=entries,
        before=before,
        is_full=len(entries) == PAGE_LENGTH,
    )


def _asked() -> TrailAsked:
    """Read what is searched for.

    Raises:
        BadRequestError: with a text for each part that is wrong.
    """
    sent, problems = request.form, {}
    days: dict[str, date | None] = {}
    for key in ("first_day", "last_day"):
        try:
            days[key] = _day(sent.get(key, ""))
        except ValueError:
            problems[key] = "Enter a real date, such as 27 3 2026."
    try:
        user_id, client_id = who_and_whom(runtime(), sent.get("user", ""), sent.get("client", ""))
    except BadRequestError as error:
        problems |= error.problems
    if problems:
        raise BadRequestError("nothing can be searched for", problems)
    return TrailAsked(
        user_id=user_id,
        client_id=client_id,
        action=sent.get("action", "").strip(),
        first_day=days["first_day"],
        last_day=days["last_day"],
        before_id=request.values.get("before", type=int),
    )


def _day(typed: str) -> date | None:
    text = typed.strip()
    return date.fromisoformat(read_day(text, born=False, today=today_utc())) if text else None


def _page(asked: TrailAsked, problems: Mapping[str, str]) -> str:
    entries = [] if problems else search_trail(runtime(), asked, limit=PAGE_LENGTH)
    return render_template(
        "audit.html",
        entries=entries,
        typed=request.form,
        problems=problems,
        groups=GROUPS,
        users=name_users(runtime()),
        verified=last_verification(runtime()),
        is_later=asked.before_id is not None,
        is_full=len(entries) == PAGE_LENGTH,
    )
