"""Turns rows of the journey into the values that callers see, while their session is open."""

from service.due import DueAction, EnteredEvent, when_due
from service.journey.actions import Standing, TeamAt
from service.journey.duties import duties
from service.store.due import Bounds
from service.store.journey_models import JourneyActionRow, JourneyEventRow


def action_of(row: JourneyActionRow, between: Bounds) -> DueAction:
    """Give an action as a value."""
    client = row.client
    is_open = row.standing is Standing.OPEN
    return DueAction(
        id=row.id,
        client_id=row.client_id,
        reference=client.reference,
        name=f"{client.given_names} {client.surname}".strip(),
        is_ppo=client.is_ppo,
        duty=duties()[row.duty],
        work=row.work,
        form=row.form,
        who=TeamAt(team=row.team, place=row.place),
        to=TeamAt(team=row.to_team, place=row.to_place),
        call=row.call,
        opened_at=row.opened_at,
        due_at=row.due_at,
        day=row.day,
        standing=row.standing,
        done_at=row.done_at,
        done_by=row.done_by,
        when=when_due(row.due_at, between) if is_open else None,
    )


def event_of(row: JourneyEventRow) -> EnteredEvent:
    """Give an event as a value."""
    return EnteredEvent(
        id=row.id,
        client_id=row.client_id,
        kind=row.kind,
        at=row.at,
        day=row.day,
        prison=row.prison,
        form=row.form,
        record_id=row.record_id,
        entered_at=row.entered_at,
        entered_by=row.entered_by.name if row.entered_by else None,
        channel=row.channel,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by.name if row.withdrawn_by else None,
    )
