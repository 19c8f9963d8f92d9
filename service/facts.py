"""What the register knows of a client, under the keys of the fields that ask for it."""

from forms.answers import Answers
from forms.definition import Condition, Form
from service.entities import Client


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
    barred = {field.key for field in form.fields() if _waits(field.required_when, given)}
    return {key: value for key, value in known.items() if value and key not in barred}


def _waits(condition: Condition | None, given: Answers) -> bool:
    return condition is not None and given.get(condition.field) not in condition.values
