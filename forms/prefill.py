"""What a form can be pre-filled with: the facts that are known, under the keys that it asks for."""

from collections.abc import Mapping

from forms.answers import Answer, Answers
from forms.definition import Field, Form, Signature
from forms.reference import ReferenceLists
from forms.schema import load_answers


def prefill(
    form: Form, facts: Mapping[str, Answer], lists: ReferenceLists | None = None
) -> Answers:
    """Choose from the known facts those that the form asks for; nothing is ever derived.

    A signature, and an answer that the person has to give on this very copy, stays empty
    (a consent is never copied from one sheet to the next).

    Raises:
        ValuesError: a fact does not fit its field; names the field.
    """
    asked = {field.key for field in form.fields() if may_be_known(field)}
    return load_answers(form, {key: facts[key] for key in facts if key in asked}, lists)


def may_be_known(field: Field) -> bool:
    """Tell whether a record may ever answer a field before the form goes out."""
    return not (field.by_hand or isinstance(field.kind, Signature))
