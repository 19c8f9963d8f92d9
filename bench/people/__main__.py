"""Write an invented register, forms about its people, or pairs that look alike; see the package."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from bench.people.clients import COLUMNS, Client
from bench.people.files import (
    PEOPLE_COLUMNS,
    kept_readings,
    read_register,
    write_confusions,
    write_queries,
    write_readings,
    write_rows,
)
from bench.people.lookalikes import Lookalike, lookalikes
from bench.people.noise import DIGITAL
from bench.people.queries import queries
from bench.people.readings import Reading, Tier, of_lines, of_pages
from bench.people.registers import register
from bench.training.lines import Sources
from bench.training.options import sources_of, with_sources
from forms.registry import load_catalogue


def _register(options: argparse.Namespace) -> None:
    people: list[tuple[str, int]] = []

    def row(client: Client) -> tuple[str, ...]:
        if options.people:
            people.append((client.client_ref, client.person_id))
        return client.row()

    rows = map(row, register(options.size, options.seed))
    print(f"{write_rows(options.output, COLUMNS, rows)} clients")
    if options.people:
        write_rows(options.people, PEOPLE_COLUMNS, people)


def _queries(options: argparse.Namespace) -> None:
    clients = read_register(options.register)
    made = queries(clients, options.count, options.seed, by=options.channel)
    print(f"{write_queries(made, options.output, options.truth, options.doubts)} forms")


def _entries(pairs: list[Lookalike]) -> Iterator[tuple[str, ...]]:
    for pair in pairs:
        yield pair.entry.row()
        if pair.registered:
            yield pair.other.row()


def _lookalikes(options: argparse.Namespace) -> None:
    pairs = list(lookalikes(options.count, options.seed))
    write_rows(options.register, COLUMNS, _entries(pairs))
    forms = (replace(one.form, differences=(one.kin, *one.form.differences)) for one in pairs)
    print(f"{write_queries(forms, options.output, options.truth, options.doubts)} pairs")


def _source(options: argparse.Namespace) -> Sources:
    """Gather hands; pen strokes stand for handwriting fonts where the folder has none."""
    found = sources_of(options, "measuring")
    return found if found.fonts else replace(found, fonts=found.hands)


def _readings(options: argparse.Namespace) -> Iterator[Reading]:
    catalogue = load_catalogue()
    if options.lines:
        form = catalogue.find("alert-form")
        yield from of_lines(form, _source(options), options.seed, options.lines)
    if options.pages:
        yield from of_pages(options.pages, catalogue)


def _confusions(options: argparse.Namespace) -> None:
    write_readings(_readings(options), options.kept)
    write_confusions(kept_readings(options.kept), options.output)


def _seeded(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("-o", "--output", type=Path, required=True)
    return command


def _with_forms(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("--count", type=int, default=10_000)
    command.add_argument("--register", type=Path, required=True)
    command.add_argument("--truth", type=Path, required=True)
    command.add_argument("--doubts", type=Path, help="probabilities and alternatives, JSON lines")
    return _seeded(command)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.people", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace], None]) -> argparse.ArgumentParser:
        command = commands.add_parser(name)
        command.set_defaults(run=run)
        return command

    made = _seeded(add("register", _register))
    made.add_argument("--size", type=int, required=True)
    made.add_argument("--people", type=Path, help="who is entered twice: client_ref, person_id")
    asked = _with_forms(add("queries", _queries))
    asked.add_argument("--channel", choices=[DIGITAL, *Tier], help="one channel for all")
    _with_forms(add("lookalikes", _lookalikes))
    counted = with_sources(add("confusions", _confusions))
    counted.add_argument("--lines", type=int, default=0, help="pages of bare lines to read")
    counted.add_argument("--pages", type=Path, help="readings that bench.foreign kept")
    counted.add_argument("--kept", type=Path, required=True, help="readings, added to at each run")
    counted.add_argument("-o", "--output", type=Path, required=True)
    return parser.parse_args()


def main() -> None:
    """Run one command."""
    options = _options()
    options.run(options)


if __name__ == "__main__":
    main()
