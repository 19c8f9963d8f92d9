"""Opens the installation for a command, with the database brought up to date."""

from collections.abc import Callable

import click

from service.entities import Actor
from service.migrations import upgrade
from service.private_files import private_temporary_files
from service.runtime import Runtime, open_runtime, wake_nobody
from service.settings import Settings
from service.store.states import Channel


def console_actor() -> Actor:
    """Give who acts: the person at the console, who needs no account."""
    return Actor(user_id=None, channel=Channel.COMMAND_LINE)


def open_here(
    settings: Settings | None = None, wake: Callable[[int], None] = wake_nobody
) -> Runtime:
    """Open the installation that the environment names; migrate first where that is needed.

    Until the command ends, its temporary files are in a private folder.
    """
    settings = settings or Settings.from_env()
    if command := click.get_current_context(silent=True):
        command.with_resource(private_temporary_files(settings))
    runtime = open_runtime(settings, wake=wake)
    upgrade(runtime.engine)
    return runtime
