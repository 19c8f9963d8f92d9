"""The journey: what happens to clients, and what is due because of it."""

from typing import Any

from flask import url_for

from service.api.blueprint import ApiBlueprint
from service.due import ClientJourney, DueAction, DueList, EnteredEvent
from service.journey.events import EventKind
from service.schemas_due import (
    AnswerSchema,
    ClientJourneySchema,
    DueActionSchema,
    DueListSchema,
    DueQuerySchema,
    EnteredEventSchema,
    NewEventSchema,
    asked_in,
)
from service.signing_in import actor, runtime
from service.usecases.due import answer_action, list_due
from service.usecases.journeys import (
    NewEvent,
    client_events,
    client_journey,
    record_event,
    withdraw_event,
)

blueprint = ApiBlueprint("due", __name__, description="What happens to clients, and what is due")


@blueprint.get("/clients/<int:client_id>/events")
@blueprint.response(200, EnteredEventSchema(many=True))
def events(client_id: int) -> list[EnteredEvent]:
    """List what happened to a client, withdrawn events too, the latest first."""
    return list(client_events(runtime(), client_id))


@blueprint.post("/clients/<int:client_id>/events")
@blueprint.arguments(NewEventSchema)
@blueprint.response(201, EnteredEventSchema)
def enter(event: NewEvent, client_id: int) -> tuple[EnteredEvent, dict[str, str]]:
    """Enter something that happened: what it asks for is due from then on."""
    entered = record_event(runtime(), actor(), client_id, event)
    return entered, {"Location": url_for("due.events", client_id=entered.client_id)}


@blueprint.post("/events/<int:event_id>/withdrawal")
@blueprint.response(200, EnteredEventSchema)
def withdraw(event_id: int) -> EnteredEvent:
    """Withdraw an event that was entered by mistake."""
    return withdraw_event(runtime(), actor(), event_id)


@blueprint.get("/clients/<int:client_id>/journey")
@blueprint.response(200, ClientJourneySchema)
def journey(client_id: int) -> ClientJourney:
    """Show where a client stands, what is to be done, and what was."""
    return client_journey(runtime(), client_id)


@blueprint.get("/due")
@blueprint.arguments(DueQuerySchema, location="query")
@blueprint.response(200, DueListSchema)
def due(query: dict[str, Any]) -> DueList:
    """List what is due, the soonest first."""
    return list_due(runtime(), asked_in(query), skip=query["skip"], limit=query["limit"])


@blueprint.post("/due/<int:action_id>/answer")
@blueprint.arguments(AnswerSchema)
@blueprint.response(200, DueActionSchema)
def answer(asked: dict[str, Any], action_id: int) -> DueAction:
    """Note that something is done: a form sent or received, a call made, a task done."""
    return answer_action(runtime(), actor(), action_id, EventKind(asked["kind"]), asked["at"])
