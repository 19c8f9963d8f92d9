"""A row of the register's table, read: what it says of a client, and what is wrong with it."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import TypeVar

from forms.reference import ReferenceLists
from forms.written_dates import read_day, today_utc
from service.entities import ClientNumber, Episode, KeyWorker, PersonName, client_number
from service.identifiers.numbers import PROBLEM_WORDS, NumberKind
from service.identifiers.reading import read_number
from service.register.columns import (
    EPISODE_COLUMNS,
    LONGEST,
    MAIN_COLUMNS,
    WORKER_COLUMNS,
)
from service.register.files import Cells, is_too_long
from service.register.names import has_long_name, parse_names
from service.register.settling import doubt_of, settle
from service.store.states import CustodyStatus, WorkerRole

_DAT_CODE = re.compile(r"[A-Z][0-9]{2}B")
_YES = frozenset({"yes", "y", "true", "1", "ppo"})
_NO = frozenset({"no", "n", "false", "0"})
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """What one row says of one client; only what is given."""

    line: int
    reference: str = field(repr=False)
    main: Mapping[str, str | date | bool] = field(repr=False)
    """By attribute of the client, without the reference."""
    names: tuple[PersonName, ...] = field(repr=False)
    births: tuple[date, ...] = field(repr=False)
    numbers: tuple[ClientNumber, ...] = field(repr=False)
    postcodes: tuple[str, ...] = field(repr=False)
    episode: Episode | None = field(repr=False)
    workers: tuple[KeyWorker, ...] = field(repr=False)
    problems: Mapping[str, str]
    """Why it must be refused, by column; nothing of the row is quoted."""
    warnings: Mapping[str, str]
    """What a person should look at although the row stands, by column."""
    digest: bytes = field(repr=False)
    """Equal for two rows that say the same in the same words."""


def read_row(line: int, cells: Cells, lists: ReferenceLists) -> RegisterRow:
    """Read a row; whatever is wrong with it is named in it."""
    reading = _Reading(cells, lists)
    return RegisterRow(
        line=line,
        reference=cells.get("client_ref", ""),
        main=reading.main(),
        names=reading.names(),
        births=reading.births(),
        numbers=reading.numbers(),
        postcodes=reading.postcodes(),
        episode=reading.episode(),
        workers=reading.workers(),
        problems=reading.problems,
        warnings=reading.warnings,
        digest=sha256(json.dumps(cells, sort_keys=True).encode()).digest(),
    )


class _Reading:
    """One row while it is read."""

    def __init__(self, cells: Cells, lists: ReferenceLists) -> None:
        self.cells, self.lists = cells, lists
        self.problems = {
            column: f"longer than {LONGEST[column]} characters"
            for column, text in cells.items()
            if len(text) > LONGEST.get(column, len(text))
        }
        if is_too_long(cells):
            self.problems["row"] = "it has more cells than there are columns"
        self.warnings: dict[str, str] = {}

    def main(self) -> dict[str, str | date | bool]:
        found: dict[str, str | date | bool] = {}
        for column, attribute in MAIN_COLUMNS.items():
            if column in self.cells and column != "client_ref":
                with self._named(column):
                    found[attribute] = self._main(column, self.cells[column])
        return found

    def _main(self, column: str, text: str) -> str | date | bool:
        if column == "date_of_birth":
            return _birth(text)
        if column == "ppo":
            return _flag(text)
        if column == "home_dat":
            return self._dat(text)
        if doubt := doubt_of(column, text):
            self.warnings[column] = doubt
        return settle(column, text)

    def _dat(self, text: str) -> str:
        known = self.lists.by_code("dats", text) or self.lists.named("dats", text)
        code = known.code if known and known.code else text
        if not _DAT_CODE.fullmatch(code.upper()):
            self.warnings["home_dat"] = "it is no code of a Drug Action Team area"
            return code
        return code.upper()

    def names(self) -> tuple[PersonName, ...]:
        written = self.cells.get("aliases", "")
        if has_long_name(written):
            self.problems["aliases"] = f"a name is longer than {LONGEST['surname']} characters"
        return parse_names(written)

    def births(self) -> tuple[date, ...]:
        return self._several("other_births", _birth)

    def postcodes(self) -> tuple[str, ...]:
        return self._several("other_postcodes", _postcode)

    def numbers(self) -> tuple[ClientNumber, ...]:
        return self._several("other_numbers", self._number)

    def _number(self, written: str) -> ClientNumber:
        kind, colon, text = written.rpartition(":")
        try:
            of_kind = NumberKind(kind.strip().lower()) if colon else NumberKind.UNKNOWN
        except ValueError as error:
            raise ValueError(f"its kind is none of {', '.join(NumberKind)}") from error
        if len(text.strip()) > 40:
            raise ValueError("a number is longer than 40 characters")
        if problem := read_number(of_kind, text.strip()).problem:
            self.warnings["other_numbers"] = PROBLEM_WORDS[problem]
        return client_number(of_kind, text.strip())

    def episode(self) -> Episode | None:
        given = {key: self.cells[key] for key in EPISODE_COLUMNS if key in self.cells}
        if not given:
            return None
        known: dict[str, object] = {}
        for column, text in given.items():
            with self._named(column):
                known[EPISODE_COLUMNS[column]] = self._of_episode(column, text)
        return Episode(**known)  # type: ignore[arg-type]

    def _of_episode(self, column: str, text: str) -> str | date | CustodyStatus:
        if column == "custody_status":
            if text.lower() not in set(CustodyStatus):
                raise ValueError(f"it is none of {', '.join(CustodyStatus)}")
            return CustodyStatus(text.lower())
        if column == "prison":
            known = self.lists.by_code("prisons", text) or self.lists.named("prisons", text)
            if known is None or known.code is None:
                self.warnings[column] = "it is on no list of prisons"
                return text
            return known.code
        return text if column in ("court", "treatment", "release_plan") else _day(text)

    def workers(self) -> tuple[KeyWorker, ...]:
        return tuple(self._workers())

    def _workers(self) -> Iterator[KeyWorker]:
        for role, columns in WORKER_COLUMNS.items():
            given = {
                key: self.cells[column] for column, key in columns.items() if column in self.cells
            }
            if given and "name" not in given:
                self.problems[next(iter(columns))] = "the worker's name is missing"
            elif given:
                yield KeyWorker(role=WorkerRole(role), **given)  # type: ignore[arg-type]

    def _several(self, column: str, read: Callable[[str], _Part]) -> tuple[_Part, ...]:
        found: list[_Part] = []
        for text in filter(None, map(str.strip, self.cells.get(column, "").split(";"))):
            with self._named(column):
                found.append(read(text))
        return tuple(dict.fromkeys(found))

    @contextmanager
    def _named(self, column: str) -> Iterator[None]:
        try:
            yield
        except ValueError as error:
            self.problems[column] = str(error)


def _day(text: str, *, born: bool = False) -> date:
    try:
        return date.fromisoformat(read_day(text, born=born, today=today_utc()))
    except ValueError as error:
        raise ValueError("not a date") from error


def _birth(text: str) -> date:
    day = _day(text, born=True)
    if day > today_utc():
        raise ValueError("it is in the future")
    return day


def _postcode(text: str) -> str:
    if len(text) > LONGEST["postcode"]:
        raise ValueError(f"a postcode is longer than {LONGEST['postcode']} characters")
    return settle("postcode", text)


def _flag(text: str) -> bool:
    said = text.lower()
    if said not in _YES | _NO:
        raise ValueError("it is neither yes nor no")
    return said in _YES
