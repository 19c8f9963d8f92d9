"""What clients ask of us about themselves: to see what is held, and to correct it."""

from flask import Response, url_for

from service.api.blueprint import ApiBlueprint
from service.downloads import download_written
from service.rights import CorrectionDecision, CorrectionRequest, NewCorrection
from service.schemas_rights import (
    AccessSchema,
    AskedCorrectionSchema,
    CorrectionDecisionSchema,
    NewCorrectionSchema,
)
from service.signing_in import actor, runtime
from service.usecases.corrections_asked import (
    ask_correction,
    decide_correction,
    list_corrections,
)
from service.usecases.subject_access import AccessAsked, export_access

blueprint = ApiBlueprint("rights", __name__, description="What clients ask about themselves")


@blueprint.post("/clients/<int:client_id>/access")
@blueprint.arguments(AccessSchema)
@blueprint.response(200, content_type="application/zip")
def access(asked: AccessAsked, client_id: int) -> Response:
    """Give all that is held on a client (ZIP); who asked and why is kept."""
    return download_written(
        lambda target: export_access(runtime(), actor(), client_id, asked, target),
        "application/zip",
        f"client-{client_id}-access.zip",
    )


@blueprint.get("/clients/<int:client_id>/corrections")
@blueprint.response(200, AskedCorrectionSchema(many=True))
def corrections(client_id: int) -> list[CorrectionRequest]:
    """List what a client says is wrong, and what came of it, the newest first."""
    return list_corrections(runtime(), client_id)


@blueprint.post("/clients/<int:client_id>/corrections")
@blueprint.arguments(NewCorrectionSchema)
@blueprint.response(201, AskedCorrectionSchema)
def ask(asked: NewCorrection, client_id: int) -> tuple[CorrectionRequest, dict[str, str]]:
    """Record what a client says is wrong of the register or of a form."""
    made = ask_correction(runtime(), actor(), client_id, asked)
    return made, {"Location": url_for("rights.corrections", client_id=made.client_id)}


@blueprint.post("/corrections/<int:request_id>/decision")
@blueprint.arguments(CorrectionDecisionSchema)
@blueprint.response(200, AskedCorrectionSchema)
def decide(decision: CorrectionDecision, request_id: int) -> CorrectionRequest:
    """Correct it, or refuse with a reason: then the client's statement stays beside the value."""
    return decide_correction(runtime(), actor(), request_id, decision)
