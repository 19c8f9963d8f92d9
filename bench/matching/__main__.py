"""Run one of the measurements; see the package."""

import argparse
from collections.abc import Callable
from pathlib import Path

from bench.matching.train import SHIPPED, write_model


def _train(options: argparse.Namespace) -> None:
    write_model(options.clients, options.forms, options.seed, options.output)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace], None]) -> argparse.ArgumentParser:
        command = commands.add_parser(name)
        command.set_defaults(run=run)
        return command

    trains = add("train", _train)
    trains.add_argument("--clients", type=int, default=100_000)
    trains.add_argument("--forms", type=int, default=30_000)
    trains.add_argument("--seed", type=int, default=7)
    trains.add_argument("-o", "--output", type=Path, default=SHIPPED)
    return parser.parse_args()


def main() -> None:
    """Run one command."""
    options = _options()
    options.run(options)


if __name__ == "__main__":
    main()
