"""The installation under load: filled with people and papers, and its processes."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench.load.users import Account
from forms.copies import new_copy_id
from forms.definition import Form
from forms.pdf.fill import fill
from forms.pdf.template import pdf_template
from forms.registry import load_catalogue
from service.cli.context import console_actor, open_here
from service.runtime import Runtime
from service.settings import Settings
from service.usecases.accounts import add_user
from service.usecases.batches import PlacedFile, open_batch, put_in
from tests.service.fullest import FULLEST
from tests.service.invented import ALERT
from tests.service.prisons import fill_prison
from tests.service.processes import free_port
from tests.service.stored import store_record
from tests.service.tokens import token_for

_CLIENTS, _TO_CHECK, _AT_ONCE = 5_000, 400, 100
_SURNAMES = ("Humber", "Tamar", "Mersey", "Thames", "Trent", "Dee", "Wye", "Ouse", "Tyne", "Avon")
_PATIENCE = 120
_THROUGHCARE = (sys.executable, "-c", "from service.cli import main; main()")
_GUNICORN = (sys.executable, "-m", "gunicorn", "--config", "python:service.gunicorn_conf")


@dataclass(slots=True)
class House:
    """What is under load."""

    address: str
    accounts: list[Account]
    processes: dict[str, "subprocess.Popen[bytes]"]
    batch: int
    runtime: Runtime = field(repr=False)


def filled_form(form: Form, number: int) -> bytes:
    """Give an Alert Form that somebody filled in on screen; each is of another person."""
    surname = _SURNAMES[number % len(_SURNAMES)]
    values = {**ALERT, "client_name": f"Aled {surname}{number}"}
    values["prisoner_number"] = f"A{number % 10_000:04d}CD"
    return fill(pdf_template(form), values, new_copy_id(form.code))


@contextmanager
def standing(folder: Path, users: int, batch: int, settings: Mapping[str, str]) -> Iterator[House]:
    """Fill an installation, start it, and end it.

    Args:
        folder: for data and logs.
        users: accounts.
        batch: files of historic paper that wait to be read.
        settings: variables besides; PostgreSQL and Redis by theirs.
    """
    ours = {
        **settings,
        "THROUGHCARE_DATA_DIR": str(folder / "var"),
        "THROUGHCARE_PORT": str(free_port()),
    }
    runtime = open_here(Settings.from_env(ours))
    accounts = _filled(runtime, users, batch)
    environment = {**os.environ, **ours, "OMP_THREAD_LIMIT": "1"}
    commands = {"web": _GUNICORN, "worker": (*_THROUGHCARE, "worker", "--threads", "1")}
    with ExitStack() as stack:
        processes = {
            name: stack.enter_context(_running(command, environment, folder / f"{name}.log"))
            for name, command in commands.items()
        }
        address = f"http://127.0.0.1:{ours['THROUGHCARE_PORT']}"
        _wait_ready(address)
        yield House(address, accounts, processes, batch, runtime)
    runtime.engine.dispose()


def _filled(runtime: Runtime, users: int, batch: int) -> list[Account]:
    form = load_catalogue().find("alert-form")
    fill_prison(runtime, _CLIENTS)
    for number in range(_TO_CHECK):
        content = b"II*\x00 a fax %d" % number
        store_record(runtime, form, ALERT, content=content, doubtful=["court_name", "prison_name"])
    box = open_batch(runtime, console_actor(), "Box under load", resume=False)
    for first in range(0, batch, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, batch))
        files = [PlacedFile(f"{number}.pdf", filled_form(form, number)) for number in numbers]
        put_in(runtime, console_actor(), box, files)
    return [_account(runtime, f"user{number}") for number in range(users)]


def _account(runtime: Runtime, name: str) -> Account:
    added = add_user(runtime, console_actor(), name, FULLEST)
    return Account(name, added.password, token_for(runtime, name))


@contextmanager
def _running(
    command: Sequence[str], environment: Mapping[str, str], log: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as said:
        process = subprocess.Popen(command, env=dict(environment), stdout=said, stderr=said)
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE)
        process.kill()


def _wait_ready(address: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        with suppress(OSError), urllib.request.urlopen(f"{address}/readyz", timeout=5):  # noqa: S310 - our own
            return
        if time.monotonic() > deadline:
            raise SystemExit("the service does not answer")
        time.sleep(0.2)
