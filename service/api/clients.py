"""The register of clients."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from service.api.blueprint import ApiBlueprint
from service.entities import Client, ClientDetails
from service.schemas import ClientDetailsSchema, ClientSchema, SearchSchema
from service.signing_in import actor, runtime
from service.usecases.clients import add_client, find_client, search_clients

blueprint = ApiBlueprint("clients", __name__, description="The register of clients")


@blueprint.get("/clients")
@blueprint.response(200, ClientSchema(many=True))
def list_all() -> list[Client]:
    """List the first hundred clients by surname."""
    return search_clients(runtime(), "")


@blueprint.post("/clients/search")
@blueprint.arguments(SearchSchema)
@blueprint.response(200, ClientSchema(many=True))
def search(asked: Mapping[str, Any]) -> list[Client]:
    """Search names, aliases, numbers and dates of birth."""
    return search_clients(runtime(), asked["words"])


@blueprint.post("/clients")
@blueprint.arguments(ClientDetailsSchema)
@blueprint.response(201, ClientSchema)
def add(details: ClientDetails) -> tuple[Client, dict[str, str]]:
    """Add a client."""
    client = add_client(runtime(), actor(), details)
    return client, {"Location": url_for("clients.show", client_id=client.id)}


@blueprint.get("/clients/<int:client_id>")
@blueprint.response(200, ClientSchema)
def show(client_id: int) -> Client:
    """Show a client."""
    return find_client(runtime(), client_id)
