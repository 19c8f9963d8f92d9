"""Tries the API with thousands of requests made from its own description, as each role.

`python -m bench.api --examples 30 --seed 1` prints how many were sent, what was answered, and each
disagreement between description and answer.
"""

import argparse
import tempfile
from pathlib import Path

import structlog

from service.cli.context import console_actor
from service.migrations import upgrade
from service.permission.asking import asked_by
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.store.states import Role
from tests.service.api_cases import Tried, try_as
from tests.service.full_house import furnish
from tests.service.readings import ScriptedReader


@asked_by(console_actor())
def _furnished(folder: Path) -> Runtime:
    reader = ScriptedReader()
    settings = Settings.from_env({"THROUGHCARE_DATA_DIR": str(folder)})
    runtime = open_runtime(settings, read_file=reader)
    upgrade(runtime.engine)
    furnish(runtime, reader)
    return runtime


def _tried(role: Role, examples: int, seed: int) -> Tried:
    with tempfile.TemporaryDirectory() as folder:
        runtime = _furnished(Path(folder))
        tried = try_as(runtime, role, examples=examples, seed=seed, whole=True)
        runtime.engine.dispose()
        return tried


def main() -> None:
    """Try, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--role", type=Role, choices=list(Role), action="append")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    failures = 0
    for role in asked.role or list(Role):
        tried = _tried(role, asked.examples, asked.seed)
        failures += len(tried.failures)
        answers = " ".join(
            f"{status}:{number}" for status, number in sorted(tried.statuses.items())
        )
        print(f"{role}: {tried.cases} requests to {len(tried.operations)} operations; {answers}")
        for label, words in tried.failures.items():
            print(f"  {label}\n    {words}")
    raise SystemExit(1 if failures else 0)


if __name__ == "__main__":
    main()
