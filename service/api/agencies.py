"""Agencies, their points of contact, and the monthly SPOC list."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for

from service.agencies.rows import read_contact
from service.agencies.values import Agency, AgencyDetails
from service.api.blueprint import ApiBlueprint
from service.errors import BadRequestError
from service.schemas_agencies import AgencyDetailsSchema, AgencySchema, NewContactSchema
from service.schemas_register import DryRunSchema, ImportReportSchema
from service.signing_in import actor, runtime
from service.uploads import TABLE_UPLOAD, sent_table
from service.usecases.addressing import find_agency, list_agencies
from service.usecases.agencies import add_agency, add_contact
from service.usecases.import_register import ImportReport
from service.usecases.import_spoc import import_spoc_list

blueprint = ApiBlueprint("agencies", __name__, description="Agencies and how each is reached")


@blueprint.get("/agencies")
@blueprint.response(200, AgencySchema(many=True))
def list_all() -> list[Agency]:
    """List agencies with how each is reached today, and before."""
    return list_agencies(runtime())


@blueprint.post("/agencies")
@blueprint.arguments(AgencyDetailsSchema)
@blueprint.response(201, AgencySchema)
def add(details: AgencyDetails) -> tuple[Agency, dict[str, str]]:
    """Add an agency; for administrators."""
    agency = add_agency(runtime(), actor(), details)
    return agency, {"Location": url_for("agencies.show", agency_id=agency.id)}


@blueprint.get("/agencies/<int:agency_id>")
@blueprint.response(200, AgencySchema)
def show(agency_id: int) -> Agency:
    """Show an agency."""
    return find_agency(runtime(), agency_id)


@blueprint.post("/agencies/<int:agency_id>/contacts")
@blueprint.arguments(NewContactSchema)
@blueprint.response(201, AgencySchema)
def tell(asked: Mapping[str, str], agency_id: int) -> Agency:
    """Tell how an agency is reached from a day on; for administrators."""
    problems: dict[str, str] = {}
    contact = read_contact({key: text for key, text in asked.items() if text}, problems)
    if contact is None:
        raise BadRequestError("this contact cannot be kept", problems)
    return add_contact(runtime(), actor(), agency_id, contact)


@blueprint.post("/agencies/import")
@blueprint.doc(**TABLE_UPLOAD)
@blueprint.arguments(DryRunSchema, location="query")
@blueprint.response(200, ImportReportSchema)
def import_all(asked: Mapping[str, Any]) -> ImportReport:
    """Take in the monthly list as a CSV file, or only say what that would do."""
    table = sent_table(request)
    return import_spoc_list(runtime(), actor(), table, "the file", dry_run=asked["dry_run"])
