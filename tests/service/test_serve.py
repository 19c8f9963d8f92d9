"""`throughcare serve` as a process: killed in the middle of its work, it loses nothing."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from forms.copies import new_copy_id
from forms.definition import Form
from forms.pdf.fill import fill
from forms.pdf.template import pdf_template
from service.cli.context import console_actor, open_here
from service.settings import Settings
from service.store.states import UNFINISHED, DocumentState
from service.usecases.intakes import list_documents
from service.usecases.take_in import SentFile, take_in
from tests.service.invented import ALERT

_SERVE = [sys.executable, "-c", "from service.cli import main; main()", "serve"]
_PATIENCE_SECONDS = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    ours = {"THROUGHCARE_DATA_DIR": str(tmp_path / "var"), "THROUGHCARE_PORT": str(_free_port())}
    return {**os.environ, **ours}


@contextmanager
def _serving(
    environment: dict[str, str],
) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Start the service and give it, with what it said up to its address."""
    process = subprocess.Popen(
        _SERVE,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = ""
        while "Throughcare is at" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        yield process, said
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait(timeout=_PATIENCE_SECONDS)
        assert process.stdout is not None
        process.stdout.close()


def _answers(said: str) -> bool:
    found = re.search(r"http://\S+", said)
    assert found
    with urlopen(f"{found[0]}/readyz") as answer:  # noqa: S310 - our own address
        return bool(answer.status == 200)


def test_a_service_that_is_killed_at_work_loses_nothing(
    environment: dict[str, str], alert_form: Form
) -> None:
    runtime = open_here(Settings.from_env(_ours(environment)))
    copies = [new_copy_id(alert_form.code) for _ in range(3)]
    files = [SentFile("r.pdf", fill(pdf_template(alert_form), ALERT, copy)) for copy in copies]
    take_in(runtime, console_actor(), files)
    with _serving(environment) as (process, said):
        assert re.search(r"First administrator: admin   password: \S+", said)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with _serving(environment) as (process, said):
        assert "password" not in said
        assert _answers(said)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while any(one.state in UNFINISHED for one in list_documents(runtime)):
            assert time.monotonic() < deadline
            with suppress(subprocess.TimeoutExpired):
                pytest.fail(f"the service ended by itself: {process.wait(timeout=0.3)}")
        found = list_documents(runtime)
        runtime.engine.dispose()
        assert {one.state for one in found} == {DocumentState.REVIEW}
        assert len({record for one in found for record in one.record_ids}) == 3
        process.terminate()
        assert process.wait(timeout=_PATIENCE_SECONDS) == 0


def test_the_service_watches_the_folder_that_is_set_up(
    environment: dict[str, str], tmp_path: Path
) -> None:
    faxes = tmp_path / "faxes"
    faxes.mkdir()
    (faxes / "fax.tif").write_bytes(b"II*\0 a fax")
    with _serving({**environment, "THROUGHCARE_WATCH_DIR": str(faxes)}) as (process, said):
        assert _answers(said)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while (faxes / "fax.tif").exists():
            assert time.monotonic() < deadline
            with suppress(subprocess.TimeoutExpired):
                pytest.fail(f"the service ended by itself: {process.wait(timeout=0.3)}")
        runtime = open_here(Settings.from_env(_ours(environment)))
        assert [one.name_given for one in list_documents(runtime)] == ["fax.tif"]
        runtime.engine.dispose()
        process.terminate()
        assert process.wait(timeout=_PATIENCE_SECONDS) == 0


def _ours(environment: dict[str, str]) -> dict[str, str]:
    return {key: text for key, text in environment.items() if key.startswith("THROUGHCARE_")}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("THROUGHCARE_DATABASE_URL", "postgresql+psycopg://tc@127.0.0.1:1/none", "database"),
        ("THROUGHCARE_DATABASE_URL", "sqlite:////proc/none/throughcare.db", "database"),
        ("THROUGHCARE_DATA_DIR", "/proc/none", "DATA_DIR|database"),
    ],
)
def test_what_stands_in_the_way_is_one_clear_line(
    environment: dict[str, str], name: str, text: str, said: str
) -> None:
    done = subprocess.run(
        _SERVE, env={**environment, name: text}, capture_output=True, text=True, check=False
    )
    assert done.returncode in (1, 2)
    assert re.match(rf"error: .*({said})", done.stderr)
    assert done.stderr.count("\n") == 1


def test_a_port_that_is_taken_is_one_clear_line(environment: dict[str, str]) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", int(environment["THROUGHCARE_PORT"])))
        holder.listen()
        done = subprocess.run(_SERVE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: port {environment['THROUGHCARE_PORT']} ")
    assert done.stderr.count("\n") == 1
