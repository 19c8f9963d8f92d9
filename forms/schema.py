"""The marshmallow schema of a form, made from its definition, and the check of a copy's answers.

Loading takes canonical values or the usual British ways of writing them, drops empty answers and
gives canonical ones. `partial=True` asks for nothing that a person has yet to fill in: pre-filled
forms are loaded that way.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import cast

from marshmallow import EXCLUDE, Schema, ValidationError, pre_load, validates_schema
from rapidfuzz import process

from forms import definition as d
from forms import schema_messages as say
from forms.answers import Answers
from forms.errors import ValuesError
from forms.reference import ReferenceLists
from forms.schema_checks import (
    AnswerProblem,
    Found,
    Severity,
    contradictions,
    loose_details,
    missing_answers,
    reference_problems,
)
from forms.schema_fields import schema_field
from forms.written import clean_text
from forms.written_dates import today_utc

_LIKE_PERCENT = 60


class FormSchema(Schema):
    """What all forms' schemas do; `schema_for` adds the fields of one form."""

    class Meta:
        """Unknown keys are reported by the schema itself, with the key that may be meant."""

        unknown = EXCLUDE

    form: d.Form
    lists: ReferenceLists | None
    today: date | None = None
    """What dates of the future are measured by; now, where it is None."""

    @pre_load
    def _drop_empty(self, data: object, **_: object) -> object:
        if not isinstance(data, Mapping):
            return data
        return {key: value for key, value in data.items() if not _is_empty(value)}

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _refuse_unknown(self, data: object, original: object, **_: object) -> None:
        del data
        keys = original if isinstance(original, Mapping) else ()
        if unknown := [key for key in keys if key not in self.fields]:
            raise ValidationError({key: [self._unknown(str(key))] for key in unknown})

    @validates_schema(skip_on_field_errors=False)
    def _check_together(self, data: Answers, *, partial: object, **_: object) -> None:
        problems = self.problems(data, complete=not partial)
        errors = [(key, found) for key, found in problems if found.severity is Severity.ERROR]
        if errors:
            raise ValidationError({key: [found.message] for key, found in errors})

    def problems(self, values: Answers, *, complete: bool) -> Iterable[Found]:
        """Give what is wrong between canonical answers, errors and warnings."""
        yield from contradictions(self.form, values, self.today or today_utc())
        if complete:
            yield from missing_answers(self.form, values)
        yield from loose_details(self.form, values)
        if self.lists:
            yield from reference_problems(self.form, values, self.lists)

    def _unknown(self, key: str) -> str:
        return say.unknown_key(key, nearest_key(self.form, key))


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not clean_text(value))


def nearest_key(form: d.Form, key: str) -> str | None:
    """Find the field key that a wrong one is most like."""
    plain = key.casefold().strip().replace(" ", "_").replace("-", "_")
    keys = [field.key for field in form.fields()]
    found = process.extractOne(plain, keys, score_cutoff=_LIKE_PERCENT)
    return found[0] if found else None


@lru_cache(maxsize=64)
def schema_for(form: d.Form, lists: ReferenceLists | None = None) -> type[FormSchema]:
    """Make the schema class of a form.

    Args:
        form: the definition.
        lists: reference lists to check names and codes against; without them only shapes are.
    """
    name = "".join(word.capitalize() for word in f"{form.id}-{form.version}".split("-"))
    made = FormSchema.from_dict(
        {field.key: schema_field(field, lists) for field in form.fields()}, name=name
    )
    schema = cast("type[FormSchema]", made)
    schema.form, schema.lists = form, lists
    return schema


def _schema(form: d.Form, lists: ReferenceLists | None, today: date | None) -> FormSchema:
    schema = schema_for(form, lists)()
    schema.today = today
    return schema


def load_answers(
    form: d.Form,
    values: Mapping[str, object],
    lists: ReferenceLists | None = None,
    *,
    complete: bool = False,
    today: date | None = None,
) -> Answers:
    """Turn values as written into canonical answers; empty ones are left out.

    Raises:
        ValuesError: one message a field; `complete` also asks for every required answer.
    """
    return load_with(_schema(form, lists, today), values, complete=complete)


def load_with(schema: FormSchema, values: Mapping[str, object], *, complete: bool) -> Answers:
    """Do as `load_answers`, with a schema that is kept for many rows.

    Raises:
        ValuesError: one message a field.
    """
    try:
        loaded = schema.load(values, partial=not complete)
    except ValidationError as error:
        raise ValuesError(_first_messages(error)) from error
    return cast("Answers", loaded)


def _first_messages(error: ValidationError) -> dict[str, str]:
    return {str(key): str(found[0]) for key, found in error.messages_dict.items()}


def check_answers(
    form: d.Form,
    values: Mapping[str, object],
    lists: ReferenceLists | None = None,
    *,
    complete: bool = True,
    today: date | None = None,
) -> dict[str, AnswerProblem]:
    """Give the first problem of each field, errors before warnings, in the order of the form."""
    schema = _schema(form, lists, today)
    found: dict[str, AnswerProblem] = {}
    try:
        good = schema.load(values, partial=not complete)
    except ValidationError as error:
        messages = _first_messages(error)
        found = {key: AnswerProblem(Severity.ERROR, text) for key, text in messages.items()}
        good = error.valid_data or {}
    for key, problem in schema.problems(cast("Answers", good), complete=complete):
        if problem.severity is Severity.WARNING:
            found.setdefault(key, problem)
    order = {key: place for place, key in enumerate(schema.fields)}
    return dict(sorted(found.items(), key=lambda item: order.get(item[0], len(order))))
