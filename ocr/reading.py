"""What reading a page gives: one reading a field, with its doubt and its evidence."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from forms.answers import Answer
from forms.copies import CopyId, parse_copy_id
from forms.geometry import BoxMm
from ocr.engine.output import LineOutput


class FieldState(StrEnum):
    """Three things that stay three: left blank, not readable, not asked on this version."""

    READ = "read"
    BLANK = "blank"
    UNREADABLE = "unreadable"
    NOT_ASKED = "not_asked"


class Method(StrEnum):
    """Where a value comes from."""

    ACROFORM = "acroform"
    DOCX = "docx"
    TEXT_LAYER = "text_layer"
    OCR = "ocr"
    MARK = "mark"
    STRIKE = "strike"
    ISSUED = "issued"
    """Printed by us on this copy, and found unaltered on the paper."""


BLANK_PAGE = "blank-page"
"""Code of the problem that a page has nothing on it."""


class PageStatus(StrEnum):
    """What became of a page."""

    READ = "read"
    REVIEW = "review"
    UNIDENTIFIED = "unidentified"
    FAILED = "failed"


class Layout(StrEnum):
    """Whose page it is."""

    ISSUED = "issued"
    FOREIGN = "foreign"
    DIGITAL = "digital"


class Channel(StrEnum):
    """How the page came."""

    DIGITAL = "digital"
    FAX = "fax"
    SCAN = "scan"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something about a page that a person should know."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The reading of one field. `repr` shows no value: it may be personal data."""

    value: Answer = field(repr=False)
    raw: str | None = field(repr=False, default=None)
    """As the engine gave it, before normalising."""
    confidence: float
    """Probability that `value` is exactly right."""
    accepted: bool
    """No person needs to look."""
    state: FieldState
    method: Method
    box: BoxMm | None = None
    """On the upright page of the issued form."""
    alternatives: tuple[tuple[str, float], ...] = field(repr=False, default=())
    doubt: str | None = None
    """Why a person should look, in words for that person."""
    lines: tuple[LineOutput, ...] = field(repr=False, compare=False, default=())
    """What the recogniser saw of it, its lines in a row; once more where a rule crossed it. None
    where it was not read from ink. It is no part of the JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """One page of one file."""

    file: str
    page: int
    """In the file, counted from 1."""
    status: PageStatus
    form: str | None = None
    version: str | None = None
    form_page: int | None = None
    """Which page of the form this is, counted from 1."""
    layout: Layout | None = None
    copy: CopyId | None = None
    rotation: int = 0
    """Degrees clockwise by which the page had to be turned to stand upright."""
    channel: Channel | None = None
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    fields: dict[str, Reading] = field(default_factory=dict, repr=False)


def _box_json(box: BoxMm | None) -> list[float] | None:
    if box is None:
        return None
    return [round(edge, 1) for edge in (box.left, box.top, box.right, box.bottom)]


def _reading_json(reading: Reading) -> dict[str, Any]:
    return {
        "value": reading.value,
        "raw": reading.raw,
        "confidence": round(reading.confidence, 4),
        "accepted": reading.accepted,
        "state": str(reading.state),
        "method": str(reading.method),
        "box_mm": _box_json(reading.box),
        "alternatives": [[value, round(p, 4)] for value, p in reading.alternatives],
        "doubt": reading.doubt,
    }


def page_json(page: PageReading) -> dict[str, Any]:
    """Give the page as the JSON object of `throughcare read --json`."""
    return {
        "file": page.file,
        "page": page.page,
        "form": page.form,
        "version": page.version,
        "form_page": page.form_page,
        "layout": page.layout and str(page.layout),
        "copy": page.copy and str(page.copy),
        "rotation": page.rotation,
        "channel": page.channel and str(page.channel),
        "status": str(page.status),
        "problems": [{"code": p.code, "message": p.message} for p in page.problems],
        "seconds": round(page.seconds, 3),
        "fields": {key: _reading_json(reading) for key, reading in page.fields.items()},
    }


def _reading_from_json(table: dict[str, Any]) -> Reading:
    box = table["box_mm"]
    return Reading(
        value=table["value"],
        raw=table["raw"],
        confidence=table["confidence"],
        accepted=table["accepted"],
        state=FieldState(table["state"]),
        method=Method(table["method"]),
        box=box and BoxMm(*box),
        alternatives=tuple((value, p) for value, p in table["alternatives"]),
        doubt=table.get("doubt"),
    )


def page_from_json(table: dict[str, Any]) -> PageReading:
    """Read back what `page_json` gave."""
    return PageReading(
        file=table["file"],
        page=table["page"],
        status=PageStatus(table["status"]),
        form=table["form"],
        version=table["version"],
        form_page=table["form_page"],
        layout=table["layout"] and Layout(table["layout"]),
        copy=table["copy"] and parse_copy_id(table["copy"]),
        rotation=table["rotation"],
        channel=table["channel"] and Channel(table["channel"]),
        problems=tuple(Problem(**problem) for problem in table["problems"]),
        seconds=table["seconds"],
        fields={key: _reading_from_json(reading) for key, reading in table["fields"].items()},
    )
