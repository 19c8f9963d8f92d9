"""What the register knows of a client, under the keys of the fields that ask for it."""

from forms.answers import Answers
from forms.definition import Condition, Form
from forms.prefill import may_be_known
from service.entities import Client

_COLUMNS = {
    "client_name": "surname",
    "date_of_birth": "date_of_birth",
    "prisoner_number": "prisoner_number",
    "client_reference": "reference",
}
"""Which column of the register each fact comes from."""


def facts_of(client: Client, form: Form, given: Answers) -> dict[str, str]:
    """Give the facts that this form may carry.

    A fact that the form asks for only on a condition, such as the client's consent, is left out
    until the given answers meet it.
    """
    born = client.date_of_birth
    known = {
        "client_name": client.name,
        "date_of_birth": born.isoformat() if born else "",
        "prisoner_number": client.prisoner_number,
        "client_reference": client.reference,
    }
    barred = _barred(form, given)
    return {key: value for key, value in known.items() if value and key not in barred}


def columns_asked(form: Form) -> tuple[str, ...]:
    """Name the columns of the register that a form which goes out is filled in from."""
    barred = _barred(form, {})
    asked = {field.key for field in form.fields() if may_be_known(field)} - barred
    return tuple(column for key, column in _COLUMNS.items() if key in asked)


def _barred(form: Form, given: Answers) -> set[str]:
    return {field.key for field in form.fields() if _waits(field.required_when, given)}


def _waits(condition: Condition | None, given: Answers) -> bool:
    return condition is not None and given.get(condition.field) not in condition.values
