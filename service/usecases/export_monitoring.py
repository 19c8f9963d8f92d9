"""Gives de-personalised rows for monitoring, as CSV; that they left is noted."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy.orm import Session

from service.agencies.values import AgencyKind
from service.clock import LONDON, now_utc
from service.consent.facts import Purpose
from service.consent.ground import ground
from service.entities import Actor
from service.exporting.spreadsheet import csv_line
from service.monitoring.pseudonyms import Pseudonyms
from service.monitoring.rows import COLUMNS, Followed, Happening, group_of, rows_of
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import agencies, audit, clients, consents, monitoring
from service.store.engine import looking, unit_of_work

_TOGETHER = 500
_DAT = re.compile(r"[A-Z][0-9]{2}[A-Z]")


@needs(Power.EXPORT_MONITORING)
def export_monitoring(runtime: Runtime, actor: Actor) -> Iterator[str]:
    """Yield the lines of a CSV file, some at a time; it begins with the mark of UTF-8.

    Clients come in the order of their pseudonyms, which is another one each time: two exports
    cannot be laid side by side.
    """
    names, today = Pseudonyms(), now_utc().astimezone(LONDON).date()
    with unit_of_work(runtime.engine) as session:
        ids = sorted(monitoring.everybody(session), key=names.of)
        agreed = _agreed(session)
        agency = "+".join(sorted(row.code for row in agencies.listed(session) if row.is_own))
        audit.write(session, actor, "monitoring.exported", "register", "all", clients=len(ids))
    sizes = Counter(
        group_of(one, today) for one in _all(runtime, ids, agreed, names) if one.has_consent
    )
    yield "\ufeff" + csv_line(COLUMNS)
    for client in _all(runtime, ids, agreed, names):
        for row in rows_of(client, agency, today, sizes):
            yield csv_line([row[column] for column in COLUMNS])


def _agreed(session: Session) -> frozenset[int]:
    """Give the clients whose yes to monitoring stands now."""
    now, bodies = (
        now_utc(),
        [
            row.id
            for row in agencies.listed(session)
            if row.is_active and row.kind == AgencyKind.MONITORING
        ],
    )
    asked = {
        row.id
        for body in bodies
        for named in consents.clients_named(session, body)
        if (row := clients.standing(session, named))
    }
    return frozenset(
        client_id
        for client_id in asked
        for history in [consents.history(session, client_id)]
        if any(ground(history, client_id, one, Purpose.MONITORING, now) for one in bodies)
    )


def _all(
    runtime: Runtime, ids: Sequence[int], agreed: Collection[int], names: Pseudonyms
) -> Iterator[Followed]:
    for start in range(0, len(ids), _TOGETHER):
        portion = ids[start : start + _TOGETHER]
        with looking(runtime.engine) as session:
            known = {one.id: one for one in monitoring.followed(session, portion)}
            happened = monitoring.happened(session, portion)
        for client_id in portion:
            if found := known.get(client_id):
                yield _followed(runtime, found, happened.get(client_id, ()), agreed, names)


def _followed(
    runtime: Runtime,
    found: monitoring.Followed,
    happened: Sequence[monitoring.Happened],
    agreed: Collection[int],
    names: Pseudonyms,
) -> Followed:
    return Followed(
        pseudonym=names.of(found.id),
        has_consent=found.id in agreed,
        born=found.born,
        sex=found.sex,
        dat=_area(found.home_dat),
        is_ppo=found.is_ppo,
        happenings=[
            Happening(
                kind=str(one.kind),
                on=one.at.astimezone(LONDON).date(),
                prison=_prison(runtime, one.prison),
            )
            for one in happened
        ],
    )


def _area(code: str) -> str:
    """Give the code of an area; the published list knows few, so its form must do."""
    return code if _DAT.fullmatch(code) else ""


def _prison(runtime: Runtime, code: str) -> str:
    """Give the code of a prison that is on the list: anything else somebody typed."""
    return code if code and runtime.lists.by_code("prisons", code) else ""
