"""The JSON of what leaves the list to check: sent back, no form of ours, parted, turned."""

from marshmallow import Schema, fields, validate

from service.store.states import ReturnReason, Withdrawn

_NOTE = validate.Length(max=1000)


class LeavingSchema(Schema):
    """A record that leaves the list, as it was seen."""

    revision = fields.Integer(required=True)


class ReturnSchema(LeavingSchema):
    """Why a form goes back to its sender."""

    reason = fields.Enum(ReturnReason, by_value=True, required=True)
    note = fields.String(
        load_default="",
        validate=_NOTE,
        metadata={"description": "Needed where the reason is another than those listed."},
    )


class NotOursSchema(LeavingSchema):
    """It is no form of ours."""

    note = fields.String(load_default="", validate=_NOTE)


class PartingSchema(LeavingSchema):
    """Where other forms begin among the pages of a record."""

    starts = fields.List(
        fields.Integer(validate=validate.Range(min=2)),
        required=True,
        validate=validate.Length(min=1),
        metadata={"description": "Pages with which a new form begins, in the record's order."},
    )


class PartsSchema(Schema):
    """The records that were made of one."""

    record_ids = fields.List(fields.Integer())


class TurningSchema(Schema):
    """Which way a page is turned."""

    degrees = fields.Integer(required=True, validate=validate.OneOf((90, 180, 270)))
    revision = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"description": "Of the page's record, if it has one, as it was seen."},
    )


class TurnedSchema(Schema):
    """The document as which the page is read again."""

    document_id = fields.Integer()


class WithdrawalSchema(Schema):
    """Why a record is out of the list to check."""

    kind = fields.Enum(Withdrawn, by_value=True)
    reason = fields.Enum(ReturnReason, by_value=True, allow_none=True)
    note = fields.String()
    by = fields.String(allow_none=True)
    at = fields.DateTime()
    led_to = fields.List(
        fields.Integer(), metadata={"description": "The records that were made of it."}
    )
