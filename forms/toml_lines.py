"""Finds the line of a TOML file that a table or key stands on, so that a message can name it."""

import re
from collections.abc import Sequence

Path = tuple[str | int, ...]
_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$")


def _absolute(parts: Sequence[str], counts: dict[Path, int]) -> Path:
    """Give the path of a header's parents, each array at its newest element."""
    path: Path = ()
    for part in parts:
        path = (*path, part)
        if path in counts:
            path = (*path, counts[path])
    return path


class LineIndex:
    """Where each table of one TOML source begins (lines counted from 1)."""

    def __init__(self, source: str) -> None:
        self._lines = source.splitlines()
        self._starts: dict[Path, int] = {(): 0}
        counts: dict[Path, int] = {}
        for number, line in enumerate(self._lines, 1):
            if header := _HEADER.match(line):
                *parents, last = header[2].split(".")
                path = (*_absolute(parents, counts), last)
                if header[1] == "[[":
                    counts[path] = counts.get(path, -1) + 1
                    path = (*path, counts[path])
                self._starts.setdefault(path, number)

    def line(self, path: Path, key: str | None = None) -> int | None:
        """Give the line of the table at `path`, or of `key` in it where that can be found."""
        while path and path not in self._starts:
            path = path[:-1]
        start = self._starts[path]
        if key is not None:
            assignment = re.compile(rf"^\s*{re.escape(key)}\s*=")
            for number, line in enumerate(self._lines[start:], start + 1):
                if _HEADER.match(line):
                    break
                if assignment.match(line):
                    return number
        return start or None
