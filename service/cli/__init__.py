"""The command line. Commands are loaded when they are called, so that `--help` is there at once."""

import sys
from importlib import import_module

import click

from forms.errors import TableError, ThroughcareError, UnknownFormError
from service.errors import SettingsError

_COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("service.cli.serve", "Start the web service and the worker."),
    "worker": ("service.cli.work", "Read what is sent in, apart from the web service."),
    "forms": ("service.cli.forms", "List the forms, or check a definition."),
    "generate": ("service.cli.generate", "Make a form, blank or filled in, one or many."),
    "read": ("service.cli.read", "Read forms that came back; nothing is stored."),
    "ingest": ("service.cli.ingest", "Take files and folders into the database and read them."),
    "batches": ("service.cli.batches", "List batches, and what became of each."),
    "watch": ("service.cli.watch", "Take in what is dropped in a folder, until stopped."),
    "mail": ("service.cli.mail", "Take in the letters of the e-mail box."),
    "clients": ("service.cli.clients", "Import, export, add, search and merge clients."),
    "agencies": ("service.cli.agencies", "Import the SPOC list, and list agencies."),
    "match": ("service.cli.match", "Match a file of records with a register, in bulk."),
    "records": ("service.cli.records", "Match records again that wait for a client."),
    "due": ("service.cli.due", "List what is due, or work it out anew."),
    "digest": ("service.cli.digest", "Send a letter that says how much is due."),
    "export": ("service.cli.export", "Export records, evidence, and rows for monitoring."),
    "archive": ("service.cli.archive", "Make a searchable PDF/A of each original."),
    "quality": ("service.cli.quality", "Print how often values that nobody saw were wrong."),
    "audit": ("service.cli.audit", "Verify, search and export the audit trail."),
    "users": ("service.cli.users", "Add, list and close accounts; make tokens."),
    "keys": ("service.cli.keys", "List, add, change and check the keys of the stored files."),
    "originals": ("service.cli.stored", "Check that all that came in is still what it was."),
    "retention": ("service.cli.retention", "Show and delete what may no longer be kept."),
    "backup": ("service.cli.backup", "Back everything up while the service runs."),
    "restore": ("service.cli.restore", "Bring a back-up back to an empty installation."),
    "doctor": ("service.cli.doctor", "Name what is missing and how to install it."),
}
_WRONG_USAGE = (SettingsError, TableError, UnknownFormError)
ITEMS_FAILED, USAGE_WRONG = 1, 2


class _Lazy(click.Group):
    """Loads a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in _COMMANDS.items()])


@click.group(cls=_Lazy)
@click.version_option(package_name="throughcare")
@click.option(
    "--as", "account", metavar="NAME", help="Act as this account: what it may not do is refused."
)
@click.pass_context
def _throughcare(context: click.Context, account: str | None) -> None:
    """Make and read the forms on which clients are handed over between prison and community."""
    if account is not None:
        context.meta["throughcare.as"] = account


def main() -> None:
    """Run the command line; an error is one line that says what to do, never a traceback."""
    try:
        code = _throughcare.main(prog_name="throughcare", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(USAGE_WRONG if isinstance(error, click.UsageError) else ITEMS_FAILED)
    except click.Abort:
        sys.exit(ITEMS_FAILED)
    except ThroughcareError as error:
        click.echo(f"error: {error.advice}", err=True)
        sys.exit(USAGE_WRONG if isinstance(error, _WRONG_USAGE) else ITEMS_FAILED)
