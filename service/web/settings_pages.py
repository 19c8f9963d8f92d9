"""Settings: agencies and the SPOC list, thresholds, reference lists."""

import csv
from collections.abc import Mapping
from dataclasses import asdict
from io import StringIO
from typing import BinaryIO

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from service.agencies.rows import read_contact
from service.agencies.values import Agency, AgencyDetails, AgencyKind
from service.clock import now_utc
from service.downloads import download
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.exporting.spreadsheet import guarded
from service.schemas_agencies import AgencyDetailsSchema
from service.signing_in import actor, runtime
from service.usecases.addressing import find_agency, list_agencies
from service.usecases.agencies import add_agency, add_contact, change_agency
from service.usecases.import_register import ImportReport
from service.usecases.import_spoc import import_spoc_list
from service.usecases.lists import list_reference_lists, reference_rows
from service.usecases.thresholds import thresholds as count_thresholds
from service.web.consent_words import SPOC_FATE
from service.web.counting import counted
from service.web.importing import import_page
from service.web.pages import blueprint
from service.web.typed import typed_by, typed_day

_CONTACT = ("contact", "telephone", "fax", "email")
_Page = str | Response | tuple[str, int]


@blueprint.get("/settings")
def settings() -> str:
    """Show what can be set."""
    return render_template("settings.html", agencies=list_agencies(runtime()), now=now_utc())


@blueprint.get("/settings/agencies")
def agencies() -> str:
    """List agencies and how each is reached."""
    return render_template(
        "settings_agencies.html", agencies=list_agencies(runtime()), now=now_utc()
    )


@blueprint.route("/settings/agencies/new", methods=["GET", "POST"])
def new_agency() -> _Page:
    """Add an agency."""
    if request.method == "GET":
        return _agency_page(None, {}, {})
    try:
        added = add_agency(runtime(), actor(), typed_by(AgencyDetailsSchema(), {}))
    except BadRequestError as error:
        return _agency_page(None, request.form, error.problems), 422
    except ConflictError as error:
        return _agency_page(None, request.form, {"code": error.advice}), 422
    flash("Added. Now say how it is reached.")
    return redirect(url_for("web.agency", agency_id=added.id))


@blueprint.route("/settings/agencies/<int:agency_id>", methods=["GET", "POST"])
def agency(agency_id: int) -> _Page:
    """Show an agency; change it, or say how it is reached from a day on."""
    found = find_agency(runtime(), agency_id)
    if request.method == "GET":
        return _agency_page(found, {}, {})
    try:
        _change(found)
    except BadRequestError as error:
        return _agency_page(found, request.form, error.problems), 422
    flash("Saved.")
    return redirect(url_for("web.agency", agency_id=agency_id))


def _change(found: Agency) -> None:
    if "change" in request.form:
        change_agency(runtime(), actor(), found.id, _details(found))
        return
    problems: dict[str, str] = {}
    texts = {key: text for key in _CONTACT if (text := request.form.get(key, "").strip())}
    try:
        texts["valid_from"] = typed_day("valid_from", is_birth=False)
    except ValueError:
        problems["valid_from"] = "Enter a real date, such as 27 3 2026."
    contact = read_contact(texts, problems)
    if contact is None:
        raise BadRequestError("this contact cannot be kept", problems)
    add_contact(runtime(), actor(), found.id, contact)


def _details(found: Agency) -> AgencyDetails:
    sent = {"code": found.code, **{key: request.form.get(key, "") for key in ("name", "kind")}}
    flags = {key: key in request.form for key in ("is_own", "is_active")}
    try:
        details: AgencyDetails = AgencyDetailsSchema().load(sent | flags)
    except ValidationError as error:
        problems = {key: " ".join(texts) for key, texts in error.messages_dict.items()}
        raise BadRequestError("the agency cannot be kept like this", problems) from error
    return details


def _agency_page(
    found: Agency | None, typed: Mapping[str, str], problems: Mapping[str, str]
) -> str:
    return render_template(
        "settings_agency.html",
        agency=found,
        typed=typed,
        problems=problems,
        kinds=AgencyKind,
        now=now_utc(),
    )


@blueprint.route("/settings/agencies/import", methods=["GET", "POST"])
def import_agencies() -> str | tuple[str, int]:
    """Take the monthly list in from a CSV file, or see what that would do."""

    def take(table: BinaryIO, dry_run: bool) -> ImportReport:
        return import_spoc_list(runtime(), actor(), table, "the file", dry_run=dry_run)

    return import_page("settings_import.html", SPOC_FATE, take)


@blueprint.get("/settings/thresholds")
def thresholds() -> str:
    """Show what other thresholds would have done to last month's forms."""
    found = counted("thresholds", lambda: count_thresholds(runtime()))
    return render_template("settings_thresholds.html", found=found)


@blueprint.get("/settings/lists")
def reference_lists() -> str:
    """Show the reference lists."""
    return render_template("settings_lists.html", lists=list_reference_lists(runtime()))


@blueprint.get("/settings/lists/<name>.csv")
def reference_list(name: str) -> FileResponse:
    """Save a reference list."""
    rows = reference_rows(runtime(), name)
    if not rows:
        raise NotFoundError("there is no such list")
    target = StringIO(newline="")
    table = csv.DictWriter(target, [*asdict(rows[0])])
    table.writeheader()
    table.writerows(
        {key: guarded(str(value or "")) for key, value in asdict(row).items()} for row in rows
    )
    content = target.getvalue().encode("utf-8-sig")
    return download(content, "text/csv", f"{name}.csv")
