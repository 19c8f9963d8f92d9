"""Settings: form definitions. A TOML is uploaded, its PDF is seen, then it goes live."""

from flask import Response as PictureResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.errors import DefinitionError
from service.errors import ConflictError
from service.signing_in import actor, runtime
from service.usecases.definitions import (
    definition_form,
    definition_page,
    find_definition,
    go_live,
    list_definitions,
    retire,
    shipped,
    upload_definition,
)
from service.web.pages import blueprint


@blueprint.route("/settings/forms", methods=["GET", "POST"])
def definitions() -> str | Response | tuple[str, int]:
    """List the forms, and upload a definition."""
    if request.method == "GET":
        return _page("")
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _page("Choose a TOML file."), 422
    try:
        kept = upload_definition(runtime(), actor(), sent.stream.read(), "the file")
    except DefinitionError as error:
        return _page(error.advice), 422
    except ConflictError as error:
        return _page(error.advice), 422
    return redirect(url_for("web.definition", definition_id=kept.id))


def _page(problem: str) -> str:
    return render_template(
        "settings_forms.html",
        shipped=shipped(runtime()),
        uploaded=list_definitions(runtime()),
        problem=problem[:1].upper() + problem[1:],
    )


@blueprint.get("/settings/forms/<int:definition_id>")
def definition(definition_id: int) -> str:
    """Show a definition as it will be printed."""
    return render_template(
        "settings_form.html",
        found=find_definition(runtime(), definition_id),
        form=definition_form(runtime(), definition_id),
    )


@blueprint.get("/settings/forms/<int:definition_id>/<int:page>.png")
def definition_picture(definition_id: int, page: int) -> PictureResponse:
    """Show a page of its PDF."""
    return PictureResponse(definition_page(runtime(), definition_id, page), mimetype="image/png")


@blueprint.post("/settings/forms/<int:definition_id>/state")
def change_definition(definition_id: int) -> Response:
    """Let a definition go live, or retire it."""
    if "retire" in request.form:
        retire(runtime(), actor(), definition_id)
        flash("Retired. No more copies are made; those that are out are read as before.")
    else:
        go_live(runtime(), actor(), definition_id)
        flash("Live. It is under Get forms now.")
    return redirect(url_for("web.definition", definition_id=definition_id))
