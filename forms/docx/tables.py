"""Ruled tables: cells of a grid, merged across as many columns as each takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.docx.markup import TWIPS_PER_MM, Element, printed, setting, tag

ROW_MM = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: the paragraphs in it and how many columns of the grid it takes."""

    content: tuple[Element, ...]
    columns: int = 1
    ruled: bool = True
    top: bool = False
    """What stands in it begins at the top of the cell, not in the middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of cells, at least so high."""

    cells: tuple[Cell, ...]
    height_mm: float = ROW_MM
    heading: bool = False
    """Repeated at the top of the next page where the table breaks."""


def _cell(cell: Cell, width_mm: float) -> Element:
    width = {"w:w": round(width_mm * TWIPS_PER_MM), "w:type": "dxa"}
    settings = [tag("w:tcW", attributes=width), setting("w:gridSpan", cell.columns)]
    if not cell.ruled:
        sides = ("w:top", "w:bottom", "w:right")
        settings.append(tag("w:tcBorders", *(setting(side, "nil") for side in sides)))
    settings.append(setting("w:vAlign", "top" if cell.top else "center"))
    return tag("w:tc", tag("w:tcPr", *settings), *cell.content)


def _row(row: Row, grid_mm: Sequence[float]) -> Element:
    height = {"w:val": round(row.height_mm * TWIPS_PER_MM), "w:hRule": "atLeast"}
    settings = [tag("w:cantSplit"), tag("w:trHeight", attributes=height)]
    if row.heading:
        settings.append(tag("w:tblHeader"))
    cells, start = [], 0
    for cell in row.cells:
        cells.append(_cell(cell, sum(grid_mm[start : start + cell.columns])))
        start += cell.columns
    return tag("w:tr", tag("w:trPr", *settings), *cells)


def table(rows: Sequence[Row], grid_mm: Sequence[float], caption: str) -> Element:
    """Build a table on a grid of column widths; the caption is for screen readers."""
    width = {"w:w": round(sum(grid_mm) * TWIPS_PER_MM), "w:type": "dxa"}
    settings = tag(
        "w:tblPr",
        setting("w:tblStyle", "FormTable"),
        tag("w:tblW", attributes=width),
        tag("w:tblLayout", attributes={"w:type": "fixed"}),
        setting("w:tblCaption", printed(caption)),
    )
    columns = (round(width_mm * TWIPS_PER_MM) for width_mm in grid_mm)
    grid = tag("w:tblGrid", *(tag("w:gridCol", attributes={"w:w": wide}) for wide in columns))
    return tag("w:tbl", settings, grid, *(_row(row, grid_mm) for row in rows))
