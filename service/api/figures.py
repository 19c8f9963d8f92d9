"""What monitoring asks for: figures that show nobody, and the national extract."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response

from service.api.blueprint import ApiBlueprint
from service.clock import now_utc
from service.downloads import download
from service.schemas_figures import FiguresSchema, NdtmsSchema, PeriodSchema
from service.signing_in import actor, runtime
from service.usecases.addressing import agency_id_of
from service.usecases.export_ndtms import NdtmsAsked, export_ndtms, ndtms_lines
from service.usecases.monitoring_figures import export_figures, last_quarter

blueprint = ApiBlueprint("figures", __name__, description="Figures for monitoring")


def _days(asked: Mapping[str, Any]) -> tuple[date, date]:
    first, last = last_quarter(now_utc())
    return asked["first"] or first, asked["last"] or last


@blueprint.get("/figures")
@blueprint.arguments(PeriodSchema, location="query")
@blueprint.response(200, FiguresSchema)
def show(asked: Mapping[str, Any]) -> dict[str, object]:
    """Count a period: small numbers are suppressed, the others given to the nearest 5."""
    first, last = _days(asked)
    tables = export_figures(runtime(), actor(), first, last)
    return {"first": first, "last": last, "tables": tables}


@blueprint.post("/ndtms")
@blueprint.arguments(NdtmsSchema)
@blueprint.response(200, content_type="text/csv")
def ndtms(asked: Mapping[str, Any]) -> Response:
    """Give the extract for the national monitoring system; each client's row is logged."""
    first, last = _days(asked)
    wanted = NdtmsAsked(
        first=first,
        last=last,
        agency=asked["agency"],
        recipient_id=agency_id_of(runtime(), asked["recipient"]),
    )
    text = "".join(ndtms_lines(export_ndtms(runtime(), actor(), wanted)))
    return download(text.encode(), "text/csv", "ndtms.csv")
