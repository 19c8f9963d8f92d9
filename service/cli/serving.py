"""Opens the installation for programs that keep on: the web service, its processes, workers."""

from dataclasses import replace

from service.cli.context import open_here
from service.jobs.queue import Queue
from service.logs import set_up_logs
from service.runtime import Runtime
from service.settings import Settings


def open_serving() -> tuple[Runtime, Queue]:
    """Set up the log, and open installation and queue as the environment names them."""
    settings = Settings.from_env()
    set_up_logs(form=settings.log)
    queue = Queue(settings)
    return replace(open_here(settings, queue.send), reach_queue=queue.reach), queue
