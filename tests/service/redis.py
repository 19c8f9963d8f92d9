"""A Redis server of the tests' own: on a port of this machine, gone with the test."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as AwayError
from redis.retry import Retry

from tests.service.processes import free_port

_TRIES = 100


@contextmanager
def redis_server() -> Iterator[str]:
    """Start a server and give its URL."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="throughcare-redis-") as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        server = subprocess.Popen(["/usr/bin/redis-server", *options], stdout=subprocess.DEVNULL)
        try:
            retry = Retry(ConstantBackoff(0.1), _TRIES, supported_errors=(AwayError,))
            with Redis(port=port, retry=retry) as probe:
                probe.ping()
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait()
