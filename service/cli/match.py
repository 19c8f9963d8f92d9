"""`throughcare match`: records of a file against a register of a file; no database."""

import csv
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click

from forms.written_dates import today_utc
from service.matching.bulk.links import COLUMNS, Link
from service.matching.bulk.matching import Facts, Plan, matches
from service.matching.bulk.table_file import BadRow, count_lines, table_rows
from service.matching.weights.model import load_model, shipped_model

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@dataclass(slots=True)
class _Table:
    """A table that is being read: the ids of its good rows, and how many were bad."""

    path: Path
    id_column: str
    ids: list[str] = field(default_factory=list, repr=False)
    bad: int = 0

    def facts(self, step: Callable[[int], None]) -> Iterator[Facts]:
        """Yield the good rows; report the bad ones by line."""
        for row in table_rows(self.path, self.id_column):
            step(1)
            if isinstance(row, BadRow):
                self.bad += 1
                click.echo(f"{self.path.name}, line {row.line}: {row.reason}", err=True)
            else:
                self.ids.append(row.reference)
                yield row.facts


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Give a file to write, which takes the place of `path` when all is written."""
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write(links: Iterator[Link], records: _Table, register: _Table, path: Path) -> dict[str, int]:
    """Write the links; count the records by what was decided."""
    counts = dict.fromkeys(("link", "review", "none"), 0)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for link in links:
            writer.writerow(_cells(link, records.ids, register.ids))
            if link.rank in {None, 1}:
                counts[link.outcome] += 1
    return counts


def _cells(link: Link, records: list[str], register: list[str]) -> tuple[str, ...]:
    return (
        records[link.record],
        "" if link.client is None else register[link.client],
        f"{link.probability:.6f}",
        "" if link.bits is None else f"{link.bits:.3f}",
        link.outcome.value,
        "" if link.rank is None else str(link.rank),
        link.explanation,
    )


@click.command()
@click.option("--register", type=_FILE, required=True, metavar="R.csv", help="The clients.")
@click.option("--records", type=_FILE, required=True, metavar="Q.csv", help="What was written.")
@click.option("-o", "--output", type=_NEW_FILE, required=True, metavar="links.csv")
@click.option("--one-to-one", is_flag=True, help="A client has at most one of the records.")
@click.option(
    "--top",
    type=click.IntRange(1, 10),
    default=5,
    show_default=True,
    help="Candidates of a record that are listed.",
)
@click.option("--model", type=_FILE, metavar="MODEL.json", help="Weights other than our own.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=min(os.cpu_count() or 1, 8),
    show_default="the cores",
    help="Processes that work at the same time.",
)
def match(
    register: Path,
    records: Path,
    output: Path,
    *,
    one_to_one: bool,
    top: int,
    model: Path | None,
    jobs: int,
) -> None:
    """Match records with a register, both CSV files. Nothing is stored.

    Each record gets its likeliest clients with probability, weight and an explanation, and a
    decision: link (sure), review (a person decides) or none.
    """
    plan = Plan(
        model=load_model(model) if model else shipped_model(),
        today=today_utc(),
        one_to_one=one_to_one,
        top=top,
        jobs=jobs,
    )
    asked, known = _Table(records, "record_id"), _Table(register, "client_ref")
    length = count_lines(records) + count_lines(register)
    with (
        click.progressbar(length=length, label="Matching", file=sys.stderr) as bar,
        closing(matches(asked.facts(bar.update), known.facts(bar.update), plan)) as links,
        _replacing(output) as part,
    ):
        counts = _write(links, asked, known, part)
    _report(counts, asked.bad + known.bad)


def _report(counts: dict[str, int], bad: int) -> None:
    words = f"{counts['link']} linked, {counts['review']} to review, {counts['none']} none"
    click.echo(words + (f"; {bad} rows left out" if bad else ""))
    raise SystemExit(1 if bad or counts["review"] else 0)
