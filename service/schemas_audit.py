"""The audit trail as JSON."""

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load, validate

from service.auditing.asked import TrailAsked

_MOST = 200


class TrailQuerySchema(Schema):
    """Which entries of the trail."""

    class Meta:
        """As the other queries."""

        unknown = EXCLUDE

    user_id = fields.Integer(load_default=None)
    client_id = fields.Integer(
        load_default=None,
        metadata={"description": "What was done to a client, or to what is filed under it."},
    )
    action = fields.String(
        load_default="",
        validate=validate.Length(max=60),
        metadata={"description": "An action, or its beginning: `record.exported`, `record`."},
    )
    subject = fields.String(load_default="", validate=validate.Length(max=40))
    subject_id = fields.String(load_default="", validate=validate.Length(max=64))
    first_day = fields.Date(load_default=None)
    last_day = fields.Date(load_default=None)
    before = fields.Integer(load_default=None, validate=validate.Range(1))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, _MOST))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> tuple[TrailAsked, int]:
        limit, before = data.pop("limit"), data.pop("before")
        return TrailAsked(**data, before_id=before), limit


class TrailEntrySchema(Schema):
    """One entry of the trail."""

    id = fields.Integer()
    at = fields.DateTime()
    user_id = fields.Integer(allow_none=True)
    user = fields.String(allow_none=True)
    channel = fields.String()
    request_id = fields.String()
    action = fields.String()
    subject = fields.String()
    subject_id = fields.String()
    details = fields.Dict(keys=fields.String())
    hash = fields.String()


class AnchorSchema(Schema):
    """The head of the trail, to be noted elsewhere."""

    id = fields.Integer()
    hash = fields.String()
    at = fields.String()
