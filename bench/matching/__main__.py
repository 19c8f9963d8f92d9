"""Run one of the measurements; see the package."""

import argparse
from collections.abc import Callable
from pathlib import Path

from bench.matching.bulk import measure_bulk
from bench.matching.decisions import learn_decisions
from bench.matching.febrl import measure_febrl
from bench.matching.links import measure_links, measure_lookalikes
from bench.matching.online import measure_online
from bench.matching.train import SHIPPED, write_model
from service.matching.weights.model import load_model


def _train(options: argparse.Namespace) -> None:
    write_model(options.clients, options.forms, options.seed, options.output)


def _links(options: argparse.Namespace) -> None:
    model = load_model(options.model)
    for clients in options.clients:
        measure_links(model, clients, options.forms, options.seed, options.jobs)
    measure_lookalikes(model, options.pairs, options.seed, options.jobs)


def _bulk(options: argparse.Namespace) -> None:
    measure_bulk(options.clients, options.records, options.seed, options.jobs)


def _online(options: argparse.Namespace) -> None:
    measure_online(options.clients, options.forms, options.url, options.folder)


def _decisions(options: argparse.Namespace) -> None:
    learn_decisions(options.decisions, options.model, options.output)


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
    add("febrl", lambda _: measure_febrl())
    links = add("links", _links)
    links.add_argument("--clients", type=int, nargs="+", default=[1_000, 100_000])
    links.add_argument("--forms", type=int, default=100_000)
    links.add_argument("--pairs", type=int, default=10_000)
    links.add_argument("--seed", type=int, default=101)
    links.add_argument("--jobs", type=int, default=1)
    links.add_argument("--model", type=Path, default=SHIPPED)
    bulk = add("bulk", _bulk)
    bulk.add_argument("--clients", type=int, default=100_000)
    bulk.add_argument("--records", type=int, default=10_000)
    bulk.add_argument("--seed", type=int, default=101)
    bulk.add_argument("--jobs", type=int, default=2)
    online = add("online", _online)
    online.add_argument("--clients", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    online.add_argument("--forms", type=int, default=20_000)
    online.add_argument("--url", help="of PostgreSQL databases: their names end in _ and the size")
    online.add_argument("--folder", type=Path, required=True, help="keeps registers")
    decided = add("decisions", _decisions)
    decided.add_argument("decisions", type=Path, help="as `throughcare export decisions` writes it")
    decided.add_argument("--model", type=Path, default=SHIPPED)
    decided.add_argument("-o", "--output", type=Path, required=True)
    return parser.parse_args()


def main() -> None:
    """Run one command."""
    options = _options()
    options.run(options)


if __name__ == "__main__":
    main()
