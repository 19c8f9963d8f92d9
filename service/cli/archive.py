"""`throughcare archive`: a searchable PDF/A of each original."""

import sys
from pathlib import Path

import click

from service.cli.context import console_actor, open_here
from service.usecases.archive import Archived, archive_originals


@click.command()
@click.option("--batch", metavar="NAME", help="Only the originals of this batch.")
@click.option(
    "--out-dir",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The archive: the files, and index.csv. What is there already stays as it is.",
)
def archive(batch: str | None, out_dir: Path) -> None:
    """Make a searchable PDF/A-2b of each original, named by its document.

    Text that is in a file stays; pages without any are read by OCR. A file that cannot be converted
    is put there as it came, and the index says why. A run that was stopped is simply started again.
    """
    made, kept = 0, 0
    is_offline = True
    for done in archive_originals(open_here(), console_actor(), out_dir, batch=batch):
        is_pdfa = not done.entry.reason
        made, kept = made + is_pdfa, kept + (not is_pdfa)
        is_offline = is_offline and done.offline
        _tell(done)
    click.echo(f"{made:>7}  PDF/A made\n{kept:>7}  kept as they came")
    if not is_offline:
        click.echo("This system lets no process be cut off from the network.", err=True)
    raise SystemExit(1 if kept else 0)


def _tell(done: Archived) -> None:
    entry = done.entry
    if entry.reason:
        click.echo(f"document {entry.document_id}: as it came ({entry.reason})", err=True)
    elif sys.stderr.isatty():
        click.echo(f"document {entry.document_id}: {entry.pages} pages", err=True)
