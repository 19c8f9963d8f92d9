"""What every use case works with: settings, database, store of originals, catalogue."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from threading import Event

from sqlalchemy import Engine

from forms.answers import Answer
from forms.reference import ReferenceLists, load_reference_lists
from forms.registry import Catalogue
from ocr.issued import IssuedLookup
from service.evidence import Content, FileToRead, LearnedPage, Read
from service.live_catalogue import LiveCatalogue
from service.originals import Originals
from service.settings import Settings
from service.store.engine import open_engine
from service.vault.key_source import key_source

ReadFile = Callable[[FileToRead, IssuedLookup, Sequence[str]], Iterator[Read]]
"""Reads a stored file page by page, given the register of copies and the learned layouts; it stops
where nobody asks for more."""

LearnPage = Callable[[Content, int, Mapping[str, Answer], Sequence[str]], LearnedPage]
"""Learns the layout of a page of a stored file, given the page's number, what stands on it and the
layouts learned before."""


def wake_nobody(job_id: int) -> None:
    """Leave a job to whichever worker looks next."""
    del job_id


def no_queue() -> None:
    """Find nothing wrong with the queue where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """One installation at work."""

    settings: Settings
    engine: Engine
    originals: Originals
    catalogue: Catalogue
    lists: ReferenceLists
    read_file: ReadFile
    learn_page: LearnPage
    prepare: Callable[[], None] = lambda: None
    """Makes readers ready, before a job is taken: what takes seconds must not count as its time."""
    wake: Callable[[int], None] = wake_nobody
    """Tells a worker that a job waits; should the word be lost, the table of jobs knows."""
    reach_queue: Callable[[], None] = no_queue
    """Raises UnavailableError where the queue is away."""
    stopping: Event = field(default_factory=Event)
    """Set when this process is to end: nobody waits longer for a database that is away."""


def open_runtime(
    settings: Settings,
    read_file: ReadFile | None = None,
    learn_page: LearnPage | None = None,
    wake: Callable[[int], None] = wake_nobody,
) -> Runtime:
    """Open the installation; without another reader, files are read in a process apart."""
    return Runtime(
        settings=settings,
        engine=open_engine(settings.database_url),
        originals=Originals(settings.data_dir / "originals", key_source(settings)),
        catalogue=LiveCatalogue(*settings.catalogue_folders),
        lists=load_reference_lists(),
        read_file=read_file or _reader(settings),
        learn_page=learn_page or _learner(settings),
        prepare=(lambda: None) if read_file else _prepare,
        wake=wake,
    )


def _prepare() -> None:
    import_module("service.jobs.isolation").prepare()


def _reader(settings: Settings) -> ReadFile:
    def read(file: FileToRead, issued: IssuedLookup, layouts: Sequence[str]) -> Iterator[Read]:
        # Loaded with the first file: whoever reads no file needs none of it, and it takes a second.
        isolation = import_module("service.jobs.isolation")
        limits = import_module("service.jobs.child").Limits(
            memory_mb=settings.reading_mb, seconds=settings.reading_seconds
        )
        pages: Iterator[Read] = isolation.read_apart(
            file, issued, folders=settings.catalogue_folders, limits=limits, layouts=layouts
        )
        return pages

    return read


def _learner(settings: Settings) -> LearnPage:
    def learn(
        content: Content, page: int, values: Mapping[str, Answer], layouts: Sequence[str]
    ) -> LearnedPage:
        learned: LearnedPage = import_module("service.jobs.learning").learn_apart(
            content,
            page,
            values,
            layouts,
            folders=settings.catalogue_folders,
            memory_mb=settings.reading_mb,
            seconds=settings.reading_seconds,
        )
        return learned

    return learn
