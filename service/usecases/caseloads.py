"""Whom a form for a whole prison would be for: counted, and the first of them shown."""

from dataclasses import dataclass, field

from forms.definition import Form
from forms.written_dates import today_utc
from service.entities import Client
from service.facts import columns_asked
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import caseloads
from service.store.caseloads import Caseload
from service.store.engine import looking
from service.store.states import CopySetOrder
from service.usecases.views import client_of

_FIRST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Prison:
    """A prison where clients are now."""

    code: str
    """As the register has it: mostly a NOMIS code."""
    name: str
    """Of the prisons' list; the code where that has none."""
    clients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseloadView:
    """What is shown of a caseload before anything is made."""

    count: int
    first: tuple[Client, ...] = field(repr=False)
    incomplete: int
    """Clients of whom the register lacks something that the form asks."""
    asked: tuple[str, ...]
    """What it asks of the register, as columns."""


@needs(Power.MAKE_FORMS)
def list_prisons(runtime: Runtime) -> list[Prison]:
    """List the prisons where clients are now, by name."""
    with looking(runtime.engine) as session:
        found = caseloads.prisons(session, today_utc())
    named = [
        Prison(code=code, name=prison_name(runtime, code), clients=count) for code, count in found
    ]
    return sorted(named, key=lambda prison: (prison.name, prison.code))


@needs(Power.MAKE_FORMS)
def prison_name(runtime: Runtime, code: str) -> str:
    """Name a prison; what is on no list goes by what the register has."""
    entry = runtime.lists.by_code("prisons", code)
    return entry.name if entry else code


@needs(Power.MAKE_FORMS)
def look_at(
    runtime: Runtime, caseload: Caseload, form: Form, order: CopySetOrder = CopySetOrder.SURNAME
) -> CaseloadView:
    """Count a caseload, show the first of it, and count those of whom too little is known."""
    asked, today = columns_asked(form), today_utc()
    with looking(runtime.engine) as session:
        return CaseloadView(
            count=caseloads.count(session, caseload, today),
            first=tuple(
                client_of(row)
                for row in caseloads.first(session, caseload, today, order, limit=_FIRST)
            ),
            incomplete=caseloads.count_without(session, caseload, today, asked),
            asked=asked,
        )


@needs(Power.MAKE_FORMS)
def workers_at(runtime: Runtime, prison: str) -> list[tuple[int, str]]:
    """Name the key workers of a prison's clients, each by a number that may stand in an address."""
    with looking(runtime.engine) as session:
        return caseloads.workers(session, prison, today_utc())


@needs(Power.MAKE_FORMS)
def home_dats_at(runtime: Runtime, prison: str) -> list[tuple[str, str]]:
    """Give the home DATs of a prison's clients: code and name."""
    with looking(runtime.engine) as session:
        codes = caseloads.home_dats(session, prison, today_utc())
    entries = ((code, runtime.lists.by_code("dats", code)) for code in codes)
    return [(code, entry.name if entry else code) for code, entry in entries]
