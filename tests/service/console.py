"""The command line, run within the test."""

import sys
from pathlib import Path

import pytest

from service.cli import main


class Console:
    """Runs commands on an installation of the test's own."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
    ) -> None:
        self.patch, self.capsys = monkeypatch, capsys
        monkeypatch.setenv("THROUGHCARE_DATA_DIR", str(folder))

    def run(self, *arguments: object) -> tuple[int, str, str]:
        self.patch.setattr(sys, "argv", ["throughcare", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = self.capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, printed.out, printed.err
