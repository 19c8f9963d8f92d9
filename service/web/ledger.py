"""The ledger of copies: all of them, one of them, and what a person does about it."""

from io import StringIO

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.downloads import download
from service.errors import BadRequestError, ConflictError
from service.exporting.ledger import write_ledger
from service.ledger.copies import CopyState
from service.ledger.due_back import EXPECTED, OTHERS
from service.signing_in import actor, runtime
from service.store.ledger import OWN_TEAM, Sought
from service.usecases.caseloads import prison_name
from service.usecases.copy_ledger import (
    LedgerPage,
    every_copy,
    expect_copy,
    filters_of,
    find_copy,
    list_copies,
    write_off_copy,
)
from service.usecases.issue_again import issue_pages_again
from service.web.pages import PAGE_LENGTH, blueprint
from service.web.typed import read_typed_day

_FEW = 10


def copies_of(*, client_id: int | None = None, set_id: int | None = None) -> LedgerPage:
    """Give the first copies of a client, or of a set, for their pages."""
    return list_copies(runtime(), Sought(client_id=client_id, set_id=set_id), limit=_FEW)


def prison_words(code: str) -> str:
    """Name a prison as the ledger shows it."""
    return prison_name(runtime(), code) if code else ""


@blueprint.get("/forms/copies")
def copies() -> str:
    """List copies, newest first."""
    sought, before = _sought(), request.args.get("before", type=int)
    found = list_copies(runtime(), sought, before_id=before, limit=PAGE_LENGTH)
    prisons, teams = filters_of(runtime())
    return render_template(
        "ledger.html",
        found=found,
        sought=sought,
        kept=_kept(sought),
        states=CopyState,
        prisons=prisons,
        teams=[(OWN_TEAM, "Our own team"), *teams],
        catalogue=runtime().catalogue,
        before=before,
        is_full=len(found.copies) == PAGE_LENGTH,
    )


def _sought() -> Sought:
    state = request.args.get("state", "")
    return Sought(
        prison=request.args.get("prison", ""),
        team=request.args.get("team", ""),
        form_id=request.args.get("form", ""),
        state=CopyState(state) if state in set(CopyState) else None,
        client_id=request.args.get("client", type=int),
        set_id=request.args.get("set", type=int),
    )


def _kept(sought: Sought) -> dict[str, str | int | None]:
    """Give what was asked for, but the state, as an address keeps it."""
    return {
        "prison": sought.prison or None,
        "team": sought.team or None,
        "form": sought.form_id or None,
        "client": sought.client_id,
        "set": sought.set_id,
    }


@blueprint.get("/forms/copies.csv")
def copies_csv() -> Response:
    """Save the ledger, as it is filtered, as CSV."""
    text = StringIO(newline="")
    write_ledger(every_copy(runtime(), _sought()), text)
    return download(text.getvalue().encode("utf-8-sig"), "text/csv", "copies.csv")


@blueprint.get("/forms/copies/<copy_id>")
def issued_copy(copy_id: str) -> str:
    """Show one copy: where it is, what of it is back, and what can be done."""
    return _page(copy_id)


def _page(copy_id: str, problems: dict[str, str] | None = None) -> str:
    found = find_copy(runtime(), copy_id)
    return render_template(
        "issued_copy.html",
        copy=found,
        form=runtime().catalogue.find(found.form_id, found.form_version),
        rule=EXPECTED.get(found.form_id, OTHERS),
        problems=problems or {},
        typed=request.form,
    )


@blueprint.post("/forms/copies/<copy_id>/pages")
def copy_pages(copy_id: str) -> Response:
    """Print what is missing of a copy once more."""
    pages = request.form.getlist("page", type=int)
    document = issue_pages_again(runtime(), actor(), copy_id, pages)
    return download(document.content, document.media_type, document.file_name)


@blueprint.post("/forms/copies/<copy_id>/write-off")
def write_off(copy_id: str) -> Response | tuple[str, int]:
    """Note that a copy will not come back."""
    try:
        write_off_copy(runtime(), actor(), copy_id, request.form.get("because", ""))
    except BadRequestError as error:
        return _page(copy_id, dict(error.problems)), 422
    except ConflictError as error:
        return _page(copy_id, {"because": error.advice}), 409
    flash("Written off.")
    return redirect(url_for("web.issued_copy", copy_id=copy_id))


@blueprint.post("/forms/copies/<copy_id>/expect")
def expect(copy_id: str) -> Response | tuple[str, int]:
    """Set by when a copy is to be back."""
    try:
        due = read_typed_day("due_back", request.form.get("due_back", ""))
        expect_copy(runtime(), actor(), copy_id, due)
    except BadRequestError as error:
        return _page(copy_id, dict(error.problems)), 422
    flash("Noted.")
    return redirect(url_for("web.issued_copy", copy_id=copy_id))
