"""What comes in and goes out as JSON, for the API and its description; pages decode by the same."""

from typing import Any

from marshmallow import (
    EXCLUDE,
    Schema,
    ValidationError,
    fields,
    post_load,
    pre_load,
    validate,
)

from forms.artefacts import ArtefactFormat
from forms.definition import Form
from service.entities import ClientDetails, Page, Record
from service.json_fields import Tick, Whole, is_json, not_empty
from service.register.columns import LONGEST
from service.register.names import has_long_name
from service.store.states import Channel, CopyPurpose, DocumentState, MatchedBy, RecordState


def _longest(column: str) -> validate.Length:
    return validate.Length(max=LONGEST[column])


def _names_fit(aliases: str) -> None:
    if has_long_name(aliases):
        raise ValidationError("One of these names is too long.")


class ClientDetailsSchema(Schema):
    """A client to be added."""

    reference = fields.String(load_default="", validate=_longest("client_ref"))
    given_names = fields.String(load_default="", validate=_longest("given_names"))
    surname = fields.String(
        required=True,
        error_messages={"required": "Enter the surname."},
        validate=(not_empty("Enter the surname."), _longest("surname")),
    )
    aliases = fields.String(load_default="", validate=(_longest("aliases"), _names_fit))
    date_of_birth = fields.Date(
        allow_none=True,
        load_default=None,
        error_messages={"invalid": "Enter a real date, such as 1974-03-27."},
    )
    sex = fields.String(load_default="", validate=_longest("sex"))
    postcode = fields.String(load_default="", validate=_longest("postcode"))
    prisoner_number = fields.String(load_default="", validate=_longest("prisoner_number"))
    pnc = fields.String(load_default="", validate=_longest("pnc"))
    cro = fields.String(load_default="", validate=_longest("cro"))
    nhs_number = fields.String(load_default="", validate=_longest("nhs_number"))
    address = fields.String(load_default="", validate=_longest("address"))
    home_dat = fields.String(load_default="", validate=_longest("home_dat"))
    is_ppo = Tick(load_default=False)

    @pre_load
    def _trim(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        if not isinstance(data, dict):
            return data
        trimmed = {k: v.strip() if isinstance(v, str) else v for k, v in data.items()}
        if is_json():
            return trimmed
        return {**trimmed, "date_of_birth": trimmed.get("date_of_birth") or None}

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> ClientDetails:
        return ClientDetails(**data)


class ClientSchema(ClientDetailsSchema):
    """A client on the register."""

    id = fields.Integer(dump_only=True)


class SearchSchema(Schema):
    """What to search for: in the body, so that no name ever stands in an address."""

    words = fields.String(required=True, validate=validate.Length(max=200))


class PagingSchema(Schema):
    """How far down a list."""

    class Meta:
        """Other parameters belong to the list itself."""

        unknown = EXCLUDE

    before = Whole(
        load_default=None, metadata={"description": "Only what has a lower id: the next page."}
    )
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class RecordsQuerySchema(PagingSchema):
    """Which records."""

    state = fields.Enum(RecordState, by_value=True, load_default=None)
    client_id = Whole(load_default=None)


class FormSchema(Schema):
    """A form that can be issued."""

    id = fields.String()
    version = fields.String()
    title = fields.String()
    pages = fields.Integer()
    fields_ = fields.Method("_keys", data_key="fields")

    def _keys(self, form: Form) -> list[str]:
        return [field.key for field in form.fields()]


class CopyRequestSchema(Schema):
    """A form to be issued."""

    form = fields.String(required=True)
    version = fields.String(load_default=None)
    format = fields.Enum(ArtefactFormat, by_value=True, load_default=ArtefactFormat.PDF)
    client_id = Whole(load_default=None)
    action_id = Whole(
        load_default=None,
        metadata={"description": "What is due for the client, and done by sending this copy."},
    )
    values = fields.Dict(keys=fields.String(), load_default=dict)
    recipient = fields.String(
        load_default=None,
        allow_none=True,
        metadata={"description": "Code of the agency that it is addressed to: needs a ground."},
    )
    purpose = fields.Enum(
        CopyPurpose,
        by_value=True,
        load_default=None,
        allow_none=True,
        metadata={"description": "What it is for; null: as the form suggests."},
    )
    due_back = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"description": "By when it is to be back; null: by the form's rule."},
    )


