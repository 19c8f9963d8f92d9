"""How often reading is wrong, and the values that are drawn for a person to look at."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from service.answers_in import answer_in
from service.api.blueprint import ApiBlueprint
from service.quality import ErrorRate, QualityCheck, together
from service.schemas import PagingSchema
from service.schemas_quality import (
    ErrorRateSchema,
    ErrorRatesQuerySchema,
    QualityAnswerSchema,
    QualityCheckSchema,
)
from service.signing_in import actor, runtime
from service.usecases.quality import (
    answer_check,
    check_picture,
    error_rates,
    find_check,
    list_checks,
)

blueprint = ApiBlueprint("quality", __name__, description="Quality of reading, measured")


@blueprint.get("/quality")
@blueprint.arguments(ErrorRatesQuerySchema, location="query")
@blueprint.response(200, ErrorRateSchema(many=True))
def rates(query: Mapping[str, Any]) -> list[ErrorRate]:
    """Give the error rates of values accepted without a person, with the 95 % interval."""
    return together(error_rates(runtime()), query["by"])


@blueprint.get("/quality/checks")
@blueprint.arguments(PagingSchema, location="query")
@blueprint.response(200, QualityCheckSchema(many=True))
def waiting(paging: Mapping[str, Any]) -> list[QualityCheck]:
    """List the values that wait to be looked at, oldest first."""
    return list_checks(runtime(), limit=paging["limit"])


@blueprint.get("/quality/checks/<int:check_id>")
@blueprint.response(200, QualityCheckSchema)
def show(check_id: int) -> QualityCheck:
    """Show a check; what was read is in it only once it is answered."""
    return find_check(runtime(), check_id)


@blueprint.get("/quality/checks/<int:check_id>/place.png")
@blueprint.gives(200, "image/png")
def place(check_id: int) -> Response:
    """Give the place on the form."""
    return Response(check_picture(runtime(), check_id), mimetype="image/png")


@blueprint.post("/quality/checks/<int:check_id>")
@blueprint.arguments(QualityAnswerSchema)
@blueprint.response(200, QualityCheckSchema)
def answer(asked: Mapping[str, Any], check_id: int) -> QualityCheck:
    """Say what stands on the form; if it was read otherwise, the record waits for a person."""
    check = find_check(runtime(), check_id)
    field = runtime().catalogue.find(check.form_id, check.form_version).field(check.key)
    seen = answer_in(field, asked["value"])
    return answer_check(runtime(), actor(), check_id, seen, is_clear=asked["clear"])
