"""What the register knows of a client, under the keys of the fields that ask for it."""

from forms.answers import Answers
from forms.definition import Condition, Form
from forms.errors import ValuesError
from forms.prefill import may_be_known
from forms.reference import ReferenceLists, shipped_lists
from forms.schema import load_answers
from forms.written_dates import today_utc
from service.effects.facts import Fact
from service.effects.register import known
from service.entities import Client

_COLUMNS = {
    "client_name": "surname",
    "date_of_birth": "date_of_birth",
    "prisoner_number": "prisoner_number",
    "client_reference": "reference",
}
"""Which column of the register each fact comes from."""
PRESENT = {
    "prison_code": Fact.PRISON,
    "prison_name": Fact.PRISON,
    "release_date": Fact.RELEASE_DATE,
    "prison_key_worker": Fact.PRISON_WORKER,
    "community_case_worker": Fact.COMMUNITY_WORKER,
}
"""Which fact of the present stay each field asks for. What the Alert Form asks as it was first, and
what is struck out there, is left to whoever fills it in."""


def facts_of(
    client: Client, form: Form, given: Answers, lists: ReferenceLists | None = None
) -> dict[str, str]:
    """Give the facts that this form may carry, as the register has them now.

    A fact that the form asks for only on a condition, such as the client's consent, is left out
    until the given answers meet it. So is one of the present stay that does not fit the form: a
    form is not held up by a name that is too long for it.
    """
    born = client.date_of_birth
    present = _present(client, form, lists or shipped_lists())
    facts = {
        **present,
        "client_name": client.name,
        "date_of_birth": born.isoformat() if born else "",
        "prisoner_number": client.prisoner_number,
        "client_reference": client.reference,
    }
    barred = _barred(form, given)
    return {key: value for key, value in facts.items() if value and key not in barred}


def _present(client: Client, form: Form, lists: ReferenceLists) -> dict[str, str]:
    """Give what is known of the present stay and of who works with the client."""
    asked = {field.key for field in form.fields() if may_be_known(field)}
    found = {key: known(fact, client, today_utc()) for key, fact in PRESENT.items() if key in asked}
    if prison := lists.by_code("prisons", found.get("prison_code", "")):
        found["prison_name"] = prison.name
    else:
        found.pop("prison_code", None)
    return {key: text for key, text in found.items() if text and _fits(form, key, text, lists)}


def _fits(form: Form, key: str, text: str, lists: ReferenceLists) -> bool:
    try:
        load_answers(form, {key: text}, lists)
    except ValuesError:
        return False
    return True


def columns_asked(form: Form) -> tuple[str, ...]:
    """Name the columns of the register that a form which goes out is filled in from."""
    barred = _barred(form, {})
    asked = {field.key for field in form.fields() if may_be_known(field)} - barred
    return tuple(column for key, column in _COLUMNS.items() if key in asked)


def _barred(form: Form, given: Answers) -> set[str]:
    return {field.key for field in form.fields() if _waits(field.required_when, given)}


def _waits(condition: Condition | None, given: Answers) -> bool:
    return condition is not None and given.get(condition.field) not in condition.values
