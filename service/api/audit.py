"""The audit trail, for auditors' programs."""

from service.api.blueprint import ApiBlueprint
from service.auditing.asked import TrailAsked, TrailEntry
from service.auditing.verifying import Anchor
from service.schemas_audit import AnchorSchema, TrailEntrySchema, TrailQuerySchema
from service.signing_in import runtime
from service.usecases.auditing import search_trail, take_anchor

blueprint = ApiBlueprint("audit", __name__, description="Who did and saw what, and when")


@blueprint.get("/audit")
@blueprint.arguments(TrailQuerySchema, location="query")
@blueprint.response(200, TrailEntrySchema(many=True))
def search(query: tuple[TrailAsked, int]) -> list[TrailEntry]:
    """List what happened, newest first."""
    asked, limit = query
    return search_trail(runtime(), asked, limit=limit)


@blueprint.get("/audit/head")
@blueprint.response(200, AnchorSchema)
def head() -> Anchor:
    """Give the last entry's id and hash, to be noted where nobody can change both."""
    return take_anchor(runtime())
