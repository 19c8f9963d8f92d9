"""Learned layouts as files, one each, for reading without a database."""

from pathlib import Path

from forms.errors import LayoutError
from ocr.learned.layout import from_json


def layouts_in(folder: Path | None) -> list[str]:
    """Give the learned layouts of a folder (`*.json`), as JSON.

    Raises:
        LayoutError: a file there is something else; the message names it.
    """
    found = []
    for path in sorted(folder.glob("*.json")) if folder else ():
        written = path.read_text(encoding="utf-8")
        try:
            from_json(written)
        except LayoutError as error:
            raise LayoutError(f"{path.name}: {error.message}") from error
        found.append(written)
    return found
