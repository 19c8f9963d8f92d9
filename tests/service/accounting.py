"""Accounts for every document of an installation after whatever was done to it."""

import hashlib
import time
from collections import Counter
from collections.abc import Iterator, Mapping

from sqlalchemy import func, select

from service.errors import NotFoundError, UnavailableError
from service.runtime import Runtime
from service.store.engine import looking
from service.store.models import DocumentRow, OriginalRow, PageRow, RecordRow
from service.store.states import UNFINISHED, DocumentState, JobState
from service.store.work_models import JobRow


def counts(runtime: Runtime) -> Counter[DocumentState]:
    """Count documents by state."""
    with looking(runtime.engine) as session:
        query = select(DocumentRow.state, func.count()).group_by(DocumentRow.state)
        return Counter(dict(session.execute(query).all()))


def wait_until_final(runtime: Runtime, seconds: float) -> Counter[DocumentState]:
    """Wait until every document is in a final state; the last counts where that does not come."""
    deadline = time.monotonic() + seconds
    found: Counter[DocumentState] = Counter()
    while time.monotonic() < deadline:
        try:
            found = counts(runtime)
        except UnavailableError:
            found = Counter({DocumentState.READING: 1})
        if not any(found[state] for state in UNFINISHED):
            break
        time.sleep(0.5)
    return found


def problems(runtime: Runtime, sent: Mapping[int, bytes]) -> list[str]:
    """Tell what was lost or kept twice.

    Args:
        runtime: the installation.
        sent: the content of each document that the service said it has, by id.
    """
    return [
        *_lost(runtime, sent),
        *_unfinished(runtime),
        *_twice(runtime),
        *_damaged(runtime),
    ]


def _lost(runtime: Runtime, sent: Mapping[int, bytes]) -> Iterator[str]:
    with looking(runtime.engine) as session:
        known = {row.id: row.original_sha256 for row in session.scalars(select(DocumentRow))}
    for document_id, content in sent.items():
        if known.get(document_id) != hashlib.sha256(content).hexdigest():
            yield f"document {document_id} is lost"
        elif not runtime.originals.path(known[document_id]).exists():
            yield f"the original of document {document_id} is lost"


def _unfinished(runtime: Runtime) -> Iterator[str]:
    with looking(runtime.engine) as session:
        for row in session.scalars(select(DocumentRow).where(DocumentRow.state.in_(UNFINISHED))):
            yield f"document {row.id} is {row.state}"
        open_states = (JobState.WAITING, JobState.RUNNING)
        for job in session.scalars(select(JobRow).where(JobRow.state.in_(open_states))):
            yield f"job {job.id} is {job.state}"


def _twice(runtime: Runtime) -> Iterator[str]:
    with looking(runtime.engine) as session:
        documents = select(DocumentRow.original_sha256).where(
            DocumentRow.state != DocumentState.DUPLICATE
        )
        for what, query in (
            ("bytes are read", documents),
            ("a copy has a record", select(RecordRow.copy_id)),
            ("a page is kept", select(PageRow.document_id * 10_000 + PageRow.number)),
        ):
            found = Counter(session.scalars(query))
            twice = sum(number > 1 for one, number in found.items() if one is not None)
            if twice:
                yield f"{what} twice, {twice} times"


def _damaged(runtime: Runtime) -> Iterator[str]:
    with looking(runtime.engine) as session:
        pictures = select(PageRow.evidence_sha256).where(PageRow.evidence_sha256.is_not(None))
        known = {*session.scalars(select(OriginalRow.sha256)), *session.scalars(pictures)}
    for sha256 in known:
        try:
            runtime.originals.read(sha256 or "")
        except NotFoundError:
            yield f"stored file {sha256} is lost or damaged"
