"""Words that the synthetic texts of training are made of, from `words.toml`."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

Group = Literal[
    "forenames",
    "surnames",
    "accented",
    "drugs",
    "people",
    "actions",
    "things",
    "joining",
    "places",
    "months",
    "labels",
    "phrases",
]

_LINES = frozenset({"labels", "phrases"})
"""Groups whose entries have several words each."""


@cache
def words(group: Group) -> tuple[str, ...]:
    """Give the words of one group; those of labels and phrases may have several words each."""
    groups = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    between = r"\s*[|\n]\s*" if group in _LINES else r"\s+"
    return tuple(re.split(between, groups[group].strip()))
