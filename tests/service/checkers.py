"""People who check forms, and forms of which some values are in doubt."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import update

from forms.answers import Answer
from forms.definition import Form
from ocr.reading import FieldState, PageReading, Reading
from service.clock import now_utc
from service.entities import Actor
from service.permission.asking import acting
from service.runtime import Runtime
from service.store.checking_models import HoldRow
from service.store.engine import unit_of_work
from service.store.states import Channel, Role
from service.usecases.accounts import add_user
from service.usecases.intakes import find_document
from service.usecases.read import read_document
from service.usecases.take_in import SentFile, take_in
from tests.service.conftest import ACTOR
from tests.service.invented import ALERT
from tests.service.readings import ScriptedReader, page
from tests.service.served import PASSWORD
from tests.service.stored import boxed, picture


def person(runtime: Runtime, name: str) -> Actor:
    """Add an account; give it as who acts."""
    account = add_user(runtime, ACTOR, name, Role.TEAM_MANAGER, PASSWORD)
    return acting(account.user, Channel.WEB)


def doubtful_page(
    form: Form,
    alternatives: Mapping[str, tuple[tuple[str, float], ...]],
    values: Mapping[str, Answer] | None = None,
    unreadable: Collection[str] = (),
) -> PageReading:
    """Give a page on which these fields are in doubt, with what else they may say."""
    found = boxed(page(form, values or ALERT, doubtful=[*alternatives, *unreadable]))
    fields = {**found.fields}
    for key, others in alternatives.items():
        fields[key] = replace(fields[key], alternatives=others, doubt="The two readers disagree.")
    for key in unreadable:
        fields[key] = _unreadable(fields[key])
    return replace(found, fields=fields)


def _unreadable(reading: Reading) -> Reading:
    return replace(reading, value=None, raw=None, state=FieldState.UNREADABLE)


def came(runtime: Runtime, reader: ScriptedReader, *pages: PageReading, mark: str = "") -> int:
    """Have a file come in; give the id of its first record."""
    reader.picture = picture()
    reader.pages = [replace(one, page=number) for number, one in enumerate(pages, 1)]
    content = repr((mark, [sorted(one.fields.items(), key=str) for one in pages])).encode()
    document = take_in(runtime, ACTOR, [SentFile("fax.tif", content)]).documents[0]
    assert read_document(runtime, document.id)
    return find_document(runtime, document.id).record_ids[0]


def lapse(runtime: Runtime) -> None:
    """Let the time of all leases be over."""
    with unit_of_work(runtime.engine) as session:
        session.execute(update(HoldRow).values(until=now_utc()))


THREE = {
    "court_name": (("Leeds Crown Court", 0.2),),
    "date_completed": (("2009-06-19", 0.3), ("2009-06-11", 0.1)),
    "prison_code": (("LEE", 0.2),),
}
"""Fields in doubt of a form that a person checks in seconds, and what else they may say."""
