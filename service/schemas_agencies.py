"""The JSON of agencies, consent, exceptions and what was sent; pages decode by the same."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from service.agencies.values import Agency, AgencyDetails, AgencyKind
from service.clock import now_utc
from service.consent.facts import ExceptionReason, Purpose, Signed, Stand
from service.consent.ground import Glance, GroundKind
from service.disclosures import SENT, AgencyConsent, Way
from service.json_fields import Tick, Whole

_DAY: dict[str, Any] = {"invalid": "Enter a real date, such as 2026-03-27."}


def _needed(text: str) -> dict[str, Any]:
    return {"required": text, "null": text, "invalid": text}


class RecipientSchema(Schema):
    """The agency that something is given to."""

    recipient = fields.String(
        load_default=None,
        metadata={"description": "Code of the agency that is given it; none: our own use."},
    )


class ContactSchema(Schema):
    """How an agency is reached from a day on."""

    id = fields.Integer(dump_only=True)
    contact = fields.String(load_default="", attribute="name", validate=validate.Length(max=120))
    telephone = fields.String(load_default="", validate=validate.Length(max=40))
    fax = fields.String(load_default="", validate=validate.Length(max=40))
    email = fields.String(load_default="", validate=validate.Length(max=200))
    valid_from = fields.Date(
        required=True, error_messages=_needed("Enter the day from which it holds.")
    )
    recorded_at = fields.DateTime(dump_only=True)


class NewContactSchema(Schema):
    """How an agency is reached, as written: read as a row of the list is."""

    contact = fields.String(load_default="", validate=validate.Length(max=120))
    telephone = fields.String(load_default="", validate=validate.Length(max=40))
    fax = fields.String(load_default="", validate=validate.Length(max=40))
    email = fields.String(load_default="", validate=validate.Length(max=200))
    valid_from = fields.String(load_default="")


class AgencyDetailsSchema(Schema):
    """An agency to be added."""

    code = fields.String(
        required=True,
        validate=validate.Length(1, 20, error="Enter a code."),
        error_messages=_needed("Enter a code."),
    )
    name = fields.String(
        required=True,
        validate=validate.Length(1, 120, error="Enter the agency\u2019s name."),
        error_messages=_needed("Enter the agency\u2019s name."),
    )
    kind = fields.Enum(
        AgencyKind,
        by_value=True,
        required=True,
        error_messages=_needed("Choose what kind of agency it is.") | {"unknown": "Choose one."},
    )
    is_own = Tick(load_default=False)
    is_active = Tick(load_default=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> AgencyDetails:
        return AgencyDetails(**data)


def _is_stale(agency: Agency) -> bool:
    return agency.is_stale(now_utc())


class AgencySchema(Schema):
    """An agency, and how it is reached today."""

    id = fields.Integer()
    code = fields.String()
    name = fields.String()
    kind = fields.Enum(AgencyKind, by_value=True)
    is_own = fields.Boolean()
    is_active = fields.Boolean()
    contact = fields.Nested(ContactSchema, allow_none=True)
    history = fields.List(fields.Nested(ContactSchema))
    is_stale = fields.Function(_is_stale)


class SayingSchema(Schema):
    """What a client said: a yes with the scan that proves it, or a no."""

    stand = fields.Enum(
        Stand, by_value=True, required=True, error_messages=_needed("Choose what the client said.")
    )
    agency = fields.String(
        load_default="", metadata={"description": "Its code; empty: every agency, only for a no."}
    )
    purpose = fields.Enum(Purpose, by_value=True, load_default=Purpose.CONTINUITY)
    said_on = fields.Date(load_default=None, allow_none=True, error_messages=_DAY)
    document = Whole(
        load_default=None,
        allow_none=True,
        error_messages={"invalid": "Enter the number of the document with the scan."},
    )
    sheet_version = fields.String(load_default="", validate=validate.Length(max=40))
    client_signed = Tick(load_default=False)
    client_signed_on = fields.Date(load_default=None, allow_none=True, error_messages=_DAY)
    worker_signed = Tick(load_default=False)
    worker_signed_on = fields.Date(load_default=None, allow_none=True, error_messages=_DAY)


class ExceptionSchema(Schema):
    """Why information must be given without consent."""

    agency = fields.String(required=True, error_messages=_needed("Choose the agency."))
    reason = fields.Enum(
        ExceptionReason, by_value=True, required=True, error_messages=_needed("Choose the reason.")
    )
    because = fields.String(load_default="", validate=validate.Length(max=1000))
    until = fields.Date(
        required=True, error_messages=_needed("Enter the last day on which it holds.")
    )


class FactAddedSchema(Schema):
    """A fact that was recorded."""

    id = fields.Integer()
    words = fields.String(metadata={"description": "What the guidance has the worker say."})


def _fact_id(one: AgencyConsent) -> int | None:
    return one.fact.id if one.fact else None


def _until(one: AgencyConsent) -> str | None:
    return one.exception.until.isoformat() if one.exception else None


class AgencyConsentSchema(Schema):
    """How consent to one agency stands."""

    agency = fields.String(attribute="code")
    name = fields.String()
    stands = fields.Enum(Glance, by_value=True, attribute="glance")
    may_be_given = fields.Boolean()
    fact_id = fields.Function(_fact_id, metadata={"type": "integer", "nullable": True})
    exception_until = fields.Function(_until, metadata={"type": "string", "nullable": True})


class DisclosureSchema(Schema):
    """What was given, to whom, and on which ground."""

    id = fields.Integer()
    agency = fields.String()
    way = fields.Enum(Way, by_value=True)
    subject = fields.String()
    subject_id = fields.String()
    form = fields.String(attribute="form_id")
    ground = fields.Enum(GroundKind, by_value=True)
    at = fields.DateTime()
    by = fields.String(allow_none=True)
    sent_at = fields.DateTime(allow_none=True)
    failed_because = fields.String(allow_none=True)
    follow_up_at = fields.DateTime(allow_none=True)
    follow_up_by = fields.String(allow_none=True)


class ClientConsentSchema(Schema):
    """Consent at a glance; of an agency that is not named: no consent recorded, ask."""

    agencies = fields.List(fields.Nested(AgencyConsentSchema))
    disclosures = fields.List(fields.Nested(DisclosureSchema))


class SendingSchema(Schema):
    """A form that is to be sent."""

    form = fields.String(required=True)
    recipient = fields.String(required=True)
    way = fields.String(
        required=True,
        validate=validate.OneOf([*map(str, SENT)], error="Choose e-mail or fax."),
    )
    action_id = Whole(load_default=None, allow_none=True)


def signed_of(asked: dict[str, Any]) -> Signed:
    """Take out of `SayingSchema` what proves a yes."""
    return Signed(
        client=asked["client_signed"],
        client_on=asked["client_signed_on"],
        worker=asked["worker_signed"],
        worker_on=asked["worker_signed_on"],
    )
