"""The JSON of tokens."""

from marshmallow import Schema, fields

from service.identity import TokenScope


class ApiTokenSchema(Schema):
    """A program's token; the token itself is given once, at the console."""

    id = fields.Integer()
    label = fields.String()
    scopes = fields.List(fields.Enum(TokenScope, by_value=True))
    created_at = fields.DateTime()
    expires_at = fields.DateTime()
    last_used_at = fields.DateTime(allow_none=True)
    revoked_at = fields.DateTime(allow_none=True)
