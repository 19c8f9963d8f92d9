"""Registered clients who look like one person."""

from flask import Response

from service.api.blueprint import ApiBlueprint
from service.decided import AlikeClients
from service.schemas_decisions import AlikeSchema
from service.signing_in import actor, runtime
from service.usecases.alike import list_alike, say_two_people, undo_two_people

blueprint = ApiBlueprint("alike", __name__, description="Clients who look like one person")


@blueprint.get("/clients/alike")
@blueprint.response(200, AlikeSchema)
def list_all() -> AlikeClients:
    """List the pairs that nobody has judged yet, likeliest first, and those said to be two."""
    return list_alike(runtime(), limit=200)


@blueprint.put("/clients/<int:client_id>/apart/<int:other_id>")
@blueprint.response(204)
def two_people(client_id: int, other_id: int) -> Response:
    """Say that two clients are two people: they are not listed again until that is undone."""
    say_two_people(runtime(), actor(), client_id, other_id)
    return Response(status=204)


@blueprint.delete("/clients/<int:client_id>/apart/<int:other_id>")
@blueprint.response(204)
def undo_two(client_id: int, other_id: int) -> Response:
    """Take back that two clients are two people."""
    undo_two_people(runtime(), actor(), client_id, other_id)
    return Response(status=204)
