"""Quality: values that nobody looked at, drawn by chance for a person to read blind."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.answers import Answer
from forms.definition import Choice, Field, Signature, Tick
from forms.errors import ValuesError
from service.answers_in import answer_in
from service.quality import Outcome, Part, QualityCheck, together
from service.signing_in import actor, runtime
from service.usecases.quality import (
    answer_check,
    check_picture,
    error_rates,
    find_check,
    list_checks,
)
from service.web.pages import blueprint
from service.web.words import show_answer

_NOTHING = "nothing"
"""What a person chooses where no option is marked: choosing nothing is no answer."""


@blueprint.get("/quality")
def quality() -> str:
    """Show how often reading was wrong, and what waits to be looked at."""
    rates = error_rates(runtime())
    return render_template(
        "quality.html",
        every=next(iter(together(rates, ())), None),
        by_form=together(rates, [Part.FORM]),
        by_channel=together(rates, [Part.CHANNEL]),
        by_field=together(rates, [Part.FORM, Part.FIELD]),
        catalogue=runtime().catalogue,
    )


@blueprint.get("/quality/next")
def next_check() -> Response:
    """Lead to the oldest value that waits."""
    waiting = list_checks(runtime(), limit=1)
    if not waiting:
        return redirect(url_for("web.quality"))
    return redirect(url_for("web.quality_check", check_id=waiting[0].id))


@blueprint.get("/quality/<int:check_id>")
def quality_check(check_id: int) -> str:
    """Show the place on the form alone; once it is answered, also what was read."""
    return _page(find_check(runtime(), check_id))


@blueprint.get("/quality/<int:check_id>/place.png")
def quality_place(check_id: int) -> Response:
    """Show the place on the form."""
    return Response(check_picture(runtime(), check_id), mimetype="image/png")


@blueprint.post("/quality/<int:check_id>")
def answer_quality(check_id: int) -> Response | tuple[str, int]:
    """Keep what the person found."""
    check = find_check(runtime(), check_id)
    is_clear = "unclear" not in request.form
    try:
        answer = _answer(_field(check), request.form.get("value")) if is_clear else None
    except ValuesError as error:
        return _page(check, f"{error.problems[check.key]}."), 422
    answer_check(runtime(), actor(), check_id, answer, is_clear=is_clear)
    return redirect(url_for("web.quality_check", check_id=check_id))


def _field(check: QualityCheck) -> Field:
    return runtime().catalogue.find(check.form_id, check.form_version).field(check.key)


def _answer(field: Field, sent: str | None) -> Answer:
    is_chosen = isinstance(field.kind, Choice | Tick | Signature)
    if is_chosen and not sent:
        raise ValuesError({field.key: "choose what you see on the form"})
    if isinstance(field.kind, Tick | Signature):
        return sent == "yes"
    return answer_in(field, "" if sent == _NOTHING and is_chosen else sent or "")


def _page(check: QualityCheck, problem: str | None = None) -> str:
    field = _field(check)
    return render_template(
        "quality_check.html",
        check=check,
        field=field,
        form=runtime().catalogue.find(check.form_id, check.form_version),
        problem=problem and problem[:1].upper() + problem[1:],
        typed=request.form.get("value", ""),
        is_waiting=check.outcome is Outcome.WAITING,
        read=show_answer(field, check.read) or "(nothing)",
        seen=show_answer(field, check.seen) or "(nothing)",
        are_more=bool(list_checks(runtime(), limit=1)),
    )
