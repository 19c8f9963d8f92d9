"""Figures for monitoring, as JSON."""

from marshmallow import Schema, fields, validate

from service.monitoring.suppressing import Display


class PeriodSchema(Schema):
    """The days that are asked about; by default the last whole quarter."""

    first = fields.Date(data_key="from", load_default=None, allow_none=True)
    last = fields.Date(
        data_key="to",
        load_default=None,
        allow_none=True,
        metadata={"description": "The last day, which is part of the period."},
    )


class NdtmsSchema(PeriodSchema):
    """What the national extract is made of."""

    agency = fields.String(
        required=True,
        validate=validate.Regexp(r"^[A-Z]\d{4}$"),
        metadata={"description": "Your code in the national system, such as N0852."},
    )
    recipient = fields.String(
        load_default="",
        metadata={"description": "Code of the national system, where there are several."},
    )


class CountSchema(Schema):
    """A number as it may be shown."""

    display = fields.Enum(Display, by_value=True)
    value = fields.Integer(
        allow_none=True, metadata={"description": "To the nearest 5; null where none is shown."}
    )


class FigureRowSchema(Schema):
    """One category, with a number for each column."""

    key = fields.String()
    label = fields.String()
    counts = fields.List(fields.Nested(CountSchema), attribute="cells")


class FigureTableSchema(Schema):
    """One table of figures."""

    key = fields.String()
    title = fields.String()
    about = fields.String()
    columns = fields.List(fields.List(fields.String()))
    rows = fields.List(fields.Nested(FigureRowSchema))


class FiguresSchema(Schema):
    """De-personalised counts of a period."""

    first = fields.Date(data_key="from")
    last = fields.Date(data_key="to")
    tables = fields.List(fields.Nested(FigureTableSchema))
