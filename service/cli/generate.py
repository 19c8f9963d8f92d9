"""`throughcare generate`: one document, or a whole table of them."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from forms.answers import Answers
from forms.artefacts import ArtefactFormat, make_document
from forms.bulk import BulkRow, ProblemReport, read_rows
from forms.copies import CopyId, derived_copy_id
from forms.definition import Form
from forms.errors import ValuesError
from forms.pdf.flat import FlatWriter
from forms.pdf.template import pdf_template
from forms.reference import shipped_lists
from forms.registry import load_catalogue
from forms.schema import load_answers
from service.cli.context import console_actor, open_here
from service.cli.generate_prison import generate_for_prison
from service.settings import Settings
from service.store.states import CopySetOrder, CustodyStatus
from service.usecases.addressing import agency_id_of
from service.usecases.clients import find_client_by_reference
from service.usecases.issue import IssueRequest, issue_form

_OF_PRISON = ("prison", "status", "within_weeks", "worker", "home_dat", "order")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.argument("form_id", metavar="FORM")
@click.option("--version", help="Which version of the form; the newest if not given.")
@click.option(
    "--format",
    "artefact",
    type=click.Choice([str(kind) for kind in ArtefactFormat]),
    default="pdf",
    help="pdf: fillable; print: flat, for paper; docx: fillable in a word processor.",
)
@click.option("--values", "values_file", type=_FILE, help="A JSON object of field keys and values.")
@click.option("--client", "reference", help="Fill in from the register, by the client's reference.")
@click.option(
    "--for", "recipient", metavar="CODE", help="Addressed to this agency: the client must agree."
)
@click.option("-o", "--output", type=_OUT, help="Where the document goes.")
@click.option(
    "--csv", "table", type=_FILE, help="A table: one row a copy, headings are field keys."
)
@click.option(
    "--out-dir", type=click.Path(file_okay=False, path_type=Path), help="One file a row goes here."
)
@click.option("--merge", type=_OUT, help="All rows as one flat PDF for printing.")
@click.option("--errors", type=_OUT, help="The report of rows with errors (CSV).")
@click.option("--prison", help="One for each client of a prison, as the register has it: LEI.")
@click.option(
    "--status",
    type=click.Choice([str(status) for status in CustodyStatus]),
    help="Of the prison's clients: only these.",
)
@click.option("--within-weeks", type=click.IntRange(0), help="Only who is released by then.")
@click.option("--worker", help="Only who has this key worker in the prison.")
@click.option("--home-dat", help="Only who lives in this DAT area, by its code.")
@click.option("--order", type=click.Choice([str(order) for order in CopySetOrder]))
def generate(form_id: str, version: str | None, artefact: str, **given: Any) -> None:  # noqa: ANN401
    """Make a form: blank, filled in, or one for each row of a table or client of a prison."""
    settings = Settings.from_env()
    form = load_catalogue(*settings.catalogue_folders).find(form_id, version)
    kind = ArtefactFormat(artefact)
    whom = {name: given.pop(name) for name in _OF_PRISON}
    if whom["prison"]:
        generate_for_prison(settings, form, artefact, whom, given)
    elif any(value is not None for value in whom.values()):
        raise click.UsageError("Say which prison: --prison.")
    elif given["table"]:
        _generate_table(form, kind, **given)
    elif given["output"] is None:
        raise click.UsageError("Say where the document goes: -o FILE, or --csv with --out-dir.")
    else:
        values = _values(form, given["values_file"])
        if given["reference"]:
            whom_for = (given["reference"], given["recipient"])
            content = _issued(settings, form, kind, whom_for, values)
        elif given["recipient"]:
            raise click.UsageError("Say which client it is about: --client.")
        else:
            content = make_document(kind, form, values, derived_copy_id(form.code, values))
        given["output"].write_bytes(content)


def _values(form: Form, path: Path | None) -> Answers:
    if path is None:
        return {}
    try:
        values = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise click.UsageError(f"{path.name} is not JSON: {_place(error)}.") from error
    if not isinstance(values, dict):
        raise click.UsageError(f"{path.name} must hold one JSON object of field keys and values.")
    return load_answers(form, values, shipped_lists())


def _place(error: ValueError) -> str:
    """Say where JSON breaks off, without quoting it: it may be personal data."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, line {error.lineno}"
    return "not UTF-8 text"


