"""Programs that are told to end do so in order: what is in hand is answered, kept or given back."""

import http.client
import io
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from PIL import Image

from forms.copies import new_copy_id
from forms.definition import Form
from forms.pdf.flat import print_pdf
from forms.pdf.template import pdf_template
from ocr.pdf_pages import render_print
from service.cli.context import console_actor, open_here
from service.runtime import Runtime
from service.settings import Settings
from service.store import jobs
from service.store.engine import looking
from service.store.states import DocumentState, JobKind, JobState
from service.usecases.intakes import find_document, list_documents
from service.usecases.take_in import SentFile, take_in
from tests.service.invented import ALERT
from tests.service.processes import free_port, sender_token

_THROUGHCARE = [sys.executable, "-c", "from service.cli import main; main()"]
_GUNICORN = [sys.executable, "-m", "gunicorn", "--config", "python:service.gunicorn_conf"]
_PATIENCE = 60
_PAGES = 60
_PER_MM = 8.0
_HALF = b"%PDF-1.7 the first half of a fax"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    ours = {
        "THROUGHCARE_DATA_DIR": str(tmp_path / "var"),
        "THROUGHCARE_PORT": str(free_port()),
        "THROUGHCARE_WEB_PROCESSES": "2",
        "TMPDIR": str(tmp_path),
    }
    return {**os.environ, **ours}


def _ours(environment: Mapping[str, str]) -> Runtime:
    ours = {key: text for key, text in environment.items() if key.startswith("THROUGHCARE_")}
    return open_here(Settings.from_env(ours))


@contextmanager
def _running(
    command: list[str], environment: Mapping[str, str], log: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=dict(environment), stdout=file, stderr=file)
    try:
        yield process
    finally:
        process.kill()
        process.wait(_PATIENCE)


def _wait_ready(environment: Mapping[str, str], log: Path) -> str:
    address = f"http://127.0.0.1:{environment['THROUGHCARE_PORT']}"
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            with urlopen(f"{address}/readyz", timeout=5):  # noqa: S310 - our own address
                return address
        except OSError:
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)


def _half_sent(environment: Mapping[str, str], token: str) -> socket.socket:
    """Begin to send a file, and stop in the middle."""
    mark = b"a-boundary"
    head = b'--%s\r\nContent-Disposition: form-data; name="files"; filename="f.pdf"\r\n\r\n' % mark
    length = len(head) + 2 * len(_HALF) + len(b"\r\n--%s--\r\n" % mark)
    request = (
        "POST /api/v1/intakes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n"
        f"Content-Type: multipart/form-data; boundary={mark.decode()}\r\n\r\n"
    )
    port = int(environment["THROUGHCARE_PORT"])
    connection = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
    connection.sendall(request.encode())
    # It says so once it has the request in hand.
    assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
    connection.sendall(head + _HALF)
    return connection


def _rest_sent(connection: socket.socket) -> tuple[int, bytes]:
    connection.sendall(_HALF + b"\r\n--a-boundary--\r\n")
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    return answer.status, answer.read()


def _is_answered(address: str) -> bool:
    try:
        urlopen(f"{address}/healthz", timeout=2).close()  # noqa: S310 - our own address
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    "command", [[*_THROUGHCARE, "serve", "--no-read"], _GUNICORN], ids=["waitress", "gunicorn"]
)
def test_a_request_in_hand_is_answered_before_the_web_ends_and_no_other(
    command: list[str], environment: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with _running(command, environment, log) as process:
        address = _wait_ready(environment, log)
        with _half_sent(environment, sender_token(environment)) as connection:
            process.send_signal(signal.SIGTERM)
            deadline = time.monotonic() + _PATIENCE
            while _is_answered(address):
                assert time.monotonic() < deadline, "whoever is new is still answered"
            # Gunicorn's processes keep the port until they end; nobody new is answered there.
            with pytest.raises((URLError, TimeoutError), match=r"refused|reset|timed out"):
                urlopen(f"{address}/healthz", timeout=2)  # noqa: S310 - our own address
            assert process.poll() is None
            status, body = _rest_sent(connection)
        assert (status, b'"documents"' in body) == (202, True)
        assert process.wait(_PATIENCE) == 0
    assert [one.name_given for one in list_documents(_ours(environment))] == ["f.pdf"]
    assert "Traceback" not in log.read_text()
    assert not list(tmp_path.glob("throughcare-metrics-*"))


def test_the_processes_of_gunicorn_put_their_figures_together(
    environment: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with _running(_GUNICORN, environment, log):
        address = _wait_ready(environment, log)
        for _ in range(20):
            with urlopen(f"{address}/healthz", timeout=5):  # noqa: S310 - our own address
                pass
        asked = Request(f"{address}/metrics")  # noqa: S310 - our own address
        with urlopen(asked, timeout=5) as answer:  # noqa: S310 - our own address
            said = answer.read().decode()
        pattern = r'throughcare_answers_total\{method="GET",rule="/healthz",status="2xx"\} (\S+)'
        found = re.search(pattern, said)
        assert found, said
        assert float(found[1]) == 20
        assert "throughcare_documents" in said
    assert log.read_text().count("rule=/healthz") == 20


def test_a_document_in_hand_is_given_back_by_a_worker_that_is_told_to_end(
    environment: dict[str, str], tmp_path: Path, alert_form: Form
) -> None:
    runtime = _ours(environment)
    sent = [SentFile("long.tif", _long_fax(alert_form, _PAGES))]
    intake = take_in(runtime, console_actor(), sent)
    document_id = intake.documents[0].id
    log = tmp_path / "log"
    with _running([*_THROUGHCARE, "worker", "--threads", "1"], environment, log) as process:
        deadline = time.monotonic() + _PATIENCE
        while find_document(runtime, document_id).state is not DocumentState.READING:
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        time.sleep(3)
        process.send_signal(signal.SIGTERM)
        assert process.wait(_PATIENCE) == 0
    with looking(runtime.engine) as session:
        job = jobs.of_document(session, document_id, JobKind.READ)
        assert job is not None
        assert (job.state, job.holder, job.attempts) == (JobState.WAITING, None, 0)
    assert len(find_document(runtime, document_id).pages) < _PAGES
    assert "reading broken off" in log.read_text()


def _long_fax(form: Form, pages: int) -> bytes:
    """Give a file that takes a while to read: the same printed page again and again."""
    printed = print_pdf(pdf_template(form), ALERT, new_copy_id(form.code))
    picture = Image.fromarray(render_print(printed, 1, _PER_MM))
    file = io.BytesIO()
    more = [picture] * (pages - 1)
    picture.save(file, "TIFF", save_all=True, append_images=more, compression="tiff_lzw")
    return file.getvalue()
