"""Opens the installation for a command, with the database brought up to date.

What the command shows of clients is noted in the audit trail here, before it is shown.
"""

from collections.abc import Callable

import click

from service.entities import Actor
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime, wake_nobody
from service.settings import Settings
from service.store.states import Channel
from service.usecases.viewing import Sight, note_sights
from service.view_rules import COMMAND_RULES, Shows


def console_actor() -> Actor:
    """Give who acts: the person at the console, who needs no account."""
    return Actor(user_id=None, channel=Channel.COMMAND_LINE)


def open_here(
    settings: Settings | None = None, wake: Callable[[int], None] = wake_nobody
) -> Runtime:
    """Open the installation that the environment names; migrate first where that is needed."""
    runtime = open_runtime(settings or Settings.from_env(), wake=wake)
    upgrade(runtime.engine)
    command = _command()
    if command and COMMAND_RULES.get(command, Shows.LIST) is Shows.LIST:
        note_sights(runtime, console_actor(), [_shown(command)])
    return runtime


def _shown(command: str) -> Sight:
    return Sight(action="console.shown", subject="command", subject_id=command, page=command)


def _command() -> str:
    """Name the command that runs by its words, without what was given to it."""
    context = click.get_current_context(silent=True)
    words = []
    while context is not None and context.parent is not None:
        words.append(context.info_name or "")
        context = context.parent
    return " ".join(reversed(words))