def _issued(
    settings: Settings,
    form: Form,
    kind: ArtefactFormat,
    whom_for: tuple[str, str | None],
    values: Answers,
) -> bytes:
    """Issue a copy for a client, by its reference, and to an agency, by its code."""
    runtime = open_here(settings)
    client = find_client_by_reference(runtime, whom_for[0])
    request = IssueRequest(
        form_id=form.id,
        form_version=form.version,
        artefact=kind,
        client_id=client.id,
        values=values,
        recipient_id=agency_id_of(runtime, whom_for[1]),
    )
    return issue_form(runtime, console_actor(), request).content


@dataclass(frozen=True, slots=True)
class _Outputs:
    """Where the copies of a table go; either may be missing, not both."""

    form: Form
    kind: ArtefactFormat
    folder: Path | None
    merged: FlatWriter | None

    def write(self, row: BulkRow, copy: CopyId) -> None:
        """Make both before either is kept, so that a row is whole or reported."""
        if self.folder is not None:
            content = make_document(self.kind, self.form, row.values, copy)
        if self.merged is not None:
            self.merged.add(pdf_template(self.form), row.values, copy)
        if self.folder is not None:
            name = f"{self.form.id}-row-{row.number:06d}{self.kind.suffix}"
            (self.folder / name).write_bytes(content)


def _generate_table(
    form: Form,
    kind: ArtefactFormat,
    table: Path,
    out_dir: Path | None,
    merge: Path | None,
    errors: Path | None,
    **single: object,
) -> None:
    if any(single.values()):
        raise click.UsageError("--csv goes with --out-dir, --merge and --errors only.")
    report_path = errors or _report_beside(out_dir, merge)
    with ExitStack() as stack:
        source = stack.enter_context(table.open("rb"))
        rows = read_rows(source, form, shipped_lists())
        if out_dir is not None:
            out_dir.mkdir(parents=True, exist_ok=True)
        part = merge and merge.with_name(merge.name + ".part")
        writer = FlatWriter(stack.enter_context(part.open("wb"))) if part else None
        report_file = stack.enter_context(report_path.open("w", encoding="utf-8", newline=""))
        report = ProblemReport(report_file)
        made = _make_rows(_Outputs(form, kind, out_dir, writer), _watched(rows, table), report)
        if writer is not None:
            writer.close()
    _finish(part, merge, report_path, made, report.rows)


def _report_beside(out_dir: Path | None, merge: Path | None) -> Path:
    if out_dir is not None:
        return out_dir / "errors.csv"
    if merge is not None:
        return merge.with_suffix(".errors.csv")
    raise click.UsageError("Say where the copies go: --out-dir DIR, --merge FILE.pdf, or both.")


def _watched(rows: Iterator[BulkRow], table: Path) -> Iterator[BulkRow]:
    """Show progress on standard error while the rows go by."""
    with table.open("rb") as lines:
        count = sum(1 for _ in lines) - 1
    with click.progressbar(rows, length=count, label="Making forms", file=sys.stderr) as watched:
        yield from watched


def _make_rows(outputs: _Outputs, rows: Iterator[BulkRow], report: ProblemReport) -> int:
    made = 0
    for row in rows:
        if row.problems:
            report.add(row)
            continue
        copy = derived_copy_id(outputs.form.code, row.values, row.number)
        try:
            outputs.write(row, copy)
            made += 1
        except ValuesError as error:
            report.add_problems(row.number, error.problems)
    return made


def _finish(
    part: Path | None, merge: Path | None, report_path: Path, made: int, wrong: int
) -> None:
    if part is not None and merge is not None:
        part.replace(merge)
    copies = "1 copy" if made == 1 else f"{made:,} copies"
    if not wrong:
        report_path.unlink()
        click.echo(f"{copies} made, no errors.", err=True)
        return
    rows = "1 row" if wrong == 1 else f"{wrong:,} rows"
    click.echo(f"{copies} made; {rows} with errors, listed in {report_path}", err=True)
    raise SystemExit(1)
