"""The pages and the API for gunicorn, which runs them in several processes.

`gunicorn --config python:service.gunicorn_conf` finds all it needs here and there.
"""

from flask import Flask

from service.app import create_app
from service.cli.serving import open_serving


def app() -> Flask:
    """Make the application of one process."""
    runtime, _queue = open_serving()
    return create_app(runtime)
