"""What matching and decisions take and give as JSON."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from service.json_fields import Whole
from service.schemas import ClientDetailsSchema, ClientSchema


class ShownSchema(Schema):
    """One comparison: what both sides say of it, how they agree, and what that weighs."""

    comparison = fields.String(attribute="comparison.key")
    name = fields.String(attribute="comparison.name")
    level = fields.String(attribute="level.key")
    says = fields.String(attribute="level.says")
    bits = fields.Float()


class WrittenShownSchema(ShownSchema):
    """A comparison of a form with a client."""

    written = fields.String(attribute="left")
    registered = fields.String(attribute="right")


class RankedClientSchema(Schema):
    """A client whom a form may be about."""

    client = fields.Nested(ClientSchema)
    probability = fields.Float()
    bits = fields.Float()
    against = fields.String(
        allow_none=True,
        metadata={"description": "What keeps it from being linked without a person."},
    )
    evidence = fields.List(fields.Nested(WrittenShownSchema))


class DecidedSchema(Schema):
    """A person's word that stands."""

    client_id = fields.Integer(allow_none=True)
    by = fields.String(allow_none=True)
    at = fields.DateTime()


class CandidatesSchema(Schema):
    """Whom a record may be about, likeliest first, and why nobody or somebody was linked."""

    outcome = fields.String()
    reason = fields.String()
    register_size = fields.Integer()
    model_version = fields.String()
    at = fields.DateTime()
    printed_for = fields.Nested(ClientSchema, allow_none=True)
    decision = fields.Nested(DecidedSchema, allow_none=True)
    candidates = fields.List(fields.Nested(RankedClientSchema), attribute="ranked")


class DecisionSchema(Schema):
    """A person's word on whose a record is: a client, none of those found, or a new client."""

    revision = Whole(required=True)
    client_id = Whole(allow_none=True)
    new_client = fields.Nested(ClientDetailsSchema)

    @validates_schema
    def _one_of_them(self, data: dict[str, Any], **_: object) -> None:
        if ("client_id" in data) == ("new_client" in data):
            raise ValidationError("Give either client_id, or null there, or new_client.")


class UndoneSchema(Schema):
    """The record whose decision is taken back, as it was seen."""

    revision = Whole(required=True)


class AlikePairSchema(Schema):
    """Two clients who look like one person."""

    first = fields.Nested(ClientSchema)
    second = fields.Nested(ClientSchema)
    probability = fields.Float()
    bits = fields.Float()
    reason = fields.String()
    evidence = fields.List(fields.Nested(ShownSchema))


class ApartPairSchema(Schema):
    """Two clients of whom a person said that they are two people."""

    first_id = fields.Integer(attribute="first.id")
    second_id = fields.Integer(attribute="second.id")
    by = fields.String(allow_none=True)
    at = fields.DateTime()


class AlikeSchema(Schema):
    """Clients who look like one person, and when the register was compared with itself."""

    at = fields.DateTime(allow_none=True)
    compared = fields.Integer()
    pairs = fields.List(fields.Nested(AlikePairSchema))
    apart = fields.List(fields.Nested(ApartPairSchema))


class JudgedPairSchema(Schema):
    """A pair that a person judged, as training data: no name, no date, no number."""

    decision_id = fields.Integer()
    at = fields.String()
    record_id = fields.Integer(allow_none=True)
    other_client_id = fields.Integer(allow_none=True)
    client_id = fields.Integer()
    same = fields.Boolean()
    levels = fields.Dict(keys=fields.String(), values=fields.String())
