"""Checking, from record to record: the next one, skipping, who checks it, values as typed."""

from collections.abc import Mapping

from flask import flash, jsonify, redirect, request, session, url_for
from werkzeug.wrappers import Response

from forms.errors import ValuesError
from forms.schema import check_answers
from service.answers_in import answer_in
from service.checking import Hold
from service.errors import NotFoundError
from service.labels import label_of
from service.signing_in import actor, runtime
from service.usecases.holding import hold_records, leave_record, next_to_check
from service.usecases.places import value_place
from service.usecases.records import find_record
from service.web.pages import blueprint
from service.web.words import show_instant

_SKIPPED = "skipped"
_MOST_SKIPPED = 200
"""Ids in the session's cookie, which has room for them."""
_MOST_HELD = 60


@blueprint.get("/check")
def check() -> Response:
    """Begin to check: lead to the most urgent record that nobody else is checking."""
    session.pop(_SKIPPED, None)
    return _lead_on("There is nothing to check that nobody else is checking.")


@blueprint.post("/records/<int:record_id>/skip")
def skip(record_id: int) -> Response:
    """Leave a record for later, and go on with the next."""
    leave_record(runtime(), actor(), record_id, at_once=True)
    skipped = [one for one in session.get(_SKIPPED, []) if one != record_id]
    session[_SKIPPED] = [*skipped, record_id][-_MOST_SKIPPED:]
    return _lead_on("There is nothing else to check. What you skipped is still here.")


def _lead_on(words: str) -> Response:
    record_id = next_to_check(runtime(), actor(), but=session.get(_SKIPPED, []))
    if record_id is not None:
        return redirect(url_for("web.record", record_id=record_id))
    session.pop(_SKIPPED, None)
    flash(words)
    return redirect(url_for("web.records", state="review"))


def after(record_id: int) -> Response:
    """Lead on from a record that is done; with nothing else to check, back to it."""
    found = next_to_check(runtime(), actor(), but=[*session.get(_SKIPPED, []), record_id])
    return redirect(url_for("web.record", record_id=record_id if found is None else found))


@blueprint.post("/checking/beat")
def beat() -> Response:
    """Hear from a page that its records are being checked; tell which of them others have."""
    sent = request.get_json()
    asked = sent.get("records", []) if isinstance(sent, Mapping) else []
    ids = [one for one in asked if isinstance(one, int)][:_MOST_HELD]
    found = hold_records(runtime(), actor(), ids)
    others = {str(one): said_of(hold) for one, hold in found.items() if not hold.is_mine}
    return jsonify({"others": others})


@blueprint.post("/checking/leave")
def leave() -> tuple[str, int]:
    """Hear from a page that it is left: others need not wait until the lease lapses."""
    for record_id in request.form.getlist("record", type=int)[:_MOST_HELD]:
        leave_record(runtime(), actor(), record_id)
    return "", 204


def said_of(hold: Hold) -> str:
    """Say who checks a record, since when."""
    return f"{hold.by} is checking this form, since {show_instant(hold.since)}."


@blueprint.get("/records/<int:record_id>/places/<key>.png")
def place(record_id: int, key: str) -> Response:
    """Show the place of a value on the paper, marked, with what is around it."""
    return Response(value_place(runtime(), record_id, key), mimetype="image/png")


@blueprint.post("/records/<int:record_id>/values/<key>")
def try_value(record_id: int, key: str) -> Response:
    """Tell whether a value would be taken, as it is typed, in the words that saving has."""
    found = find_record(runtime(), record_id)
    form = runtime().catalogue.find(found.form_id, found.form_version)
    if key not in {question.key for question in form.fields()}:
        raise NotFoundError("the form has no such field")
    sent = request.get_json()
    text = sent.get("text") if isinstance(sent, Mapping) else None
    try:
        answer = answer_in(form.field(key), text if isinstance(text, str) else "")
    except ValuesError as error:
        return jsonify({"problem": f"{label_of(form, key)}: {error.problems[key]}.", "notice": ""})
    values = {**found.values, key: answer}
    notice = check_answers(form, values, runtime().lists).get(key)
    return jsonify({"problem": "", "notice": notice.message if notice else ""})
