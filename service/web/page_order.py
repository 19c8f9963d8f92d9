"""Pages that were read the wrong way up, or put together wrongly: turned, or parted."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ocr.reading import Layout
from service.errors import BadRequestError, ConflictError
from service.signing_in import actor, runtime
from service.usecases.parting import part_record
from service.usecases.records import find_record
from service.usecases.turning import turn_page
from service.web.pages import blueprint
from service.web.records import form_of

_STANDS = (Layout.ISSUED, Layout.DIGITAL)
"""Pages whose own marks say which way is up, or that are no paper."""


@blueprint.get("/records/<int:record_id>/pages")
def record_pages(record_id: int) -> str:
    """Show the pages of a record, to turn or to part them."""
    return _page(record_id)


def _page(
    record_id: int, problems: dict[str, str] | None = None, message: str | None = None
) -> str:
    found = find_record(runtime(), record_id)
    return render_template(
        "record_pages.html",
        record=found,
        form=form_of(found),
        stands=_STANDS,
        problems=problems or {},
        message=message,
    )


@blueprint.post("/records/<int:record_id>/part")
def part(record_id: int) -> Response | tuple[str, int]:
    """Make several records of one."""
    try:
        made = part_record(
            runtime(),
            actor(),
            record_id,
            revision=request.form.get("revision", -1, type=int),
            starts=request.form.getlist("starts", type=int),
        )
    except BadRequestError as error:
        return _page(record_id, error.problems), 422
    except ConflictError as error:
        return _page(record_id, message=error.advice), 409
    named = " and ".join(str(one) for one in made)
    flash(f"Record {record_id} was parted: records {named} were made of its pages.")
    return redirect(url_for("web.record", record_id=made[0] if made else record_id))


@blueprint.post("/documents/<int:document_id>/pages/<int:number>/turn")
def turn(document_id: int, number: int) -> Response:
    """Turn a page and have it read again."""
    revision = request.form.get("revision", type=int)
    degrees = request.form.get("degrees", 0, type=int)
    try:
        again = turn_page(runtime(), actor(), document_id, number, degrees, revision=revision)
    except (BadRequestError, ConflictError) as error:
        flash(error.advice)
        return redirect(url_for("web.document", document_id=document_id))
    flash("The page is turned and being read again.")
    return redirect(url_for("web.document", document_id=again))
