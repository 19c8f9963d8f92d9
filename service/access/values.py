"""The readable part of a bundle: chapters of tables, and what to look at first."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.registry import Catalogue
from service.store.held import Held


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    text: str = field(repr=False)
    link: str = ""
    """Name of a file of the bundle."""
    look: bool = False
    """It may speak of somebody else: a person looks before it is handed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One subject, with its tables; those without a row are left out."""

    key: str
    title: str
    about: str = ""
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing to look at before the bundle is handed over."""

    what: str
    where: str = field(repr=False)
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is needed to say in words what rows say in codes."""

    catalogue: Catalogue
    accounts: Mapping[int, str] = field(repr=False)
    agencies: Mapping[int, str]
    contacts: Mapping[int, str] = field(repr=False)
    prisons: Mapping[str, str]

    def account(self, user_id: int | None, otherwise: str = "") -> str:
        """Name an account."""
        return self.accounts.get(user_id, otherwise) if user_id is not None else otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Where in the bundle the files of a record, a document or a copy are."""

    pages: Mapping[int, str]
    """By id of the page."""
    originals: Mapping[int, str]
    """By document."""
    copies: Mapping[str, str]
    """By copy id."""
    shared: frozenset[int]
    """Documents that hold other papers too: their originals lie apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What a bundle is made of, files apart."""

    reference: str
    held: Held
    known: Known
    files: Files
    asked_by: str = field(repr=False)
    reason: str = field(repr=False)
