"""Pictures of the work: what comes in, how long it takes, how much of it needs a person."""

from flask import render_template, request

from service.periods import Span
from service.signing_in import runtime
from service.usecases.figures import work_figures
from service.web import work_charts
from service.web.counting import counted
from service.web.pages import blueprint
from service.web.register_words import CHANNEL


@blueprint.get("/work")
def work() -> str:
    """Show the figures of the last twelve weeks, or months."""
    asked = request.args.get("by", "")
    span = Span(asked) if asked in set(Span) else Span.WEEK
    figures = counted(("work", span), lambda: work_figures(runtime(), span))
    titles = {form.id: form.title for form in runtime().catalogue}
    return render_template(
        "work.html",
        figures=figures,
        titles=titles,
        channels=CHANNEL,
        label=work_charts.period_label,
        ages=work_charts.AGE_WORDS,
        by_form=work_charts.by_form(figures, titles),
        by_channel=work_charts.by_channel(figures),
        time_to_done=work_charts.time_to_done(figures),
        alone=work_charts.alone(figures),
        errors=work_charts.errors(figures),
        waiting=work_charts.waiting(figures),
    )
