"""Opens the installation for a command, with the database brought up to date, and says who asks.

What the command shows of clients is noted in the audit trail here, before it is shown.
"""

from collections.abc import Callable

import click

from service.entities import Actor
from service.errors import NotAllowedError
from service.migrations import upgrade
from service.permission.asking import acting, asked_by, say_who_asks
from service.permission.commands import COMMANDS
from service.permission.roles import EVERY_POWER
from service.permission.rules import check
from service.private_files import private_temporary_files
from service.runtime import Runtime, open_runtime, wake_nobody
from service.settings import Settings
from service.store.states import Channel
from service.usecases.roles import whom_the_console_acts_as
from service.usecases.viewing import Sight, note_sights
from service.view_rules import COMMAND_RULES, Shows

AS = "throughcare.as"
"""Where the command line keeps the name of the account that a command acts as."""
_ACTOR = "throughcare.actor"
CONSOLE = Actor(user_id=None, channel=Channel.COMMAND_LINE, powers=EVERY_POWER)
"""The person at the console, who needs no account: the database is in their hands."""


def console_actor() -> Actor:
    """Give who acts: the person at the console, or the account that they act as."""
    context = click.get_current_context(silent=True)
    found: Actor = CONSOLE if context is None else context.meta.get(_ACTOR, CONSOLE)
    return found


def open_here(
    settings: Settings | None = None, wake: Callable[[int], None] = wake_nobody
) -> Runtime:
    """Open the installation that the environment names; migrate first where that is needed.

    Until the command ends, its temporary files are in a private folder; then its connections close.

    Raises:
        NotAllowedError: the account that the command acts as may not do this.
    """
    settings = settings or Settings.from_env()
    context = click.get_current_context(silent=True)
    if context is not None:
        context.with_resource(private_temporary_files(settings))
    runtime = open_runtime(settings, wake=wake)
    if context is not None:
        context.call_on_close(runtime.engine.dispose)
    upgrade(runtime.engine)
    if context is None:
        say_who_asks(CONSOLE)
        return runtime
    command = context.command_path.partition(" ")[2]
    _say_and_check(runtime, context, command)
    if COMMAND_RULES.get(command, Shows.LIST) is Shows.LIST:
        note_sights(runtime, console_actor(), [_shown(command)])
    return runtime


def _say_and_check(runtime: Runtime, context: click.Context, command: str) -> None:
    actor = _actor(runtime, context.meta.get(AS))
    context.meta[_ACTOR] = actor
    context.find_root().with_resource(asked_by(actor))
    if command not in COMMANDS:
        raise NotAllowedError("nobody has said who may run this command")
    power = COMMANDS[command]
    if power is not None:
        check(power, actor)


def _actor(runtime: Runtime, name: str | None) -> Actor:
    if name is None:
        return CONSOLE
    with asked_by(CONSOLE):
        return acting(whom_the_console_acts_as(runtime, name), Channel.COMMAND_LINE)


def _shown(command: str) -> Sight:
    return Sight(action="console.shown", subject="command", subject_id=command, page=command)
