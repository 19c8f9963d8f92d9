"""Takes answers as people and programs send them into the canonical form of each field."""

from collections.abc import Mapping

from forms.answers import Answer
from forms.definition import Field, Form, Signature, Tick
from forms.errors import ValuesError
from forms.written import canonical


def answer_in(field: Field, written: object) -> Answer:
    """Give the canonical answer for a text, true or false, or nothing.

    Raises:
        ValuesError: it does not fit the field.
    """
    match written:
        case None:
            return None
        case bool() if isinstance(field.kind, Tick | Signature):
            return written
        case str():
            return canonical(field, written)
        case _:
            raise ValuesError({field.key: "not an answer of the kind that this question asks for"})


def answers_in(form: Form, written: Mapping[str, object]) -> dict[str, Answer]:
    """Give the canonical answers of all fields that are named.

    Raises:
        ValuesError: some do not fit, or the form has no such field; names them all.
    """
    fields = {field.key: field for field in form.fields()}
    answers: dict[str, Answer] = {}
    problems: dict[str, str] = {}
    for key, value in written.items():
        if key not in fields:
            problems[key] = "this form has no such field"
            continue
        try:
            answers[key] = answer_in(fields[key], value)
        except ValuesError as error:
            problems |= error.problems
    if problems:
        raise ValuesError(problems)
    return answers
