"""`throughcare forms adopt`."""

from pathlib import Path

import click

from forms.adoption.questions import Question
from service.settings import Settings
from service.usecases.adopt import adopt_pdf

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)


def _line(question: Question) -> str:
    asked = question.asked
    kind = type(asked.kind).__name__.lower()
    shared = "pre-filled" if question.known and not asked.by_hand else ""
    return f"{asked.key:<34}{kind:<10}{shared:<12}{asked.label}"


@click.command()
@click.argument("file", metavar="FILE.pdf", type=_FILE)
@click.option("-o", "--output", type=_OUT, help="The definition to write (TOML).")
def adopt(file: Path, output: Path | None) -> None:
    """Make a definition from another agency's fillable PDF; its print is kept beside it."""
    done = adopt_pdf(file, output, Settings.from_env().form_folders)
    for question in done.adoption.questions:
        click.echo(_line(question))
    for note in done.adoption.notes:
        click.echo(f"note: {note}")
    click.echo(
        f"{done.definition}: {len(done.adoption.questions)} fields on {done.form.pages} pages."
    )
    click.echo(f"Look through it, then: throughcare forms release {done.definition}")
