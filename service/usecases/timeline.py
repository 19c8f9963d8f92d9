"""The forms of a client as they went and came, and a small picture of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from forms.artefacts import ArtefactFormat, make_document
from forms.copies import parse_copy_id
from ocr.pdf_pages import render_print
from ocr.pictures import png_bytes
from service.crops import small_png
from service.errors import NotFoundError
from service.permission.powers import Power
from service.permission.rules import needs
from service.runtime import Runtime
from service.store import client_timeline, copies
from service.store.engine import looking
from service.store.states import Channel, RecordState
from service.usecases.intakes import page_picture

_PER_MM = 0.8
"""Pixels of a small picture: 168 across."""


class Way(StrEnum):
    """Which way a form went."""

    SENT = "sent"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One form that went out or came back."""

    way: Way
    at: datetime
    form_id: str
    form_version: str
    copy_id: str | None = None
    """Of one that went out."""
    record_id: int | None = None
    """Of one that came back, as all below."""
    state: RecordState | None = None
    channel: Channel | None = None
    document_id: int | None = None
    picture_of: tuple[int, int] | None = None
    """Document and page; None: it was filled in on screen, and there is nothing to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Some forms of a client, newest first."""

    entries: tuple[TimelineEntry, ...]
    total: int


@needs(Power.SEE_CLIENTS)
def timeline_of(runtime: Runtime, client_id: int, *, skip: int = 0, limit: int) -> Timeline:
    """Give the forms of a client, newest first, from the place after those skipped."""
    most = skip + limit
    with looking(runtime.engine) as session:
        came = client_timeline.received(session, client_id, most=most)
        went = client_timeline.sent(session, client_id, most=most)
        every = sorted([*_received(came), *_sent(went)], key=lambda one: one.at, reverse=True)
        shown = every[skip:most]
        ids = [one.record_id for one in shown if one.record_id is not None]
        pictures = client_timeline.pictured_pages(session, ids)
        total = client_timeline.count(session, client_id)
    return Timeline(entries=tuple(_pictured(one, pictures) for one in shown), total=total)


def _received(rows: Sequence[client_timeline.Received]) -> Iterator[TimelineEntry]:
    for record_id, form_id, version, state, document_id, at, channel in rows:
        yield TimelineEntry(
            way=Way.RECEIVED,
            at=at,
            form_id=form_id,
            form_version=version,
            record_id=record_id,
            state=state,
            channel=channel,
            document_id=document_id,
        )


def _sent(rows: Sequence[client_timeline.Sent]) -> Iterator[TimelineEntry]:
    for copy_id, form_id, version, at in rows:
        yield TimelineEntry(
            way=Way.SENT, at=at, form_id=form_id, form_version=version, copy_id=copy_id
        )


def _pictured(entry: TimelineEntry, pictures: Mapping[int, tuple[int, int]]) -> TimelineEntry:
    return replace(entry, picture_of=pictures.get(entry.record_id or 0))


@needs(Power.SEE_CLIENTS)
def small_picture(runtime: Runtime, document_id: int, number: int) -> bytes:
    """Give a page that came back as a small PNG.

    Raises:
        NotFoundError: no such page, or it has no picture.
    """
    return small_png(page_picture(runtime, document_id, number).content, _PER_MM)


@needs(Power.SEE_CLIENTS)
def copy_picture(runtime: Runtime, copy_id: str) -> bytes:
    """Draw the first page of a copy that went out, as it was filled in, as a small PNG.

    Raises:
        NotFoundError: there is no such copy.
    """
    with looking(runtime.engine) as session:
        row = copies.by_copy_id(session, copy_id)
        if row is None:
            raise NotFoundError("there is no such copy")
        form = runtime.catalogue.find(row.form_id, row.form_version)
        values = row.values
    content = make_document(ArtefactFormat.PRINT, form, values, parse_copy_id(copy_id))
    return small_png(png_bytes(render_print(content, 1, 2 * _PER_MM)), _PER_MM)
