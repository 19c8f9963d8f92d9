"""Quality of reading as JSON."""

from marshmallow import EXCLUDE, Schema, fields

from service.json_fields import Tick
from service.quality import ErrorRate, Outcome, Part


class ErrorRatesQuerySchema(Schema):
    """What to count apart."""

    class Meta:
        """As the other queries."""

        unknown = EXCLUDE

    by = fields.List(
        fields.Enum(Part, by_value=True),
        load_default=list,
        metadata={"description": "May be given several times."},
    )


class ErrorRateSchema(Schema):
    """How often reading was wrong among the values that were looked at."""

    form = fields.Method("_part_form", metadata={"nullable": True})
    field = fields.Method("_part_field", metadata={"nullable": True})
    channel = fields.Method("_part_channel", metadata={"nullable": True})
    checked = fields.Integer()
    wrong = fields.Integer()
    unclear = fields.Integer()
    waiting = fields.Integer()
    rate = fields.Float(allow_none=True)
    interval = fields.List(
        fields.Float(), metadata={"description": "95 % (Wilson): lowest and highest."}
    )

    def _part_form(self, rate: ErrorRate) -> str | None:
        return rate.group.get(Part.FORM)

    def _part_field(self, rate: ErrorRate) -> str | None:
        return rate.group.get(Part.FIELD)

    def _part_channel(self, rate: ErrorRate) -> str | None:
        return rate.group.get(Part.CHANNEL)


class QualityCheckSchema(Schema):
    """A value that was accepted without a person, for one to look at anyway."""

    id = fields.Integer()
    record_id = fields.Integer()
    document_id = fields.Integer()
    page = fields.Integer()
    form = fields.String(attribute="form_id")
    version = fields.String(attribute="form_version")
    field = fields.String(attribute="key")
    label = fields.String()
    channel = fields.String()
    drawn_at = fields.DateTime()
    outcome = fields.Enum(Outcome, by_value=True)
    read = fields.Raw(allow_none=True, metadata={"description": "Null until it is answered."})
    seen = fields.Raw(allow_none=True)
    seen_by = fields.String(allow_none=True)
    seen_at = fields.DateTime(allow_none=True)


class QualityAnswerSchema(Schema):
    """What a person found on the form."""

    value = fields.Raw(required=True, allow_none=True)
    clear = Tick(load_default=True)
