"""`throughcare read`: pages in, one JSON line a page out; no database."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from forms.registry import Catalogue, load_catalogue
from ocr.boxes.definition import load_boxes
from ocr.boxes.reading import read_boxes
from ocr.collate import collated
from ocr.reading import PageReading, PageStatus, page_json
from service.cli.layout_files import layouts_in
from service.jobs.child import Limits
from service.jobs.pool import read_files
from service.settings import Settings


def read_run(
    paths: tuple[Path, ...],
    jobs: int,
    settings: Settings,
    catalogue: Catalogue,
    layouts: Sequence[str] = (),
) -> list[PageReading]:
    """Read all files; a copy's pages may come in several of them, so they are put together last.

    Args:
        paths: of the files.
        jobs: reading processes.
        settings: the folders of forms, and what one page may cost.
        catalogue: the forms in use.
        layouts: those of other agencies that were learned, as JSON.
    """
    limits = Limits(memory_mb=settings.reading_mb, seconds=settings.reading_seconds)
    work = read_files(
        paths, jobs=jobs, folders=settings.catalogue_folders, limits=limits, layouts=layouts
    )
    with click.progressbar(work, length=len(paths), label="Reading", file=sys.stderr) as files:
        return collated([page.reading for pages in files for page in pages], catalogue)


def _line(page: PageReading) -> str:
    """Describe a page in words, without any value of it."""
    what = f"{page.form} version {page.version}" if page.form else "no form of ours"
    doubtful = sum(not reading.accepted for reading in page.fields.values())
    notes = "".join(f"; {problem.message.rstrip('.')}" for problem in page.problems)
    return (
        f"{page.file} page {page.page}: {page.status}, {what}, "
        f"{len(page.fields)} fields, {doubtful} to check{notes}"
    )


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a page, in order.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, help="Pages read at the same time.")
@click.option(
    "--boxes",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="BOXES.json",
    help="Read only these boxes, of any form: marked or not.",
)
@click.option(
    "--layouts",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Layouts of other agencies, as `forms learn` wrote them.",
)
def read(
    files: tuple[Path, ...], jobs: int, boxes: Path | None, layouts: Path | None, *, as_json: bool
) -> None:
    r"""Read forms that came back: PDF, DOCX, TIFF, JPEG or PNG files. Nothing is stored.

    With --boxes, pages are scans or photographs of any form, laid over a reference picture of it,
    and each box is read as marked (true) or not. BOXES.json:

    \b
      {"reference": "blank.png", "unit": "px",
       "boxes": {"q1_yes": [120, 340, 152, 372], "q1_no": [180, 340, 212, 372]}}

    The reference lies beside the file: the empty form, a filled copy or a photograph, PDF or
    picture. A box is left, top, right, bottom on it; with "unit": "mm" give its "dpi" too.
    "marked" may list the boxes marked on the reference itself; else that is found out.
    """
    if boxes is not None:
        pages = read_boxes(load_boxes(boxes), files)
    else:
        settings = Settings.from_env()
        catalogue = load_catalogue(*settings.catalogue_folders)
        pages = read_run(files, jobs, settings, catalogue, layouts_in(layouts))
    for page in pages:
        click.echo(json.dumps(page_json(page), ensure_ascii=False) if as_json else _line(page))
    raise SystemExit(1 if any(page.status is not PageStatus.READ for page in pages) else 0)
