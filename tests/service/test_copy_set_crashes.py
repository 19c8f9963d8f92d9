"""Kill -9 of the worker in the middle of a set: each client still has exactly one copy."""

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pypdf import PdfReader
from sqlalchemy import select

from forms.artefacts import ArtefactFormat
from forms.copies import parse_copy_id
from service.copy_sets import CopySet, CopySetRequest
from service.migrations import upgrade
from service.runtime import open_runtime
from service.settings import Settings
from service.store.caseloads import Caseload
from service.store.engine import looking
from service.store.models import IssuedCopyRow
from service.store.states import CopySetState
from service.usecases.copy_sets import find_set, order_set, take_set_file
from tests.service.conftest import ACTOR
from tests.service.prisons import fill_prison
from tests.service.processes import installation

_CLIENTS = 300
_PATIENCE = 180
"""Seconds, on a machine that does other things besides."""
_COPY_ID = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}")
LEEDS = CopySetRequest(
    form_id="alert-form", artefact=ArtefactFormat.PRINT, caseload=Caseload(prison="LEI")
)


def _until(look: Callable[[], CopySet], holds: Callable[[CopySet], bool]) -> CopySet:
    deadline = time.monotonic() + _PATIENCE
    while not holds(found := look()):
        assert time.monotonic() < deadline, found
        time.sleep(0.01)
    return found


def test_a_worker_that_is_killed_leaves_one_copy_a_client(
    either_settings: Settings, tmp_path: Path
) -> None:
    ours = replace(either_settings, data_dir=tmp_path / "var")
    environment = {"THROUGHCARE_DATABASE_URL": ours.database_url}
    runtime = open_runtime(ours)
    upgrade(runtime.engine)
    fill_prison(runtime, _CLIENTS)
    with installation(tmp_path, environment, workers=1) as target:
        worker = target.programs["worker0"]
        set_id = order_set(runtime, ACTOR, LEEDS).id
        seen = _until(lambda: find_set(runtime, set_id), lambda found: found.made > 0)
        worker.kill()
        worker.start()
        found = _until(
            lambda: find_set(runtime, set_id),
            lambda found: found.state is CopySetState.READY,
        )
    assert seen.made < _CLIENTS
    with looking(runtime.engine) as session:
        rows = session.execute(select(IssuedCopyRow.client_id, IssuedCopyRow.copy_id)).all()
    assert (found.made, found.left_out) == (_CLIENTS, 0)
    assert set(Counter(client_id for client_id, _ in rows).values()) == {1}
    assert len(rows) == _CLIENTS
    with take_set_file(runtime, ACTOR, set_id) as file:
        pages = PdfReader(file).pages
        printed = [copy_id for page in pages for copy_id in _COPY_ID.findall(page.extract_text())]
    assert sorted(printed) == sorted(str(parse_copy_id(copy_id)) for _, copy_id in rows)
    runtime.engine.dispose()
