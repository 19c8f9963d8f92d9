"""The real service is backed up by command while files are sent to it, and comes back elsewhere."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy import select

from service.backup.summary import summaries_in
from service.runtime import open_runtime
from service.settings import Settings
from service.store.engine import looking
from service.store.models import DocumentRow
from service.usecases.stored_files import verify_originals
from service.vault.key_source import kept_keys
from tests.service.conftest import ACTOR
from tests.service.processes import Installation, installation

_COMMAND = [sys.executable, "-c", "from service.cli import main; main()"]


def _run(settings: Mapping[str, str], *arguments: object) -> str:
    ours = {name: text for name, text in os.environ.items() if not name.startswith("THROUGHCARE_")}
    done = subprocess.run(
        [*_COMMAND, *map(str, arguments)],
        env={**ours, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class _Sender:
    """Sends files until told to stop, and remembers what the service said it has."""

    def __init__(self, served: Installation) -> None:
        self.over, self.sent = threading.Event(), dict[int, bytes]()
        self._served = served
        self._thread = threading.Thread(target=self._send)

    def _send(self) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            content = b"II*\x00 sent while it is backed up %d" % number
            self.sent[self._served.send("fax.tif", content)] = content

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._thread.join()

    def wait_for(self, count: int) -> dict[int, bytes]:
        while len(self.sent) < count:
            self.over.wait(0.05)
        return dict(self.sent)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_served_installation_comes_back_with_all_that_it_had_said_it_has(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    here, there = {}, {}
    if engine == "postgresql":
        here["THROUGHCARE_DATABASE_URL"] = request.getfixturevalue("fresh_postgresql")
        there["THROUGHCARE_DATABASE_URL"] = request.getfixturevalue("empty_postgresql")
    there["THROUGHCARE_DATA_DIR"] = str(tmp_path / "elsewhere")
    with installation(tmp_path, here) as served:
        backup = {**here, "THROUGHCARE_DATA_DIR": str(tmp_path / "var")}
        with _Sender(served) as sender:
            before = sender.wait_for(10)
            _run(backup, "backup", tmp_path / "backup")
            meanwhile = len(sender.sent) - len(before)
    assert meanwhile > 0, "nothing came in meanwhile: this showed nothing"
    there["THROUGHCARE_KEY"] = kept_keys(tmp_path / "var").read_text(encoding="ascii").strip()
    [summary] = summaries_in(tmp_path / "backup")
    _run(there, "restore", summary)
    _run(there, "originals", "verify")
    restored = open_runtime(Settings.from_env(there))
    with looking(restored.engine) as session:
        rows = {row.id: row.original_sha256 for row in session.scalars(select(DocumentRow))}
    for document_id, content in before.items():
        assert rows[document_id] == sha256(content).hexdigest()
        assert restored.originals.read(rows[document_id]) == content
    assert verify_originals(restored, ACTOR).findings == ()
    restored.engine.dispose()
