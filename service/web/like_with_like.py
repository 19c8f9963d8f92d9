"""Checking like with like: one question of many records on one screen."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from service.errors import ConflictError, HeldError, NotFoundError
from service.labels import label_of
from service.resuming import keeps_typing
from service.signing_in import actor, runtime
from service.usecases.batches import get_batch
from service.usecases.holding import hold_records
from service.usecases.records import correct_record, find_record
from service.usecases.together import (
    AT_ONCE,
    DoubtfulValue,
    count_ready,
    doubt_groups,
    values_together,
)
from service.web.checking import said_of
from service.web.checking_words import KIND
from service.web.pages import blueprint
from service.web.record_rows import Row, row_of
from service.web.records import OPEN_TOO_LONG, form_of
from service.web.typed_values import ASKED, Typed, typed_values
from service.web.words import plural

_MOST_ROWS = 200


def _number(sent: MultiDict[str, str], name: str) -> int | None:
    """Take a number that the page's form carries along, or that its address has."""
    return sent.get(name, type=int) or request.args.get(name, type=int)


@blueprint.get("/check/together")
def kinds_together() -> str:
    """Offer what can be checked together."""
    batch_id = request.args.get("batch", type=int)
    return render_template(
        "check_kinds.html",
        groups=doubt_groups(runtime(), batch_id),
        ready=count_ready(runtime(), batch_id),
        batch=None if batch_id is None else get_batch(runtime(), batch_id),
    )


@blueprint.get("/check/together/<code>")
def values_of_kind(code: str) -> str:
    """Show values in doubt of one kind, each with its place on the paper."""
    return _page(code, MultiDict(), {})


def _page(
    code: str,
    sent: MultiDict[str, str],
    problems: Mapping[int, str],
    typed: Mapping[int, Typed] | None = None,
    message: str | None = None,
) -> str:
    batch_id, skip = _number(sent, "batch"), max(0, _number(sent, "skip") or 0)
    values, total = values_together(runtime(), code, batch_id, skip=skip)
    held = hold_records(runtime(), actor(), {value.record_id for value in values})
    rows = [_row(value, sent, (typed or {}).get(value.record_id)) for value in values]
    label = KIND.get(code) or (rows[0].field.label if rows else None)
    return render_template(
        "check_together.html",
        code=code,
        label=label or "Nothing to check",
        rows=rows,
        revisions={value.record_id: value.revision for value in values},
        others={one: said_of(hold) for one, hold in held.items() if not hold.is_mine},
        problems=problems,
        total=total,
        skip=skip,
        next_skip=skip + AT_ONCE if skip + AT_ONCE < total else None,
        batch=None if batch_id is None else get_batch(runtime(), batch_id),
        message=message,
    )


def _row(value: DoubtfulValue, sent: MultiDict[str, str], typed: Typed | None) -> Row:
    key = value.question.key
    name = f"{key}{_mark(value.record_id)}"
    form = runtime().catalogue.find(value.form_id, value.form_version)
    return row_of(
        value.question,
        value.value,
        value.evidence,
        record_id=value.record_id,
        label=label_of(form, key),
        name=name,
        text=sent.get(f"value-{name}"),
        doubt=value.doubt,
        problem=typed.problems.get(key) if typed else None,
        picked=sent.get(f"pick-{name}"),
    )


def _mark(record_id: int) -> str:
    return f"-{record_id}"


def _shown_again(sent: MultiDict[str, str], code: str) -> str:
    return _page(code, sent, {}, message=OPEN_TOO_LONG)


@blueprint.post("/check/together/<code>")
@keeps_typing(_shown_again)
def save_together(code: str) -> Response | tuple[str, int]:
    """Save what was confirmed; what nobody chose stays in doubt, what others check is not saved."""
    saved, typed, problems = 0, {}, {}
    for record_id in _sent_records(request.form.getlist(ASKED)):
        try:
            typed[record_id] = _typed(record_id)
            if not typed[record_id].problems:
                saved += _save(record_id, typed[record_id])
        except (ConflictError, NotFoundError) as error:
            problems[record_id] = _why_not(record_id, error)
    if saved:
        flash(f"{plural(saved, 'value', 'values')} saved.")
    if problems or any(one.problems for one in typed.values()):
        return _page(code, request.form, problems, typed), 422
    batch_id, skip = (_number(request.form, name) for name in ("batch", "skip"))
    # Where values were saved, others have moved up into their places.
    return redirect(url_for("web.values_of_kind", code=code, batch=batch_id, skip=skip))


def _sent_records(names: Sequence[str]) -> Iterator[int]:
    found: dict[int, list[str]] = defaultdict(list)
    for name in names[:_MOST_ROWS]:
        key, _, record_id = name.rpartition("-")
        if not (key and record_id.isdecimal()):
            abort(400)
        found[int(record_id)].append(key)
    return iter(found)


def _typed(record_id: int) -> Typed:
    found = find_record(runtime(), record_id)
    return typed_values(form_of(found), found.values, request.form, _mark(record_id))


def _save(record_id: int, typed: Typed) -> int:
    """Save what was said of one record; give how many values."""
    if not typed.confirmed and not typed.changes:
        return 0
    revision = request.form.get(f"revision-{record_id}", -1, type=int)
    try:
        correct_record(
            runtime(),
            actor(),
            record_id,
            revision=revision,
            changes=typed.changes,
            confirmed=typed.confirmed,
        )
    except HeldError:
        raise
    except ConflictError:
        now = find_record(runtime(), record_id)
        if not typed.is_done(now.values, now.doubts):
            raise
        return 0
    return len(set(typed.confirmed) | set(typed.changes))


def _why_not(record_id: int, error: ConflictError | NotFoundError) -> str:
    return f"Record {record_id} was not saved: {error.message}."
