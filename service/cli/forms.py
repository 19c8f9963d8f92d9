"""`throughcare forms`: the catalogue, and what a definition goes through before it is in use."""

from importlib import import_module
from pathlib import Path

import click

from forms.definition import Form
from forms.layout import lay_out
from forms.loading import load_form_file
from forms.registry import RELEASES, load_catalogue, shipped_forms
from forms.releases import release_state
from service.settings import Settings

_MORE = {
    "prove": ("service.cli.proving", "Fax, copy and photograph a form, read it back, report."),
    "release": ("service.cli.proving", "Prove a form and freeze this version."),
    "adopt": ("service.cli.adopting", "Make a definition from another agency's fillable PDF."),
    "learn": ("service.cli.layouts", "Learn another agency's layout from a page that was checked."),
    "layouts": ("service.cli.layouts", "List the layouts that were learned, or withdraw one."),
}


class _Group(click.Group):
    """Loads the commands that need the reader when they are called: it takes a second."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands."""
        return [*super().list_commands(ctx), *_MORE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in _MORE:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(_MORE[cmd_name][0]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        del ctx
        here = [(name, self.commands[name].get_short_help_str(70)) for name in self.commands]
        with formatter.section("Commands"):
            formatter.write_dl([*here, *((name, words) for name, (_, words) in _MORE.items())])


def _release_note(form: Form, folder: Path | None) -> str:
    """Say of a local form how its release stands."""
    if folder is None or form in shipped_forms():
        return ""
    return f" ({release_state(form, folder / RELEASES)})"


@click.group(cls=_Group, invoke_without_command=True)
@click.pass_context
def forms(context: click.Context) -> None:
    """List the forms and their versions, or look closer at one."""
    if context.invoked_subcommand is None:
        folder = Settings.from_env().forms_dir
        for form in load_catalogue(*([folder] if folder else [])):
            pages = "1 page" if form.pages == 1 else f"{form.pages} pages"
            line = f"{form.id:<16}version {form.version:<4}{pages:<9}{form.title}"
            click.echo(line + _release_note(form, folder))


@forms.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Check a definition (TOML): its words, its keys, and that it fits its pages."""
    form = load_form_file(file)
    lay_out(form)
    count = sum(1 for _ in form.fields())
    click.echo(
        f"{file.name}: {form.title}, version {form.version}: {count} fields, no problem found."
    )


@forms.command()
@click.argument("form_id", metavar="FORM")
@click.option("--version", help="Which version; the newest if not given.")
def show(form_id: str, version: str | None) -> None:
    """List the field keys of a form: the keys of --values files and the columns of --csv files."""
    form = load_catalogue(*Settings.from_env().catalogue_folders).find(form_id, version)
    for field in form.fields():
        click.echo(f"{field.key:<36}{type(field.kind).__name__.lower():<10}{field.label}")
