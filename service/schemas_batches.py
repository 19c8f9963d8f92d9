"""The JSON of batches."""

from marshmallow import Schema, fields

from service.matching.decision import MatchNote
from service.store.states import DocumentState


class BatchSchema(Schema):
    """A batch."""

    id = fields.Integer()
    name = fields.String()
    created_at = fields.DateTime()


class FormCountSchema(Schema):
    """How many records of one form stand in one state."""

    form = fields.String()
    state = fields.String()
    number = fields.Integer()


class LedgerSchema(Schema):
    """What was put into a batch, and what became of it."""

    files = fields.Integer()
    unpacked = fields.Integer()
    documents = fields.Dict(keys=fields.String(), values=fields.Integer())
    pages = fields.Dict(keys=fields.String(), values=fields.Integer())
    forms = fields.List(fields.Nested(FormCountSchema), attribute="form_counts")


class OpenPointsSchema(Schema):
    """What is left to settle about a document that was read."""

    values = fields.Integer()
    match_notes = fields.List(fields.Enum(MatchNote, by_value=True))
    concerns = fields.List(fields.String())
    pages_unidentified = fields.Integer()
    pages_failed = fields.Integer()


class BatchItemSchema(Schema):
    """A document of a batch that needs a person."""

    document = fields.Integer(attribute="document_id")
    place = fields.String()
    state = fields.Enum(DocumentState, by_value=True)
    reason_code = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    open = fields.Nested(OpenPointsSchema)
