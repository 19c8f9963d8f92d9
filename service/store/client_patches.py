"""What a change of a client set, part by part, so that just this can be undone again.

A patch is a list of steps as JSON: `{"part", "id", "field", "before", "after"}` where a value was
set, of a part (episodes, workers, …) or, with the part "", of the client itself; and
`{"part", "id", "made"}` where a part was made, with all that it held.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from service.effects.register import plain
from service.errors import ConflictError
from service.store.register_models import (
    ClientNameRow,
    ClientNumberRow,
    ClientRow,
    EpisodeRow,
    KeyWorkerRow,
)
from service.store.states import CustodyStatus

_MAIN = ("home_dat", "address", "prisoner_number")
_PARTS: Mapping[str, type[Any]] = {
    "episodes": EpisodeRow,
    "workers": KeyWorkerRow,
    "numbers": ClientNumberRow,
    "names": ClientNameRow,
}
_NO_FACTS = {"id", "client_id"}
Held = Mapping[tuple[str, int], Mapping[str, str]]
"""What a client holds, by part and id; the client itself is part "" with id 0."""
Patch = list[dict[str, Any]]


def held_by(row: ClientRow) -> Held:
    """Give what a client and its parts hold, as plain text; what was added must have its id."""
    main = {column: plain(getattr(row, column)) for column in _MAIN}
    parts = {
        (part, one.id): {key: plain(getattr(one, key)) for key in _keys(kind)}
        for part, kind in _PARTS.items()
        for one in getattr(row, part)
    }
    return {("", 0): main, **parts}


def _keys(kind: type[Any]) -> list[str]:
    return [column.key for column in kind.__table__.columns if column.key not in _NO_FACTS]


def patch_of(before: Held, after: Held) -> Patch:
    """Give what was set and what was made from one state to the next; nothing is taken away."""
    steps: Patch = []
    for (part, part_id), now in after.items():
        was = before.get((part, part_id))
        if was is None:
            steps.append({"part": part, "id": part_id, "made": dict(now)})
            continue
        steps += [
            {"part": part, "id": part_id, "field": key, "before": was[key], "after": value}
            for key, value in now.items()
            if was[key] != value
        ]
    return steps


def undo(row: ClientRow, patch: Patch) -> None:
    """Undo a change of a client, unless something newer stands on it.

    Raises:
        ConflictError: what it set was changed since, or what it made is gone or was changed.
    """
    held = held_by(row)
    if not all(_still_stands(step, held) for step in patch):
        raise ConflictError(
            "something newer stands on this change",
            hint="Take back what came after it first, or change the client by hand.",
        )
    for step in patch:
        _undo_step(row, step)


def _still_stands(step: Mapping[str, Any], held: Held) -> bool:
    now = held.get((step["part"], step["id"]), {})
    if "made" in step:
        made: Mapping[str, str] = step["made"]
        return now == made
    return bool(now.get(step["field"]) == step["after"])


def _undo_step(row: ClientRow, step: Mapping[str, Any]) -> None:
    if not step["part"]:
        setattr(row, step["field"], step["before"])
        return
    parts = getattr(row, step["part"])
    one = _of_id(parts, step["id"])
    if "made" in step:
        parts.remove(one)
    else:
        setattr(one, step["field"], typed(step["field"], step["before"]))


def _of_id(parts: Iterable[Any], part_id: int) -> Any:  # noqa: ANN401 - a row of any part
    return next(one for one in parts if one.id == part_id)


def typed(field: str, text: str) -> object:
    """Give a plain text as the column of a part keeps it."""
    if field.endswith("_date"):
        return date.fromisoformat(text) if text else None
    if field == "status":
        return CustodyStatus(text) if text else None
    return text