class PageSchema(Schema):
    """A page of a document."""

    number = fields.Integer()
    status = fields.String()
    form = fields.String(attribute="form_id", allow_none=True)
    version = fields.String(attribute="form_version", allow_none=True)
    form_page = fields.Integer(allow_none=True)
    copy = fields.String(attribute="copy_id", allow_none=True)
    record_id = fields.Integer(allow_none=True)
    problems = fields.Method("_problems")

    def _problems(self, page: Page) -> list[dict[str, str]]:
        return [{"code": code, "message": message} for code, message in page.problems]


class DocumentSchema(Schema):
    """A file that was taken in."""

    id = fields.Integer()
    intake_id = fields.Integer()
    received_at = fields.DateTime()
    sha256 = fields.String(attribute="original_sha256")
    media_type = fields.String()
    size = fields.Integer()
    state = fields.Enum(DocumentState, by_value=True)
    reason_code = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    duplicate_of_id = fields.Integer(allow_none=True)
    record_ids = fields.List(fields.Integer())
    pages = fields.List(fields.Nested(PageSchema))


class IntakeSchema(Schema):
    """A sending: the files that came together."""

    id = fields.Integer()
    channel = fields.Enum(Channel, by_value=True)
    received_at = fields.DateTime()
    documents = fields.List(fields.Nested(DocumentSchema))


class RecordSummarySchema(Schema):
    """A record as lists show it."""

    id = fields.Integer()
    form = fields.String(attribute="form_id")
    version = fields.String(attribute="form_version")
    copy = fields.String(attribute="copy_id", allow_none=True)
    state = fields.Enum(RecordState, by_value=True)
    client = fields.Nested(ClientSchema, allow_none=True)
    document_id = fields.Integer()
    created_at = fields.DateTime()


class RecordListItemSchema(RecordSummarySchema):
    """A record of a list, with how many of its values wait for a person."""

    doubt_count = fields.Integer()
    urgency = fields.Integer()


class CorrectionSchema(Schema):
    """A person's word on one value."""

    field = fields.String(attribute="key")
    before = fields.Raw()
    after = fields.Raw()
    by = fields.String(allow_none=True)
    at = fields.DateTime()


class ReadingSchema(Schema):
    """How one value was read, and where on which page."""

    page = fields.Integer()
    raw = fields.String(allow_none=True)
    confidence = fields.Float()
    accepted = fields.Boolean()
    state = fields.String()
    method = fields.String()
    box_mm = fields.List(fields.Float(), allow_none=True)


class RecordSchema(RecordSummarySchema):
    """A record with its values, what is in doubt, the evidence and the history."""

    values = fields.Dict(keys=fields.String())
    doubts = fields.Dict(keys=fields.String(), values=fields.String())
    problems = fields.Dict(keys=fields.String(), values=fields.String())
    concerns = fields.List(fields.String())
    matched_by = fields.Enum(MatchedBy, by_value=True, allow_none=True)
    match_note = fields.String()
    accepted_at = fields.DateTime(allow_none=True)
    revision = fields.Integer()
    readings = fields.Method("_readings")
    corrections = fields.List(fields.Nested(CorrectionSchema))

    def _readings(self, record: Record) -> dict[str, Any]:
        schema = ReadingSchema()
        return {
            key: schema.dump(
                {
                    "page": evidence.page_number,
                    "raw": evidence.reading.raw,
                    "confidence": evidence.reading.confidence,
                    "accepted": evidence.reading.accepted,
                    "state": str(evidence.reading.state),
                    "method": str(evidence.reading.method),
                    "box_mm": (box := evidence.reading.box)
                    and [box.left, box.top, box.right, box.bottom],
                }
            )
            for key, evidence in record.evidence.items()
        }


class CorrectionRequestSchema(Schema):
    """A person's word on a record's values."""

    revision = Whole(required=True)
    values = fields.Dict(keys=fields.String(), load_default=dict)
    confirmed = fields.List(fields.String(), load_default=list)


class AssignmentSchema(Schema):
    """The client whose record it is."""

    revision = Whole(required=True)
    client_id = Whole(required=True, allow_none=True)


class AcceptanceSchema(Schema):
    """The word that a record may be relied on."""

    revision = Whole(required=True)
    concerns_seen = Tick(load_default=False)


class ProblemSchema(Schema):
    """Problem details (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    instance = fields.String(
        required=True, metadata={"description": "The request, as the log names it."}
    )
    code = fields.String(required=True)
    hint = fields.String(required=True, metadata={"description": "What to do next."})
    problems = fields.Dict(keys=fields.String())
