"""Lets people say of what has come to the end of its time what comes of it.

Only what they approve is deleted, by the next run (`service.usecases.retention`). Until then an
approval can be taken back, and whatever is recorded of a client meanwhile ends it.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from service.clock import LONDON, now_utc
from service.entities import Actor
from service.errors import BadRequestError, ConflictError
from service.permission.powers import Power
from service.permission.rules import needs
from service.retention import Decision, Item, ReviewState
from service.runtime import Runtime
from service.store import retention_decisions as decisions
from service.store.engine import unit_of_work
from service.store.states import RetentionAct
from service.usecases.ended import find_ended, known_item, what_was_said
from service.usecases.reasons import reason_problem
from service.usecases.retention_notes import note_decision


@needs(Power.REVIEW_RETENTION)
def keep_longer(
    runtime: Runtime, actor: Actor, item: Item, reason: str, until: date | None
) -> None:
    """Keep a thing beyond its time; on that day it waits for a review again.

    Raises:
        NotFoundError: there is no such thing.
        BadRequestError: there is no reason, or one too long; or the day is not to come.
    """
    with unit_of_work(runtime.engine) as session:
        item = known_item(session, item)
        problems = {}
        if problem := reason_problem(reason, "Say why it is needed longer."):
            problems["reason"] = problem
        if until is None or until <= now_utc().astimezone(LONDON).date():
            problems["until"] = "Enter a day to come, such as 27 3 2030."
        if problems:
            raise BadRequestError("this cannot be kept longer", problems)
        last = _last(session, item)
        asked = (RetentionAct.KEPT, reason.strip(), until)
        if last is None or (last.act, last.reason, last.until) != asked:
            note_decision(session, actor, item, *asked)


@needs(Power.REVIEW_RETENTION)
def approve_deletion(
    runtime: Runtime, actor: Actor, items: Collection[Item], *, is_reviewed: bool
) -> None:
    """Let things be deleted that a person has reviewed: all of them, or none.

    What is approved already stays so; whoever sends the same twice does no harm.

    Raises:
        NotFoundError: one is not there, or is deleted already.
        ConflictError: the time of one is not over, or somebody keeps it.
        BadRequestError: nothing was chosen, or nobody says that they have looked at it.
    """
    with unit_of_work(runtime.engine) as session:
        if not (items and is_reviewed):
            problem = {"reviewed": "Look at each, and say that you have."}
            raise BadRequestError("nothing is deleted that nobody has reviewed", problem)
        known = dict.fromkeys(known_item(session, one) for one in items)
        said = what_was_said(session, now_utc())
        states = find_ended(session, runtime.settings.retention, said).states
        for one in known:
            _approve(session, actor, one, states.get(one, ReviewState.NOT_YET))


def _approve(session: Session, actor: Actor, item: Item, state: ReviewState) -> None:
    if state is ReviewState.APPROVED:
        return
    if state is not ReviewState.WAITING:
        raise ConflictError(
            f"{item.subject} {item.id} does not wait for a review",
            hint="It is kept, or something was recorded since: look at it again.",
        )
    note_decision(session, actor, item, RetentionAct.APPROVED)


@needs(Power.REVIEW_RETENTION)
def take_back_approval(runtime: Runtime, actor: Actor, item: Item) -> None:
    """Take an approval back while the thing is there; where none is, nothing happens.

    Raises:
        NotFoundError: there is no such thing, or it is deleted already.
    """
    with unit_of_work(runtime.engine) as session:
        item = known_item(session, item)
        last = _last(session, item)
        if last is not None and last.act is RetentionAct.APPROVED:
            note_decision(session, actor, item, RetentionAct.TAKEN_BACK)


def _last(session: Session, item: Item) -> Decision | None:
    return next(iter(decisions.all_of(session, item.subject, [item.id])), None)
