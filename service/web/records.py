"""Records: check what was read against the form, correct it, choose the client, accept."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, json, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from forms.answers import Answer
from forms.definition import Date, Field, Form, Section, Signature, Tick
from forms.errors import ValuesError
from service.answers_in import answer_in
from service.assembly import OF_THE_COPY, Concern, Doubt
from service.downloads import download, download_written
from service.entities import Evidence, Record
from service.errors import NotReadyError
from service.labels import label_of
from service.signing_in import actor, runtime
from service.store.states import RecordState
from service.usecases.addressing import agency_id_of
from service.usecases.clients import search_clients
from service.usecases.evidence import export_evidence
from service.usecases.export import export_record
from service.usecases.records import (
    accept_record,
    correct_record,
    find_record,
    list_records,
    list_to_check,
)
from service.web.choosing import who_it_may_be
from service.web.pages import PAGE_LENGTH, blueprint
from service.web.words import CONCERN, show_answer, show_day

_VALUE, _CONFIRM, _SHOWN = "value-", "confirm-", "shown"
_FEW_CLIENTS = 10


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Row:
    """One field as the page shows it."""

    field: Field
    label: str
    text: str
    """The value as it stands in the box."""
    answer: str
    """The value in words."""
    doubt: str | None
    problem: str | None
    evidence: Evidence | None
    checked_by: str | None

    @property
    def is_to_check(self) -> bool:
        """Tell whether a person has to compare it with the paper, which must have come for that."""
        return bool(self.problem or (self.doubt and self.doubt != Doubt.NOT_READ))


@blueprint.get("/records")
def records() -> str:
    """List records, newest first; those to check, the most urgent first."""
    state = request.args.get("state", "")
    if state == RecordState.REVIEW:
        return _to_check(request.args.get("skip", 0, type=int))
    found = list_records(
        runtime(),
        state=RecordState(state) if state in set(RecordState) else None,
        before_id=request.args.get("before", type=int),
        limit=PAGE_LENGTH,
    )
    return render_template(
        "records.html",
        records=found,
        state=state,
        catalogue=runtime().catalogue,
        is_full=len(found) == PAGE_LENGTH,
    )


def _to_check(skip: int) -> str:
    found = list_to_check(runtime(), skip=max(skip, 0), limit=PAGE_LENGTH)
    return render_template(
        "records.html",
        records=found,
        state=str(RecordState.REVIEW),
        catalogue=runtime().catalogue,
        is_full=len(found) == PAGE_LENGTH,
        skip=skip + len(found),
    )


@blueprint.get("/records/<int:record_id>")
def record(record_id: int) -> str:
    """Show a record: each value beside its picture, doubtful ones first."""
    found = find_record(runtime(), record_id)
    return _page(found, edit_all=request.args.get("edit") == "all")


def _page(
    found: Record,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    words: str | None = None,
    edit_all: bool = False,
) -> str:
    form = runtime().catalogue.find(found.form_id, found.form_version)
    searched = None if words is None else search_clients(runtime(), words, limit=_FEW_CLIENTS)
    rows = _rows(found, form, typed or {}, problems or {})
    return render_template(
        "record.html",
        **who_it_may_be(found),
        record=found,
        form=form,
        notes=_notes(found),
        labels={key: row.label for key, row in rows.items()},
        doubtful=[row for row in rows.values() if row.is_to_check],
        settled=[(section, _of(section, rows)) for section in form.sections if _of(section, rows)],
        problems=problems or {},
        words=words,
        edit_all=edit_all,
        searched=searched,
    )


def _notes(found: Record) -> list[str]:
    """Say once each what is unusual about the record and its pages."""
    notes = [CONCERN[code] for code in found.concerns if code != Concern.PAGE_PROBLEMS]
    said = [problem for page in found.pages for problem in page.problems]
    return list(dict.fromkeys([*notes, *(text for code, text in said if code not in OF_THE_COPY)]))


def _of(section: Section, rows: Mapping[str, Row]) -> list[Row]:
    mine = [rows[field.key] for field in section.fields]
    return [row for row in mine if not row.is_to_check]


def _rows(
    found: Record, form: Form, typed: Mapping[str, str], problems: Mapping[str, str]
) -> dict[str, Row]:
    checked = {correction.key: correction.by for correction in found.corrections}
    return {
        field.key: Row(
            field=field,
            label=label_of(form, field.key),
            text=typed.get(field.key, _text(field, found.values.get(field.key))),
            answer=show_answer(field, found.values.get(field.key)),
            doubt=found.doubts.get(field.key),
            problem=problems.get(field.key),
            evidence=found.evidence.get(field.key),
            checked_by=checked.get(field.key),
        )
        for field in form.fields()
    }


def _text(field: Field, value: Answer) -> str:
    """Write a value as its box takes it back."""
    match field.kind, value:
        case ((Tick() | Signature()), _):
            return "yes" if value else ""
        case _, (None | False | True):
            return ""
        case Date(), str():
            return show_day(value)
        case _:
            return str(value)


@blueprint.post("/records/<int:record_id>")
def save(record_id: int) -> str | Response | tuple[str, int]:
    """Save what a person typed and confirmed; accept too, where asked."""
    found = find_record(runtime(), record_id)
    form = runtime().catalogue.find(found.form_id, found.form_version)
    typed = _typed(form, request.form)
    changes, problems = _changes(form, typed)
    if problems:
        return _page(found, typed=typed, problems=problems), 422
    saved = correct_record(
        runtime(),
        actor(),
        record_id,
        revision=request.form.get("revision", -1, type=int),
        changes=changes,
        confirmed=[key for key in typed if f"{_CONFIRM}{key}" in request.form],
    )
    if "accept" in request.form:
        return _accept(saved)
    flash("Saved.")
    return redirect(url_for("web.record", record_id=record_id))


def _typed(form: Form, sent: MultiDict[str, str]) -> dict[str, str]:
    """Take what stands in the boxes that the page showed; an unticked box sends nothing."""
    shown = set(sent.getlist(_SHOWN))
    return {f.key: sent.get(f"{_VALUE}{f.key}", "") for f in form.fields() if f.key in shown}


def _changes(form: Form, typed: Mapping[str, str]) -> tuple[dict[str, Answer], dict[str, str]]:
    changes: dict[str, Answer] = {}
    problems: dict[str, str] = {}
    for key, text in typed.items():
        try:
            changes[key] = _answer(form.field(key), text)
        except ValuesError as error:
            problems[key] = f"{label_of(form, key)}: {error.problems[key]}."
    return changes, problems


def _answer(field: Field, text: str) -> Answer:
    """Take a box's text; a tick box that sends nothing was left empty, which is an answer."""
    is_box = isinstance(field.kind, Tick | Signature)
    return answer_in(field, text == "yes" if is_box else text)


