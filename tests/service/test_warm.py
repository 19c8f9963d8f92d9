"""Readers come cheap: the server that forks them has what they need, and nothing else is run."""

import subprocess
import sys
from pathlib import Path

import pytest

from forms.definition import Form
from tests.ocr.pages import encoded, printed

_PROGRAM = """
import sys
from pathlib import Path

with Path(sys.argv[1]).open("a") as told:
    print(__name__, file=told)

if __name__ == "__main__":
    from service.jobs.child import Limits
    from service.jobs.pool import read_files

    limits = Limits(memory_mb=3072, seconds=60)
    for pages in read_files([Path(sys.argv[2])], jobs=2, folders=(), limits=limits):
        print(pages[0].reading.form)
"""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """Give the modules that the server has."""
    told = "import sys, service.jobs.warm; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True, text=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("package", ["service.jobs.child", "service.containers", "ocr.pipeline"])
def test_what_each_reader_needs_is_there_before_it_is_forked(
    package: str, loaded: set[str]
) -> None:
    assert package in loaded


@pytest.mark.parametrize("package", ["sqlalchemy", "flask", "service.store"])
def test_readers_have_nothing_of_the_service(package: str, loaded: set[str]) -> None:
    assert package not in loaded


def test_the_program_that_asks_is_not_run_again_in_its_readers(
    alert_form: Form, tmp_path: Path
) -> None:
    program, told, fax = tmp_path / "program.py", tmp_path / "told", tmp_path / "fax.tif"
    program.write_text(_PROGRAM)
    fax.write_bytes(encoded([printed(alert_form)[0]]))
    command = [sys.executable, str(program), str(told), str(fax)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert done.stdout.split() == ["alert-form"]
    assert told.read_text().split() == ["__main__"]
