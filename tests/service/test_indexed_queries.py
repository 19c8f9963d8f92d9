"""Pages ask by indexes: what they show takes as long with many years of work as with one."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from service.runtime import Runtime
from service.store import consents, effects, sureness
from service.store.engine import looking
from service.store.monitoring_figures import Split, Within, forms_and_clients, ticks, waiting
from service.store.retention_decisions import clients_in

_THEN, _NOW = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
_WITHIN = Within(_THEN, _NOW)
_BANDS = [("under-18", date(2008, 4, 1))]
_OF_CLIENTS = (Split.AGE, Split.SEX, Split.DAT)
_ASKED: dict[str, Callable[[Session], Any]] = {
    "consent sheets of a client": lambda session: consents.sheets_of(session, [1], "dir-consent"),
    "forms that change something": lambda session: effects.open_records(
        session, after_id=0, limit=50
    ),
    "whose papers kept files hold": lambda session: clients_in(session, {1, 2}),
    "forms and clients of a period": lambda session: forms_and_clients(
        session, _WITHIN, list(Split), _OF_CLIENTS, _BANDS
    ),
    "ticks of a period": lambda session: ticks(session, _WITHIN, "alert-form", ["other"]),
    "what waits of a period": lambda session: waiting(session, _WITHIN),
    "how sure of pages": lambda session: list(sureness.of_pages(session, _THEN)),
    "how sure of matches": lambda session: list(sureness.of_matches(session, _THEN)),
}
_GONE_THROUGH = ("SCAN records", "SCAN pages", "SCAN documents", "SCAN intakes", "SCAN match")
_OF_ALL_YEARS = "ix_records_state"
"""All accepted records have one state: to begin with it is to read nearly all of them."""


@pytest.mark.parametrize("asked", _ASKED.values(), ids=_ASKED)
def test_no_table_of_the_work_is_read_through(
    small: Runtime, asked: Callable[[Session], Any]
) -> None:
    said: list[tuple[str, Any]] = []
    event.listen(small.engine, "before_cursor_execute", lambda *all_: said.append(all_[2:4]))
    with looking(small.engine) as session:
        asked(session)
    queries = [one for one in said if one[0].startswith(("SELECT", "WITH"))]
    assert queries
    with small.engine.connect() as connection:
        for query, values in queries:
            found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values).all()
            plan = "\n".join(row[3] for row in found)
            assert not any(bad in plan for bad in (*_GONE_THROUGH, _OF_ALL_YEARS)), plan
