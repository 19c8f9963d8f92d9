"""Notes what a person said of how long something is kept: on the thing, and in the trail."""

from datetime import date

from sqlalchemy.orm import Session

from service.clock import now_utc
from service.entities import Actor
from service.permission.powers import Power
from service.permission.rules import needs
from service.retention import Item
from service.store import audit
from service.store import retention_decisions as decisions
from service.store.states import RetentionAct

_ACTION = {
    RetentionAct.HELD: "held",
    RetentionAct.RELEASED: "released",
    RetentionAct.KEPT: "kept_longer",
    RetentionAct.APPROVED: "deletion_approved",
    RetentionAct.TAKEN_BACK: "approval_taken_back",
}


@needs(Power.REVIEW_RETENTION)
def note_decision(
    session: Session,
    actor: Actor,
    item: Item,
    act: RetentionAct,
    reason: str = "",
    until: date | None = None,
) -> None:
    """Note what somebody decided, in the caller's transaction."""
    row = decisions.row_of(item)
    row.act, row.reason, row.until = act, reason, until
    row.at, row.by_id = now_utc(), actor.user_id
    session.add(row)
    details = {"until": until.isoformat()} if until else {}
    action = f"{item.subject}.{_ACTION[act]}"
    audit.write(session, actor, action, item.subject, item.id, **details)
