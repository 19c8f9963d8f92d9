"""De-personalised rows for monitoring, to be saved from a page."""

from flask import Response, render_template

from service.downloads import download_written
from service.monitoring.rows import FEWEST
from service.signing_in import actor, runtime
from service.usecases.export_monitoring import export_monitoring
from service.web.pages import blueprint


@blueprint.get("/monitoring")
def monitoring() -> str:
    """Say what the rows hold, and what not."""
    return render_template("monitoring.html", fewest=FEWEST)


@blueprint.post("/monitoring")
def save_monitoring() -> Response:
    """Save the rows."""
    lines = export_monitoring(runtime(), actor())
    return download_written(
        lambda target: target.writelines(line.encode() for line in lines),
        "text/csv",
        "monitoring.csv",
    )
