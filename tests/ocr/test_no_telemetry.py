"""The recogniser tells nobody that it runs: it leaves nothing behind that could be sent."""

import os
import subprocess
import sys
from pathlib import Path

_LOAD = "from ocr.engine.recogniser import recogniser; recogniser()"


def _left_by(command: str, home: Path) -> list[str]:
    """Run a command with a home directory of its own; list what it left there."""
    home.mkdir()
    kept = {name: text for name, text in os.environ.items() if not name.startswith("ORT_")}
    subprocess.run(
        [sys.executable, "-c", command],
        env={**kept, "HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache")},
        check=True,
        timeout=120,
    )
    return [path.name for path in home.rglob("*") if path.is_file()]


def test_the_recogniser_leaves_no_trace_at_home(tmp_path: Path) -> None:
    assert _left_by(_LOAD, tmp_path / "home") == []
