"""The pages and the API for gunicorn, which runs them in several processes.

`gunicorn --config python:service.gunicorn_conf` finds all it needs here and there.
"""

import atexit
from contextlib import ExitStack

from flask import Flask

from service.app import create_app
from service.cli.serving import open_serving
from service.permission.asking import NOBODY, say_who_asks
from service.private_files import private_temporary_files
from service.warming import warm_up


def app() -> Flask:
    """Make the application of one process."""
    runtime, _queue = open_serving()
    until_its_end = ExitStack()
    until_its_end.enter_context(private_temporary_files(runtime.settings))
    atexit.register(until_its_end.close)
    # Opening was the console's doing; from here on each request says who asks.
    say_who_asks(NOBODY)
    made = create_app(runtime)
    warm_up(made)
    return made
