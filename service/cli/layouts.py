"""`throughcare forms learn` and `layouts`: other agencies' layouts, learned and withdrawn."""

import json
from pathlib import Path

import click

from forms.answers import Answer
from forms.errors import LayoutError
from forms.registry import load_catalogue
from ocr.learned.layout import from_json
from service.answers_in import answers_in
from service.cli.context import console_actor, open_here
from service.cli.layout_files import layouts_in
from service.entities import LearnedLayout
from service.evidence import LearnedPage, PlainFile
from service.jobs.learning import learn_apart
from service.settings import Settings
from service.usecases.layouts import list_layouts, withdraw_layout

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def _confirmed(path: Path | None, form: str | None, settings: Settings) -> dict[str, Answer] | None:
    if path is None:
        return None
    if form is None:
        raise click.UsageError("Name the form of the values with --form.")
    try:
        written = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise click.UsageError(f"{path.name} is not JSON.") from error
    if not isinstance(written, dict):
        raise click.UsageError(f"{path.name} must hold one JSON object of field keys and values.")
    return answers_in(load_catalogue(*settings.form_folders).find(form), written)


def _described(path: Path, learned: LearnedPage) -> str:
    layout = from_json(learned.layout)
    certain = sum(place.certainty >= 0.99 for place in layout.places.values())
    return (
        f"{path}: {learned.form} version {learned.version}, page {layout.form_page}: "
        f"{len(layout.places)} fields asked, {certain} of them borne out by the values, "
        f"{len(layout.not_asked)} not asked."
    )


@click.command()
@click.argument("file", metavar="PAGE_FILE", type=_FILE)
@click.option("--page", type=click.IntRange(1), default=1, help="Which page of the file.")
@click.option("--values", type=_FILE, help="All that stands on the page: a JSON object of keys.")
@click.option("--form", help="The form of the values.")
@click.option("--layouts", type=_FOLDER, help="Layouts learned before; one is learned further.")
@click.option("-o", "--output", type=_OUT, help="The layout to write (JSON).")
def learn(
    file: Path,
    page: int,
    values: Path | None,
    form: str | None,
    layouts: Path | None,
    output: Path | None,
) -> None:
    """Learn another agency's layout from a page of it that somebody has checked.

    --values says what stands on the page; a field that it leaves out is empty there, or not asked.
    Where a value is what was read, its place is right from now on. Without values nothing is
    confirmed, and every place stays as doubtful as it was found.
    """
    settings = Settings.from_env()
    learned = learn_apart(
        PlainFile(file),
        page,
        _confirmed(values, form, settings),
        layouts_in(layouts),
        folders=settings.form_folders,
        memory_mb=settings.reading_mb,
        seconds=settings.reading_seconds,
    )
    if form is not None and learned.form != form:
        raise LayoutError(f"the page is a {learned.form}, not a {form}")
    target = output or Path(f"{learned.form}-{learned.layout_id}.json")
    target.write_text(learned.layout, encoding="utf-8")
    click.echo(_described(target, learned))
    click.echo(f"Read pages like it by: throughcare read --layouts {target.parent} FILES")


def _line(layout: LearnedLayout) -> str:
    return (
        f"{layout.id:<6}{layout.form_id:<16}version {layout.form_version:<4}{layout.state:<12}"
        f"{_where(layout)}, confirmed by "
        f"{layout.confirmed_by or 'the console'} on {layout.confirmed_at:%d/%m/%Y}"
        f"{f' ({layout.reason_code})' if layout.reason_code else ''}"
    )


def _where(layout: LearnedLayout) -> str:
    if layout.document_id is None:
        return "its page was deleted"
    return f"document {layout.document_id} page {layout.page_number}"


@click.group(invoke_without_command=True)
@click.option("--all", "every", is_flag=True, help="Those that are not in use, too.")
@click.pass_context
def layouts(context: click.Context, *, every: bool) -> None:
    """List the layouts that the service has learned, or withdraw one."""
    if context.invoked_subcommand is None:
        for layout in list_layouts(open_here(), every=every):
            click.echo(_line(layout))


@layouts.command()
@click.argument("layout_id", metavar="ID", type=int)
def withdraw(layout_id: int) -> None:
    """Use a layout no longer."""
    withdrawn = withdraw_layout(open_here(), console_actor(), layout_id)
    click.echo(f"Layout {withdrawn.id} is no longer used.")
