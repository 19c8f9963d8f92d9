"""What has happened to clients and what is due, as JSON."""

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load, validate

from service.due import DueAction
from service.journey.actions import How, Standing
from service.journey.duties import Call, Team, Work
from service.journey.events import ANSWERS, EventKind, Point
from service.json_fields import LARGEST_ID
from service.register.columns import LONGEST
from service.store.due import Asked, When
from service.store.states import Channel
from service.usecases.journeys import NewEvent

_HAPPENS = sorted(set(EventKind) - ANSWERS)


class NewEventSchema(Schema):
    """Something that happened to a client."""

    kind = fields.String(required=True, validate=validate.OneOf([*map(str, _HAPPENS)]))
    at = fields.AwareDateTime(
        required=True, metadata={"description": "When it happened, or became known."}
    )
    day = fields.Date(
        allow_none=True,
        load_default=None,
        metadata={"description": "The day that it is about: of release, of a hearing, on a DIR."},
    )
    prison = fields.String(load_default="", validate=validate.Length(max=LONGEST["prison"]))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> NewEvent:
        return NewEvent(**{**data, "kind": EventKind(data["kind"])})


class EnteredEventSchema(Schema):
    """Something that happened to a client, and who said so."""

    id = fields.Integer()
    client_id = fields.Integer()
    kind = fields.Enum(EventKind, by_value=True)
    at = fields.DateTime()
    day = fields.Date(allow_none=True)
    prison = fields.String()
    form = fields.String()
    record_id = fields.Integer(allow_none=True)
    entered_at = fields.DateTime()
    entered_by = fields.String(allow_none=True)
    channel = fields.Enum(Channel, by_value=True)
    withdrawn_at = fields.DateTime(allow_none=True)
    withdrawn_by = fields.String(allow_none=True)


class TeamSchema(Schema):
    """A team: its kind, and the code of its prison or DAT."""

    team = fields.Enum(Team, by_value=True)
    place = fields.String()


class DueActionSchema(Schema):
    """Something to be done for a client."""

    id = fields.Integer()
    client_id = fields.Integer()
    client = fields.String(attribute="reference")
    duty = fields.Function(lambda action: action.duty.key)
    what = fields.Function(lambda action: action.duty.what)
    source = fields.Function(lambda action: action.duty.source)
    must = fields.Function(lambda action: action.duty.must, metadata={"type": "boolean"})
    point = fields.Method("_point", metadata={"type": "integer"})
    work = fields.Enum(Work, by_value=True)
    form = fields.String()
    who = fields.Nested(TeamSchema)
    to = fields.Nested(TeamSchema, metadata={"nullable": True})
    call = fields.Enum(Call, by_value=True)
    opened_at = fields.DateTime()
    due_at = fields.DateTime(allow_none=True)
    day = fields.Date(allow_none=True)
    when = fields.Enum(When, by_value=True, allow_none=True)
    standing = fields.Enum(Standing, by_value=True)
    done_at = fields.DateTime(allow_none=True)
    done_by = fields.Enum(How, by_value=True, allow_none=True)

    def _point(self, action: DueAction) -> int:
        return int(action.duty.point)


class DueQuerySchema(Schema):
    """Which of what is due."""

    class Meta:
        """As the other queries."""

        unknown = EXCLUDE

    when = fields.Enum(When, by_value=True, load_default=None)
    team = fields.Enum(Team, by_value=True, load_default=None)
    place = fields.String(load_default="")
    point = fields.Enum(Point, by_value=fields.Integer, load_default=None)
    skip = fields.Integer(load_default=0, validate=validate.Range(0, LARGEST_ID))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


def asked_in(query: dict[str, Any]) -> Asked:
    """Give what `DueQuerySchema` has loaded as what is asked for."""
    point = query["point"]
    return Asked(
        when=query["when"],
        team=query["team"],
        place=query["place"],
        point=None if point is None else int(point),
    )


class DueCountsSchema(Schema):
    """How much is due."""

    overdue = fields.Integer()
    today = fields.Integer()
    soon = fields.Integer()
    later = fields.Integer()
    no_limit = fields.Integer()


class DueListSchema(Schema):
    """What is due, the soonest first."""

    counts = fields.Nested(DueCountsSchema)
    actions = fields.List(fields.Nested(DueActionSchema))


class AnswerSchema(Schema):
    """The word that something is done."""

    kind = fields.String(required=True, validate=validate.OneOf([*map(str, sorted(ANSWERS))]))
    at = fields.AwareDateTime(load_default=None, metadata={"description": "Now, if not given."})


class ClientJourneySchema(Schema):
    """Where a client stands, and what is and was to be done."""

    client_id = fields.Integer()
    point = fields.Integer(allow_none=True)
    dir_date = fields.Date(allow_none=True)
    release_date = fields.Date(allow_none=True)
    actions = fields.List(fields.Nested(DueActionSchema))
    finished = fields.List(fields.Nested(DueActionSchema))
