"""What has come to the end of its time, as pages: review it, keep it, let it go."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.admission import may_have
from service.errors import BadRequestError, ConflictError, NotFoundError
from service.retention import ENDED, Item, Review, ReviewState, Subject, read_item
from service.signing_in import actor, runtime
from service.usecases.legal_holds import hold, release
from service.usecases.review_lists import (
    count_to_review,
    find_review,
    find_reviews,
    list_ended,
)
from service.usecases.reviewing import approve_deletion, keep_longer, take_back_approval
from service.web.counting import count_anew, counted
from service.web.pages import PAGE_LENGTH, blueprint
from service.web.typed import typed_day

_Page = str | Response | tuple[str, int]
_TO_REVIEW = "to review"
_SAID = {
    "keep": "Kept longer. On that day it waits for a review again.",
    "hold": "A legal hold is on this client: nothing of them is deleted.",
    "release": "The hold is lifted. Whatever is over its time waits for a review.",
    "take_back": "The approval is taken back: it is not deleted.",
}


def to_review() -> int:
    """Give the number that the first page reminds of whoever decides; nought to all others."""
    if not may_have("web.ended"):
        return 0
    return counted(_TO_REVIEW, lambda: count_to_review(runtime()))


@blueprint.get("/retention")
def ended() -> str:
    """List what has come to the end of its time."""
    state, skip = _state(), max(request.args.get("skip", 0, type=int), 0)
    page = list_ended(runtime(), state, skip=skip, limit=PAGE_LENGTH)
    return render_template(
        "retention.html",
        page=page,
        states=ENDED,
        state=state,
        policy=runtime().settings.retention,
        skip=skip + PAGE_LENGTH,
        is_full=len(page.found) == PAGE_LENGTH,
    )


def _state() -> ReviewState | None:
    """Give the state that is asked for; at first, what has to be done."""
    asked = request.args.get("state", ReviewState.WAITING)
    return ReviewState(asked) if asked in ENDED else None


@blueprint.get("/retention/clients/<int:client_id>")
def client_ended(client_id: int) -> str:
    """Show how long what is held on a client is kept."""
    return _page(find_review(runtime(), Item(Subject.CLIENT, client_id)), {})


@blueprint.get("/retention/files/<int:document_id>")
def document_ended(document_id: int) -> str:
    """Show how long a file is kept."""
    return _page(find_review(runtime(), Item(Subject.DOCUMENT, document_id)), {})


@blueprint.post("/retention/clients/<int:client_id>")
def decide_on_ended_client(client_id: int) -> _Page:
    """Keep a client's things, hold them, or let them be reviewed again."""
    return _decided(Item(Subject.CLIENT, client_id))


@blueprint.post("/retention/files/<int:document_id>")
def decide_on_ended_document(document_id: int) -> _Page:
    """Keep a file longer, or let it be reviewed again."""
    return _decided(Item(Subject.DOCUMENT, document_id))


def _decided(item: Item) -> _Page:
    found = find_review(runtime(), item)
    act = request.form.get("act", "")
    try:
        _do(act, found)
    except BadRequestError as error:
        problems = {f"{act}-{key}": text for key, text in error.problems.items()}
        return _page(found, problems), 422
    count_anew(_TO_REVIEW)
    flash(_SAID[act])
    return redirect(_address(found.item))


def _do(act: str, found: Review) -> None:
    reason = request.form.get("reason", "")
    match act:
        case "keep":
            _keep(found.item, reason)
        case "take_back":
            take_back_approval(runtime(), actor(), found.item)
        case "hold" if found.item.subject is Subject.CLIENT and found.hold is None:
            hold(runtime(), actor(), found.label, reason)
        case "release" if found.hold is not None:
            release(runtime(), actor(), found.label, reason)
        case "hold" | "release":
            # It is so already: whoever presses twice is told the same.
            return
        case _:
            raise BadRequestError("nothing was chosen", {"reason": "Choose what comes of it."})


def _keep(item: Item, reason: str) -> None:
    problem = {"until": "Enter a real date, such as 27 3 2030."}
    try:
        until = date.fromisoformat(typed) if (typed := typed_day("until", is_birth=False)) else None
    except ValueError as error:
        raise BadRequestError("this is no day", problem) from error
    keep_longer(runtime(), actor(), item, reason, until)


def _page(found: Review, problems: Mapping[str, str]) -> str:
    return render_template(
        "retention_item.html", one=found, problems=problems, typed=request.form, address=_address
    )


def _address(item: Item) -> str:
    if item.subject is Subject.CLIENT:
        return url_for("web.client_ended", client_id=item.id)
    return url_for("web.document_ended", document_id=item.id)


@blueprint.get("/retention/approve")
def ask_approval() -> _Page:
    """Show once more what would be deleted."""
    found = find_reviews(runtime(), _items(request.args.getlist("item")))
    if not found:
        flash("Choose what you have reviewed.")
        return redirect(url_for("web.ended"))
    return _approval(found, {})


@blueprint.post("/retention/approve")
def approve() -> _Page:
    """Let what was reviewed be deleted."""
    items = _items(request.form.getlist("item"))
    is_reviewed = "reviewed" in request.form
    try:
        approve_deletion(runtime(), actor(), items, is_reviewed=is_reviewed)
    except BadRequestError as error:
        return _approval(find_reviews(runtime(), items), error.problems), 422
    except ConflictError as error:
        problem = {"items": f"{error.message}. {error.advice}"}
        return _approval(find_reviews(runtime(), items), problem), 409
    count_anew(_TO_REVIEW)
    flash("Approved. It is deleted with the next daily run; until then you can take it back.")
    return redirect(url_for("web.ended", state=ReviewState.APPROVED.value))


def _items(codes: list[str]) -> list[Item]:
    """Read what was chosen, a page of the list at most.

    Raises:
        NotFoundError: one is the name of nothing.
    """
    found = [read_item(code) for code in codes[:PAGE_LENGTH]]
    if None in found:
        raise NotFoundError("one of these is the name of nothing")
    return [one for one in found if one is not None]


def _approval(found: Sequence[Review], problems: Mapping[str, str]) -> str:
    return render_template(
        "retention_approve.html", found=found, problems=problems, address=_address
    )
