"""What clients ask of us about themselves, as JSON."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from service.rights import CorrectionDecision, NewCorrection
from service.store.states import Channel, CorrectionOutcome
from service.usecases.subject_access import AccessAsked

_TEXT = validate.Length(min=1, max=5000)


class AccessSchema(Schema):
    """Who asks to see what is held."""

    asked_by = fields.String(
        required=True,
        validate=validate.Length(min=1, max=200),
        error_messages={"required": "Say who asks: the client, or whoever may ask for them."},
        metadata={"description": "The client, or whoever may ask for them."},
    )
    reason = fields.String(
        required=True, validate=_TEXT, error_messages={"required": "Say why it is taken out."}
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> AccessAsked:
        return AccessAsked(**data)


class NewCorrectionSchema(Schema):
    """What a client says is wrong."""

    record_id = fields.Integer(
        allow_none=True,
        load_default=None,
        metadata={"description": "The form whose value it is; null: the register's."},
    )
    field = fields.String(
        required=True,
        validate=validate.Length(min=1, max=120),
        error_messages={"required": "Choose what the client says is wrong."},
    )
    statement = fields.String(
        required=True,
        validate=_TEXT,
        error_messages={"required": "Write down what the client says."},
        metadata={"description": "In the client's own words."},
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> NewCorrection:
        return NewCorrection(**data)


class CorrectionDecisionSchema(Schema):
    """What came of it."""

    accept = fields.Boolean(required=True, error_messages={"required": "Choose what comes of it."})
    because = fields.String(
        load_default="",
        validate=validate.Length(max=5000),
        metadata={"description": "Why; a refusal needs it."},
    )
    value = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.Length(max=5000),
        metadata={"description": "What to put in its place; null: it was corrected already."},
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> CorrectionDecision:
        return CorrectionDecision(**data)


class AskedCorrectionSchema(Schema):
    """What a client says is wrong, and what came of it."""

    id = fields.Integer()
    client_id = fields.Integer()
    record_id = fields.Integer(allow_none=True)
    field = fields.String()
    statement = fields.String()
    at = fields.DateTime()
    by = fields.String(allow_none=True)
    channel = fields.Enum(Channel, by_value=True)
    outcome = fields.Enum(CorrectionOutcome, by_value=True)
    because = fields.String()
    decided_at = fields.DateTime(allow_none=True)
    decided_by = fields.String(allow_none=True)
