"""Runs it, and tells."""

import argparse
import random
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import structlog

from bench.load.house import House, filled_form, standing
from bench.load.measures import cores, faults, memory, times
from bench.load.users import Person
from bench.running import memory_mb
from forms.registry import load_catalogue
from service.usecases.vitals import take_vitals

_LOOK_EVERY = 10.0
_ALLOWED_MS = 500


def main() -> None:
    """Put people on it, and tell what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--pause", type=float, default=5.0, help="seconds between two actions")
    parser.add_argument("--batch", type=int, default=5_000, help="historic files that wait")
    parser.add_argument("--processes", type=int, default=2, help="of the web")
    parser.add_argument("--database", default="", help="a URL; else SQLite")
    parser.add_argument("--queue", default="", help="a URL of Redis; else a file")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    settings = {"THROUGHCARE_WEB_PROCESSES": str(asked.processes)}
    settings |= {"THROUGHCARE_DATABASE_URL": asked.database} if asked.database else {}
    settings |= {"THROUGHCARE_QUEUE_URL": asked.queue} if asked.queue else {}
    with (
        tempfile.TemporaryDirectory(prefix="throughcare-load-") as folder,
        standing(Path(folder), asked.users, asked.batch, settings) as house,
    ):
        print(f"{asked.users} people, {cores()} processors, {asked.batch} files wait", flush=True)
        raise SystemExit(_run(house, asked.minutes * 60, asked.pause))


def _run(house: House, seconds: float, pause: float) -> int:
    form = load_catalogue().find("alert-form")
    people = [
        Person(
            house.address,
            account,
            random.Random(at),
            lambda number: filled_form(form, number),
            pause,
        )
        for at, account in enumerate(house.accounts)
    ]
    over, samples = Event(), list[dict[str, float]]()
    with ThreadPoolExecutor(len(people)) as desks:
        working = [desks.submit(person.work, over) for person in people]
        began = time.monotonic()
        while (at := time.monotonic() - began) < seconds:
            samples.append(_look(house, at))
            time.sleep(min(_LOOK_EVERY, max(0.0, seconds - at)))
        over.set()
        for one in working:
            one.result()
    return _tell(people, samples)


def _look(house: House, at: float) -> dict[str, float]:
    """Print how it stands; give the memory of each process, which is to be flat."""
    mb = {name: memory_mb(process.pid) for name, process in house.processes.items()}
    vitals = take_vitals(house.runtime)
    read = sum(vitals.pages.values())
    parts = "  ".join(f"{name} {size:.0f} MB" for name, size in mb.items())
    print(f"{at:6.0f} s  {parts}  {read} pages read, queue {vitals.queue_age}", flush=True)
    return mb


def _tell(people: list[Person], samples: list[dict[str, float]]) -> int:
    done = [one for person in people for one in person.done]
    for line in (*times(done), *faults(done), *memory(samples)):
        print(line)
    ordered = sorted(one.seconds for one in done)
    p95 = 1000 * ordered[int(0.95 * len(ordered))]
    return int(any(one.fault for one in done) or p95 > _ALLOWED_MS)


if __name__ == "__main__":
    main()
