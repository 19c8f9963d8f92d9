"""What a client's register entry fills in on a form."""

from collections.abc import Callable, Mapping

from forms.answers import Answer, Answers
from forms.definition import Comb, Field, Form, Text
from service.entities import Client


def _born(client: Client) -> str:
    return client.date_of_birth.isoformat() if client.date_of_birth else ""


_FROM_REGISTER: Mapping[str, Callable[[Client], str]] = {
    "client_name": lambda client: client.name,
    "date_of_birth": _born,
    "prisoner_number": lambda client: client.prisoner_number,
    "client_reference": lambda client: client.reference,
    "nhs_number": lambda client: client.nhs_number,
}


def _may_be_filled(field: Field, given: Answers) -> bool:
    """Tell whether the form asks for it as things stand: identity that needs a consent waits for the consent."""
    condition = field.required_when
    return condition is None or given.get(condition.field) in condition.values


def _fits(field: Field, value: str) -> bool:
    match field.kind:
        case Comb(length=length):
            return len(value) <= length
        case Text(max_length=max_length):
            return len(value) <= max_length
        case _:
            return True


def prefilled(form: Form, client: Client, given: Answers) -> dict[str, Answer]:
    """Add what the register knows to the given answers, which win."""
    answers: dict[str, Answer] = {}
    for field in form.fields():
        take = _FROM_REGISTER.get(field.key)
        value = take(client) if take and _may_be_filled(field, given) else ""
        if value and _fits(field, value):
            answers[field.key] = value
    return {**answers, **given}
