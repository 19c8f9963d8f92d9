"""The chain as JSON: the same for the API, its description and the evidence package."""

from typing import Any

from marshmallow import Schema, fields

from ocr.reading import Reading
from service.custody.chain import AcceptedBy, Origin
from service.schemas import CorrectionSchema, RecordSummarySchema
from service.store.states import Channel, DocumentState, MatchedBy


class ValueAcceptanceSchema(Schema):
    """Who or what accepted a value, and when."""

    by = fields.Enum(AcceptedBy, by_value=True)
    who = fields.String(allow_none=True)
    rule = fields.String(allow_none=True, metadata={"description": "Versions of the reader."})
    at = fields.DateTime(allow_none=True)


class ReadValueSchema(Schema):
    """A value as it was read, before anybody corrected it."""

    value = fields.Raw(allow_none=True)
    raw = fields.String(allow_none=True)
    confidence = fields.Float(metadata={"description": "Probability that it is exactly right."})
    accepted = fields.Boolean()
    state = fields.String()
    method = fields.String()
    box_mm = fields.Method("_box", metadata={"description": "Left, top, right, bottom."})
    alternatives = fields.List(fields.List(fields.Raw()))
    doubt = fields.String(allow_none=True)

    def _box(self, reading: Reading) -> list[float] | None:
        box = reading.box
        if box is None:
            return None
        return [round(edge, 1) for edge in (box.left, box.top, box.right, box.bottom)]


class ValueEvidenceSchema(Schema):
    """The chain of one value."""

    field = fields.String(attribute="key")
    label = fields.String()
    value = fields.Raw(allow_none=True)
    document_id = fields.Integer(allow_none=True)
    original_sha256 = fields.String(allow_none=True)
    page = fields.Integer(allow_none=True)
    channel = fields.String(allow_none=True)
    picture_sha256 = fields.String(allow_none=True)
    read = fields.Nested(ReadValueSchema, attribute="reading", allow_none=True)
    read_by = fields.String(allow_none=True)
    read_at = fields.DateTime(allow_none=True)
    doubt = fields.String(allow_none=True)
    accepted = fields.Nested(ValueAcceptanceSchema, attribute="acceptance", allow_none=True)
    corrections = fields.List(fields.Nested(CorrectionSchema))


class OriginSchema(Schema):
    """The file that the form came in."""

    document_id = fields.Integer()
    sha256 = fields.String()
    size = fields.Integer()
    media_type = fields.String()
    channel = fields.Enum(Channel, by_value=True)
    received_at = fields.DateTime()
    received_by = fields.String(allow_none=True)
    name_given = fields.String()
    batch = fields.String(allow_none=True)
    place = fields.String(allow_none=True)
    out_of = fields.Method("_out_of")

    def _out_of(self, origin: Origin) -> list[dict[str, Any]]:
        return [{"document_id": number, "sha256": sha256} for number, sha256 in origin.out_of]


class PageEvidenceSchema(Schema):
    """One page that the record was made from."""

    document_id = fields.Integer()
    number = fields.Integer()
    form_page = fields.Integer(allow_none=True)
    picture_sha256 = fields.String(allow_none=True)
    read_by = fields.String(allow_none=True)
    read_at = fields.DateTime(allow_none=True)
    problems = fields.List(fields.String())


class EventSchema(Schema):
    """One step in the life of a document."""

    document_id = fields.Integer()
    state = fields.Enum(DocumentState, by_value=True)
    reason_code = fields.String(allow_none=True)
    at = fields.DateTime()


class AuditEntrySchema(Schema):
    """One entry of the audit trail."""

    id = fields.Integer()
    at = fields.DateTime()
    who = fields.String(allow_none=True)
    action = fields.String()
    subject = fields.String()
    subject_id = fields.String()
    details = fields.Dict(keys=fields.String())


class _RecordSchema(RecordSummarySchema):
    """The record that the chain is of."""

    concerns = fields.List(fields.String())
    matched_by = fields.Enum(MatchedBy, by_value=True, allow_none=True)
    match_note = fields.String()
    accepted_at = fields.DateTime(allow_none=True)
    revision = fields.Integer()


class EvidenceSchema(Schema):
    """A record with everything that stands behind it."""

    record = fields.Nested(_RecordSchema)
    form_title = fields.String()
    originals = fields.List(fields.Nested(OriginSchema), attribute="origins")
    pages = fields.List(fields.Nested(PageEvidenceSchema))
    values = fields.List(fields.Nested(ValueEvidenceSchema))
    events = fields.List(fields.Nested(EventSchema))
    audit = fields.List(fields.Nested(AuditEntrySchema))
