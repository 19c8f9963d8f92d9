"""`throughcare worker`: reads what is sent in, apart from the pages; as many as machines allow."""

import signal
from threading import Event

import click

from service.cli.serving import open_serving
from service.jobs.worker import Worker


@click.command()
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    help="Documents read at the same time; else THROUGHCARE_WORKERS.",
)
def worker(threads: int | None) -> None:
    """Read what is sent in, until told to stop."""
    runtime, queue = open_serving()
    told = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    with Worker(runtime, queue, threads or runtime.settings.workers):
        click.echo("Throughcare reads what is sent in.")
        told.wait()
