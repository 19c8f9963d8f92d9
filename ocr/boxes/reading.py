"""Read the boxes of a file's pages: the order of the stages, and no pixel."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import cv2

from forms.errors import FileError
from forms.geometry import BoxMm
from ocr.boxes.definition import BoxSet
from ocr.boxes.ink import box_inks
from ocr.boxes.marked import marked_on
from ocr.boxes.marks import mark_findings
from ocr.boxes.reference import Reference, made_ready
from ocr.boxes.registration import register
from ocr.findings import Finding
from ocr.reading import Layout, PageReading, PageStatus, Problem, Reading
from ocr.sheet import Sheet
from ocr.sheets import sheets


def _failed(name: str, number: int, code: str, message: str) -> PageReading:
    problem = Problem(code=code, message=message)
    return PageReading(file=name, page=number, status=PageStatus.FAILED, problems=(problem,))


class BoxReader:
    """Reads pages against one set of boxes; the reference is made ready once."""

    def __init__(self, boxes: BoxSet) -> None:
        cv2.setNumThreads(1)
        self._boxes = boxes
        self._reference: Reference = made_ready(boxes)
        self._marked = marked_on(self._reference, boxes.marked)

    def _reading(self, key: str, finding: Finding) -> Reading:
        box, scale = self._boxes.boxes[key], self._boxes.per_mm
        edges = (box.left, box.top, box.right, box.bottom)
        return Reading(
            value=finding.value,
            confidence=finding.confidence,
            accepted=finding.accepted,
            state=finding.state,
            method=finding.method,
            box=BoxMm(*(edge / scale for edge in edges)),
        )

    def _page(self, name: str, sheet: Sheet) -> PageReading:
        """Read one page; one that does not lie over the reference says so."""
        found = register(self._reference, sheet.grey)
        if found is None:
            message = "This page does not look like the reference picture; read it by eye."
            return PageReading(
                file=name,
                page=sheet.number,
                status=PageStatus.UNIDENTIFIED,
                channel=sheet.channel,
                problems=(Problem(code="not-the-reference", message=message),),
            )
        findings = mark_findings(box_inks(self._reference, self._marked, found))
        settled = all(finding.accepted for finding in findings.values())
        return PageReading(
            file=name,
            page=sheet.number,
            status=PageStatus.READ if settled else PageStatus.REVIEW,
            form=self._boxes.name,
            layout=Layout.FOREIGN,
            rotation=found.rotation,
            channel=sheet.channel,
            fields={key: self._reading(key, finding) for key, finding in findings.items()},
        )

    def pages(self, name: str, data: bytes) -> Iterator[PageReading]:
        """Yield the reading of each page of a file; a damaged page says so.

        Raises:
            FileError: nothing of the file can be read.
        """
        for number, sheet in enumerate(sheets(data), 1):
            start = time.perf_counter()
            if isinstance(sheet, FileError):
                yield _failed(name, number, sheet.code, sheet.advice)
                continue
            page = self._page(name, sheet)
            yield replace(page, seconds=time.perf_counter() - start)


def _read_path(reader: BoxReader, path: Path) -> list[PageReading]:
    """Read one file; one that cannot be read gives one failed page that says why."""
    try:
        return list(reader.pages(path.name, path.read_bytes()))
    except FileError as error:
        return [_failed(path.name, 1, error.code, error.advice)]
    except OSError as error:
        message = f"The file cannot be opened: {error.strerror}."
        return [_failed(path.name, 1, "cannot-open", message)]


def read_boxes(boxes: BoxSet, paths: Sequence[Path]) -> list[PageReading]:
    """Read the boxes of all pages of these files, in order."""
    reader = BoxReader(boxes)
    return [page for path in paths for page in _read_path(reader, path)]
