"""The register of clients."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for

from service.api.blueprint import ApiBlueprint
from service.entities import Client, ClientChange, ClientDetails
from service.schemas import ClientDetailsSchema, SearchSchema
from service.schemas_register import (
    ClientChangeSchema,
    ClientHistorySchema,
    DryRunSchema,
    ImportReportSchema,
    MergeSchema,
    PartsChangeSchema,
    WholeClientSchema,
    changes_in,
)
from service.signing_in import actor, runtime
from service.uploads import TABLE_UPLOAD, sent_table
from service.usecases.client_parts import change_parts
from service.usecases.clients import (
    add_client,
    change_client,
    client_history_of,
    find_client,
    search_clients,
)
from service.usecases.import_register import ImportReport, import_table
from service.usecases.merging import merge_clients, unmerge_client

blueprint = ApiBlueprint("clients", __name__, description="The register of clients")


@blueprint.get("/clients")
@blueprint.response(200, WholeClientSchema(many=True))
def list_all() -> list[Client]:
    """List the first hundred clients by surname."""
    return search_clients(runtime(), "")


@blueprint.post("/clients/search")
@blueprint.arguments(SearchSchema)
@blueprint.response(200, WholeClientSchema(many=True))
def search(asked: Mapping[str, Any]) -> list[Client]:
    """Search names, aliases, numbers and dates of birth."""
    return search_clients(runtime(), asked["words"])


@blueprint.post("/clients")
@blueprint.arguments(ClientDetailsSchema)
@blueprint.response(201, WholeClientSchema)
def add(details: ClientDetails) -> tuple[Client, dict[str, str]]:
    """Add a client."""
    client = add_client(runtime(), actor(), details)
    return client, {"Location": url_for("clients.show", client_id=client.id)}


@blueprint.get("/clients/<int:client_id>")
@blueprint.response(200, WholeClientSchema)
def show(client_id: int) -> Client:
    """Show a client; of one that was merged, the one who stands for it."""
    return find_client(runtime(), client_id)


@blueprint.put("/clients/<int:client_id>")
@blueprint.arguments(ClientChangeSchema)
@blueprint.response(200, WholeClientSchema)
def change(asked: Mapping[str, Any], client_id: int) -> Client:
    """Change a client's main values and other names to these."""
    return change_client(
        runtime(), actor(), client_id, asked["details"], revision=asked["revision"]
    )


@blueprint.patch("/clients/<int:client_id>")
@blueprint.arguments(PartsChangeSchema)
@blueprint.response(200, WholeClientSchema)
def change_what_else_is_known(asked: dict[str, Any], client_id: int) -> Client:
    """Add and remove names, dates of birth, numbers, postcodes, stays in custody and workers."""
    changes = changes_in(asked)
    return change_parts(runtime(), actor(), client_id, *changes, revision=asked["revision"])


@blueprint.get("/clients/<int:client_id>/history")
@blueprint.response(200, ClientHistorySchema(many=True))
def history(client_id: int) -> list[ClientChange]:
    """List what was done to a client, and to those merged into it, newest first."""
    return client_history_of(runtime(), client_id)


@blueprint.post("/clients/<int:client_id>/merge")
@blueprint.arguments(MergeSchema)
@blueprint.response(200, WholeClientSchema)
def merge(asked: Mapping[str, Any], client_id: int) -> Client:
    """Merge this client into another: they are one person."""
    revisions = (asked["revision"], asked["into_revision"])
    return merge_clients(runtime(), actor(), client_id, asked["into_id"], revisions=revisions)


@blueprint.post("/clients/<int:client_id>/unmerge")
@blueprint.response(200, WholeClientSchema)
def unmerge(client_id: int) -> Client:
    """Undo the merge of this client into another: both are as they were."""
    return unmerge_client(runtime(), actor(), client_id)


@blueprint.post("/clients/import")
@blueprint.doc(**TABLE_UPLOAD)
@blueprint.arguments(DryRunSchema, location="query")
@blueprint.response(200, ImportReportSchema)
def import_all(asked: Mapping[str, Any]) -> ImportReport:
    """Take in the register as a CSV file, or only say what that would do."""
    table = sent_table(request)
    return import_table(runtime(), actor(), table, dry_run=asked["dry_run"])
