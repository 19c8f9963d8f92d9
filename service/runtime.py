"""What every use case works with: the settings, the database, the store of originals, the catalogue."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from forms.registry import Catalogue, load_catalogue
from ocr.pipeline import IssuedLookup
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
    read_file: ReadFile
    wake: Callable[[int], None] = _wake_nobody
    """Tells a worker that a document waits; the documents table says which, should the word be lost."""


def local_folders(settings: Settings) -> tuple[Path, ...]:
    """Name the folders of local form definitions."""
    return (settings.forms_dir,) if settings.forms_dir else ()
