"""`throughcare read`: pages in, one JSON line a page out; no database."""

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

import click

from forms.errors import FileError
from forms.registry import Catalogue, load_catalogue
from ocr.collate import collated
from ocr.pipeline import read_pages
from ocr.reading import PageReading, PageStatus, Problem, page_json
from service.settings import Settings


def _failed(name: str, code: str, message: str) -> PageReading:
    problem = Problem(code=code, message=message)
    return PageReading(file=name, page=1, status=PageStatus.FAILED, problems=(problem,))


def read_path(path: Path, catalogue: Catalogue) -> list[PageReading]:
    """Read one file; one that cannot be read gives one failed page that says why."""
    try:
        return read_pages(path.name, path.read_bytes(), catalogue)
    except FileError as error:
        return [_failed(path.name, error.code, error.advice)]
    except OSError as error:
        return [_failed(path.name, "cannot-open", f"The file cannot be opened: {error.strerror}.")]


def _read_all(
    paths: tuple[Path, ...], jobs: int, catalogue: Catalogue
) -> Iterator[list[PageReading]]:
    """Yield the pages of each file, in the order given, from `jobs` processes."""
    read = partial(read_path, catalogue=catalogue)
    if jobs == 1:
        yield from map(read, paths)
        return
    with ProcessPoolExecutor(jobs) as pool:
        futures = [pool.submit(read, path) for path in paths]
        for path, future in zip(paths, futures, strict=True):
            try:
                yield future.result()
            except BrokenProcessPool:
                message = "Reading stopped before this file was done. Read it again by itself."
                yield [_failed(path.name, "stopped", message)]


def read_run(paths: tuple[Path, ...], jobs: int, catalogue: Catalogue) -> list[PageReading]:
    """Read all files; a copy's pages may come in several of them, so they are put together last."""
    work = _read_all(paths, jobs, catalogue)
    with click.progressbar(work, length=len(paths), label="Reading", file=sys.stderr) as readings:
        return collated([page for pages in readings for page in pages], catalogue)


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
@click.option("--jobs", type=click.IntRange(1, 64), default=1, help="Files read at the same time.")
def read(files: tuple[Path, ...], jobs: int, *, as_json: bool) -> None:
    """Read forms that came back: PDF, DOCX, TIFF, JPEG or PNG files. Nothing is stored."""
    catalogue = load_catalogue(*Settings.from_env().form_folders)
    pages = read_run(files, jobs, catalogue)
    for page in pages:
        click.echo(json.dumps(page_json(page), ensure_ascii=False) if as_json else _line(page))
    raise SystemExit(1 if any(page.status is not PageStatus.READ for page in pages) else 0)
