"""Kill web, workers and readers by chance while documents come in; account for every document.

    python -m bench.crashes [--documents 500] [--kills 100] [--seed N] [--servers] [--away 60]
    python -m bench.crashes --full-disk DIR

By default everything is one process on files; `--servers` runs the web and two workers apart, on
PostgreSQL and Redis. `--away` stops PostgreSQL once, for so many seconds. `--full-disk` names a
small file system (as root: `mount -t tmpfs -o size=60m tmpfs DIR`) that is filled up while files
come in, and then freed. Printed: documents by state, kills by what was killed, and whatever was
lost or kept twice, which ends it with 1.
"""

import argparse
import os
import random
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from service.runtime import open_runtime
from service.settings import Settings
from tests.service.accounting import problems, wait_until_final
from tests.service.database import Server, postgresql_server
from tests.service.processes import Installation, Killer, installation
from tests.service.redis import redis_server
from tests.service.sending import returns

_PATIENCE = 3600
_BETWEEN_KILLS = (0.5, 8.0)
"""Seconds: some hit a service that is only just starting, some one at work."""
_FULL_FOR = 20
_WORKERS = 2


def _options() -> argparse.Namespace:
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    words.add_argument("--documents", type=int, default=500)
    words.add_argument("--kills", type=int, default=100)
    words.add_argument("--seed", type=int, default=4242)
    words.add_argument("--servers", action="store_true")
    words.add_argument("--away", type=float, default=0.0, metavar="SECONDS")
    words.add_argument("--full-disk", type=Path, metavar="DIR")
    words.add_argument("--pace", type=float, default=1.0, help="times as long between two kills")
    return words.parse_args()


@contextmanager
def _backend(options: argparse.Namespace) -> Iterator[tuple[Mapping[str, str], Server | None]]:
    if not options.servers:
        yield {}, None
        return
    with postgresql_server() as server, redis_server() as queue:
        yield {"THROUGHCARE_DATABASE_URL": server.url, "THROUGHCARE_QUEUE_URL": queue}, server


def _be_away(server: Server, seconds: float) -> None:
    print(f"database away for {seconds:.0f} s", flush=True)
    server.stop()
    time.sleep(seconds)
    server.start()
    print("database back", flush=True)


@contextmanager
def _filled_up(folder: Path, after: float) -> Iterator[None]:
    """Fill a file system after a while, and free it again some time later."""
    over = threading.Event()
    ballast = folder / "ballast"

    def fill() -> None:
        over.wait(after)
        with ballast.open("wb") as file:
            while True:
                try:
                    file.write(os.urandom(1 << 16))
                    file.flush()
                except OSError:
                    break
        print("disk full", flush=True)
        over.wait(_FULL_FOR)
        ballast.unlink()
        print("disk free", flush=True)

    filling = threading.Thread(target=fill)
    filling.start()
    try:
        yield
    finally:
        over.set()
        filling.join()


def _send_all(target: Installation, options: argparse.Namespace) -> dict[int, bytes]:
    sent = {}
    for content in returns(options.documents, options.seed, faxed_each=25):
        sent[target.send("return.pdf", content)] = content
    return sent


def main() -> int:
    """Run it."""
    options = _options()
    folder = options.full_disk or Path(tempfile.mkdtemp(prefix="throughcare-crashes-"))
    began = time.monotonic()
    with ExitStack() as stack:
        settings, server = stack.enter_context(_backend(options))
        workers = _WORKERS if options.servers else 0
        target = stack.enter_context(installation(folder, settings, workers=workers))
        between = (options.pace * _BETWEEN_KILLS[0], options.pace * _BETWEEN_KILLS[1])
        killer = Killer(target, random.Random(options.seed), between)
        over = threading.Event()
        kills = 0 if options.full_disk else options.kills
        threads = [threading.Thread(target=killer.run, args=(kills, over))]
        if server and options.away:
            threads.append(threading.Thread(target=_be_away, args=(server, options.away)))
        for thread in threads:
            thread.start()
        if options.full_disk:
            stack.enter_context(_filled_up(folder, after=5))
        sent = _send_all(target, options)
        print(f"all sent after {time.monotonic() - began:.0f} s", flush=True)
        for thread in threads:
            thread.join()
        target.start()
        ours = {"THROUGHCARE_DATA_DIR": str(folder / "var"), **settings}
        runtime = open_runtime(Settings.from_env(ours))
        states = wait_until_final(runtime, _PATIENCE)
        found = problems(runtime, sent)
        print("documents", {str(state): number for state, number in states.items()})
        print("kills", killer.kills, f"{time.monotonic() - began:.0f} s")
        print("sent", len(sent), "problems", found or "none")
        runtime.engine.dispose()
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
