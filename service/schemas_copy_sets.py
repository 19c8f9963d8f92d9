"""The JSON of sets of copies; the page for a whole prison decodes by the same."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from forms.artefacts import ArtefactFormat
from service.copy_sets import CopySetRequest
from service.json_fields import Whole
from service.store.caseloads import Caseload
from service.store.states import CopySetOrder, CopySetState, CustodyStatus

_TEN_YEARS = 520


class CaseloadSchema(Schema):
    """Whom of a prison's clients."""

    prison = fields.String(
        required=True,
        validate=validate.Length(1, 80, error="Choose a prison."),
        error_messages={"required": "Choose a prison."},
    )
    status = fields.Enum(
        CustodyStatus,
        by_value=True,
        load_default=None,
        allow_none=True,
        metadata={"description": "Without it: whoever has not been released."},
    )
    release_weeks = Whole(
        load_default=None,
        allow_none=True,
        validate=validate.Range(0, _TEN_YEARS, error=f"Enter weeks from 0 to {_TEN_YEARS}."),
        error_messages={"invalid": "Enter a whole number of weeks, such as 6."},
        metadata={"description": "To be released from today until so many weeks from now."},
    )
    worker = fields.String(load_default="", validate=validate.Length(max=120))
    home_dat = fields.String(load_default="", validate=validate.Length(max=20))


class CopySetRequestSchema(CaseloadSchema):
    """One form for each client of a prison."""

    form = fields.String(required=True)
    version = fields.String(load_default=None, allow_none=True)
    format = fields.Enum(
        ArtefactFormat,
        by_value=True,
        load_default=ArtefactFormat.PRINT,
        metadata={"description": "print: one PDF of all; pdf and docx: a ZIP of one file each."},
    )
    order = fields.Enum(CopySetOrder, by_value=True, load_default=CopySetOrder.SURNAME)
    recipient = fields.String(
        load_default=None,
        allow_none=True,
        metadata={"description": "Code of the agency that all copies are addressed to."},
    )
    due_back = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"description": "By when the copies are to be back; null: by the rule."},
    )
    request_key = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(16, 64),
        metadata={"description": "Drawn by you: the same again gives the same set."},
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> CopySetRequest:
        whom = {key: data[key] for key in CaseloadSchema().fields}
        return CopySetRequest(
            form_id=data["form"],
            form_version=data["version"],
            artefact=data["format"],
            caseload=Caseload(**whom),
            order=data["order"],
            recipient=data["recipient"],
            request_key=data["request_key"],
            due_back=data["due_back"],
        )


class LeftOutSchema(Schema):
    """A client who can have no copy."""

    client_id = fields.Integer()
    reference = fields.String()
    problems = fields.Dict(keys=fields.String(), values=fields.String())


class CopySetSchema(Schema):
    """A set, and how far it has come."""

    id = fields.Integer()
    form = fields.String(attribute="form_id")
    version = fields.String(attribute="form_version")
    format = fields.Enum(ArtefactFormat, by_value=True, attribute="artefact")
    caseload = fields.Nested(CaseloadSchema)
    order = fields.Enum(CopySetOrder, by_value=True)
    state = fields.Enum(CopySetState, by_value=True)
    total = fields.Integer()
    made = fields.Integer()
    left_out = fields.Integer()
    created_at = fields.DateTime()
    finished_at = fields.DateTime(allow_none=True)
    delete_at = fields.DateTime(allow_none=True)
    file_size = fields.Integer(allow_none=True)
