"""The boxes that a person names on a reference picture: a JSON file, checked as it is loaded.

    {"reference": "blank.png",
     "unit": "px",
     "boxes": {"q1_a": [120, 340, 152, 372], "q1_b": [180, 340, 212, 372]}}

`reference` is a picture or PDF of the form, beside the JSON file: empty, a marked copy, or a
photograph. Boxes are left, top, right and bottom on it, from its top left corner; `unit` is `px`,
or `mm` with `dpi` saying how many pixels of the reference make an inch. `marked` may list the keys
that are marked on the reference itself; where it is missing, this is found out.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forms.errors import DefinitionError, FileError
from ocr.sheet import Grey, Sheet
from ocr.sheets import sheets

_MM_PER_INCH = 25.4
_LEAST_PX = 4.0
_UNITS = ("px", "mm")


@dataclass(frozen=True, slots=True)
class BoxPx:
    """A rectangle on the reference, in pixels from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True, eq=False)
class BoxSet:
    """Keyed boxes on a reference picture."""

    name: str
    reference: Grey = field(repr=False)
    per_mm: float
    """Pixels of the reference that make a millimetre, where known; else as for an A4 page."""
    boxes: Mapping[str, BoxPx]
    marked: frozenset[str] | None = None
    """Keys that are marked on the reference; None where nobody said."""


def _box(source: str, key: str, edges: Any, scale: float) -> BoxPx:  # noqa: ANN401 - JSON
    wrong = DefinitionError(source, None, f"box '{key}' must be [left, top, right, bottom]")
    if not isinstance(edges, list) or len(edges) != 4:
        raise wrong
    if not all(isinstance(edge, int | float) and not isinstance(edge, bool) for edge in edges):
        raise wrong
    box = BoxPx(*(float(edge) * scale for edge in edges))
    if min(box.width, box.height) < _LEAST_PX:
        raise DefinitionError(source, None, f"box '{key}' is smaller than {_LEAST_PX:.0f} pixels")
    return box


def _scale(source: str, table: Mapping[str, Any]) -> float:
    """Give pixels of the reference for one unit of the boxes."""
    unit, dpi = table.get("unit", "px"), table.get("dpi")
    if unit not in _UNITS:
        raise DefinitionError(source, None, "unit must be 'px' or 'mm'")
    if unit == "px":
        return 1.0
    if not isinstance(dpi, int | float) or dpi <= 0:
        raise DefinitionError(source, None, "boxes in mm need the reference's dpi")
    return float(dpi) / _MM_PER_INCH


def _reference(path: Path, name: Any) -> Sheet:  # noqa: ANN401 - JSON
    if not isinstance(name, str):
        raise DefinitionError(path.name, None, "reference must name a picture")
    try:
        page = next(iter(sheets((path.parent / name).read_bytes())), None)
    except OSError as error:
        reason = f"the reference cannot be opened: {error.strerror}"
        raise DefinitionError(path.name, None, reason) from error
    except FileError as error:
        raise DefinitionError(path.name, None, f"the reference: {error.message}") from error
    if not isinstance(page, Sheet):
        raise DefinitionError(path.name, None, "the reference has no readable page")
    return page


def _table(path: Path) -> dict[str, Any]:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = f"the file cannot be opened: {error.strerror}"
        raise DefinitionError(path.name, None, reason) from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        line = getattr(error, "lineno", None)
        raise DefinitionError(path.name, line, "this is not JSON") from error
    if not isinstance(table, dict) or not isinstance(table.get("boxes"), dict):
        raise DefinitionError(path.name, None, "an object with 'reference' and 'boxes' is needed")
    return table


def _within(source: str, boxes: Mapping[str, BoxPx], reference: Grey) -> None:
    height, width = reference.shape
    for key, box in boxes.items():
        if box.left < 0 or box.top < 0 or box.right > width or box.bottom > height:
            raise DefinitionError(source, None, f"box '{key}' reaches beyond the reference")


def load_boxes(path: Path) -> BoxSet:
    """Load the boxes and their reference picture.

    Raises:
        DefinitionError: the file or its reference is wrong; says how.
    """
    table = _table(path)
    page = _reference(path, table.get("reference"))
    scale = _scale(path.name, table)
    boxes = {key: _box(path.name, key, edges, scale) for key, edges in table["boxes"].items()}
    if not boxes:
        raise DefinitionError(path.name, None, "no boxes are given")
    _within(path.name, boxes, page.grey)
    marked = table.get("marked")
    if marked is not None and not isinstance(marked, list):
        raise DefinitionError(path.name, None, "'marked' must be a list of keys")
    if marked is not None and not all(key in boxes for key in marked if isinstance(key, str)):
        raise DefinitionError(path.name, None, "'marked' names boxes that are not there")
    named = None if marked is None else frozenset(map(str, marked))
    return BoxSet(path.stem, page.grey, page.density.x, boxes, named)
