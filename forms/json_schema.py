"""A form's answers as JSON Schema (draft 2020-12), for documentation and other programmes."""

from typing import Any, assert_never

from forms import definition as d

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def _kind(kind: d.FieldKind) -> dict[str, Any]:
    made: dict[str, Any]
    match kind:
        case d.Text(max_length=length):
            made = {"type": "string", "maxLength": length}
        case d.Comb(length=length, pattern=pattern):
            made = {
                "type": "string",
                "maxLength": length,
                "pattern": f"^(?:{pattern or '[A-Z0-9]+'})$",
            }
        case d.Date():
            made = {"type": "string", "format": "date"}
        case d.Time():
            made = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}
        case d.Choice(options=options):
            made = {"enum": [option.key for option in options]}
        case d.Tick() | d.Signature():
            made = {"type": "boolean"}
        case _:
            assert_never(kind)
    return made


def _condition(field: d.Field, condition: d.Condition) -> dict[str, Any]:
    holds = {condition.field: {"enum": list(condition.values)}}
    return {
        "if": {"properties": holds, "required": [condition.field]},
        "then": {"required": [field.key]},
    }


def json_schema(form: d.Form) -> dict[str, Any]:
    """Describe the canonical answers of a complete copy; date order and lists are not covered."""
    fields = tuple(form.fields())
    return {
        "$schema": DRAFT,
        "$id": f"urn:throughcare:form:{form.id}:{form.version}",
        "title": f"{form.title}, version {form.version}",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            field.key: {"title": field.label, "description": field.help, **_kind(field.kind)}
            for field in fields
        },
        "required": [field.key for field in fields if field.required],
        "allOf": [
            _condition(field, field.required_when) for field in fields if field.required_when
        ],
    }
