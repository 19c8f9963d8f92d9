"""Reference lists: prisons, courts and Drug Action Team areas, found by code or by written name.

A name is compared without what people leave out or write in several ways (`forms.reference_names`);
a code of any kind finds its entry, whose own code is the one to store. The lists come from
templates/reference, or from a folder of CSV files of the same names that replace them.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from io import StringIO
from pathlib import Path

from rapidfuzz import fuzz, process

from forms.definition_checks import REFERENCE_LISTS
from forms.errors import ReferenceListError
from forms.reference_names import plain_name

COLUMNS = ("name", "code", "other_codes", "aliases", "active", "successor")
LIKELY = 0.8
"""Score from which a name is taken to mean the entry: one wrong letter in five."""
_SCORERS = ((fuzz.ratio, 1.0), (fuzz.token_sort_ratio, 0.98))
"""Letter by letter, and with the words in any order, which says a little less."""
_REMEMBERED = 512
"""Written names whose matches are kept: a caseload names few prisons and courts many times."""
_ACTIVE = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place of a list."""

    name: str
    code: str | None = None
    """The code that is stored; None where none is known."""
    other_codes: tuple[str, ...] = ()
    """Older or second codes for the same place."""
    aliases: tuple[str, ...] = ()
    active: bool = True
    successor: str | None = None
    """Code of the entry that took its place when it closed."""

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes that mean this entry."""
        return (*([self.code] if self.code else []), *self.other_codes)


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a written name may mean."""

    entry: Entry
    score: float
    """From 0 to 1; 1 where the names are the same apart from spelling that means nothing."""


class Agreement(StrEnum):
    """Whether a name and a code mean the same entry."""

    AGREE = "agree"
    DIFFER = "differ"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_CODE = "unknown_code"


class _ReferenceList:
    """One list with its indexes."""

    def __init__(self, list_name: str, entries: tuple[Entry, ...]) -> None:
        self.list_name, self.entries = list_name, entries
        self._by_code = {code: entry for entry in reversed(entries) for code in entry.other_codes}
        self._by_code |= {entry.code: entry for entry in entries if entry.code}
        named = [(name, i) for i, entry in enumerate(entries) for name in _names(entry)]
        self._plain = [plain_name(list_name, name) for name, _ in named]
        self._owners = [index for _, index in named]
        self.find = lru_cache(maxsize=_REMEMBERED)(self._find)

    def by_code(self, code: str) -> Entry | None:
        return self._by_code.get(code.strip().upper())

    def _find(self, written: str, limit: int) -> tuple[Match, ...]:
        """Score each entry by its best name; where equal, the same words and active ones first."""
        wanted = plain_name(self.list_name, written)
        if not wanted:
            return ()
        best: dict[int, float] = {}
        for scorer, weight in _SCORERS:
            for _, score, place in process.extract(
                wanted, self._plain, scorer=scorer, limit=limit * 4
            ):
                owner = self._owners[place]
                best[owner] = max(score / 100 * weight, best.get(owner, 0.0))
        said = written.casefold().strip()

        def rank(index: int) -> tuple[float, bool, bool, int]:
            entry = self.entries[index]
            return -best[index], entry.name.casefold() != said, not entry.active, index

        order = sorted(best, key=rank)[:limit]
        return tuple(Match(self.entries[index], best[index]) for index in order)


def _names(entry: Entry) -> tuple[str, ...]:
    return (entry.name, *entry.aliases)


class ReferenceLists:
    """The lists that answers are checked against, by name: `prisons`, `courts`, `dats`."""

    def __init__(self, lists: Mapping[str, tuple[Entry, ...]]) -> None:
        self._lists = {name: _ReferenceList(name, entries) for name, entries in lists.items()}

    def entries(self, list_name: str) -> tuple[Entry, ...]:
        """Give a whole list, in the order of its file."""
        return self._lists[list_name].entries

    def knows_codes(self, list_name: str) -> bool:
        """Tell whether most entries have a code: of a list that knows few, a strange code is none.

        The published list of DAT codes holds five of nearly four hundred.
        """
        entries = self.entries(list_name)
        return sum(bool(entry.codes) for entry in entries) > len(entries) / 2

    def by_code(self, list_name: str, code: str) -> Entry | None:
        """Find an entry by any of its codes."""
        return self._lists[list_name].by_code(code)

    def find(self, list_name: str, written: str, limit: int = 5) -> tuple[Match, ...]:
        """Find the entries that a name as written may mean, best first."""
        return self._lists[list_name].find(written, limit)

    def named(self, list_name: str, written: str) -> Entry | None:
        """Find the one entry that a name means; None where none is like it."""
        matches = self.find(list_name, written, limit=1)
        return matches[0].entry if matches and matches[0].score >= LIKELY else None

    def agree(self, list_name: str, name: str, code: str) -> Agreement:
        """Tell whether a name and a code mean the same place, or one and its successor."""
        by_code = self.by_code(list_name, code)
        if by_code is None:
            return Agreement.UNKNOWN_CODE
        matches = [match for match in self.find(list_name, name) if match.score >= LIKELY]
        if not matches:
            return Agreement.UNKNOWN_NAME
        top = [match.entry for match in matches if match.score >= matches[0].score - 0.001]
        if any(_same_place(entry, by_code) for entry in top):
            return Agreement.AGREE
        return Agreement.DIFFER


