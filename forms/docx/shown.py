"""How a canonical answer is shown in a document: British dates, printed words of options."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import assert_never

from forms.answers import Answer, Answers
from forms.definition import Choice, Comb, Date, Field, Form, Signature, Text, Tick, Time
from forms.errors import ValuesError


def _unprintable(text: str) -> bool:
    """Tell whether a text has a character that XML 1.0 cannot hold (clause 2.2)."""
    return any(
        unicodedata.category(char) in {"Cc", "Cs"} or char in "\ufffe\uffff"
        for char in text.replace("\n", "")
    )


def _shown_text(answer: str, field: Field) -> str:
    kind = field.kind
    match kind:
        case Date():
            return date.fromisoformat(answer).strftime("%d/%m/%Y")
        case Choice(options=options):
            labels = {option.key: option.label for option in options}
            if answer not in labels:
                raise ValueError("not one of the options")
            return labels[answer]
        case Text() | Comb() | Time():
            if _unprintable(answer):
                raise ValueError("has a character that cannot be printed")
            return answer
        case Tick() | Signature():
            raise ValueError("must be true or false")
        case _:
            assert_never(kind)


def shown_answer(field: Field, answer: Answer) -> str:
    """Give the words for an answer; none for an empty one. A tick is any words or none.

    A signature is never shown: only a person can give one.

    Raises:
        ValueError: the answer is not of the field's kind.
    """
    if answer is None or answer is False or answer == "":
        return ""
    if isinstance(answer, str):
        return _shown_text(answer, field)
    match field.kind:
        case Tick():
            return "x"
        case Signature():
            return ""
        case _:
            raise ValueError("must be a text")


def shown_answers(form: Form, values: Answers) -> Mapping[str, str]:
    """Give the words for every field of the form, by key.

    Raises:
        ValuesError: an answer does not fit its field, or there is no such field.
    """
    fields = {field.key: field for field in form.fields()}
    problems = {key: "there is no such field" for key in values if key not in fields}
    shown: dict[str, str] = {}
    for key, field in fields.items():
        try:
            shown[key] = shown_answer(field, values.get(key))
        except ValueError as error:
            problems[key] = str(error)
    if problems:
        raise ValuesError(problems)
    return shown
