"""How gunicorn serves the pages and the API: read by gunicorn, which fixes these names.

Documents are read apart, by `throughcare worker`.
"""

import os
import shutil
import sys
from tempfile import mkdtemp
from typing import Any

from forms.errors import ThroughcareError
from service.settings import Settings

try:
    _settings = Settings.from_env()
except ThroughcareError as error:
    sys.exit(f"error: {error.advice}")
_METRICS_DIR = "PROMETHEUS_MULTIPROC_DIR"
# Before anything loads the library of figures, which looks at this once. The folder is this run's:
# figures of processes that are gone must not come back with a process id.
_metrics_dir = os.environ[_METRICS_DIR] = mkdtemp(prefix="throughcare-metrics-")

wsgi_app = "service.wsgi:app()"
bind = f"{_settings.host}:{_settings.port}"
workers = _settings.web_processes
worker_class = "gthread"
threads = 8
timeout = 120
"""Seconds without a sign of life of a process; uploads come in on threads of their own."""
graceful_timeout = 30
max_requests = 10_000
max_requests_jitter = 1_000
forwarded_allow_ips = ""
"""Nobody's: THROUGHCARE_PROXIES says whom the application believes, and by which headers."""
control_socket_disable = True
accesslog = None
"""The application logs each request itself, without names and values."""
logger_class = "service.gunicorn_log.Log"


def on_starting(server: object) -> None:
    """Bring the database to the present tables before any process opens it."""
    del server
    from service.cli.context import open_here  # noqa: PLC0415 - loaded once the folder is named

    try:
        open_here(_settings).engine.dispose()
    except ThroughcareError as error:
        sys.exit(f"error: {error.advice}")


def child_exit(server: object, worker: Any) -> None:  # noqa: ANN401 - gunicorn's own, untyped
    """Have the figures of a process that ended be counted as such."""
    del server
    from prometheus_client import multiprocess  # noqa: PLC0415 - as above

    multiprocess.mark_process_dead(worker.pid, _metrics_dir)  # type: ignore[no-untyped-call]


def on_exit(server: object) -> None:
    """Leave nothing behind."""
    del server
    shutil.rmtree(_metrics_dir, ignore_errors=True)
