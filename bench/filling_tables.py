"""Fills a database with invented work by the ten thousand, straight into the tables."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, insert

from forms.registry import load_catalogue
from ocr.reading import page_json
from service.assembly import Doubt
from service.matching.decision import MatchNote
from service.quality import Outcome
from service.runtime import Runtime
from service.store.base import Base
from service.store.models import (
    BatchRow,
    DocumentRow,
    IntakeRow,
    IssuedCopyRow,
    OriginalRow,
    PageRow,
    PageSurenessRow,
    RecordRow,
    UserRow,
)
from service.store.register_models import EpisodeRow
from service.store.states import (
    Channel,
    CustodyStatus,
    DocumentState,
    JobKind,
    JobState,
    RecordState,
    Role,
)
from service.store.work_models import JobRow, QualityCheckRow
from tests.service.readings import unidentified

_Rows = dict[type[Base], list[dict[str, Any]]]
_FORMS = ("alert-form", "dir-consent", "release-plan", "activity-form")
_CHANNELS = (Channel.FOLDER, Channel.MAIL, Channel.WEB, Channel.API)
_STATES: Mapping[DocumentState, float] = {
    DocumentState.DONE: 0.9,
    DocumentState.REVIEW: 0.05,
    DocumentState.UNIDENTIFIED: 0.03,
    DocumentState.REFUSED: 0.01,
    DocumentState.FAILED: 0.005,
    DocumentState.RECEIVED: 0.005,
}
_FILED = (DocumentState.DONE, DocumentState.REVIEW)
_TOGETHER = 5000
_PRISONS = ("MRI", "HHI", "WDI", "DNI")
_TABLES = (
    *(IntakeRow, DocumentRow, RecordRow, PageRow, PageSurenessRow, JobRow, QualityCheckRow),
    *(IssuedCopyRow, EpisodeRow),
)
_SHA256 = "0" * 64
_ABOUT_A_FORM = {f"field_{at}": f"an answer of some length, {at}" for at in range(24)}
_SURE_OF = [1 - 0.03 / (place + 1) for place in range(24)]
_ABOUT_A_PAGE = {**page_json(unidentified()), "text": [_ABOUT_A_FORM] * 3}


def fill_tables(
    runtime: Runtime,
    documents: int,
    *,
    now_utc: datetime,
    days: int = 83,
    in_batches: float = 0.2,
    forms: Sequence[str] = _FORMS,
    clients: int = 0,
) -> None:
    """Fill an empty database.

    Args:
        runtime: the installation.
        documents: how many, a page each.
        now_utc: when the last of them came.
        days: over how many they came.
        in_batches: share of them in the newest batch.
        forms: ids of forms that they are of.
        clients: with the ids from 1 to it: most records are one of theirs, copies went out for
            them, and one in five is in custody.
    """
    chance = random.Random(documents)
    with runtime.engine.begin() as connection:
        connection.execute(insert(UserRow), [_user(now_utc)])
        names = ("Leeds 2009 box 12", "Hull 2011 shelf 3", "Leeds 2009 box 14")
        rows = [
            {"id": at + 1, "name": name, "created_at": now_utc} for at, name in enumerate(names)
        ]
        connection.execute(insert(BatchRow), rows)
        original = {
            "sha256": _SHA256,
            "size": 1,
            "media_type": "image/tiff",
            "received_at": now_utc,
        }
        connection.execute(insert(OriginalRow), [original])
        for portion in _portions(chance, documents, now_utc, timedelta(days), in_batches, forms):
            _write(connection, _of_clients(chance, portion, clients, now_utc))


def _of_clients(chance: random.Random, portion: _Rows, clients: int, now_utc: datetime) -> _Rows:
    """Link records to clients, some of whom have many, and add what else there is of clients."""
    if not clients:
        return portion
    copies, stays = portion[IssuedCopyRow], portion[EpisodeRow]
    for row in portion[RecordRow]:
        client = 1 + int(clients * chance.random() ** 3)
        row |= {"client_id": client, "match_note": MatchNote.AGREES, "urgency": 0}
        if row["state"] is RecordState.REVIEW and chance.random() < 0.2:
            row["urgency"] = chance.randint(1, 3)
        copies.append(_copy(row, client))
        if chance.random() < 0.4:
            stays.append(_stay(chance, 1 + chance.randrange(clients), now_utc))
    return portion


def _copy(record: Mapping[str, Any], client: int) -> dict[str, Any]:
    return {
        "copy_id": f"{record['id']:014d}",
        "form_id": record["form_id"],
        "form_version": "1",
        "artefact": "print",
        "values": {},
        "client_id": client,
        "issued_at": record["created_at"] - timedelta(days=3),
    }


def _stay(chance: random.Random, client: int, now_utc: datetime) -> dict[str, Any]:
    return {
        "client_id": client,
        "prison": chance.choice(_PRISONS),
        "status": chance.choice(list(CustodyStatus)),
        "court": "",
        "release_date": now_utc.date() + timedelta(days=chance.randrange(400)),
    }


def _user(now_utc: datetime) -> dict[str, Any]:
    return {
        "id": 1000,
        "name": "nobody in particular",
        "roles": frozenset({Role.TEAM_MANAGER}),
        "password_hash": "",
        "session_stamp": "",
        "active": False,
        "created_at": now_utc,
    }


def _write(connection: Connection, portion: _Rows) -> None:
    for table, rows in portion.items():
        if rows:
            connection.execute(insert(table), rows)


def _portions(
    chance: random.Random,
    documents: int,
    now_utc: datetime,
    ago: timedelta,
    in_batches: float,
    forms: Sequence[str],
) -> Iterator[_Rows]:
    for first in range(1, documents + 1, _TOGETHER):
        rows: _Rows = {table: [] for table in _TABLES}
        for number in range(first, min(first + _TOGETHER, documents + 1)):
            came = now_utc - ago * chance.random() ** 1.2
            _add(rows, chance, number, came, now_utc, chance.random() < in_batches, forms)
        yield rows


def _add(
    rows: _Rows,
    chance: random.Random,
    number: int,
    came: datetime,
    now_utc: datetime,
    is_of_batch: bool,
    forms: Sequence[str],
) -> None:
    [state] = chance.choices(list(_STATES), _STATES.values())
    read = min(came + timedelta(seconds=chance.expovariate(1 / 90)), now_utc)
    channel = Channel.COMMAND_LINE if is_of_batch else chance.choices(_CHANNELS, (8, 5, 3, 1))[0]
    rows[IntakeRow].append({"id": number, "channel": channel, "received_at": came})
    rows[DocumentRow].append(
        {
            "id": number,
            "intake_id": number,
            "original_sha256": _SHA256,
            "name_given": f"fax-{number}.tif",
            "state": state,
            "reason_code": "unreadable-file" if state is DocumentState.REFUSED else None,
            "reason": "This file is damaged. Send it again."
            if state is DocumentState.REFUSED
            else None,
            "finished_at": None if state is DocumentState.RECEIVED else read,
            "batch_id": 3 if is_of_batch else None,
            "place": f"shelf {number % 40}/folder {number % 7}/{number}.tif"
            if is_of_batch
            else None,
            "place_key": f"{number:064x}" if is_of_batch else None,
            "page_count": 1,
        }
    )
    rows[JobRow].append(
        {
            "id": number,
            "kind": JobKind.READ,
            "document_id": number,
            "priority": 0,
            "state": JobState.DONE,
            "not_before": came,
            "created_at": came,
            "finished_at": read,
        }
    )
    if state is not DocumentState.RECEIVED:
        _add_page(rows, number, state, read)
    if state in _FILED:
        _add_record(rows, chance, number, state, read, now_utc, forms)


def _add_page(rows: _Rows, number: int, state: DocumentState, read: datetime) -> None:
    status = "read" if state is DocumentState.DONE else "unidentified"
    rows[PageRow].append(
        {
            "id": number,
            "document_id": number,
            "number": 1,
            "status": "review" if state is DocumentState.REVIEW else status,
            "reading": _ABOUT_A_PAGE,
            "read_at": read,
            "record_id": number if state in _FILED else None,
        }
    )
    rows[PageSurenessRow].append(
        {"page_id": number, "read_at": read, "confidences": _SURE_OF, "accepted": 20}
    )


def _add_record(
    rows: _Rows,
    chance: random.Random,
    number: int,
    state: DocumentState,
    read: datetime,
    now_utc: datetime,
    forms: Sequence[str],
) -> None:
    is_done, is_alone = state is DocumentState.DONE, chance.random() < 0.7
    wait = timedelta() if is_alone else timedelta(hours=chance.expovariate(1 / 9))
    [form] = chance.choices(forms, range(2 * len(forms), len(forms), -1))
    rows[RecordRow].append(
        {
            "id": number,
            "document_id": number,
            "form_id": form,
            "form_version": "1",
            "values": _ABOUT_A_FORM,
            "doubts": {} if is_done else {_keys(form)[0]: Doubt.UNSURE},
            "concerns": [],
            "state": RecordState.ACCEPTED if is_done else RecordState.REVIEW,
            "match_note": MatchNote.NOT_NEEDED,
            "created_at": read,
            "accepted_at": min(read + wait, now_utc) if is_done else None,
            "accepted_by_id": None if is_alone or not is_done else 1000,
            "revision": 1,
        }
    )
    if is_done and chance.random() < 0.15:
        _add_check(rows, chance, number, form, read, now_utc)


@cache
def _keys(form_id: str) -> tuple[str, ...]:
    return tuple(field.key for field in load_catalogue().find(form_id).fields())


def _add_check(
    rows: _Rows, chance: random.Random, number: int, form: str, read: datetime, now_utc: datetime
) -> None:
    is_seen, is_wrong = chance.random() < 0.8, chance.random() < 0.012
    outcome = Outcome.WRONG if is_wrong else Outcome.RIGHT
    rows[QualityCheckRow].append(
        {
            "record_id": number,
            "field": _keys(form)[number % len(_keys(form))],
            "form_id": form,
            "channel": "fax",
            "read": {"value": "Leeds"},
            "drawn_at": read,
            "seen": {"value": "Hull" if is_wrong else "Leeds"} if is_seen else None,
            "seen_at": min(read + timedelta(days=1), now_utc) if is_seen else None,
            "outcome": outcome if is_seen else Outcome.WAITING,
        }
    )
