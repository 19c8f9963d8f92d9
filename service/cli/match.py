"""`throughcare match`: records of a file against a register of a file; no database."""

import csv
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from forms.errors import TableError
from forms.written_dates import today_utc
from service.exporting.spreadsheet import guarded
from service.matching.bulk.links import COLUMNS, Link
from service.matching.bulk.matching import Facts, Plan, fitted, matches
from service.matching.bulk.table_file import BadRow, count_lines, table_rows
from service.matching.weights.model import Model, dump_model, load_model, shipped_model

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@dataclass(slots=True)
class _Table:
    """A table that is being read: the ids of its good rows, and how many were bad."""

    path: Path
    id_column: str
    ids: list[str] = field(default_factory=list, repr=False)
    labels: dict[int, str] = field(default_factory=dict, repr=False)
    """Of records whose client is known, by number."""
    bad: int = 0
    quiet: bool = False

    def facts(self, step: Callable[[int], None]) -> Iterator[Facts]:
        """Yield the good rows; report the bad ones by line."""
        for row in table_rows(self.path, self.id_column):
            step(1)
            if isinstance(row, BadRow):
                self._leave_out(row)
            else:
                if row.label:
                    self.labels[len(self.ids)] = row.label
                self.ids.append(row.reference)
                yield row.facts

    def _leave_out(self, row: BadRow) -> None:
        self.bad += 1
        if not self.quiet:
            click.echo(f"{self.path.name}, line {row.line}: {row.reason}", err=True)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Have SIGTERM end the work as Ctrl+C does: no names stay behind in a private folder."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


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
        guarded(records[link.record]),
        "" if link.client is None else guarded(register[link.client]),
        f"{link.probability:.6f}",
        "" if link.bits is None else f"{link.bits:.3f}",
        link.outcome.value,
        "" if link.rank is None else str(link.rank),
        link.explanation,
    )


def _fitted(records: Path, register: Path, plan: Plan, *, with_labels: bool) -> Model:
    """Fit the weights to the two files, which are read for that alone; bad rows are told later."""
    asked, known = (
        _Table(records, "record_id", quiet=True),
        _Table(register, "client_ref", quiet=True),
    )

    def labels() -> dict[int, int]:
        numbers = {reference: number for number, reference in enumerate(known.ids)}
        found = {form: numbers[of] for form, of in asked.labels.items() if of in numbers}
        if not found:
            raise TableError(f"{records.name} names no client of {register.name}", hint=_LABELS)
        return found

    with _progress(records, register, "Fitting the weights") as step:
        given = asked.facts(step), known.facts(step)
        return fitted(*given, plan, labels if with_labels else None)


_LABELS = "Fill its column client_ref where the client is known, or leave out --labels."


@contextmanager
def _progress(records: Path, register: Path, label: str) -> Iterator[Callable[[int], None]]:
    length = count_lines(records) + count_lines(register)
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar.update


@click.command()
@click.option("--register", type=_FILE, required=True, metavar="R.csv", help="The clients.")
@click.option("--records", type=_FILE, required=True, metavar="Q.csv", help="What was written.")
@click.option("-o", "--output", type=_NEW_FILE, required=True, metavar="LINKS.csv")
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
    "--fit",
    type=_NEW_FILE,
    metavar="MODEL.json",
    help="Fit the weights to these two files first, for people unlike ours, and keep them here.",
)
@click.option("--labels", is_flag=True, help="With --fit: learn from the records' client_ref.")
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
    fit: Path | None,
    labels: bool,
    jobs: int,
) -> None:
    """Match records with a register, both CSV files. Nothing is stored.

    Each record gets its likeliest clients with probability, weight and an explanation, and a
    decision: link (sure), review (a person decides) or none.
    """
    if labels and fit is None:
        raise click.UsageError("--labels needs --fit")
    plan = Plan(
        model=load_model(model) if model else shipped_model(),
        today=today_utc(),
        one_to_one=one_to_one,
        top=top,
        jobs=jobs,
    )
    with _ended_in_order():
        counts, bad = _matched(register, records, output, plan, fit, with_labels=labels)
    _report(counts, bad)


def _matched(
    register: Path,
    records: Path,
    output: Path,
    plan: Plan,
    fit: Path | None,
    *,
    with_labels: bool,
) -> tuple[dict[str, int], int]:
    """Fit if asked, match and write; count the decisions, and the rows that were left out."""
    if fit is not None:
        made = _fitted(records, register, plan, with_labels=with_labels)
        about = f"fitted to {records.name} and {register.name}"
        fit.write_text(dump_model(made, about=about), encoding="utf-8")
        plan = replace(plan, model=made)
    asked, known = _Table(records, "record_id"), _Table(register, "client_ref")
    with (
        _progress(records, register, "Matching") as step,
        closing(matches(asked.facts(step), known.facts(step), plan)) as links,
        _replacing(output) as part,
    ):
        counts = _write(links, asked, known, part)
    return counts, asked.bad + known.bad


def _report(counts: dict[str, int], bad: int) -> None:
    words = f"{counts['link']} linked, {counts['review']} to review, {counts['none']} none"
    click.echo(words + (f"; {bad} rows left out" if bad else ""))
    raise SystemExit(1 if bad or counts["review"] else 0)
