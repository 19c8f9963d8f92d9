"""`throughcare serve`: everything that one machine needs, in one process."""

import click
import waitress

from service.app import create_app
from service.cli.context import console_actor, open_here
from service.demo import add_demo_data
from service.jobs.worker import Worker
from service.logs import set_up_logs
from service.settings import Settings
from service.usecases.accounts import create_first_administrator

_THREADS = 8


@click.command()
@click.option("--demo", is_flag=True, help="Fill an empty database with invented people and faxes.")
def serve(*, demo: bool) -> None:
    """Serve the pages and the API, and read what is sent in."""
    set_up_logs()
    settings = Settings.from_env()
    worker = Worker()
    runtime = open_here(settings, worker.wake)
    first = create_first_administrator(runtime, console_actor())
    if first is not None:
        click.echo(f"First administrator: {first.user.name}   password: {first.password}")
        click.echo(
            "This password is shown once. Keep it, or set another: throughcare users password"
        )
    if demo and add_demo_data(runtime):
        click.echo("Demo data added: invented people, issued forms and faxes that came back.")
    server = waitress.create_server(
        create_app(runtime), host=settings.host, port=settings.port, threads=_THREADS, ident=None
    )
    worker.start(runtime)
    click.echo(f"Throughcare is at http://{settings.host}:{settings.port}")
    try:
        server.run()
    finally:
        server.close()
