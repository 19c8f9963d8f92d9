"""`throughcare serve`: everything that one machine needs, in one process."""

import signal
import sys
from contextlib import nullcontext
from typing import Protocol

import click
import waitress
from flask import Flask

from service.app import create_app
from service.cli.context import console_actor, open_here
from service.demo import add_demo_data
from service.demo.accounts import NAMES
from service.doors.running import open_doors
from service.errors import UnavailableError
from service.jobs.queue import Queue
from service.jobs.worker import Worker
from service.logs import set_up_logs
from service.settings import Settings
from service.usecases.accounts import create_first_administrator

_THREADS = 8
_MEGABYTE = 1 << 20
_TOLERANCE = 4
"""Requests up to so many times the limit are heard out, so that their sender hears the reason."""


class Server(Protocol):
    """What is used of waitress, which is untyped."""

    def run(self) -> None:
        """Serve until told to stop."""

    def close(self) -> None:
        """Give the port back."""


def _listening(app: Flask, settings: Settings) -> Server:
    """Take the port.

    Raises:
        UnavailableError: somebody else has it.
    """
    try:
        server: Server = waitress.create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=_THREADS,
            ident=None,
            max_request_body_size=_TOLERANCE * settings.upload_mb * _MEGABYTE,
        )
    except OSError as error:
        raise UnavailableError(
            f"port {settings.port} of {settings.host} cannot be used ({error.strerror})",
            hint="Another service may have it: stop that, or set THROUGHCARE_PORT.",
        ) from error
    return server


@click.command()
@click.option("--demo", is_flag=True, help="Fill an empty database with invented people and faxes.")
@click.option(
    "--read/--no-read", default=True, help="Read what is sent in, too; or leave it to workers."
)
def serve(*, demo: bool, read: bool) -> None:
    """Serve the pages and the API, and read what is sent in."""
    set_up_logs()
    settings = Settings.from_env()
    queue = Queue(settings)
    runtime = open_here(settings, queue.send)
    first = create_first_administrator(runtime, console_actor())
    if first is not None:
        click.echo(f"First administrator: {first.user.name}   password: {first.password}")
        click.echo(
            "This password is shown once. Keep it, or set another: throughcare users password"
        )
    if demo and (password := add_demo_data(runtime)):
        click.echo("Demo data added: invented people, issued forms and faxes that came back.")
        click.echo(f"Demo accounts, one a role: {', '.join(NAMES.values())}   password: {password}")
        click.echo("Begin as manager, who may do all that workers do.")
    server = _listening(create_app(runtime), settings)
    # The end that a supervisor asks for is an orderly one.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Worker(runtime, queue, settings.workers) if read else nullcontext():
        click.echo(f"Throughcare is at http://{settings.host}:{settings.port}")
        try:
            with open_doors(runtime, settings):
                server.run()
        finally:
            server.close()
