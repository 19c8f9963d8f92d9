"""Kill -9 of web, workers and readers in the middle of their work: nothing is lost, nothing twice.

`python -m bench.crashes` does the same at length.
"""

import random
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from service.runtime import open_runtime
from service.settings import Settings
from tests.service.accounting import problems, wait_until_final
from tests.service.processes import Killer, installation
from tests.service.redis import redis_server
from tests.service.sending import returns

_DOCUMENTS, _KILLS = 16, 6
_PATIENCE = 240
"""Seconds for all of it to be read, on a machine that does other things besides."""


@pytest.fixture
def embedded() -> Mapping[str, str]:
    """Everything in one process, on files."""
    return {}


@pytest.fixture
def servers(fresh_postgresql: str) -> Iterator[Mapping[str, str]]:
    """PostgreSQL and Redis."""
    with redis_server() as url:
        yield {"THROUGHCARE_DATABASE_URL": fresh_postgresql, "THROUGHCARE_QUEUE_URL": url}


@pytest.mark.parametrize(("backend", "workers"), [("embedded", 0), ("servers", 2)])
def test_killed_at_random_it_loses_nothing_and_keeps_nothing_twice(
    request: pytest.FixtureRequest, tmp_path: Path, backend: str, workers: int
) -> None:
    settings: Mapping[str, str] = request.getfixturevalue(backend)
    sent: dict[int, bytes] = {}
    with installation(tmp_path, settings, workers=workers) as target:
        over = threading.Event()
        killer = Killer(target, random.Random(4177), (0.3, 1.5))
        killing = threading.Thread(target=killer.run, args=(_KILLS, over))
        killing.start()
        for content in returns(_DOCUMENTS, seed=4178):
            sent[target.send("return.pdf", content)] = content
        killing.join()
        target.start()
        ours = {"THROUGHCARE_DATA_DIR": str(tmp_path / "var"), **settings}
        runtime = open_runtime(Settings.from_env(ours))
        wait_until_final(runtime, _PATIENCE)
        assert problems(runtime, sent) == []
        runtime.engine.dispose()
    assert sum(killer.kills.values()) == _KILLS
    assert len(sent) == _DOCUMENTS
