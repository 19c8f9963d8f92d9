"""What accepted forms change about clients, decided by whoever looks at it."""

from typing import Any

from service.api.blueprint import ApiBlueprint
from service.schemas_effects import (
    AcceptEffectsSchema,
    ClientEffectsSchema,
    RecordEffectsSchema,
    RefuseEffectsSchema,
    WaitingFormSchema,
    WaitingQuerySchema,
)
from service.signing_in import actor, runtime
from service.usecases.effect_lists import (
    ClientEffects,
    RecordEffects,
    WaitingForm,
    effects_of_client,
    effects_of_record,
    waiting_forms,
)
from service.usecases.effects import accept_effects, refuse_effects, take_back_effects

blueprint = ApiBlueprint("effects", __name__, description="What forms change about clients")


@blueprint.get("/effects")
@blueprint.arguments(WaitingQuerySchema, location="query")
@blueprint.response(200, WaitingFormSchema(many=True))
def waiting(query: dict[str, Any]) -> list[WaitingForm]:
    """List the forms that change something which nobody has decided yet, the oldest first."""
    return waiting_forms(runtime(), after_id=query["after"], limit=query["limit"])


@blueprint.get("/records/<int:record_id>/effects")
@blueprint.response(200, RecordEffectsSchema)
def of_record(record_id: int) -> RecordEffects:
    """Say what a form changes, and how each of it stands."""
    return effects_of_record(runtime(), record_id)


@blueprint.get("/clients/<int:client_id>/effects")
@blueprint.response(200, ClientEffectsSchema)
def of_client(client_id: int) -> ClientEffects:
    """Say what a client's forms change, and what they have changed."""
    return effects_of_client(runtime(), client_id)


@blueprint.post("/records/<int:record_id>/effects/acceptance")
@blueprint.arguments(AcceptEffectsSchema)
@blueprint.response(200, RecordEffectsSchema)
def accept(asked: dict[str, Any], record_id: int) -> RecordEffects:
    """Change the register as a form says, in the points that are named."""
    accept_effects(runtime(), actor(), record_id, asked["keys"])
    return effects_of_record(runtime(), record_id)


@blueprint.post("/records/<int:record_id>/effects/refusal")
@blueprint.arguments(RefuseEffectsSchema)
@blueprint.response(200, RecordEffectsSchema)
def refuse(asked: dict[str, Any], record_id: int) -> RecordEffects:
    """Leave the register as it is in the points that are named, and say why."""
    refuse_effects(runtime(), actor(), record_id, asked["keys"], asked["reason"])
    return effects_of_record(runtime(), record_id)


@blueprint.post("/effects/<int:decision_id>/withdrawal")
@blueprint.response(204)
def take_back(decision_id: int) -> None:
    """Take back what was decided, unless something newer stands on it."""
    take_back_effects(runtime(), actor(), [decision_id])
