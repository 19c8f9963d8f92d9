"""What every use case works with: the settings, the database, the store of originals, the catalogue."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from forms.reference import ReferenceLists, load_reference_lists
from forms.registry import Catalogue, load_catalogue
from ocr.issued import IssuedLookup
from service.evidence import ReadPage
from service.originals import Originals
from service.settings import Settings
from service.store.engine import open_engine

ReadFile = Callable[[Path, str, IssuedLookup], list[ReadPage]]
"""Reads a stored file, given the name that its sender gave and the register of copies."""


def _wake_nobody(document_id: int) -> None:
    """Leave a received document to whichever worker starts next."""
    del document_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """One installation at work."""

    settings: Settings
    engine: Engine
    originals: Originals
    catalogue: Catalogue
    lists: ReferenceLists
    read_file: ReadFile
    wake: Callable[[int], None] = _wake_nobody
    """Tells a worker that a document waits; the documents table says which, should the word be lost."""


def open_runtime(
    settings: Settings,
    read_file: ReadFile | None = None,
    wake: Callable[[int], None] = _wake_nobody,
) -> Runtime:
    """Open the installation; without another reader, files are read in a process apart."""
    return Runtime(
        settings=settings,
        engine=open_engine(settings.database_url),
        originals=Originals(settings.data_dir / "originals"),
        catalogue=load_catalogue(*settings.form_folders),
        lists=load_reference_lists(),
        read_file=read_file or _reader(settings),
        wake=wake,
    )


def _reader(settings: Settings) -> ReadFile:
    def read(path: Path, name: str, issued: IssuedLookup) -> list[ReadPage]:
        # Loaded with the first file: readers of records alone need none of it.
        from service.jobs.child import Limits
        from service.jobs.isolation import read_apart

        limits = Limits(memory_mb=settings.reading_mb, seconds=settings.reading_seconds)
        return read_apart(path, name, issued, folders=settings.form_folders, limits=limits)

    return read
