"""`throughcare worker`: reads what is sent in, apart from the pages; as many as machines allow."""

import signal
from threading import Event

import click

from service.cli.context import open_here
from service.jobs.queue import Queue
from service.jobs.worker import Worker
from service.logs import set_up_logs
from service.settings import Settings


@click.command()
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    help="Documents read at the same time; else THROUGHCARE_WORKERS.",
)
def worker(threads: int | None) -> None:
    """Read what is sent in, until told to stop."""
    set_up_logs()
    settings = Settings.from_env()
    queue = Queue(settings)
    runtime = open_here(settings, queue.send)
    told = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    with Worker(runtime, queue, threads or settings.workers):
        click.echo("Throughcare reads what is sent in.")
        told.wait()
