"""What must hold between the answers of one copy: rules, conditions, names that fit their codes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never

from forms import definition as d
from forms import schema_messages as say
from forms.answers import Answer, Answers
from forms.reference import Agreement, ReferenceLists


class Severity(StrEnum):
    """Whether an answer is refused or only pointed out."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """What is wrong with one answer, said to a worker; it never quotes the answer."""

    severity: Severity
    message: str


Found = tuple[str, AnswerProblem]
"""The key of the field, and the problem."""


def _error(key: str, message: str) -> Found:
    return key, AnswerProblem(Severity.ERROR, message)


def _warning(key: str, message: str) -> Found:
    return key, AnswerProblem(Severity.WARNING, message)


def _answer(form_fields: dict[str, d.Field], values: Answers, key: str) -> Answer:
    """Give an answer; a box that nobody marked is false."""
    value = values.get(key)
    if value is None and isinstance(form_fields[key].kind, d.Tick | d.Signature):
        return False
    return value


def _is_there(value: Answer) -> bool:
    return value not in (None, False, "")


def missing_answers(form: d.Form, values: Answers) -> Iterator[Found]:
    """Yield the answers that another answer asks for, and the rules of which none is answered."""
    fields = {field.key: field for field in form.fields()}
    for field in fields.values():
        if field.required and values.get(field.key) is False:
            yield _error(field.key, say.missing(field))
        if (condition := field.required_when) is None or _is_there(values.get(field.key)):
            continue
        other = _answer(fields, values, condition.field)
        if other in condition.values:
            said = say.missing_because(field, fields[condition.field], other)
            yield _error(field.key, said)
    for rule in form.rules:
        if isinstance(rule, d.AnyOf) and not any(_is_there(values.get(key)) for key in rule.fields):
            yield _error(rule.fields[0], rule.message)


def contradictions(form: d.Form, values: Answers, today: date) -> Iterator[Found]:
    """Yield dates that are out of order or in the future."""
    for rule in form.rules:
        match rule:
            case d.InOrder(earlier=earlier, later=later, message=message):
                first, last = values.get(earlier), values.get(later)
                if isinstance(first, str) and isinstance(last, str) and first > last:
                    yield _error(later, message)
            case d.NotAfterToday(field=key, message=message):
                day = values.get(key)
                if isinstance(day, str) and day > today.isoformat():
                    yield _error(key, message)
            case d.AnyOf():
                continue
            case _:
                assert_never(rule)


def loose_details(form: d.Form, values: Answers) -> Iterator[Found]:
    """Yield details whose box is not ticked: one of the two was forgotten or is a slip."""
    fields = {field.key: field for field in form.fields()}
    for field in fields.values():
        if field.detail_of and _is_there(values.get(field.key)) and not values.get(field.detail_of):
            owner = fields[field.detail_of].label
            said = f"this is filled in, but \u201c{owner}\u201d is not ticked"
            yield _warning(field.key, say.about(field, said))


def reference_problems(form: d.Form, values: Answers, lists: ReferenceLists) -> Iterator[Found]:
    """Yield names and codes that no list has, and pairs that mean different places."""
    for field in form.fields():
        value = values.get(field.key)
        if field.reference and isinstance(value, str):
            match field.reference.part:
                case d.ReferencePart.NAME:
                    yield from _name_problems(field, field.reference, value, lists)
                case d.ReferencePart.CODE:
                    yield from _code_problems(field, field.reference, value, lists)
            yield from _pair_problems(form, field, values, lists)


def _name_problems(
    field: d.Field, use: d.ReferenceUse, name: str, lists: ReferenceLists
) -> Iterator[Found]:
    if lists.named(use.list_name, name) is None:
        said = "no such name is on the list; check the spelling"
        yield _warning(field.key, say.about(field, said))


def _code_problems(
    field: d.Field, use: d.ReferenceUse, code: str, lists: ReferenceLists
) -> Iterator[Found]:
    if lists.by_code(use.list_name, code) is None:
        yield _warning(field.key, say.about(field, "this code is not on the list; check it"))


def _pair_problems(
    form: d.Form, field: d.Field, values: Answers, lists: ReferenceLists
) -> Iterator[Found]:
    """Compare once for each pair, at the code."""
    use = field.reference
    if use is None or use.pairs_with is None or use.part is d.ReferencePart.NAME:
        return
    code, name = values.get(field.key), values.get(use.pairs_with)
    if not isinstance(code, str) or not isinstance(name, str):
        return
    if lists.agree(use.list_name, name, code) is Agreement.DIFFER:
        other = form.field(use.pairs_with).label
        yield _error(field.key, say.about(field, f"this code is not that of \u201c{other}\u201d"))
