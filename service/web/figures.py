"""Figures for monitoring as a page: each table with its chart, and all of them as a file."""

from collections.abc import Mapping
from datetime import date

from flask import render_template, request
from werkzeug.wrappers import Response

from forms.written_dates import read_day, today_utc
from service.clock import now_utc
from service.downloads import download
from service.errors import BadRequestError
from service.exporting.figures import figure_lines
from service.signing_in import actor, runtime
from service.usecases.monitoring_figures import (
    export_figures,
    figure_tables,
    last_quarter,
    monitoring_figures_of,
)
from service.web.counting import counted
from service.web.figure_charts import chart_of
from service.web.pages import blueprint

_PARTS = ("day", "month", "year")
_Page = str | tuple[str, int]


def _asked_days() -> tuple[date, date]:
    """Read the period from the address; where nobody names one, the last whole quarter.

    Raises:
        BadRequestError: a day is none.
    """
    found, problems = list(last_quarter(now_utc())), {}
    for place, key in enumerate(("first", "last")):
        typed = " ".join(request.args.get(f"{key}-{part}", "").strip() for part in _PARTS).strip()
        if not typed:
            continue
        try:
            found[place] = date.fromisoformat(read_day(typed, born=False, today=today_utc()))
        except ValueError:
            problems[key] = "Enter a real date, such as 1 4 2026."
    if problems:
        raise BadRequestError("these days are no period", problems)
    return found[0], found[1]


@blueprint.get("/figures")
def figures() -> _Page:
    """Show the figures of a period."""
    try:
        first, last = _asked_days()
        found = counted(
            ("figures", first, last), lambda: monitoring_figures_of(runtime(), first, last)
        )
    except BadRequestError as error:
        page = render_template(
            "figures.html", figures=None, typed=request.args, problems=error.problems
        )
        return page, 422
    tables = figure_tables(runtime(), found)
    return render_template(
        "figures.html",
        figures=found,
        tables=[(table, chart_of(table)) for table in tables],
        typed=_typed(first, last),
        problems={},
    )


def _typed(first: date, last: date) -> Mapping[str, object]:
    days = {"first": first, "last": last}
    return {f"{key}-{part}": getattr(day, part) for key, day in days.items() for part in _PARTS}


@blueprint.get("/figures.csv")
def figures_csv() -> Response:
    """Save the figures of a period as CSV."""
    first, last = _asked_days()
    tables = export_figures(runtime(), actor(), first, last)
    text = "".join(figure_lines(first, last, tables))
    return download(text.encode(), "text/csv", f"figures-{first}-to-{last}.csv")
