"""`throughcare serve`: everything that one machine needs, in one process."""

from contextlib import nullcontext

import click

from service.app import create_app
from service.cli.context import console_actor
from service.cli.listening import WebServer
from service.cli.serving import open_serving
from service.cli.stopping import told_to_stop
from service.demo import add_demo_data
from service.demo.accounts import NAMES
from service.doors.running import open_doors
from service.jobs.worker import Worker
from service.usecases.accounts import create_first_administrator
from service.warming import warm_up


@click.command()
@click.option("--demo", is_flag=True, help="Fill an empty database with invented people and faxes.")
@click.option(
    "--read/--no-read", default=True, help="Read what is sent in, too; or leave it to workers."
)
def serve(*, demo: bool, read: bool) -> None:
    """Serve the pages and the API, and read what is sent in."""
    runtime, queue = open_serving()
    settings = runtime.settings
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
    app = create_app(runtime)
    warm_up(app)
    server = WebServer(app, settings)
    # The end that a supervisor asks for is an orderly one.
    with (
        told_to_stop() as told,
        Worker(runtime, queue, settings.workers) if read else nullcontext(),
    ):
        click.echo(f"Throughcare is at http://{settings.host}:{settings.port}")
        try:
            with open_doors(runtime, settings):
                server.run(told)
        finally:
            server.close()
