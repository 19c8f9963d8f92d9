"""Somebody whose password was right and who has yet to show a code: remembered on their browser."""

from datetime import timedelta

from flask import session

from service.clock import now_utc
from service.entities import User
from service.identity import SignInWay
from service.signing_in import runtime
from service.usecases.entering import still_open

_KEY = "half_way"
_WITHIN = timedelta(minutes=10)


def go_half_way(user: User, way: SignInWay) -> None:
    """Remember who came half way; nothing of the session before goes on."""
    session.clear()
    session[_KEY] = [user.id, user.session_stamp, str(way), now_utc().timestamp()]


def who_is_half_way() -> tuple[User, SignInWay] | None:
    """Tell who came half way, unless it was long ago or their account has changed since."""
    match session.get(_KEY):
        case [int(user_id), str(stamp), str(way), float(since)]:
            is_late = now_utc().timestamp() - since > _WITHIN.total_seconds()
            user = None if is_late else still_open(runtime(), user_id, stamp)
            return (user, SignInWay(way)) if user else None
        case _:
            return None
