"""A client as plain data, what differs between two such states, and the history of differences."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.clock import now_utc
from service.entities import Actor
from service.store import audit
from service.store.clients import CLIENT_COLUMNS
from service.store.models import UserRow
from service.store.register_models import ClientHistoryRow, ClientRow
from service.store.states import ClientAction

_EPISODE = (
    *("prison", "status", "court", "release_date", "from_date", "to_date"),
    *("court_date", "treatment", "release_plan"),
)
_WORKER = ("name", "agency", "telephone", "role", "from_date", "to_date")

State = dict[str, Any]


def state_of(row: ClientRow) -> State:
    """Give all that is known of a client as it goes into JSON; of parts, each only once."""
    return {
        **{key: _plain(getattr(row, key)) for key in CLIENT_COLUMNS},
        "other_names": _once([f"{one.given_names} {one.surname}".strip() for one in row.names]),
        "other_births": _once([_plain(one.date_of_birth) for one in row.births]),
        "numbers": _once([f"{one.kind}: {one.text}" for one in row.numbers]),
        "postcodes": _once([one.postcode for one in row.postcodes]),
        "episodes": [_parts(one, _EPISODE) for one in row.episodes],
        "workers": [_parts(one, _WORKER) for one in row.workers],
    }


def _once(parts: list[Any]) -> list[Any]:
    return list(dict.fromkeys(parts))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _parts(row: object, keys: tuple[str, ...]) -> State:
    known = {key: _plain(getattr(row, key)) for key in keys}
    return {key: value for key, value in known.items() if value}


def differences(before: State, after: State) -> list[State]:
    """Give what changed: field, before, after; of lists, only what is gone and what is new."""
    return [
        {"field": key, "before": gone, "after": new}
        for key in after
        for gone, new in [_difference(before[key], after[key])]
        if gone != new
    ]


def _difference(before: object, after: object) -> tuple[object, object]:
    if isinstance(before, list) and isinstance(after, list):
        gone = [part for part in before if part not in after]
        return gone, [part for part in after if part not in before]
    return before, after


def note(
    session: Session, actor: Actor, row: ClientRow, action: ClientAction, changes: list[State]
) -> None:
    """Add to a client's history, and to the audit trail without the values."""
    session.add(
        ClientHistoryRow(
            client_id=row.id,
            at=now_utc(),
            by_id=actor.user_id,
            channel=actor.channel,
            action=action,
            changes=changes,
        )
    )
    fields = sorted(change["field"] for change in changes)
    audit.write(session, actor, f"client.{action}", "client", row.id, fields=fields)


def entries(
    session: Session, client_ids: list[int]
) -> list[tuple[ClientHistoryRow, str, str | None]]:
    """List the history of these clients, newest first, with reference and user's name."""
    query = (
        select(ClientHistoryRow, ClientRow.reference, UserRow.name)
        .join(ClientRow, ClientRow.id == ClientHistoryRow.client_id)
        .outerjoin(UserRow, UserRow.id == ClientHistoryRow.by_id)
        .where(ClientHistoryRow.client_id.in_(client_ids))
        .order_by(ClientHistoryRow.id.desc())
    )
    return [(row, reference, name) for row, reference, name in session.execute(query)]