def _same_place(named: Entry, coded: Entry) -> bool:
    return named is coded or (
        coded.code in (named.code, named.successor) or named.code == coded.successor
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _entry(row: Mapping[str, str], where: str) -> Entry:
    name = row["name"].strip()
    if not name:
        raise ReferenceListError(f"{where}: `name` is empty")
    active = _ACTIVE.get(row["active"].strip().lower() or "yes")
    if active is None:
        raise ReferenceListError(f"{where}: `active` must be yes or no")
    return Entry(
        name=name,
        code=row["code"].strip().upper() or None,
        other_codes=tuple(code.upper() for code in _split(row["other_codes"])),
        aliases=_split(row["aliases"]),
        active=active,
        successor=row["successor"].strip().upper() or None,
    )


def _rows(text: str, source: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row with its line; columns that may be missing come out empty."""
    reader = csv.DictReader(StringIO(text, newline=""), strict=True)
    try:
        found = reader.fieldnames or []
        if unknown := [column for column in found if column not in COLUMNS]:
            raise ReferenceListError(f"{source}, line 1: no column is called {unknown[0]!r}")
        if "name" not in found:
            raise ReferenceListError(f"{source}, line 1: the column `name` is missing")
        for row in reader:
            if None in row:
                raise ReferenceListError(f"{source}, line {reader.line_num}: too many columns")
            yield reader.line_num, {column: row.get(column) or "" for column in COLUMNS}
    except csv.Error as error:
        raise ReferenceListError(f"{source}, line {reader.reader.line_num}: {error}") from error


def read_reference_list(text: str, source: str) -> tuple[Entry, ...]:
    """Read one list from CSV text; `source` is the file as messages call it.

    Raises:
        ReferenceListError: with the line and the reason.
    """
    entries: list[Entry] = []
    lines: dict[str, int] = {}
    for number, row in _rows(text, source):
        entry = _entry(row, f"{source}, line {number}")
        if entry.code and (earlier := lines.setdefault(entry.code, number)) != number:
            reason = f"code {entry.code} stands on line {earlier} already"
            raise ReferenceListError(f"{source}, line {number}: {reason}")
        entries.append(entry)
    if not entries:
        raise ReferenceListError(f"{source}: the list has no rows")
    return tuple(entries)


def _read(path: Path) -> tuple[Entry, ...]:
    try:
        return read_reference_list(path.read_text(encoding="utf-8-sig"), path.name)
    except OSError as error:
        raise ReferenceListError(f"{path.name}: cannot be read") from error
    except UnicodeDecodeError as error:
        raise ReferenceListError(f"{path.name}: is not UTF-8 text") from error


@cache
def shipped_lists() -> ReferenceLists:
    """Load the lists that the product ships."""
    folder = resources.files("templates") / "reference"
    texts = {name: (folder / f"{name}.csv").read_text(encoding="utf-8") for name in REFERENCE_LISTS}
    return ReferenceLists(
        {name: read_reference_list(text, f"{name}.csv") for name, text in texts.items()}
    )


def load_reference_lists(folder: Path | None = None) -> ReferenceLists:
    """Load the lists; a CSV file of the same name in `folder` replaces a shipped one.

    Raises:
        ReferenceListError: a file is wrong, or the folder has none of the lists.
    """
    if folder is None:
        return shipped_lists()
    replaced = _replacements(folder, REFERENCE_LISTS)
    if not replaced:
        names = ", ".join(f"{name}.csv" for name in REFERENCE_LISTS)
        raise ReferenceListError(f"{folder.name}: the folder has none of {names}")
    shipped = shipped_lists()
    return ReferenceLists({name: shipped.entries(name) for name in REFERENCE_LISTS} | replaced)


def _replacements(folder: Path, names: Iterable[str]) -> dict[str, tuple[Entry, ...]]:
    paths = {name: folder / f"{name}.csv" for name in names}
    return {name: _read(path) for name, path in paths.items() if path.is_file()}
