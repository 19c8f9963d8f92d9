"""One form for each client of a prison: asked for, made by a worker, taken."""

from flask import Response

from service.api.blueprint import ApiBlueprint
from service.copy_sets import CopySet, CopySetRequest, LeftOut
from service.downloads import download_stored
from service.schemas_copy_sets import CopySetRequestSchema, CopySetSchema, LeftOutSchema
from service.signing_in import actor, runtime
from service.usecases.copy_sets import (
    find_set,
    left_out_of,
    list_sets,
    order_set,
    take_set_file,
)

blueprint = ApiBlueprint("copy-sets", __name__, description="Forms for a whole prison")


@blueprint.post("/copy-sets")
@blueprint.arguments(CopySetRequestSchema)
@blueprint.response(202, CopySetSchema)
def ask(asked: CopySetRequest) -> CopySet:
    """Have one form made for each client of a prison; look at the set until it is ready."""
    return order_set(runtime(), actor(), asked)


@blueprint.get("/copy-sets")
@blueprint.response(200, CopySetSchema(many=True))
def list_all() -> list[CopySet]:
    """List sets, newest first."""
    return list_sets(runtime())


@blueprint.get("/copy-sets/<int:set_id>")
@blueprint.response(200, CopySetSchema)
def show(set_id: int) -> CopySet:
    """Show how far a set has come."""
    return find_set(runtime(), set_id)


@blueprint.get("/copy-sets/<int:set_id>/left-out")
@blueprint.response(200, LeftOutSchema(many=True))
def left_out(set_id: int) -> list[LeftOut]:
    """List the clients who can have no copy, with the reason of each."""
    return left_out_of(runtime(), find_set(runtime(), set_id).id)


@blueprint.get("/copy-sets/<int:set_id>/file")
@blueprint.gives(200, "application/pdf", "application/zip")
def take(set_id: int) -> Response:
    """Give the file: one PDF to print, or a ZIP."""
    file = take_set_file(runtime(), actor(), set_id)
    found = find_set(runtime(), set_id)
    return download_stored(file, found.media_type, found.file_name)
