"""What forms change about clients, as JSON."""

from marshmallow import EXCLUDE, Schema, fields, validate

from service.effects.facts import Caution, Fact
from service.effects.weighing import NewerBy, Standing

_MOST = 50


class WaitingQuerySchema(Schema):
    """Which of the forms of which something waits."""

    class Meta:
        """As the other queries."""

        unknown = EXCLUDE

    after = fields.Integer(
        load_default=0, metadata={"description": "Only records with a higher number."}
    )
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class WaitingFormSchema(Schema):
    """A form of which something waits for a person."""

    record_id = fields.Integer()
    form = fields.String(attribute="form_id")
    version = fields.String(attribute="form_version")
    client_id = fields.Integer()
    reference = fields.String()
    changes = fields.Integer(attribute="number")


class NewerFactSchema(Schema):
    """What is newer than the form."""

    by = fields.Enum(NewerBy, by_value=True)
    at = fields.Function(lambda newer: newer.at.isoformat())
    who = fields.String(allow_none=True)
    record_id = fields.Integer(allow_none=True)
    value = fields.String()


class EffectDecisionSchema(Schema):
    """What somebody decided."""

    id = fields.Integer()
    record_id = fields.Integer()
    fact = fields.Enum(Fact, by_value=True)
    field = fields.String(attribute="field_key")
    before = fields.String()
    value = fields.String()
    accepted = fields.Boolean(attribute="is_accepted")
    reason = fields.String()
    at = fields.DateTime()
    by = fields.String(allow_none=True)


class EffectEntrySchema(Schema):
    """A decision, standing or taken back."""

    decision = fields.Nested(EffectDecisionSchema, attribute="decided")
    client_id = fields.Integer()
    taken_back_at = fields.DateTime(allow_none=True)
    taken_back_by = fields.String(allow_none=True)


class EffectSchema(Schema):
    """Something that a form says of its client, and how it stands."""

    key = fields.String()
    fact = fields.Enum(Fact, by_value=True, attribute="said.fact")
    field = fields.String(
        attribute="said.field_key", metadata={"description": "Where it stands on the form."}
    )
    before = fields.String()
    value = fields.String(attribute="said.value")
    standing = fields.Enum(Standing, by_value=True)
    chosen = fields.Boolean(
        attribute="is_chosen", metadata={"description": "Nothing speaks against accepting it."}
    )
    caution = fields.Enum(Caution, by_value=True, attribute="said.caution", allow_none=True)
    newer = fields.Nested(NewerFactSchema, allow_none=True)
    decision = fields.Nested(EffectDecisionSchema, attribute="decided", allow_none=True)
    same_as = fields.Integer(allow_none=True)


class RecordEffectsSchema(Schema):
    """What one form changes."""

    record_id = fields.Integer()
    form = fields.String(attribute="form_id")
    version = fields.String(attribute="form_version")
    client_id = fields.Integer(allow_none=True)
    day = fields.Date()
    proposals = fields.List(fields.Nested(EffectSchema))
    before = fields.List(fields.Nested(EffectEntrySchema))


class ClientEffectsSchema(Schema):
    """What a client's forms change, and what they have changed."""

    open = fields.List(fields.Nested(RecordEffectsSchema))
    applied = fields.List(fields.Nested(EffectEntrySchema))


class AcceptEffectsSchema(Schema):
    """Points of a form, by their keys as they were shown."""

    keys = fields.List(fields.String(), required=True, validate=validate.Length(1, _MOST))


class RefuseEffectsSchema(AcceptEffectsSchema):
    """Points of a form that the register is not changed by, and why."""

    reason = fields.String(required=True, validate=validate.Length(1, 500))
