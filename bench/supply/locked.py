"""Reads a lock of Python packages: what a machine like this one installs, and its hashes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import Marker
from packaging.utils import canonicalize_name

RUN_LOCK = Path("requirements/run.lock")
_ENTRY = re.compile(
    r"^(?P<name>[\w.-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)(?: ; (?P<marker>[^\\]+))?"
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of a lock."""

    name: str
    version: str
    sha256: tuple[str, ...]
    """Of each file that may be installed."""

    @property
    def is_installed(self) -> bool:
        """Tell whether this very version is installed here."""
        try:
            return distribution(self.name).version == self.version
        except PackageNotFoundError:
            return False


def read_lock(path: Path = RUN_LOCK) -> list[Locked]:
    """Give the packages that a machine like this one needs."""
    return sorted(_read(path.read_text(encoding="utf-8")), key=lambda one: one.name)


def _read(text: str) -> Iterator[Locked]:
    for part in re.split(r"\n(?=\S)", text):
        found = _ENTRY.match(part)
        if found is None:
            continue
        marker = found["marker"]
        if marker is None or Marker(marker.strip()).evaluate():
            name = canonicalize_name(found["name"])
            yield Locked(name, found["version"], tuple(_HASH.findall(part)))
