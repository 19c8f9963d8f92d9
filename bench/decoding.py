"""A confined reader that takes files apart to the last pixel and then recognises nothing.

Hostile files do their harm in parsing and decoding; recognising what decoded well takes fifty times
as long. So thousands of files can be sent in the time of a hundred.
"""

from multiprocessing.connection import Connection
from pathlib import Path

import ocr.pipeline
from ocr.reading import PageReading, PageStatus, Problem
from ocr.sheet import Sheet
from service.jobs.child import Limits, serve_orders

_DECODED = Problem(code="decoded", message="The page was decoded and not looked at.")


def _decoded(name: str, sheet: Sheet, _known: object) -> PageReading:
    return PageReading(
        file=name,
        page=sheet.number,
        status=PageStatus.UNIDENTIFIED,
        channel=sheet.channel,
        problems=(_DECODED,),
    )


def serve_decoding(
    connection: Connection,
    scratch: Path,
    folders: tuple[Path, ...],
    limits: Limits,
    layouts: tuple[str, ...] = (),
) -> None:
    """Obey orders as `serve_orders` does, but for the recognition."""
    ocr.pipeline._read_sheet = _decoded  # noqa: SLF001 - what this reader is for
    serve_orders(connection, scratch, folders, limits, layouts)
