"""Tables of cases that a caseworker can extend: one YAML file each in `cases/`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

CASES = Path(__file__).parent / "cases"

Case = Mapping[str, Any]


def cases(table: str) -> list[Any]:
    """Give the cases of one table as pytest's parameters; their titles are the tests' names."""
    return [pytest.param(case, id=case["it"]) for case in read(CASES / f"{table}.yaml")]


def read(path: Path) -> list[Case]:
    """Read a table; all that is written in it is text, so that NO is a word and 01 keeps its 0."""
    # Of all loaders this one makes the least of a file: texts, lists and mappings.
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    return list(loaded or [])


def all_cases() -> Iterator[tuple[str, Case]]:
    """Give all cases, each with the name of its table."""
    for path in sorted(CASES.glob("*.yaml")):
        yield from ((path.stem, case) for case in read(path))
