"""De-personalised rows for monitoring."""

from flask import Response

from service.api.blueprint import ApiBlueprint
from service.downloads import download_written
from service.signing_in import actor, runtime
from service.usecases.export_monitoring import export_monitoring

blueprint = ApiBlueprint("monitoring", __name__, description="De-personalised data")


@blueprint.get("/monitoring")
@blueprint.response(200, content_type="text/csv")
def rows() -> Response:
    """Give de-personalised rows: clients go by names that are drawn for this answer alone."""
    lines = export_monitoring(runtime(), actor())
    return download_written(
        lambda target: target.writelines(line.encode() for line in lines),
        "text/csv",
        "monitoring.csv",
    )
