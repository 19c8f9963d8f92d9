"""Opens the installation for a command, with the database brought up to date."""

from collections.abc import Callable

from service.entities import Actor
from service.migrations import upgrade
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.states import Channel

AT_THE_KEYBOARD = Actor(user_id=None, channel=Channel.COMMAND_LINE)


def opened(settings: Settings | None = None, wake: Callable[[int], None] | None = None) -> Runtime:
    """Open the installation that the environment names; migrate first where that is needed."""
    settings = settings or Settings.from_env()
    runtime = open_runtime(settings, wake=wake) if wake else open_runtime(settings)
    upgrade(runtime.engine)
    return runtime