def _accept(saved: Record) -> str | Response | tuple[str, int]:
    try:
        accept_record(
            runtime(),
            actor(),
            saved.id,
            revision=saved.revision,
            concerns_seen="concerns_seen" in request.form,
        )
    except NotReadyError as error:
        return _page(saved, problems=error.problems), 409
    flash("Accepted.")
    return redirect(_next_to_check(saved.id))


def _next_to_check(record_id: int) -> str:
    """Lead on to the next record that waits; with none, back to the one just done."""
    waiting = list_to_check(runtime(), limit=1)
    return url_for("web.record", record_id=waiting[0].id if waiting else record_id)


@blueprint.post("/records/<int:record_id>/client-search")
def search_for_record(record_id: int) -> str:
    """Search the register for the client of a record."""
    found = find_record(runtime(), record_id)
    return _page(found, words=request.form.get("words", "").strip())


@blueprint.get("/records/<int:record_id>/export.json")
def export(record_id: int) -> Response:
    """Save a record as JSON."""
    recipient_id = agency_id_of(runtime(), request.args.get("recipient"))
    content = json.dumps(export_record(runtime(), actor(), record_id, recipient_id), indent=2)
    return download(content.encode(), "application/json", f"record-{record_id}.json")


@blueprint.get("/records/<int:record_id>/evidence.zip")
def evidence_package(record_id: int) -> Response:
    """Save the evidence package of a record."""
    recipient_id = agency_id_of(runtime(), request.args.get("recipient"))
    return download_written(
        lambda target: export_evidence(runtime(), actor(), record_id, target, recipient_id),
        "application/zip",
        f"record-{record_id}-evidence.zip",
    )
