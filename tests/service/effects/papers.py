"""Forms that came back about a client and were accepted by a person, and what they change."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from forms.answers import Answer
from forms.registry import load_catalogue
from service.effects.facts import Fact
from service.effects.weighing import Proposal
from service.entities import Client, Episode
from service.runtime import Runtime
from service.store.engine import unit_of_work
from service.store.register_models import ClientRow, EpisodeRow, KeyWorkerRow
from service.store.states import CustodyStatus, WorkerRole
from service.usecases.clients import find_client
from service.usecases.effect_lists import effects_of_record
from service.usecases.records import accept_record, correct_record, find_record
from tests.service.conftest import ACTOR
from tests.service.stored import store_record

TODAY = datetime.now(UTC).date()
WHO: dict[str, Answer] = {
    "client_name": "Laura Jane O'Severn",
    "date_of_birth": "1974-03-27",
    "prisoner_number": "A1234BC",
}


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def at_leeds(runtime: Runtime, client: Client) -> Client:
    """Have a client serve a sentence in Leeds with a worker there, known since long ago."""
    with unit_of_work(runtime.engine) as session:
        row = session.get_one(ClientRow, client.id)
        stay = EpisodeRow(
            prison="LEI",
            status=CustodyStatus.SENTENCED,
            court="",
            from_date=ago(365),
            release_date=TODAY + timedelta(days=30),
        )
        row.episodes.append(stay)
        worker = KeyWorkerRow(
            name="Morag Tweed",
            role=WorkerRole.PRISON,
            agency="",
            telephone="",
            from_date=ago(365),
        )
        row.workers.append(worker)
    return find_client(runtime, client.id)


def alert(day: date, **values: Answer) -> dict[str, Answer]:
    """Give what an Alert Form of a day says."""
    return {
        **WHO,
        "date_completed": day.isoformat(),
        "criminal_justice_status": "sentenced",
        **values,
    }


def accepted(
    runtime: Runtime,
    client_id: int,
    values: Mapping[str, Answer],
    *,
    form_id: str = "alert-form",
    received_at: datetime | None = None,
) -> int:
    """Have a form come in and be accepted by a person; give its record."""
    form = load_catalogue().find(form_id)
    content = b"II*\x00" + repr(sorted(values.items())).encode() + form_id.encode()
    record_id = store_record(
        runtime,
        form,
        values,
        content=content,
        doubtful=["client_name"],
        client_id=client_id,
        created_at=received_at or datetime.now(UTC),
    )
    return accept(runtime, record_id)


def accept(runtime: Runtime, record_id: int) -> int:
    """Confirm what is in doubt, and accept."""
    seen = find_record(runtime, record_id)
    saved = correct_record(
        runtime,
        ACTOR,
        record_id,
        revision=seen.revision,
        changes={},
        confirmed=list(seen.doubts),
    )
    accept_record(runtime, ACTOR, record_id, revision=saved.revision, concerns_seen=True)
    return record_id


def said(runtime: Runtime, record_id: int) -> dict[Fact, Proposal]:
    """Give what a form says, by fact."""
    found = effects_of_record(runtime, record_id).proposals
    assert len(found) == len({one.said.fact for one in found})
    return {one.said.fact: one for one in found}


def standings(runtime: Runtime, record_id: int) -> dict[str, str]:
    """Give how each thing that a form says stands."""
    return {str(fact): str(one.standing) for fact, one in said(runtime, record_id).items()}


def stay_of(runtime: Runtime, client_id: int) -> Episode:
    """Give the last stay in custody."""
    return find_client(runtime, client_id).episodes[-1]
