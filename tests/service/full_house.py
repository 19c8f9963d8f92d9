"""An installation with something of everything that pages show: what walks every page visits it."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select, update

from forms.artefacts import ArtefactFormat
from forms.registry import load_catalogue
from ocr.reading import PageStatus
from service.copy_sets import CopySetRequest
from service.effects.facts import Fact
from service.entities import ClientDetails, Episode, KeyWorker, PersonName
from service.identifiers.numbers import NumberKind
from service.jobs.crew import Crew
from service.journey.events import EventKind
from service.retention import Item, Subject
from service.rights import NewCorrection
from service.runtime import Runtime
from service.store import records
from service.store.caseloads import Caseload
from service.store.engine import looking, unit_of_work
from service.store.models import RecordRow
from service.store.states import CustodyStatus, DocumentState, WorkerRole
from service.store.work_models import QualityCheckRow
from service.usecases.alike import compare_register, list_alike, say_two_people
from service.usecases.batches import find_batch
from service.usecases.client_parts import (
    add_birth,
    add_name,
    add_number,
    add_postcode,
    change_parts,
    keep_episode,
    keep_worker,
)
from service.usecases.clients import add_client, find_client
from service.usecases.copy_sets import order_set
from service.usecases.corrections_asked import ask_correction
from service.usecases.definitions import upload_definition
from service.usecases.effect_counts import recount
from service.usecases.effect_lists import effects_of_record
from service.usecases.effects import accept_effects
from service.usecases.issue import IssueRequest, copies_of_client, issue_form
from service.usecases.journeys import NewEvent, record_event
from service.usecases.legal_holds import hold
from service.usecases.merging import merge_clients
from service.usecases.quality import answer_check, draw_sample
from service.usecases.reviewing import keep_longer
from service.usecases.take_in import SentFile, take_in
from tests.service.agencies import add_cjit, add_our_prison, give_consent
from tests.service.conftest import ACTOR, LAURA
from tests.service.definitions import definition
from tests.service.invented import ALERT
from tests.service.long_ago import add_then, file_then
from tests.service.prisons import fill_prison
from tests.service.readings import ScriptedReader, unidentified
from tests.service.stored import READ_AT, store_document, store_record
from tests.service.strong import add_strong
from tests.service.twins import KIERAN, OF_A_TWIN, add_twins, came_back

_BATCH = "York 2008 box 2"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The ids of what pages are about."""

    client: int
    other: int
    doubtful: int
    """A record with values to check."""
    undecided: int
    """A record that may be either twin's."""
    accepted: int
    document: int
    unidentified: int
    intake: int
    batch: int
    copy_set: int
    waiting_set: int
    check: int
    answered_check: int
    agency: int
    definition: int
    strong_user: int
    """Who signs in with a code."""
    changing: int
    """An accepted form that says something which the register does not have."""
    copy: str
    """Of a form that is out."""
    ended: int
    """A client whose time is over, where there is a time."""
    kept: int
    """A client who is kept longer, and on legal hold."""
    ended_file: int
    """A file that came in long ago, of nobody who is known."""


def furnish(runtime: Runtime, reader: ScriptedReader, *, compare: bool = True) -> House:
    """Put something of everything into an installation.

    Args:
        runtime: the installation.
        reader: the one that it reads with.
        compare: whether its clients are compared with one another, which takes its time with many.
    """
    fill_prison(runtime, 60)
    client = _laura(runtime)
    add_twins(runtime)
    again = add_client(runtime, ACTOR, KIERAN)
    if compare:
        compare_register(runtime, ACTOR)
        pair = list_alike(runtime).pairs[0]
        say_two_people(runtime, ACTOR, pair.first.id, pair.second.id)
    doubtful, accepted = _records(runtime, client)
    form = load_catalogue().find("alert-form")
    undecided = came_back(runtime, reader, form, {**OF_A_TWIN, "client_name": "K Calder"})
    check, answered = _checks(runtime, accepted)
    copy_set = order_set(runtime, ACTOR, _forms_for("LEI")).id
    with Crew(runtime) as crew:
        crew.work_off()
    return House(
        client=client,
        other=again.id,
        doubtful=doubtful,
        undecided=undecided,
        accepted=accepted,
        document=doubtful,
        unidentified=_documents(runtime),
        intake=take_in(runtime, ACTOR, [SentFile("fax.tif", b"II*\x00 new")]).id,
        batch=_batch(runtime),
        copy_set=copy_set,
        waiting_set=order_set(runtime, ACTOR, _forms_for("LEI")).id,
        check=check,
        answered_check=answered,
        agency=_agencies(runtime, client),
        definition=upload_definition(runtime, ACTOR, definition(), "leeds-note.toml").id,
        strong_user=add_strong(runtime),
        changing=_changing(runtime, client),
        copy=copies_of_client(runtime, client)[0].copy_id,
        ended=add_then(runtime, "Humber"),
        kept=_kept(runtime),
        ended_file=_ended_file(runtime),
    )


def _agencies(runtime: Runtime, client_id: int) -> int:
    """Add our own team and another one, to which a client has agreed; give the other."""
    add_our_prison(runtime)
    agency = add_cjit(runtime)
    give_consent(runtime, client_id, agency.id)
    event = NewEvent(kind=EventKind.REFERRED, at=READ_AT)
    record_event(runtime, ACTOR, client_id, event)
    return agency.id


