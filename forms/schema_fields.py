"""One marshmallow field for one question: what is accepted, in any usual style; what comes out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, assert_never

from marshmallow import ValidationError, fields, validate

from forms import definition as d
from forms import schema_messages as say
from forms.errors import ValuesError
from forms.reference import ReferenceLists
from forms.written import canonical


class WrittenAnswer(fields.String):
    """Text, a date, a time, a code or a choice, in any usual style; loads canonically."""

    def __init__(
        self,
        question: d.Field,
        lists: ReferenceLists | None,
        checks: Sequence[validate.Validator] = (),
        **metadata: str,
    ) -> None:
        super().__init__(
            required=question.required,
            validate=checks,
            error_messages={"required": say.missing(question)},
            metadata=_metadata(question) | metadata,
        )
        self.question, self.lists = question, lists

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> str:
        del attr, data, kwargs
        if not isinstance(value, str):
            raise ValidationError(say.wrong_kind(self.question))
        try:
            answer = canonical(self.question, value)
        except ValuesError as error:
            raise ValidationError(say.wrong_kind(self.question)) from error
        return self._stored(str(answer or ""))

    def _stored(self, answer: str) -> str:
        """Turn an older code of a place into the one that is stored."""
        use = self.question.reference
        if self.lists and use and use.part is d.ReferencePart.CODE:
            entry = self.lists.by_code(use.list_name, answer)
            return (entry and entry.code) or answer
        return answer


class MarkedAnswer(fields.Boolean):
    """A tick or a signature: true or false, or yes, x, 1 and the like in writing."""

    def __init__(self, question: d.Field) -> None:
        super().__init__(
            required=question.required,
            error_messages={"required": say.missing(question)},
            metadata=_metadata(question),
        )
        self.question = replace(question, kind=d.Tick())
        self._wrong = say.wrong_kind(question)

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> bool:
        del attr, data, kwargs
        if isinstance(value, bool):
            return value
        if not isinstance(value, str):
            raise ValidationError(self._wrong)
        try:
            return bool(canonical(self.question, value))
        except ValuesError as error:
            raise ValidationError(self._wrong) from error


def _metadata(question: d.Field) -> dict[str, str]:
    return {"title": question.label, "description": question.help}


def schema_field(field: d.Field, lists: ReferenceLists | None) -> fields.Field[Any]:
    """Make the marshmallow field of one question."""
    made: fields.Field[Any]
    match field.kind:
        case d.Text(max_length=most):
            length = validate.Length(max=most, error=say.too_long(field, most))
            made = WrittenAnswer(field, lists, [length])
        case d.Comb(length=most, pattern=pattern):
            length = validate.Length(max=most, error=say.too_long(field, most))
            whole = rf"(?:{pattern or '[A-Z0-9]+'})\Z"
            cells = validate.Regexp(whole, error=say.wrong_kind(field))
            made = WrittenAnswer(field, lists, [length, cells])
        case d.Choice(options=options):
            keys = [option.key for option in options]
            one = validate.OneOf(keys, error=say.wrong_kind(field))
            made = WrittenAnswer(field, lists, [one])
        case d.Date():
            made = WrittenAnswer(field, lists, format="date")
        case d.Time():
            made = WrittenAnswer(field, lists, pattern=r"^\d\d:\d\d$")
        case d.Tick() | d.Signature():
            made = MarkedAnswer(field)
        case _:
            assert_never(field.kind)
    return made
