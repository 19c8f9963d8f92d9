"""Parts pages that were wrongly put together: each form gets a record of its own."""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from sqlalchemy.orm import Session

from service.entities import Actor
from service.errors import BadRequestError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import withdrawals
from service.store.engine import unit_of_work
from service.store.models import PageRow, RecordRow
from service.store.states import Withdrawn
from service.usecases.filing import assembled, fill_record, new_record
from service.usecases.records import opened
from service.usecases.returning import was_done_before, withdraw
from service.usecases.standing import settle_all


@needs(Power.CHECK)
def part_record(
    runtime: Runtime, actor: Actor, record_id: int, *, revision: int, starts: Collection[int]
) -> list[int]:
    """Make several records of one, and withdraw it; give their ids.

    Args:
        runtime: the installation.
        actor: the person.
        record_id: whose pages were wrongly put together.
        revision: as the person saw it.
        starts: pages, counted from 1 in the order of the record, with which a new form begins.

    Raises:
        NotFoundError: there is no such record.
        BadRequestError: no page was chosen, or one that the record does not have.
        ConflictError: somebody else is checking it or changed it, or it is out of the list.
    """
    with unit_of_work(runtime.engine) as session:
        if was_done_before(session, actor, record_id, Withdrawn.PARTED):
            return _made_before(session, record_id)
        row = opened(session, actor, record_id, revision)
        pages = list(row.pages)
        _check_starts(starts, len(pages))
        # First, so that none of its parts seems to have come before.
        withdrawal = withdraw(session, actor, row, Withdrawn.PARTED)
        made = list(_made(runtime, session, list(_groups(pages, starts))))
        made_ids = [one.id for one in made]
        withdrawal.parts = {"pages": [page.id for page in pages], "records": made_ids}
        session.flush()
        session.refresh(row, ["pages"])
        for one in made:
            settle_all(session, one)
        return made_ids


def _made_before(session: Session, record_id: int) -> list[int]:
    last = withdrawals.last(session, record_id)
    return list(last.parts["records"]) if last and last.parts else []


def _check_starts(starts: Collection[int], pages: int) -> None:
    if not starts or not set(starts) <= set(range(2, pages + 1)):
        problem = {"starts": "Choose the page with which another form begins."}
        raise BadRequestError("a page is needed with which another form begins", problem)


def _groups(pages: Sequence[PageRow], starts: Collection[int]) -> Iterator[list[PageRow]]:
    edges = [0, *(start - 1 for start in sorted(set(starts))), len(pages)]
    for first, end in pairwise(edges):
        yield list(pages[first:end])


def _made(
    runtime: Runtime, session: Session, groups: Sequence[Sequence[PageRow]]
) -> Iterator[RecordRow]:
    """Put each group of pages together anew; pages that do not go together part by themselves."""
    for group in groups:
        by_number = {page.number: page for page in group}
        for draft in assembled(runtime, group):
            record = new_record(group[0].document, draft)
            fill_record(runtime, session, record, draft, [by_number[n] for n in draft.pages])
            yield record