def _kept(runtime: Runtime) -> int:
    """Add somebody of years ago who is kept longer, and held."""
    client_id = add_then(runtime, "Mersey")
    item, until = Item(Subject.CLIENT, client_id), READ_AT.date() + timedelta(days=900)
    keep_longer(runtime, ACTOR, item, "Treatment is to go on.", until)
    hold(runtime, ACTOR, find_client(runtime, client_id).reference, "An inquiry.")
    return client_id


def _ended_file(runtime: Runtime) -> int:
    form = load_catalogue().find("alert-form")
    record_id = file_then(runtime, form, None, content=b"II*\x00 of years ago")
    with looking(runtime.engine) as session:
        return session.get_one(RecordRow, record_id).document_id


def _batch(runtime: Runtime) -> int:
    """Find the batch that the papers are of."""
    return find_batch(runtime, _BATCH).id


def _forms_for(prison: str) -> CopySetRequest:
    caseload = Caseload(prison=prison)
    return CopySetRequest(form_id="alert-form", artefact=ArtefactFormat.PRINT, caseload=caseload)


def _laura(runtime: Runtime) -> int:
    """Add a client of whom everything is known, and into whom another was merged."""
    details = replace(LAURA, nhs_number="9434765918", postcode="LS1 4AP", is_ppo=True)
    laura = add_client(runtime, ACTOR, details)
    change_parts(
        runtime,
        ACTOR,
        laura.id,
        add_name(PersonName(given_names="Lorna", surname="Wye")),
        add_birth(KIERAN.date_of_birth or READ_AT.date()),
        add_number(NumberKind.UNKNOWN, "ab 12345"),
        add_postcode("M1 1AE"),
        keep_episode(Episode(prison="HHI", status=CustodyStatus.REMAND, from_date=READ_AT.date())),
        keep_worker(KeyWorker(name="Nasreen Clyde", role=WorkerRole.COMMUNITY)),
    )
    merged = add_client(runtime, ACTOR, ClientDetails(given_names="Laura", surname="Severn"))
    merge_clients(runtime, ACTOR, merged.id, laura.id)
    for artefact in (ArtefactFormat.PDF, ArtefactFormat.PRINT):
        asked = IssueRequest(form_id="alert-form", artefact=artefact, client_id=laura.id)
        issue_form(runtime, ACTOR, asked)
    said = NewCorrection(field="date_of_birth", statement="I was born on the 28th.")
    ask_correction(runtime, ACTOR, laura.id, said)
    return laura.id


def _records(runtime: Runtime, client_id: int) -> tuple[int, int]:
    form = load_catalogue().find("alert-form")
    doubtful = store_record(
        runtime,
        form,
        {**ALERT, "death": True},
        doubtful=["court_name", "death", "criminal_justice_status"],
        batch=_BATCH,
        client_id=client_id,
    )
    accepted = store_record(
        runtime, form, ALERT, content=b"II*\x00 another", client_id=client_id, batch=_BATCH
    )
    for urgency in (1, 3):
        content = b"II*\x00 urgent" + bytes([urgency])
        made = store_record(runtime, form, ALERT, content=content, doubtful=["death"])
        with unit_of_work(runtime.engine) as session:
            session.execute(update(RecordRow).where(RecordRow.id == made).values(urgency=urgency))
    return doubtful, accepted


def _changing(runtime: Runtime, client_id: int) -> int:
    form = load_catalogue().find("alert-form")
    news = {"change_release_or_court_date": True, "change_treatment": True}
    details = {
        "change_release_or_court_date_detail": "2026-12-24",
        "change_treatment_detail": "Methadone 40 ml daily",
    }
    values = {**ALERT, **news, **details}
    made = store_record(runtime, form, values, content=b"II*\x00 news", client_id=client_id)
    with unit_of_work(runtime.engine) as session:
        recount(session, client_id)
    [treatment] = [
        one.key
        for one in effects_of_record(runtime, made).proposals
        if one.said.fact is Fact.TREATMENT
    ]
    accept_effects(runtime, ACTOR, made, [treatment])
    return made


def _documents(runtime: Runtime) -> int:
    """Store a file in each state that waits for a person; give one that is not recognised."""
    strange = store_document(
        runtime,
        b"II*\x00 a letter",
        unidentified(),
        batch=_BATCH,
        state=DocumentState.UNIDENTIFIED,
    )
    broken = replace(unidentified(), status=PageStatus.FAILED)
    for state in (DocumentState.FAILED, DocumentState.REFUSED):
        store_document(runtime, b"II*\x00" + state.encode(), broken, batch=_BATCH, state=state)
    return strange


def _checks(runtime: Runtime, record_id: int) -> tuple[int, int]:
    """Have values of a record drawn: one of a choice waits, one was read wrongly."""
    with unit_of_work(runtime.engine) as session:
        row = records.get(session, record_id)
        if row is None:
            raise AssertionError("the record is gone")
        draw_sample(session, row, 100, b"a key of the tests")
    with looking(runtime.engine) as session:
        drawn = select(QualityCheckRow).where(QualityCheckRow.record_id == record_id)
        ids = {check.field: check.id for check in session.scalars(drawn)}
    answer_check(runtime, ACTOR, ids["court_name"], "Hull")
    return ids["criminal_justice_status"], ids["court_name"]
